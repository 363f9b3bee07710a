// The one mechanism: which entries a write covers, how transactions are applied, how a field reads.
// Pure and total: no I/O, no clock, no failure. MERGE.md states the laws.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "client_core/shared/merge/entry.hpp"

namespace wegwijs::merge {

enum class Policy : std::uint8_t { laatste, beoordelen, verzameling, eerste, intrekking_wint, server };
const char* to_text(Policy policy);
std::optional<Policy> policy_from_text(std::string_view text);

/// True when the writer with this device and context had seen `entry` (and so replaces it by writing).
bool covers(const Lineage& lineage, std::uint64_t device, const Context& context, const Stamp& entry);
/// True when `entry` is of the device's own line and not later than its transaction `n`.
bool own(const Lineage& lineage, std::uint64_t device, std::uint64_t n, const Stamp& entry);

/// The records of one dossier that an application of transactions looks at. `find` gives null for what is not
/// there. Both replicas implement it: a device over its typed tables, the server over sealed states.
class Records {
public:
    virtual ~Records() = default;
    virtual Record* find(const Id& id) = 0;
    /// Adds an empty record. REQUIRES: find(id) is null.
    virtual Record& add(const Creation& creation) = 0;
    /// The records whose parent is `id` (one level).
    virtual std::vector<Id> children(const Id& id) = 0;
    /// False when the dossier surely holds no deletion: lets an ordinary write skip the search for marks.
    virtual bool any_deletion() = 0;
};

/// A plain implementation of Records, for tests and small dossiers.
class MapRecords final : public Records {
public:
    std::map<Id, Record> records;
    Record* find(const Id& id) override;
    Record& add(const Creation& creation) override;
    std::vector<Id> children(const Id& id) override;
    bool any_deletion() override;
};

/// Called before the entries of a field change, with what they were.
using BeforeChange = std::function<void(const Record&, const FieldKey&)>;

/// Lays one transaction over `records`, as if written by `device` and placed at `server_seq` with the time `at`.
/// A write to a record that is neither there nor created by the transaction is skipped. `context` is given apart
/// since a server may take it back (see translate). `sees` (optional) tells which fields this replica may hold.
void apply(Records& records, const Transaction& transaction, std::uint64_t device, ServerSeq server_seq, UnixMs at,
           const Context& context, const Lineage& lineage, const BeforeChange& before = {},
           const std::function<bool(const Record&, const FieldKey&)>& sees = {});

/// How the entries of one field read.
struct Reading {
    const Entry* shown = nullptr;  ///< null when the field has no entry
    bool conflict = false;         ///< open: more than one entry, with different values
};
/// `withdrawn`: for intrekking_wint, tells which values withdraw; unused by other policies.
Reading read(Policy policy, const Entries& entries, const std::function<bool(ByteView)>& withdrawn = {});

/// The entry that wins a tie: the greatest (at, device, seq).
const Entry& winner(const Entries& entries);

enum class Deletion { none, hidden, conflict };
Deletion read_deletion(const Record& record);

/// May a write of this kind be made by one who was shown exactly `seen`? Empty when it may, else a code:
/// "conflict_open", "al_vastgelegd", "zet" (the move is not allowed), "server" (devices may not write it).
/// `move_allowed(from, to)`: from is null_value-encoded for "no value yet"; empty function: every move is allowed.
std::string judge(Policy policy, const Entries& seen, ByteView value, Kind kind,
                  const std::function<bool(ByteView from, ByteView to)>& move_allowed = {},
                  const std::function<bool(ByteView)>& withdrawn = {});

/// A part of history that a restore cut off: the first server_seq of an epoch, and where it branched off.
using EpochStarts = std::map<ServerSeq, ServerSeq>;
/// Takes a context from a lost history back to the last point shared with the present one.
/// `mine`: epochs of the present line that may be used; `line`: all of the present line; `known`: of any line.
ServerSeq translate(ServerSeq S, const EpochStarts& mine, const EpochStarts& line, const EpochStarts& known);

/// One field's part of a dossier's running sum; 0 for no entries. Addition is modulo 2^64.
/// Keyed with the dossier's id, since a hash that outlives an erasure must not be guessable (SipHash-2-4).
std::uint64_t fingerprint(const Id& dossier, const Id& record, const FieldKey& key, const Entries& entries);
/// The same of a field with one entry, whose value counts by its value_sum alone.
std::uint64_t fingerprint(const Id& dossier, const Id& record, const FieldKey& key, const Stamp& stamp,
                          std::uint64_t value_sum);
std::uint64_t value_sum(const Id& dossier, ByteView value);

}  // namespace wegwijs::merge
