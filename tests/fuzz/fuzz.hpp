// What the fuzz targets share. A target is one function that takes any bytes and ends the program when a property does
// not hold: under libFuzzer (preset `fuzz`), and under replay.cpp in every other preset.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"
#include "client_core/shared/model/id.hpp"
#include "tests/fuzz/meter.hpp"

/// What libFuzzer calls. The replay holds all targets in one program, so there CMake renames it, one name a target.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// A property. On in every build.
#define MUST(condition) ((condition) ? void(0) : ::wegwijs::fuzz::broken(#condition, __FILE__, __LINE__))

namespace wegwijs::fuzz {

[[noreturn]] inline void broken(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    std::abort();
}

/// Takes an input apart from the front. What is no longer there is zero, or empty.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

    std::uint8_t octet() {
        const ByteView one = bytes(1);
        return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
    }
    ByteView bytes(std::size_t size) {
        const ByteView found = rest_.substr(0, size);
        rest_.remove_prefix(found.size());
        return found;
    }
    /// Up to a line end, which goes.
    std::string line() {
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        const std::string found(bytes(end));
        bytes(1);
        return found;
    }
    ByteView rest() { return bytes(rest_.size()); }

private:
    ByteView rest_;
};

/// What decoding may take for each byte of the input, and beside that. A field state is some hundred bytes, and can be
/// written in two.
inline std::size_t room_for(ByteView bytes) { return 160 * bytes.size() + 64 * 1024; }

/// Decodes `bytes` within the memory that they may take. An error has a word for programs and one for people.
template <class Decode>
auto decode_within(ByteView bytes, Decode decode) {
    const Meter meter(room_for(bytes));
    auto read = decode(bytes);
    if (!read.ok()) MUST(!read.error().code.empty() && !read.error().message.empty());
    return read;
}

/// For a decoder that takes only what its encoder makes: bytes are refused, or written again as they were.
template <class Decode, class Encode>
void is_canonical(ByteView bytes, Decode decode, Encode encode) {
    const auto read = decode_within(bytes, decode);
    if (read.ok()) MUST(encode(*read) == bytes);
}

/// For a decoder that takes what is empty also where its encoder leaves it out: what was read has a form that is read
/// and written as itself.
template <class Decode, class Encode>
void has_normal_form(ByteView bytes, Decode decode, Encode encode) {
    const auto read = decode_within(bytes, decode);
    if (!read.ok()) return;
    const Bytes normal = encode(*read);
    const auto again = decode_within(normal, decode);
    MUST(again.ok());
    MUST(encode(*again) == normal);
}

/// The ids of the vectors in tests/vectors/protocol.
inline model::Id any_id(std::uint8_t n) {
    model::Id id;
    for (std::size_t i = 0; i < id.octets.size(); ++i) id.octets[i] = static_cast<std::uint8_t>(n * 37 + i * 11 + 1);
    return id;
}

}  // namespace wegwijs::fuzz
