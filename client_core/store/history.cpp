// Every value a field has had here, as far as this device was shown.
#include <algorithm>
#include <tuple>

#include "client_core/store/state.hpp"
#include "client_core/store/view.hpp"

namespace wegwijs::store {

namespace {

struct Past {
    merge::FieldKey key;
    merge::Entry entry;
    bool stands = false;
};

bool same(const Past& a, const Past& b) {
    return a.key == b.key && a.entry.stamp.device == b.entry.stamp.device && a.entry.stamp.seq == b.entry.stamp.seq &&
           a.entry.value == b.entry.value;
}

/// What this device wrote and still keeps, sent or not.
Status add_own(SqlTables& tables, const Stored& stored, std::vector<Past>& past) {
    const std::uint64_t device = TRY(tables.device());
    for (const OwnRow& row : TRY(tables.kept_of(stored.dossier))) {
        if (row.sealed || row.is_void) continue;
        auto own = TRY(tables.own(row.seq));
        if (own && !own->code.empty()) continue;  // refused: it never was a value
        const auto transaction = TRY(protocol::decode_transaction(row.canonical));
        for (const merge::Write& write : transaction.writes)
            if (write.record == stored.shown.id)
                past.push_back(
                    {write.key,
                     {{merge::unsent, device, row.seq, own && own->at ? *own->at : transaction.at}, write.value},
                     false});
    }
    return done();
}

/// A value that stands here and is listed from elsewhere too is one value. Marks of others' writes are none.
void tidy(std::vector<Past>& past) {
    std::stable_sort(past.begin(), past.end(), [](const Past& a, const Past& b) { return a.stands > b.stands; });
    std::vector<Past> once;
    for (Past& one : past)
        if (std::none_of(once.begin(), once.end(), [&](const Past& known) { return same(known, one); }))
            once.push_back(std::move(one));
    std::stable_sort(once.begin(), once.end(), [](const Past& a, const Past& b) {
        return std::tie(a.entry.stamp.at, a.entry.stamp.seq, a.key) <
               std::tie(b.entry.stamp.at, b.entry.stamp.seq, b.key);
    });
    past = std::move(once);
}

/// As View::field_name gives them, and a set as a whole.
bool names_field(const model::Entity& entity, std::string_view name) {
    if (name == "_verwijderd" || entity.field(name)) return true;
    const std::size_t colon = name.find(':');
    const model::Field* set = colon == name.npos ? nullptr : entity.field(name.substr(0, colon));
    return set && set->type == model::Type::set;
}

}  // namespace

Result<std::vector<HistoryView>> Store::history(const Id& id, std::string_view field) {
    SqlTables& stored = state_->db();
    const auto record = TRY(stored.load(id));
    if (!record) return refused("niet_getoond", "There is no such record on this device. Check the id, or sync.");
    const model::Entity* entity = pack().entity(record->shown.entity);
    const SyncState sync = TRY(SyncState::load(stored));
    const std::uint64_t device = TRY(stored.device());
    std::vector<Past> past;
    for (const merge::FieldState& state : record->shown.fields)
        for (const merge::Entry& entry : state.entries) past.push_back({state.key, entry, true});
    for (const auto& [key, entries] : TRY(stored.base(record->row)))
        for (const merge::Entry& entry : entries) past.push_back({key, entry, false});
    for (auto& [key, entry] : TRY(stored.remembered(record->row))) past.push_back({key, std::move(entry), false});
    TRY(add_own(stored, *record, past));
    // This tablet may have had other numbers; what it wrote then is still its own.
    for (Past& one : past)
        if (merge::own(sync.lineage, device, UINT64_MAX, one.entry.stamp)) one.entry.stamp.device = device;
    tidy(past);
    const View view(*state_);
    std::vector<HistoryView> found;
    for (const Past& one : past) {
        const model::Field* known = entity ? entity->field(one.key.number) : nullptr;
        const std::string name = view.field_name(entity, one.key);
        if (!field.empty() && name != field && (!known || known->name != field)) continue;
        const EntryView entry = view.entry(known, one.entry);
        found.push_back({name, entry.value_json, entry.by, entry.device, entry.at, one.stands});
    }
    if (found.empty() && !field.empty() && entity && !names_field(*entity, field))
        return refused("invalid_value",
                       "There is no field of that name here. Nothing was changed. Check the name, or ask for the "
                       "fields of '" +
                           entity->name + "'.");
    return found;
}

}  // namespace wegwijs::store
