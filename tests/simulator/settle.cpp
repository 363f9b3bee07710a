// The end of a run: nothing goes wrong any more, and all must come to agree.
#include <algorithm>

#include "sync_server/sync/working_set.hpp"
#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

namespace {

/// What of a dossier one may see, as comparable things.
using Cut = std::map<std::pair<Id, merge::FieldKey>, merge::Entries>;

void add(Cut& cut, const merge::Record& record, const View& view) {
    for (const merge::FieldState& field : record.fields)
        if (!field.entries.empty() && view.sees(record.entity, field.key.number))
            cut.emplace(std::pair(record.id, field.key), field.entries);
}

bool is_hidden(const Shown& shown, Id id) {
    for (auto at = shown.find(id); at != shown.end(); at = shown.find(at->second.parent))
        if (merge::read_deletion(at->second) == merge::Deletion::hidden) return true;
    return false;
}

std::string text(const merge::Entries* entries) {
    if (!entries) return "nothing";
    std::string all;
    for (const merge::Entry& e : *entries)
        all += " [" + std::to_string(e.stamp.server_seq) + " device " + std::to_string(e.stamp.device) + " number " +
               std::to_string(e.stamp.seq) + "]";
    return all;
}

}  // namespace

void Simulation::settle() {
    calm_ = true;
    say(nullptr, "nothing goes wrong any more");
    wire_.clear();
    waiting_for_.clear();
    answers_.clear();
    due_.clear();
    for (const auto& t : tablets_) {
        t->disk.fill(false);
        t->engine.reset();
        t->kill();
        t->open(truth_);
        for (const Form& form : t->forms) (void)t->store->drop_edit(form.edit);
        t->forms.clear();
    }
    office_.kill();
    office_.open();
    for (int round = 0; round < 3; ++round)
        for (const auto& t : tablets_) sync_whole(*t);
    for (const auto& t : tablets_) check_idle(*t);
    check_cost(1 + pick(3));
    check_server();
    for (const auto& t : tablets_) check_agreement(*t);
    for (const auto& t : tablets_) check_own_work(*t);
    for (const auto& t : tablets_) check_conflicts(*t);
    settle_nights();
    for (const auto& [name, count] : truth_.counts) counts["truth: " + name] += count;
    ++counts["runs"];
}

/// Nothing has changed, so nothing comes.
void Simulation::check_idle(Tablet& t) {
    const auto before = counts["pulled"];
    sync_whole(t);
    if (counts["pulled"] != before) violated("cost", t.name + " got again what it had");
}

void Simulation::check_server() {
    const auto pack = must(model::Pack::load(pack_json(truth_.rights.newest_pack())), "the pack");
    const auto integrity = must(office_.admin().check([&](std::uint16_t entity, const merge::FieldKey& key) {
        return pack->visibility(entity, key.number);
    }),
                                "the server checks itself");
    if (!integrity.ok())
        violated("integrity", !integrity.pages.empty()        ? integrity.pages.front()
                              : integrity.ledger.broken       ? "the ledger"
                              : !integrity.sums.empty()       ? "a sum"
                              : !integrity.unreadable.empty() ? "a record cannot be opened"
                                                              : "the audit log");
    const auto snapshot = must(office_.store().snapshot(), "the end");
    truth_.holds(*snapshot);
    std::set<std::size_t> on_devices;
    for (const auto& t : tablets_)
        for (const auto& [seq, typed] : t->typed) on_devices.insert(typed.work);
    truth_.nothing_gone(on_devices);
}

/// Every transaction was accepted, or refused and is kept, or its dossier was erased; and what may no longer be read
/// here cannot be.
void Simulation::check_own_work(Tablet& t) {
    std::map<std::uint64_t, std::string> rejected;
    for (const store::RejectedView& one : must(t.store->rejected(), t.name + " lists refused work"))
        rejected[one.n] = one.code;
    for (const auto& [seq, typed] : t.typed) {
        const Work& work = truth_.work(typed.work);
        const auto row = must(t.store->tables().own(seq), t.name + " reads its own work");
        if (!row) broken("durable", t.name + " has lost own number " + std::to_string(seq));
        const bool erased = truth_.is_erased(work.dossier);
        const std::string what = t.name + ", own number " + std::to_string(seq);
        if (work.fate == Work::Fate::saved && !erased && !row->is_void)
            violated("nowhere", what + " was neither accepted nor refused, and is not unsent");
        const bool kept = row->code.empty() || row->code == "void" || row->code == "gewist" || rejected.count(seq) > 0;
        if (!kept && !erased) violated("kept", what + " was refused and is not kept");
        // After a restore what had been refused is void, and the server says so; the reason is the first one.
        if (kept && !row->code.empty() && row->code != "void" && rejected.count(seq) > 0 && rejected[seq] != row->code)
            violated("kept", what + " was refused as " + row->code + " and is kept as " + rejected[seq]);
        const auto dossier = must(t.store->tables().dossier(work.dossier), t.name + " reads a dossier");
        const bool closed = row->canonical.empty() || row->sealed || row->is_void;
        if (!erased && dossier && !dossier->held && !dossier->made_here && !closed)
            violated("readable", what + " can still be read though its dossier may not be seen");
        if (erased && !row->canonical.empty()) violated("erased", what + " is kept though its dossier was erased");
    }
}

