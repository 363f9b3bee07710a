// A transaction as bytes. The canonical bytes are what is kept, hashed into the device's chain and judged; on the
// wire a shorter form travels, from which the receiver rebuilds the canonical bytes before it hashes
// (docs/protocol.md, "Transactions").
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"
#include "client_core/shared/merge/entry.hpp"
#include "client_core/shared/protocol/cbor.hpp"

namespace wegwijs::protocol {

/// A place in a device's chain of transactions: BLAKE2b-128(previous || canonical bytes); 16 zero bytes before the
/// first.
using ChainHash = Bytes;
inline const ChainHash chain_start = ChainHash(16, '\0');
ChainHash chain_next(ByteView previous, ByteView canonical);

Bytes encode_transaction(const merge::Transaction& transaction);
/// Error "malformed" for anything that encode_transaction does not make, or that is over a limit.
Result<merge::Transaction> decode_transaction(ByteView canonical);

/// What was written to the record: the array [* (key, value)] in the canonical bytes. Empty: nothing, or these are not
/// canonical bytes. In one run at most for a record that the transaction makes and does nothing else with.
ByteView changes_of(ByteView canonical, const merge::Id& record);

/// Whether this is a CBS code, four digits, and so can be a transaction's municipality.
bool names_municipality(std::string_view text);

/// Small numbers for what both sides know: the server gives one to each dossier and record, valid in its epoch.
/// 0 is no number.
using Number = std::uint64_t;

/// Finds numbers and ids while transactions are put on the wire or taken off it.
class Numbers {
public:
    virtual ~Numbers() = default;
    virtual Number dossier_number(const merge::Id& id) = 0;  ///< 0 when it has none
    virtual Number record_number(const merge::Id& id) = 0;
    virtual std::optional<merge::Id> dossier_id(Number number) = 0;
    virtual std::optional<merge::Creation> record(Number number) = 0;  ///< id, entity and parent
    /// Opens a row that a device sealed when it lost the dossier; only the server can.
    virtual Result<Bytes> open_sealed(ByteView) {
        return Error{"sealed", "Only the server can open a sealed row.", Retry::never};
    }
};

/// What was written to one record: `changes` is the array [* (key, value)], the same bytes in both forms.
struct WriteGroup {
    merge::Id record;
    ByteView changes;
};

/// A write, of which the value stands elsewhere.
struct WriteView {
    merge::Id record;
    merge::FieldKey key;
    ByteView value;
};

/// What one row of a push carries: a transaction, or only the hash of one whose content is gone (erased, or refused
/// before a restore): its place in the chain has to stay.
struct Pushed {
    std::uint64_t seq = 0;
    ChainHash hash;                                 ///< as sent for void and sealed rows; computed for others
    std::optional<merge::Transaction> transaction;  ///< empty: void, or closed. Its writes are not in it but here:
    std::vector<WriteView> writes;                  ///< views into the rows, or of a sealed row into `canonical`
    std::vector<WriteGroup> groups;                 ///< the same, by record; none of a sealed row
    Bytes canonical;                                ///< filled in by the receiver; of a closed row its box
    bool closed = false;  ///< sealed, and the box did not open, or does not hold what stands in this place
};

/// Writes rows one after another; each is shorter for what it shares with the one before.
class PushWriter {
public:
    explicit PushWriter(Numbers& numbers) : numbers_(numbers) {}
    void add(const merge::Transaction& transaction);
    /// The same from canonical bytes, of which the values are taken as they are. False: they are not canonical bytes,
    /// and nothing was added.
    bool add_canonical(ByteView canonical);
    void add_void(ByteView hash);
    void add_sealed(ByteView box, ByteView hash);
    std::size_t size() const { return out_.size(); }
    std::size_t count() const { return count_; }
    Bytes take() { return out_.take(); }

private:
    void row();
    void dossier(const merge::Id& id);
    void record(const merge::Id& id);
    void parent(const merge::Id& id);
    Numbers& numbers_;
    CborWriter out_;
    std::size_t count_ = 0;
    merge::Transaction last_, now_;  // without writes
    std::vector<WriteGroup> groups_;
};

/// Copies the writes of what was read into its transaction, where merging takes the values from.
void own_writes(Pushed& row);

/// The inverse; `rows` must stay for as long as `groups` and `writes` are used. `previous` is the chain hash before
/// `first_seq`. A box that does not open spoils its own row only.
Result<std::vector<Pushed>> read_push(ByteView rows, std::size_t count, std::uint64_t first_seq, ByteView previous,
                                      Numbers& numbers);

void write_key(CborWriter& out, const merge::FieldKey& key);
merge::FieldKey read_key(CborReader& in);

}  // namespace wegwijs::protocol
