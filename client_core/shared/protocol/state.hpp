// The entries of one record as bytes: what the server seals and what a device keeps beside its typed tables.
// Each distinct (server_seq, device, seq, at) stands once; the fields point to it.
#pragma once

#include "client_core/shared/base/result.hpp"
#include "client_core/shared/merge/entry.hpp"
#include "client_core/shared/protocol/cbor.hpp"
#include "client_core/shared/protocol/transaction.hpp"

namespace wegwijs::protocol {

/// The stamps that a run of records shares, in the order in which they were first met.
class StampTable {
public:
    std::size_t place(const merge::Stamp& stamp);
    const std::vector<merge::Stamp>& stamps() const { return stamps_; }
    /// As differences to the one before: stamps of one sync lie close together.
    void write(CborWriter& out) const;
    static std::vector<merge::Stamp> read(CborReader& in);

private:
    std::vector<merge::Stamp> stamps_;
    std::map<merge::Stamp, std::size_t> places_;
};

/// Whose values do not travel, since the reader has them: those of entries of `device` with a seq from `from` on.
/// Device 0: every value travels.
struct LeftOut {
    std::uint64_t device = 0, from = 1;
    bool has(const merge::Stamp& stamp) const { return device != 0 && stamp.device == device && stamp.seq >= from; }
};

/// fields = [place of the one stamp, [key, value, ...]] when every field has one entry of the same stamp,
///          else [null, [key, place | [place, ...], value | [value, ...], ...]].
/// A value that is left out is written as undefined.
void write_fields(CborWriter& out, const std::vector<const merge::FieldState*>& fields, StampTable& stamps,
                  const LeftOut& left_out = {});
/// Values that were left out come back empty (no canonical CBOR is empty).
bool read_fields(CborReader& in, const std::vector<merge::Stamp>& stamps, std::vector<merge::FieldState>& fields);

/// The fields of one record (not its id, entity and parent).
Bytes encode_state(const std::vector<merge::FieldState>& fields);
Result<std::vector<merge::FieldState>> decode_state(ByteView bytes);
/// As encode_state, of fields that have one entry of this stamp each. `changes`: the array [key, value, ...] in the
/// order of keys, encoded.
Bytes encode_state(const merge::Stamp& stamp, ByteView changes);
/// The entries of one field.
Bytes encode_entries(const merge::Entries& entries);
Result<merge::Entries> decode_entries(ByteView bytes);

}  // namespace wegwijs::protocol
