// Whole histories of a dossier, and a second opinion about what must stand in it. `Truth` knows for every write the
// set of transactions that its writer had been shown, and decides by these sets alone: it never looks at a context, a
// count or a place in the server's order to say who had seen what.
#pragma once

#include <algorithm>
#include <bitset>
#include <map>
#include <set>
#include <vector>

#include "tests/merge/dossier.hpp"

namespace wegwijs::merge {

/// A set of transactions. A transaction's name is the number of transactions that were accepted before it.
using Names = std::bitset<64>;

struct Deed {
    std::size_t name = 0;
    Names seen;
    Stamp stamp;
    Write write;
};

class Truth {
public:
    std::map<Id, Id> parents;
    std::vector<Deed> deeds;

    /// The deeds of a field that nobody who wrote it after seeing them has replaced.
    std::vector<Deed> standing(const Id& record, const FieldKey& key) const {
        std::vector<Deed> out;
        for (const Deed& deed : deeds) {
            if (deed.write.record != record || deed.write.key != key) continue;
            const bool replaced = std::any_of(deeds.begin(), deeds.end(), [&](const Deed& other) {
                return other.write.record == record && other.write.key == key && other.seen[deed.name];
            });
            if (!replaced) out.push_back(deed);
        }
        return out;
    }

    /// Hidden when each thing that speaks against the deletion had been seen by one who deleted.
    Deletion deleted(const Id& record) const {
        std::vector<Deed> deletions, against;
        for (const Deed& deed : standing(record, deletion))
            (deed.write.value == yes ? deletions : against).push_back(deed);
        if (deletions.empty()) return Deletion::none;
        for (const auto& [id, key] : fields())
            if (key != deletion && hangs_under(id, record))
                for (const Deed& deed : standing(id, key)) against.push_back(deed);
        const bool hidden = std::all_of(against.begin(), against.end(), [&](const Deed& deed) {
            return std::any_of(deletions.begin(), deletions.end(), [&](const Deed& d) { return d.seen[deed.name]; });
        });
        return hidden ? Deletion::hidden : Deletion::conflict;
    }

    std::set<std::pair<Id, FieldKey>> fields() const {
        std::set<std::pair<Id, FieldKey>> out;
        for (const Deed& deed : deeds) out.emplace(deed.write.record, deed.write.key);
        return out;
    }

private:
    bool hangs_under(Id id, const Id& top) const {
        while (id != top && !id.zero()) id = parents.at(id);
        return id == top;
    }
};

/// The server's side of a dossier, and what each device had been shown when it wrote.
class History {
public:
    struct Placed {
        std::uint64_t device = 0;
        ServerSeq S = 0;
        Transaction transaction;
        UnixMs at = 0;
    };
    MapRecords records;
    Lineage lineage;
    Truth truth;
    std::vector<Placed> placed;
    std::map<std::uint64_t, std::vector<std::size_t>> held;  ///< device -> its own line as its store holds it

    void add(const Creation& creation) {
        records.add(creation);
        truth.parents[creation.record] = creation.parent;
    }
    /// A copy of a store: it holds the first `upto` of its parent's line, and counts on from there.
    void fork(std::uint64_t device, std::uint64_t parent, std::size_t upto) {
        const auto& line = held[parent];
        held[device] = {line.begin(), line.begin() + static_cast<std::ptrdiff_t>(upto)};
        lineage[device] = {parent, upto};
    }
    /// Could a form have been opened like that? What a device saved itself, it saw with all that it had seen then.
    bool honest(std::uint64_t device, const Context& context) const {
        if (context.n > written_by(device) || context.S > placed.size()) return false;
        for (std::size_t i = 0; i < context.n; ++i)
            if (placed[held.at(device)[i]].S > context.S) return false;
        return true;
    }
    std::size_t written_by(std::uint64_t device) const {
        const auto line = held.find(device);
        return line == held.end() ? 0 : line->second.size();
    }
    Names seen(std::uint64_t device, const Context& context) {
        Names names;
        for (std::size_t name = 0; name < context.S; ++name) names.set(name);
        for (std::size_t i = context.closed; i < context.n; ++i) names.set(held[device][i]);
        return names;
    }
    void place(std::uint64_t device, const Context& context, std::vector<Write> writes, UnixMs at) {
        Placed p{device, context.S, {}, at};
        p.transaction.seq = held[device].size() + 1;
        p.transaction.context = context;
        p.transaction.writes = std::move(writes);
        const std::size_t name = placed.size();
        const Stamp stamp{name + 1, device, p.transaction.seq, at};
        for (const Write& write : p.transaction.writes)
            truth.deeds.push_back({name, seen(device, context), stamp, write});
        apply(records, p.transaction, device, stamp.server_seq, at, context, lineage);
        held[device].push_back(name);
        placed.push_back(std::move(p));
    }

    static bool holds(const Entries& entries, const std::vector<Deed>& standing) {
        return std::equal(entries.begin(), entries.end(), standing.begin(), standing.end(),
                          [](const Entry& e, const Deed& d) { return e.stamp == d.stamp && e.value == d.write.value; });
    }
    bool entries_are_true() {
        for (const auto& [id, key] : truth.fields()) {
            const Entries* have = records.find(id)->find(key);
            if (key != deletion && (!have || !holds(*have, truth.standing(id, key)))) return false;
        }
        return true;
    }
    bool deletions_are_true() {
        return std::all_of(records.records.begin(), records.records.end(),
                           [&](const auto& item) { return read_deletion(item.second) == truth.deleted(item.first); });
    }
};

/// The records with the given unsent transactions taken as placed after `head`, in order.
inline std::map<Id, Record> as_if_placed(std::map<Id, Record> records, ServerSeq head, std::uint64_t first_seq) {
    for (auto& [id, record] : records)
        for (FieldState& state : record.fields)
            for (Entry& entry : state.entries)
                if (entry.stamp.server_seq == unsent) entry.stamp.server_seq = head + 1 + (entry.stamp.seq - first_seq);
    return records;
}

}  // namespace wegwijs::merge
