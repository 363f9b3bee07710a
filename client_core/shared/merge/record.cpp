// A record's fields, and the plain set of records.
#include <algorithm>

#include "client_core/shared/base/result.hpp"
#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::merge {
namespace {

bool before_key(const FieldState& field, const FieldKey& key) { return field.key < key; }

/// Where the field stands, or where it would be put in.
template <class Fields>
auto place(Fields& fields, const FieldKey& key) {
    // A transaction names the fields of a new record in their order, so nearly every one belongs at the end.
    if (fields.empty() || fields.back().key < key) return fields.end();
    return std::lower_bound(fields.begin(), fields.end(), key, before_key);
}

}  // namespace

const Entries* Record::find(const FieldKey& key) const {
    auto it = place(fields, key);
    return it != fields.end() && it->key == key ? &it->entries : nullptr;
}

Entries& Record::at(const FieldKey& key) {
    auto it = place(fields, key);
    if (it == fields.end() || it->key != key) it = fields.insert(it, FieldState{key, {}});
    return it->entries;
}

void Record::erase(const FieldKey& key) {
    auto it = place(fields, key);
    if (it != fields.end() && it->key == key) fields.erase(it);
}

Record* MapRecords::find(const Id& id) {
    auto it = records.find(id);
    return it == records.end() ? nullptr : &it->second;
}

Record& MapRecords::add(const Creation& creation) {
    auto [it, fresh] = records.try_emplace(creation.record);
    ALWAYS(fresh);
    it->second.id = creation.record;
    it->second.entity = creation.entity;
    it->second.parent = creation.parent;
    return it->second;
}

std::vector<Id> MapRecords::children(const Id& id) {
    std::vector<Id> found;
    for (const auto& [key, record] : records)
        if (record.parent == id) found.push_back(key);
    return found;
}

bool MapRecords::any_deletion() {
    return std::any_of(records.begin(), records.end(),
                       [](const auto& item) { return read_deletion(item.second) != Deletion::none; });
}

}  // namespace wegwijs::merge
