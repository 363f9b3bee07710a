// What the tests of the messages share: the vectors of tests/vectors/protocol, ids, and ways to damage bytes.
#pragma once

#include <fstream>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/model/id.hpp"
#include "tests/support/seeded_random.hpp"

namespace wegwijs::test {

inline Bytes unhex(std::string_view text) {
    bool ok = false;
    Bytes bytes = from_hex(text, ok);
    REQUIRE(ok);
    return bytes;
}

/// The bytes of tests/vectors/protocol/NAME.hex (white space does not count) are those that were produced.
inline void check_golden(const std::string& name, ByteView produced) {
    const std::string place = "tests/vectors/protocol/" + name + ".hex";
    std::ifstream file(std::string(WEGWIJS_SOURCE_DIR) + "/" + place);
    if (!file.good()) FAIL(place << " is not there; produced was " << to_hex(produced));
    std::string hex;
    for (std::string part; file >> part;) hex += part;
    INFO(place);
    CHECK(to_hex(produced) == hex);
}

/// An id that differs from every other in many bits, so that no single wrong bit makes one into another.
inline model::Id any_id(std::uint8_t n) {
    model::Id id;
    for (std::size_t i = 0; i < id.octets.size(); ++i) id.octets[i] = static_cast<std::uint8_t>(n * 37 + i * 11 + 1);
    return id;
}

/// Calls `use` with every copy of `bytes` in which one bit is wrong. The copies have exactly their size, so that a
/// sanitizer sees a read behind them.
template <class Use>
void with_every_bit_wrong(ByteView bytes, Use use) {
    std::vector<char> copy(bytes.begin(), bytes.end());
    for (std::size_t i = 0; i < copy.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            const char before = copy[i];
            copy[i] = static_cast<char>(static_cast<unsigned char>(before) ^ (1u << bit));
            use(ByteView(copy.data(), copy.size()));
            copy[i] = before;
        }
}

/// Calls `use` with every beginning of `bytes` that is not the whole.
template <class Use>
void with_every_cut(ByteView bytes, Use use) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const std::vector<char> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        use(ByteView(cut.data(), cut.size()));
    }
}

}  // namespace wegwijs::test
