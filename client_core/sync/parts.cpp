#include "client_core/sync/parts.hpp"

#include <map>

#include "client_core/shared/protocol/cbor.hpp"
#include "client_core/shared/protocol/item.hpp"
#include "client_core/sync/broken.hpp"

namespace wegwijs::sync {

using merge::FieldState;
using protocol::Item;
using protocol::ItemRecord;

/// Parts of a large dossier wait as they came; nothing of them shows.
Status Parts::keep(const Item& item) {
    if (item.begin) TRY(drop());
    // Values of own entries were left out on the way, and are left out again.
    TRY(tables_.set_value("part:" + std::to_string(state_.parts), protocol::encode_item(item)));
    ++state_.parts;
    return done();
}

Status Parts::drop() {
    for (; state_.parts > 0; --state_.parts) TRY(tables_.set_value("part:" + std::to_string(state_.parts - 1), {}));
    return done();
}

Status Parts::join(Item& last) {
    if (last.begin) return drop();
    std::map<protocol::Number, ItemRecord> records;
    auto take = [&](ItemRecord& record) {
        auto [place, added] = records.try_emplace(record.number, record);
        if (added) return;
        ItemRecord& before = place->second;
        if (!record.head && before.head) {  // either may be the one that says which record it is
            record.head = true;
            record.id = before.id;
            record.entity = before.entity;
            record.parent = before.parent;
        }
        if (!record.own) {  // else it is all that there is of the record
            merge::Record joined;
            joined.fields = std::move(before.fields);
            for (FieldState& field : record.fields) joined.at(field.key) = std::move(field.entries);
            record.fields = std::move(joined.fields);
            record.own = before.own;
        }
        before = std::move(record);
    };
    for (std::uint64_t n = 0; n < state_.parts; ++n) {
        Bytes kept = TRY(tables_.value("part:" + std::to_string(n)));
        protocol::CborReader in(kept);
        Item part;
        protocol::read_item(in, part);
        if (!in.finished() || part.dossier != last.dossier) return broken("a part of a dossier is missing");
        last.whole = last.whole || part.whole;
        for (ItemRecord& record : part.records) take(record);
        last.removals.insert(last.removals.end(), part.removals.begin(), part.removals.end());
    }
    for (ItemRecord& record : last.records) take(record);
    last.records.clear();
    for (auto& [number, record] : records) last.records.push_back(std::move(record));
    return drop();
}

}  // namespace wegwijs::sync
