#include "tests/simulator/office.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "client_core/shared/protocol/messages.hpp"
#include "sync_server/admin/backups.hpp"
#include "sync_server/admin/dossiers.hpp"
#include "sync_server/admin/packs.hpp"
#include "sync_server/admin/people.hpp"
#include "sync_server/sync/working_set.hpp"

namespace wegwijs::simulator {

using server::Batch;
using server::LedgerKind;

Office::Office(const Time& time, std::uint64_t seed, Truth& truth)
    : disk("office", seed), clock(time), truth_(truth), random_(seed ^ 0x0ff1ce), box_(crypto::BoxKey::make(random_)) {}

server::SqliteStoreOptions Office::options() const {
    return {disk.path("server.db"), Bytes(32, 'k'), test::disk_vfs, true};
}

bool Office::start(bool create) {
    auto store = server::open_sqlite_store(options(), create, random_);
    auto admin = store.ok() ? server::AdminStore::open(options(), random_) : store.error();
    if (!admin.ok()) {
        if (disk.stopped()) return false;
        broken("open", "server: " + admin.error().code + ": " + admin.error().message);
    }
    folder_.emplace(server::Folder{{disk.path("."), {}, &disk, test::disk_vfs},
                                   options(),
                                   std::move(*store),
                                   std::move(*admin),
                                   clock,
                                   random_,
                                   {"beheer", "simulator"}});
    service_ = std::make_unique<server::SyncService>(*folder_->store, clock, box_);
    page_ = std::make_unique<server::SyncPage>(*folder_->store, *service_, clock, random_);
    return true;
}

void Office::make() {
    ALWAYS(start(true));
    const bool made = change("server.init", [&](Batch& batch) -> Status {
        TRY(batch.append({LedgerKind::genesis, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
        TRY(batch.set_epoch(1, 1, 0, true, 1));
        const auto place = TRY(batch.append({LedgerKind::pack, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
        return batch.add_pack({1, place, clock.now()}, pack_json(1));
    });
    ALWAYS(made);
    for (const char* user : {"u1", "u2", "u3", "u4"}) must(admin().add_user(user, clock.now()), "a user");
}

void Office::open() {
    if (!start(false)) return;
    tell();
    tell_refused();
}

void Office::leave() {
    disk.stop();
    page_.reset();
    service_.reset();
    folder_.reset();
}

bool Office::change(std::string_view action, const std::function<Status(Batch&)>& work) {
    const bool done = server::change(*folder_, action, {}, work).ok();
    if (done) tell();
    return done;
}

store::Identity Office::enrol(const std::string& user) {
    store::Identity identity;
    identity.user = user;
    identity.key = crypto::SigningKey::make(random_);
    identity.server_box_key = box_.public_key;
    identity.epoch = 1;
    identity.device = must(service_->enrol(user, identity.key.public_key), "enrolment");
    const auto roles = must(must(store().snapshot(), "enrolment")->grants(user), "enrolment");
    if (!roles.empty()) identity.role = roles.front().role;
    return identity;
}

void Office::tell() {
    const auto walk = must(admin().walk(), "the server reads its ledger");
    must(walk->each_entry(told_,
                          [&](server::ServerSeq place, const server::LedgerEntry& entry) {
                              told_ = place;
                              if (entry.kind == LedgerKind::epoch) truth_.epoch_began();
                              if (entry.kind == LedgerKind::transaction && !entry.body.empty())
                                  truth_.accepted(entry, place, clock.now());
                              return true;
                          }),
         "the server reads its ledger");
    truth_.check_touched(*walk);
}

void Office::tell_refused() {
    if (!cut_) return;
    const auto asked = *std::exchange(cut_, std::nullopt);
    const auto stored = must(store().snapshot(), "the outcomes of a request that was cut");
    for (const auto& [seq, typed] : asked.typed)
        for (const server::OutcomeRow& row : must(stored->outcomes(asked.device, seq, seq), "the outcomes"))
            if (row.server_seq == 0 && row.hash == typed.hash) truth_.refused(typed.work, row.code, clock.now());
}

/// What a signature tells where requests are signed: whose number it is.
Status Office::is_of(std::uint64_t device, const std::string& user) {
    const auto row = TRY(TRY(store().snapshot())->device(device));
    if (row && row->user != user) return Error{"signature_invalid", "Somebody else's number.", Retry::after_sign_in};
    return done();
}

Result<Bytes> Office::answer(const Question& question) {
    if (question.request) return body_of(page_->answer(*question.request), codec_);
    TRY(is_of(question.device, question.user));
    const protocol::SyncRequest request = TRY(protocol::decode_request(question.body));
    return protocol::encode(TRY(service_->handle(question.device, request, 0)));
}

Result<Office::Answer> Office::ask(const Question& question) {
    Result<Bytes> body = this->answer(question);
    if (disk.stopped()) {
        cut_ = question;
        return Error{"cut", "The server has gone.", Retry::later};
    }
    tell();
    if (!body.ok()) return body.error();
    const auto answer = protocol::decode_answer(*body);
    if (!answer.ok()) broken("error", "an answer cannot be read: " + answer.error().message);
    check_acknowledged(question, *answer);
    for (const protocol::Outcome& outcome : answer->outcomes) {
        if (outcome.code.empty()) continue;
        const auto typed = question.typed.find(outcome.from);
        const auto here = TRY(TRY(store().snapshot())->outcomes(question.device, outcome.from, outcome.from));
        // Of a copy of this store, which used the same number.
        if (typed == question.typed.end() || here.empty() || here.front().hash != typed->second.hash) continue;
        truth_.refused(typed->second.work, outcome.code, clock.now());
    }
    return Answer{std::move(*body), rights_of(question.user), answer->round_done,
                  answer->as_of.value_or(protocol::Point{}), answer->end};
}

/// What it says was accepted has its place.
void Office::check_acknowledged(const Question& question, const protocol::SyncAnswer& answer) const {
    if (answer.outcomes.empty()) return;
    const protocol::Outcome& last = answer.outcomes.back();
    const auto upto = question.typed.find(last.from + last.count - 1);
    // Of a copy of this store, which used the same numbers.
    if (upto == question.typed.end() || upto->second.hash != answer.outcome_hash) return;
    for (const protocol::Outcome& outcome : answer.outcomes)
        for (std::uint64_t seq = outcome.from; outcome.code.empty() && seq < outcome.from + outcome.count; ++seq) {
            const auto typed = question.typed.find(seq);
            if (typed != question.typed.end() && !truth_.is_placed(typed->second.work))
                violated("acknowledged", "own number " + std::to_string(seq) + " of " + question.user +
                                             " is said to be accepted, and has no place");
        }
}

Status Office::bring(std::uint64_t device, const std::string& user, const Bytes& rows) {
    TRY(is_of(device, user));
    return service_->keep_ahead(device, rows);
}

std::map<Id, View> Office::rights_of(const std::string& user) {
    std::map<Id, View> all;
    for (const Id& dossier : dossiers())
        if (const auto view = truth_.rights.now(user, dossier, "")) all.emplace(dossier, *view);
    return all;
}

bool Office::grant(const std::string& user, const std::string& place, const std::string& role) {
    server::GrantOrder order;
    order.role = role;
    if (place.size() == 4) order.municipality = place;
    else order.dossier = Id::from_text(place);
    for (const server::Grant& one : must(must(store().snapshot(), "grants")->grants(user), "grants"))
        if (one.end == 0 && one.municipality == order.municipality && one.dossier == order.dossier) {
            must(server::end_grant(*folder_, one.number), "a grant is ended");
            truth_.rights.grant(clock.now(), user, place, {});
            tell();
            decided_.push_back({told_, clock.now(), user, place, one.role, true});
        }
    if (!role.empty()) {
        must(server::grant(*folder_, user, order), "a grant");
        truth_.rights.grant(clock.now(), user, place, role);
        tell();
        decided_.push_back({told_, clock.now(), user, place, role});
    }
    return true;
}

bool Office::move(const Id& dossier, const std::string& municipality) {
    if (truth_.rights.municipality_of(dossier) == municipality) return false;
    must(server::move_dossier(*folder_, dossier, municipality), "a dossier is moved");
    truth_.moved(clock.now(), dossier, municipality);
    tell();
    decided_.push_back({told_, clock.now(), {}, {}, {}, false, dossier, municipality});
    return true;
}

bool Office::new_pack() {
    const std::uint64_t version = truth_.rights.newest_pack() + 1;
    must(server::add_pack(*folder_, pack_json(version)), "a new pack");
    truth_.rights.pack(clock.now(), version);
    tell();
    return true;
}

bool Office::erase(const Id& dossier) {
    erased_.insert(dossier);
    const bool done = change("dossier.erase", [&](Batch& batch) -> Status {
        const auto row = TRY(batch.dossier(dossier));
        const auto place = TRY(batch.append({LedgerKind::erase, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
        return batch.erase_dossier(row->number, place);
    });
    if (done) truth_.erased(dossier);
    else erased_.erase(dossier);
    return done;
}

std::size_t Office::purge() {
    constexpr UnixMs active = 60LL * 24 * 3600 * 1000;
    const auto pack = must(model::Pack::load(pack_json(truth_.rights.newest_pack())), "the pack");
    std::vector<Id> gone;
    const bool done = change("purge", [&](Batch& batch) -> Status {
        std::map<std::string, server::DeviceRow> newest;
        for (const server::DeviceRow& device : TRY(batch.devices())) {
            auto& row = newest[device.user];
            if (device.number > row.number) row = device;
        }
        server::ServerSeq seen = UINT64_MAX;
        for (const auto& [user, device] : newest)
            if (clock.now() - device.seen < active) seen = std::min(seen, device.cursor);
        for (server::DossierRow row : TRY(batch.changed(0, 0))) {
            if (row.erased != 0) continue;
            std::map<Id, merge::Record> records;
            TRY(batch.records(row.number, 0, 0, [&](server::RecordRow& record) {
                server::unpack(record);
                records.emplace(record.record.id, std::move(record.record));
                return true;
            }));
            std::set<Id> doomed;
            for (const auto& [id, record] : records) {
                const merge::Entries* deletion = record.find(merge::deletion);
                if (!deletion || merge::read_deletion(record) != merge::Deletion::hidden) continue;
                if (std::all_of(deletion->begin(), deletion->end(),
                                [&](const merge::Entry& e) { return e.stamp.server_seq <= seen; }))
                    doomed.insert(id);
            }
            for (bool more = true; more;) {
                more = false;
                for (const auto& [id, record] : records)
                    if (doomed.count(record.parent) && doomed.insert(id).second) more = true;
            }
            for (const Id& id : doomed) {
                const merge::Record& record = records.at(id);
                for (const merge::FieldState& field : record.fields)
                    row.sums[pack->visibility(record.entity, field.key.number)] -=
                        merge::fingerprint(row.id, id, field.key, field.entries);
                row.last = TRY(batch.append({LedgerKind::purge, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
                TRY(batch.update_dossier(row));
                TRY(batch.purge_record(id, row.last));
                gone.push_back(id);
            }
        }
        return wegwijs::done();
    });
    if (!done) return 0;
    for (const Id& id : gone) truth_.purged(id);
    return gone.size();
}

std::vector<Id> Office::dossiers() {
    std::vector<Id> all;
    const auto walk = must(store().snapshot(), "the server lists dossiers");
    for (const server::DossierRow& row : must(walk->changed(0, 0), "the server lists dossiers"))
        if (row.erased == 0) all.push_back(row.id);
    return all;
}

Result<server::DeliveryReport> Office::deliver(const std::string& folder, const std::optional<std::string>& night) {
    return server::deliver({disk.path(folder), night, &disk}, admin(), clock, random_);
}

Office::Copy Office::copy() {
    const auto made = must(server::contents(*folder_), "a copy of the server");
    Copy copy{disk.image(), truth_.past(), decided_};
    must(server::note_backup(*folder_, made), "a copy of the server");
    return copy;
}

void Office::take_copy(const Copy& copy, bool silently) {
    leave();
    cut_.reset();
    disk.put(copy.image);
    disk.restart();
    truth_.put_back(*copy.truth, silently);
    decided_ = copy.decided;
    const auto there = must(server::open_sqlite_store(options(), false, random_), "the server is put back");
    told_ = must(must(there->snapshot(), "the server is put back")->head(), "the server is put back").seq;
}

void Office::put_back(const Copy& copy) {
    take_copy(copy, true);
    open();
}

void Office::restore(const Copy& copy) {
    const std::string list = folder_->paths.decisions();
    const Bytes kept = disk.exists(list) ? must(disk.read(list), "the list of decisions") : Bytes();
    const std::vector<Decided> decided = decided_;
    take_copy(copy, false);
    must(disk.write_atomically(list, kept), "the list of decisions");
    open();
    const server::ServerSeq branch = told_;
    const server::Since since{{erased_.begin(), erased_.end()},
                              must(server::read_decisions(disk, list), "the list of decisions")};
    const bool begun = change("server.restore", [&](Batch& batch) -> Status {
        TRY(server::begin_anew(batch, since, clock.now()));
        return done();
    });
    if (!begun) broken("error", "the server could not begin a new epoch");
    decide_again(decided, branch);
    decided_ = decided;
}

/// The rights after a restore are those from before it.
void Office::decide_again(const std::vector<Decided>& decided, server::ServerSeq since) {
    for (const Decided& one : decided) {
        if (one.place <= since) continue;
        if (!one.municipality.empty()) {
            if (truth_.rights.knows(one.dossier) && truth_.rights.municipality_of(one.dossier) != one.municipality)
                truth_.moved(one.at, one.dossier, one.municipality);
            continue;
        }
        const bool there = truth_.rights.role_at(one.user, one.where) == one.role;
        if (there == one.ends) truth_.rights.grant(one.at, one.user, one.where, one.ends ? "" : one.role);
    }
}

}  // namespace wegwijs::simulator
