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

/// fields = [place of the one stamp, [key, value, ...]] when every field has one entry of the same stamp,
///          else [null, [key, place | [place, ...], value | [value, ...], ...]].
/// `keep(key)` filters fields; `own_device` != 0: the values of its entries are left out (undefined).
void write_fields(CborWriter& out, const std::vector<const merge::FieldState*>& fields, StampTable& stamps,
                  std::uint64_t own_device = 0);
/// Values that were left out come back empty (no canonical CBOR is empty).
bool read_fields(CborReader& in, const std::vector<merge::Stamp>& stamps, std::vector<merge::FieldState>& fields);

/// The fields of one record (not its id, entity and parent).
Bytes encode_state(const std::vector<merge::FieldState>& fields);
Result<std::vector<merge::FieldState>> decode_state(ByteView bytes);
/// The entries of one field.
Bytes encode_entries(const merge::Entries& entries);
Result<merge::Entries> decode_entries(ByteView bytes);

}  // namespace wegwijs::protocol
