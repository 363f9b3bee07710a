// A body in a content coding: an octet for the coding, one for the limit, then the body. Nothing is made that is larger
// than the limit, and what a codec was used for before does not matter.
#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/protocol/compress.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;

namespace {

/// The window of zstd is 8 MiB at most, and its tables and zlib's some hundred KiB.
constexpr std::size_t room_of_libraries = (8u << 20) + (1u << 20);

std::size_t limit_of(std::uint8_t choice) {
    if (choice == 255) return limits::message_bytes;
    return choice < 8 ? choice : std::size_t{1} << (choice % 17);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Codec used;
    fuzz::Input in(data, size);
    const auto encoding = static_cast<Encoding>(in.octet() % 3);
    const std::size_t at_most = limit_of(in.octet());
    const ByteView packed = in.rest();
    Result<Bytes> plain = Bytes();
    {
        // While it grows, what was read so far stands twice.
        const fuzz::Meter meter(2 * at_most + 64 * 1024 + room_of_libraries);
        plain = decompress(packed, encoding, at_most);
    }
    const auto by_used = used.decompress(packed, encoding, at_most);
    MUST(plain.ok() == by_used.ok());
    if (!plain.ok()) {
        MUST(plain.error().code == by_used.error().code && plain.error().code != "out_of_memory");
        return 0;
    }
    MUST(plain->size() <= at_most && *plain == *by_used);
    if (plain->size() > 64 * 1024) return 0;
    const auto again = used.compress(*plain, encoding, size % 4);
    MUST(again.ok());
    const auto same = used.decompress(*again, encoding, plain->size());
    MUST(same.ok() && *same == *plain);
    if (!plain->empty()) MUST(!used.decompress(*again, encoding, plain->size() - 1).ok());
    return 0;
}
