// A dossier as the server holds it, in the words of a test: who writes, what that writer had seen, what it wrote.
#pragma once

#include <initializer_list>
#include <map>
#include <string_view>
#include <vector>

#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::merge {

inline Id record_id(std::uint8_t number) {
    Id id;
    id.octets[0] = 0x01;
    id.octets[15] = number;
    return id;
}

inline FieldKey field(std::uint16_t number, std::string_view element = {}) {
    FieldKey key;
    key.number = number;
    key.element = element;
    return key;
}

inline model::Value text(std::string_view value) { return model::encode_text(value); }
inline const model::Value yes = model::true_value;
inline const model::Value no = model::false_value;

inline Write set(const Id& record, const FieldKey& key, const model::Value& value) { return {record, key, value}; }
inline Write remove(const Id& record) { return {record, deletion, yes}; }
inline Write bring_back(const Id& record) { return {record, deletion, no}; }

inline Creation make(const Id& record, const Id& parent = {}) {
    Creation creation;
    creation.record = record;
    creation.entity = 1;
    creation.parent = parent;
    return creation;
}

inline const Id person = record_id(1);
inline const Id plan = record_id(2);  // hangs under the person
inline const Id goal = record_id(3);  // hangs under the plan
inline const FieldKey phone = field(1);
inline const FieldKey birth_date = field(2);

class Dossier {
public:
    MapRecords records;
    Lineage lineage;
    ServerSeq head = 0;

    Dossier() = default;
    explicit Dossier(std::initializer_list<Creation> made) {
        for (const Creation& c : made) records.add(c);
    }

    /// The next transaction of `device`, by someone who had seen `context`, gets the next place in the server's order.
    Stamp place(std::uint64_t device, const Context& context, std::vector<Write> writes, UnixMs at = 0) {
        Transaction transaction;
        transaction.seq = ++last_[device];
        transaction.writes = std::move(writes);
        apply(records, transaction, device, ++head, at, context, lineage);
        return {head, device, transaction.seq, at};
    }
    /// The same by someone who had seen everything that is there.
    Stamp place_up_to_date(std::uint64_t device, std::vector<Write> writes, UnixMs at = 0) {
        return place(device, {head, last_[device]}, std::move(writes), at);
    }
    void count_on_from(std::uint64_t device, std::uint64_t seq) { last_[device] = seq; }

    const Entries& entries(const Id& record, const FieldKey& key) {
        static const Entries none;
        const Record* found = records.find(record);
        const Entries* held = found ? found->find(key) : nullptr;
        return held ? *held : none;
    }
    std::vector<model::Value> values(const Id& record, const FieldKey& key) {
        std::vector<model::Value> out;
        for (const Entry& entry : entries(record, key)) out.push_back(entry.value);
        return out;
    }
    Deletion state(const Id& record) { return read_deletion(*records.find(record)); }

private:
    std::map<std::uint64_t, std::uint64_t> last_;
};

}  // namespace wegwijs::merge
