// Any item of our subset of CBOR: what the reader takes it takes whole, and it is what a writer makes of it. The reader
// of single values in model says the same of texts, numbers and bytes.
#include "client_core/shared/protocol/cbor.hpp"

#include "client_core/shared/model/value.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using protocol::CborReader;
using protocol::CborWriter;

namespace {

void copy(CborReader& in, CborWriter& out, ByteView bytes) {
    if (!in.ok() || in.at_end()) return in.fail();
    const auto first = static_cast<unsigned char>(bytes[in.position()]);
    switch (first >> 5) {
        case 0: return out.uint(in.uint());
        case 1: {
            // The reader of a whole item also knows negative numbers that no std::int64_t holds.
            CborReader ahead = in;
            const std::int64_t n = ahead.integer();
            if (!ahead.ok()) return out.raw(in.item());
            in = ahead;
            return out.integer(n);
        }
        case 2: return out.bytes(in.bytes());
        case 3: return out.text(in.text());
        case 4: {
            const std::size_t count = in.array();
            out.array(count);
            for (std::size_t i = 0; i < count && in.ok(); ++i) copy(in, out, bytes);
            return;
        }
        case 5: {
            const std::size_t count = in.map();
            out.map(count);
            for (std::size_t i = 0; i < 2 * count && in.ok(); ++i) copy(in, out, bytes);
            return;
        }
        default: break;
    }
    if (in.next_is_null()) {
        in.null();
        out.null();
    } else if (in.next_is_undefined()) {
        in.item();
        out.undefined();
    } else {
        out.boolean(in.boolean());
    }
}

void values_agree(ByteView item) {
    CborReader text(item), bytes(item), number(item);
    const auto as_text = model::decode_text(item);
    const auto as_bytes = model::decode_bytes(item);
    const auto as_number = model::decode_integer(item);
    const auto read_text = text.text();
    const auto read_bytes = bytes.bytes();
    const auto read_number = number.integer();
    MUST(as_text.has_value() == text.finished() && (!as_text || *as_text == read_text));
    MUST(as_bytes.has_value() == bytes.finished() && (!as_bytes || *as_bytes == read_bytes));
    MUST(as_number.has_value() == number.finished() && (!as_number || *as_number == read_number));
    if (as_text) MUST(model::encode_text(*as_text) == item);
    if (as_number) MUST(model::encode_integer(*as_number) == item);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes = fuzz::Input(data, size).rest();
    const fuzz::Meter meter(fuzz::room_for(bytes));
    values_agree(bytes);
    CborReader in(bytes);
    const ByteView item = in.item();
    MUST(in.ok() == !item.empty() && bytes.substr(0, item.size()) == item);
    CborReader passing(bytes);
    passing.pass();
    if (!in.ok()) return 0;
    MUST(passing.ok() && passing.position() == item.size());
    CborReader again(bytes);
    CborWriter out;
    copy(again, out, bytes);
    MUST(again.ok() && out.buffer() == item);
    values_agree(item);
    return 0;
}
