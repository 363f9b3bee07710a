// The rows of a push: first an octet with their count, then the rows. What the server makes of a row it can read again
// for ever, and a device that sent it anew would send the same.
#include "client_core/shared/protocol/transaction.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/known.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;

namespace {

constexpr std::uint64_t first_seq = 1;

void add_again(PushWriter& rows, const Pushed& row) {
    if (row.closed) return rows.add_sealed(row.canonical, row.hash);
    if (!row.transaction) return rows.add_void(row.hash);
    MUST(rows.add_canonical(row.canonical));
}

void check_row(Pushed row, ByteView before) {
    if (!row.transaction) return;
    MUST(row.hash == chain_next(before, row.canonical));
    const auto kept = decode_transaction(row.canonical);
    MUST(kept.ok());
    MUST(kept->seq == row.seq);
    own_writes(row);
    MUST(*kept == *row.transaction);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::size_t count = input.octet();
    const ByteView bytes = input.rest();
    fuzz::Known known;
    const auto read = fuzz::decode_within(
        bytes, [&](ByteView rows) { return read_push(rows, count, first_seq, chain_start, known); });
    // However many rows are announced.
    const auto none = fuzz::decode_within(
        bytes, [&](ByteView rows) { return read_push(rows, SIZE_MAX, first_seq, chain_start, known); });
    MUST(!none.ok());
    if (!read.ok()) return 0;
    MUST(read->size() == count);
    // With ids and not with numbers, which would put what is known in the place of what was said.
    fuzz::Unknown unknown;
    PushWriter again(unknown);
    ByteView before = chain_start;
    for (const Pushed& row : *read) {
        check_row(row, before);
        add_again(again, row);
        before = row.hash;
    }
    const Bytes rows = again.take();
    const auto second = read_push(rows, count, first_seq, chain_start, unknown);
    MUST(second.ok() && second->size() == count);
    for (std::size_t i = 0; i < count; ++i)
        MUST((*second)[i].hash == (*read)[i].hash && (*second)[i].canonical == (*read)[i].canonical);
    return 0;
}