/// A person is asked to decide where several values stand, and nowhere else.
void Simulation::check_conflicts(Tablet& t) {
    if (truth_.ever_put_back()) return;
    std::set<std::pair<std::string, std::string>> listed;
    for (const store::ConflictView& one : must(t.store->conflicts(), t.name + " lists conflicts"))
        listed.emplace(one.id.text(), one.field);
    for (const Id& dossier : t.dossiers()) {
        const Shown shown = t.shown(dossier);
        for (const auto& [id, record] : shown) {
            if (is_hidden(shown, id)) continue;  // nobody has to decide about what was deleted
            for (const FieldRule& field : entity(record.entity).fields) {
                if (field.policy != "beoordelen" || !t.view(dossier)->sees(record.entity, field.number)) continue;
                const std::size_t values = truth_.standing(dossier, id, {field.number, ""}).size();
                const bool asked = listed.count({id.text(), std::string(field.name)}) > 0;
                const std::string what = std::string(field.name) + " of " + id.text() + " on " + t.name;
                if (asked && values < 2) violated("fields", what + " is said to be in conflict, and is not");
                if (!asked && values > 1) violated("unlisted", what + " has several values, and nobody is asked");
                counts["conflicts listed"] += asked;
            }
        }
    }
}

void Simulation::check_agreement(Tablet& t) {
    const auto status = must(t.store->status(), t.name + " says how it is");
    if (status.unsent != 0) violated("stuck", t.name + " still has unsent work");
    if (!status.in_step) violated("light", t.name + " is in step and does not say so");
    const auto own = must(t.store->check(), t.name + " checks itself");
    if (!own.ok) violated("integrity", t.name + ": " + (own.findings.empty() ? "" : own.findings.front()));
    const std::map<Id, View> rights = office_.rights_of(t.user);
    std::set<Id> held;
    for (const store::DossierRow& row : must(t.store->tables().dossiers(), t.name + " lists dossiers"))
        if (row.held) held.insert(row.id);
    for (const auto& [id, view] : rights)
        if (held.erase(id) == 0) violated("converge", t.name + " has no dossier " + id.text() + " as " + view.role);
    if (!held.empty()) violated("converge", t.name + " holds dossier " + held.begin()->text() + " too many");
    const auto snapshot = must(office_.store().snapshot(), "the end");
    for (const auto& [id, view] : rights) {
        Cut here, there;
        std::map<Id, merge::Deletion> reads;
        const auto row = must(snapshot->dossier(id), "the end");
        must(snapshot->records(row->number, 0, 0,
                               [&](server::RecordRow& record) {
                                   server::unpack(record);
                                   add(there, record.record, view);
                                   if (view.sees_any(record.record.entity))
                                       reads[record.record.id] = merge::read_deletion(record.record);
                                   return true;
                               }),
             "the end");
        for (const auto& [record_id, record] : t.shown(id)) {
            add(here, record, View{"km", view.pack});
            if (!record.fields.empty() && reads.count(record_id) && reads[record_id] != merge::read_deletion(record))
                violated("hidden", t.name + " reads the deletion of a record otherwise than the server");
        }
        if (here == there) continue;
        for (const auto* one : {&here, &there})
            for (const auto& [key, entries] : *one) {
                const auto mine = here.find(key), theirs = there.find(key);
                if (mine != here.end() && theirs != there.end() && mine->second == theirs->second) continue;
                violated("converge", t.name + ", " + view.role + ", record " + key.first.text() + " field " +
                                         std::to_string(key.second.number) + ": has" +
                                         text(mine == here.end() ? nullptr : &mine->second) + ", the server has" +
                                         text(theirs == there.end() ? nullptr : &theirs->second));
            }
    }
}

}  // namespace wegwijs::simulator
