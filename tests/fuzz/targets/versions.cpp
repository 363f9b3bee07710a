// The blob beside the typed columns of a store.
#include "client_core/store/versions.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using store::Versions;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes = fuzz::Input(data, size).rest();
    Versions read;
    {
        const fuzz::Meter meter(fuzz::room_for(bytes));
        if (!read.decode(bytes)) return 0;
    }
    for (const auto& column : read.columns) MUST(column.stamp < read.stamps.size());
    for (const auto& element : read.elements) MUST(element.stamp < read.stamps.size());
    Bytes normal, again;
    read.encode(normal);
    Versions second;
    MUST(second.decode(normal));
    second.encode(again);
    MUST(again == normal);
    MUST(second.stamps == read.stamps && second.columns.size() == read.columns.size());
    MUST(second.elements.size() == read.elements.size() && second.has_extra == read.has_extra);
    return 0;
}
