#include "client_core/shared/base/utf8.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace wegwijs {

namespace {

/// The length of the well-formed sequence at the start of `s`, 0 when there is none (Unicode table 3-7).
std::size_t utf8_sequence(const unsigned char* s, std::size_t left) {
    const auto continues = [&](std::size_t i, unsigned low, unsigned high) {
        return i < left && s[i] >= low && s[i] <= high;
    };
    const unsigned lead = s[0];
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return continues(1, 0x80, 0xbf) ? 2 : 0;
    if (lead >= 0xe0 && lead <= 0xef) {
        const unsigned low = lead == 0xe0 ? 0xa0 : 0x80, high = lead == 0xed ? 0x9f : 0xbf;
        return continues(1, low, high) && continues(2, 0x80, 0xbf) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        const unsigned low = lead == 0xf0 ? 0x90 : 0x80, high = lead == 0xf4 ? 0x8f : 0xbf;
        return continues(1, low, high) && continues(2, 0x80, 0xbf) && continues(3, 0x80, 0xbf) ? 4 : 0;
    }
    return 0;
}

/// How many of these eight characters stand before the first that is not ASCII.
std::size_t ascii_before(std::uint64_t high_bits) {
    const int bits =
        std::endian::native == std::endian::little ? std::countr_zero(high_bits) : std::countl_zero(high_bits);
    return static_cast<std::size_t>(bits) / 8;
}

}  // namespace

bool valid_utf8(std::string_view text) {
    constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;
    const auto* s = reinterpret_cast<const unsigned char*>(text.data());
    const std::size_t size = text.size();
    for (std::size_t i = 0; i < size;) {
        // Nearly all text is ASCII: eight characters at a time.
        std::uint64_t eight;
        if (size - i >= sizeof eight) {
            std::memcpy(&eight, s + i, sizeof eight);
            eight &= high_bits;
            if (eight == 0) {
                i += sizeof eight;
                continue;
            }
            i += ascii_before(eight);
        } else if (size >= sizeof eight && std::endian::native == std::endian::little) {
            std::memcpy(&eight, s + size - sizeof eight, sizeof eight);  // the end, without what was looked at already
            if ((eight >> 8 * (i - (size - sizeof eight)) & high_bits) == 0) return true;
        }
        do {  // words of another script stand together
            const std::size_t length = utf8_sequence(s + i, size - i);
            if (length == 0) return false;
            i += length;
        } while (i < size && (s[i] >= 0x80 || size - i < sizeof eight));
    }
    return true;
}

}  // namespace wegwijs
