// The entries of a record, and of one field.
#include "client_core/shared/protocol/state.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes = fuzz::Input(data, size).rest();
    fuzz::has_normal_form(bytes, decode_state,
                          [](const std::vector<merge::FieldState>& fields) { return encode_state(fields); });
    fuzz::has_normal_form(bytes, decode_entries, [](const merge::Entries& entries) { return encode_entries(entries); });
    const auto fields = decode_state(bytes);
    if (!fields.ok()) return 0;
    for (std::size_t i = 1; i < fields->size(); ++i) MUST((*fields)[i - 1].key < (*fields)[i].key);
    return 0;
}
