#include "client_core/sync/item_taker.hpp"

#include <set>

#include "client_core/shared/base/seam.hpp"

namespace wegwijs::sync {

using merge::Entries;
using merge::FieldState;
using merge::Record;

Status ItemTaker::take(protocol::Item& item) {
    if (item.whole) TRY(clear_what_is_not_in(item));
    for (protocol::ItemRecord& from : item.records) {
        if (from.own && TRY(take_own(from))) continue;
        Record* record = TRY(target(from));
        if (!record) continue;  // the sum will tell
        TRY(overlay.number(record->id, from.number));
        Record before;
        if (item.whole) std::swap(before.fields, record->fields);
        if (record->fields.empty() && before.fields.empty()) {
            TRY(take_new(*record, from.fields));
            continue;
        }
        for (FieldState& field : from.fields) {
            TRY(fill_own_values(record->id, field));
            row.any_deletion = row.any_deletion || field.key == merge::deletion;
            Entries& now = record->at(field.key);
            if (const Entries* was = item.whole ? before.find(field.key) : &now)
                TRY(overlay.remember(record->id, field.key, *was, field.entries));
            row.sum -= merge::fingerprint(row.id, record->id, field.key, now);
            now = std::move(field.entries);
            row.sum += merge::fingerprint(row.id, record->id, field.key, now);
        }
    }
    for (const Id& id : item.removals) {
        seam::reached(seam::Mark::removal);
        Record* record = TRY(overlay.confirmed_record(id));
        if (!record) continue;
        row.sum -= sum_of(*record);
        record->fields.clear();
    }
    return done();
}

Result<bool> ItemTaker::take_own(protocol::ItemRecord& from) {
    if (from.fields.empty() && !overlay.knows(from.id)) {
        if (const auto sum = TRY(tables.confirm_own(row, from.id, from.entity, *from.own, from.number))) {
            row.sum += *sum;
            return true;
        }
    }
    Record made;
    made.fields = TRY(overlay.own_fields(from.id, *from.own));
    for (FieldState& field : from.fields) made.at(field.key) = std::move(field.entries);
    from.fields = std::move(made.fields);
    return false;
}

/// Of a record that is not held yet: there is nothing to compare with, and the fields come in order.
Status ItemTaker::take_new(Record& record, std::vector<FieldState>& fields) {
    for (FieldState& field : fields) {
        TRY(fill_own_values(record.id, field));
        row.any_deletion = row.any_deletion || field.key == merge::deletion;
        row.sum += merge::fingerprint(row.id, record.id, field.key, field.entries);
    }
    record.fields = std::move(fields);
    return done();
}

Result<Record*> ItemTaker::target(const protocol::ItemRecord& from) {
    if (from.head) {
        if (Record* known = TRY(overlay.confirmed_record(from.id))) {
            if (known->id.zero()) *known = overlay.confirm_new(from.id, from.entity, from.parent);
            return known;
        }
        return &overlay.confirm_new(from.id, from.entity, from.parent);
    }
    auto id = TRY(tables.record_id(from.number));
    if (!id) return nullptr;
    return overlay.confirmed_record(*id);
}

Status ItemTaker::fill_own_values(const Id& record, FieldState& field) {
    for (merge::Entry& e : field.entries) {
        if (!e.value.empty()) continue;
        e.value = TRY(overlay.own_value(record, field.key, e.stamp));
        if (e.value.empty()) e.value = model::null_value;  // the sum will tell
    }
    return done();
}

/// A whole item replaces what is held: what it does not bring is no longer confirmed.
Status ItemTaker::clear_what_is_not_in(const protocol::Item& item) {
    std::set<Id> brought;
    for (const auto& record : item.records) brought.insert(record.id);
    row.sum = 0;
    row.any_deletion = false;
    for (const Id& id : TRY(tables.records_of(row.nr)))
        if (!brought.count(id))
            if (Record* record = TRY(overlay.confirmed_record(id))) record->fields.clear();
    return done();
}

std::uint64_t ItemTaker::sum_of(const Record& record) const {
    std::uint64_t sum = 0;
    for (const FieldState& field : record.fields)
        sum += merge::fingerprint(row.id, record.id, field.key, field.entries);
    return sum;
}

}  // namespace wegwijs::sync
