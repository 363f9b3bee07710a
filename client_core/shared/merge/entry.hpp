// What the state of a field is made of. Pure data: no I/O, no clock.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/source.hpp"
#include "client_core/shared/merge/element.hpp"
#include "client_core/shared/merge/one_or_more.hpp"
#include "client_core/shared/model/id.hpp"
#include "client_core/shared/model/value.hpp"

namespace wegwijs::merge {

using model::Id;

/// A transaction's place in the server's one order; `unsent` for one that the server has not placed yet.
using ServerSeq = std::uint64_t;
inline constexpr ServerSeq unsent = UINT64_MAX;

/// Who wrote, and when. (device, seq) names a transaction; `at` only breaks ties between concurrent writes.
struct Stamp {
    ServerSeq server_seq = unsent;
    std::uint64_t device = 0;
    std::uint64_t seq = 0;
    UnixMs at = 0;
    auto operator<=>(const Stamp&) const = default;
};

struct Entry {
    Stamp stamp;
    model::Value value;
    bool operator==(const Entry&) const = default;
};

/// Nearly always exactly one. Kept in the order of (server_seq, device, seq).
using Entries = OneOrMore<Entry>;

/// A field of an entity by its number in the pack; an element of a set is a field of its own. Number 0 is the
/// deletion field `_verwijderd`: true means "deleted", false is a mark that stands against a deletion.
struct FieldKey {
    std::uint16_t number = 0;
    Element element;
    auto operator<=>(const FieldKey&) const = default;
};
inline const FieldKey deletion{};

struct FieldState {
    FieldKey key;
    Entries entries;
    bool operator==(const FieldState&) const = default;
};

/// One record with the entries of each of its fields, sorted by key. `parent` is fixed at creation (zero for the
/// root of a dossier); so is `entity`. A record exists on a replica once it has a field with an entry.
struct Record {
    Id id;
    std::uint16_t entity = 0;
    Id parent;
    std::vector<FieldState> fields;

    const Entries* find(const FieldKey& key) const;
    Entries& at(const FieldKey& key);  ///< adds the field when it is not there
    void erase(const FieldKey& key);
    bool operator==(const Record&) const = default;
};

/// How a writer stood when it opened its edit (design, "one mechanism"):
/// it had seen the dossier up to `S` (and the ledger's hash there was `check`), and its own transactions up to `n`; but
/// of those up to `closed` only what S covers: they were sealed when it lost sight of the dossier, and not shown again.
struct Context {
    ServerSeq S = 0;
    std::uint64_t n = 0;
    std::uint64_t closed = 0;
    bool operator==(const Context&) const = default;
};

/// The ancestry of device numbers: device -> (parent, the last seq that it shares with the parent).
struct Branch {
    std::uint64_t parent = 0;
    std::uint64_t upto = 0;
    bool operator==(const Branch&) const = default;
};
using Lineage = std::map<std::uint64_t, Branch>;

struct Write {
    Id record;
    FieldKey key;
    model::Value value;
    bool operator==(const Write&) const = default;
};

struct Creation {
    Id record;
    std::uint16_t entity = 0;
    Id parent;
    bool operator==(const Creation&) const = default;
};

enum class Kind : std::uint8_t { plain = 0, decide = 1, guarded = 2 };

/// What a user saved together: whole or not at all, in one dossier.
struct Transaction {
    std::uint64_t seq = 0;
    Bytes nonce;               ///< 16 random bytes: its identity on every path, and the salt of its hash
    Id dossier;                ///< the id of the dossier's root record
    std::string municipality;  ///< CBS code, four digits: where the dossier belongs when this begins it
    std::uint64_t pack = 0;    ///< version of the schema pack that it was written with
    UnixMs at = 0;
    Context context;
    Bytes check;  ///< 8 bytes of the ledger's hash at context.S
    Kind kind = Kind::plain;
    std::vector<Creation> created;
    /// The other records that are written, in the order in which `writes` first names them: a server that was put
    /// back may be told of a record's change before the record itself comes back.
    std::vector<Creation> touched;
    std::vector<Write> writes;
    bool operator==(const Transaction&) const = default;
};

}  // namespace wegwijs::merge
