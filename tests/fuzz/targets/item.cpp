// One dossier of an answer.
#include "client_core/shared/protocol/item.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;

namespace {

Result<Item> decode(ByteView bytes) {
    CborReader in(bytes);
    Item item;
    read_item(in, item);
    if (!in.finished()) return Error{"malformed", "This is no item.", Retry::never};
    return item;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes = fuzz::Input(data, size).rest();
    fuzz::has_normal_form(bytes, decode, [](const Item& item) { return encode_item(item); });
    return 0;
}
