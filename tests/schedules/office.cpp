#include "tests/schedules/office.hpp"

#include "client_core/shared/model/pack.hpp"
#include "sync_server/admin/backups.hpp"
#include "sync_server/sync/working_set.hpp"

namespace schedules {

using server::Batch;
using server::LedgerKind;

std::string Names::of(const Id& id) const {
    const auto found = of_id.find(id);
    return found == of_id.end() ? id.text() : found->second;
}

std::string field_name(const model::Entity& entity, const merge::FieldKey& key) {
    const model::Field* field = entity.field(key.number);
    const std::string name = field ? field->name : std::to_string(key.number);
    return key.element.empty() ? name : name + ":" + std::string(key.element);
}

std::string value_text(const model::Entity& entity, const merge::FieldKey& key, ByteView value) {
    const model::Field* field = entity.field(key.number);
    if (key == merge::deletion || !key.element.empty() || !field) return model::is_true(value) ? "true" : "false";
    return model::to_text(*field, value);
}

Office::Office(Time& time, std::string pack_json)
    : clock(time), pack_json_(std::move(pack_json)), pack_(must(model::Pack::load(pack_json_))) {
    open(true);
    change([&](Batch& batch) {
        must(batch.append({LedgerKind::genesis, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
        must(batch.set_epoch(1, 1, 0, true, 1));
        const auto place = must(batch.append({LedgerKind::pack, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
        must(batch.add_pack({1, place, clock.now()}, pack_json_));
    });
}

Office::~Office() { close(); }

void Office::open(bool create) {
    store_ = must(server::open_sqlite_store(options(), create, random_));
    admin_ = must(server::AdminStore::open(options(), random_));
    service_ = std::make_unique<server::SyncService>(*store_, clock, box_);
}

void Office::close() {
    disk_.stop();
    service_.reset();
    admin_.reset();
    store_.reset();
    disk_.restart();
}

store::Identity Office::enrol(const std::string& user) {
    store::Identity identity;
    identity.user = user;
    identity.key = crypto::SigningKey::make(random_);
    identity.server_box_key = box_.public_key;
    identity.epoch = 1;
    identity.device = must(service_->enrol(user, identity.key.public_key));
    return identity;
}

Result<Bytes> Office::ask(std::uint64_t device, const Bytes& public_key, ByteView body) {
    const auto row = TRY(TRY(store_->snapshot())->device(device));
    if (row && row->public_key != public_key)
        return Error{"signature_invalid", "Signed with another key.", Retry::after_sign_in};
    return protocol::encode(TRY(service_->handle(device, TRY(protocol::decode_request(body)), 0)));
}

void Office::grant(const std::string& user, const std::string& where, const std::string& role, const Names& names) {
    server::Grant made;
    made.user = user;
    made.role = role;
    if (const auto dossier = names.ids.find(where); dossier != names.ids.end()) made.dossier = dossier->second;
    else made.municipality = where;
    change([&](Batch& batch) {
        for (const server::Grant& one : must(batch.grants(user))) {
            if (one.end != 0 || one.municipality != made.municipality || one.dossier != made.dossier) continue;
            const auto end = must(batch.append({LedgerKind::grant_end, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
            must(batch.end_grant(one.number, end, clock.now()));
        }
        if (role.empty()) return;
        made.from = must(batch.append({LedgerKind::grant, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
        made.from_at = clock.now();
        must(batch.add_grant(made));
    });
}

void Office::move(const Id& dossier, const std::string& town) {
    change([&](Batch& batch) {
        const auto row = must(batch.dossier(dossier));
        const auto place = must(batch.append({LedgerKind::move, 0, 0, row->number, {}, clock.now(), {}, false, "{}"}));
        must(batch.move_dossier(row->number, {place, town, clock.now()}));
    });
}

void Office::erase(const Id& dossier) {
    erased_.push_back(dossier);
    change([&](Batch& batch) {
        const auto row = must(batch.dossier(dossier));
        const auto place = must(batch.append({LedgerKind::erase, 0, 0, 0, {}, clock.now(), {}, false, "{}"}));
        must(batch.erase_dossier(row->number, place));
    });
}

void Office::put_back(std::size_t backup, bool declared) {
    close();
    disk_.put(backups_.at(backup));
    disk_.restart();
    open(false);
    if (declared) change([&](Batch& batch) { must(server::begin_anew(batch, {erased_, {}}, clock.now())); });
}

std::vector<int> Office::ledger(const Names& names) {
    std::vector<int> steps;
    must(must(admin_->walk())->each_entry(0, [&](server::ServerSeq, const server::LedgerEntry& entry) {
        if (entry.kind != LedgerKind::transaction) return true;
        const auto saved = names.saves.find(entry.hash);
        steps.push_back(saved == names.saves.end() ? -1 : saved->second);
        return true;
    }));
    return steps;
}

Lines Office::lines(const Names& names) {
    Lines lines;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> writers;
    const auto walk = must(admin_->walk());
    must(walk->each_entry(0, [&](server::ServerSeq, const server::LedgerEntry& entry) {
        if (entry.kind != LedgerKind::transaction) return true;
        const auto saved = names.saves.find(entry.hash);
        writers[{entry.device, entry.seq}] = saved == names.saves.end() ? "?" : std::to_string(saved->second);
        return true;
    }));
    for (const server::DossierRow& row : must(walk->changed(0, 0))) {
        if (row.erased != 0) continue;
        must(walk->records(row.number, 0, 0, [&](server::RecordRow& record) {
            server::unpack(record);
            const model::Entity& entity = *pack_->entity(record.record.entity);
            for (const merge::FieldState& field : record.record.fields) {
                std::string text;
                for (const merge::Entry& e : field.entries)
                    text += (text.empty() ? "" : " ") + writers[{e.stamp.device, e.stamp.seq}] + ":" +
                            value_text(entity, field.key, e.value);
                const bool deletion = field.key == merge::deletion;
                if (!text.empty())
                    lines[names.of(record.record.id) + (deletion ? "" : "." + field_name(entity, field.key))] = text;
            }
            return true;
        }));
    }
    return lines;
}

}  // namespace schedules
