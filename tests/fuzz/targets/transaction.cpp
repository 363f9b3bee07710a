// A transaction in its canonical form; and as a row of a push, which must become the same canonical form again.
#include "client_core/shared/protocol/transaction.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/known.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;

namespace {

void travels(ByteView canonical, const merge::Transaction& t) {
    fuzz::Unknown unknown;
    PushWriter rows(unknown);
    MUST(rows.add_canonical(canonical));
    const Bytes sent = rows.take();
    // No device has seen more of its own than it did.
    if (t.context.n >= t.seq) return;
    const auto read = read_push(sent, 1, t.seq, chain_start, unknown);
    MUST(read.ok() && read->size() == 1);
    MUST(read->front().canonical == canonical);
    MUST(read->front().hash == chain_next(chain_start, canonical));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes = fuzz::Input(data, size).rest();
    fuzz::is_canonical(bytes, decode_transaction, [](const auto& t) { return encode_transaction(t); });
    const auto t = decode_transaction(bytes);
    if (!t.ok()) return 0;
    travels(bytes, *t);
    for (const auto& created : t->created) {
        const ByteView changes = changes_of(bytes, created.record);
        MUST(changes.empty() || bytes.find(changes) != bytes.npos);
    }
    return 0;
}
