// Ids: 16 bytes, UUID version 7 (RFC 9562, section 5.7), made on the device without asking anybody.
#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <optional>
#include <string>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/source.hpp"

namespace wegwijs::model {

struct Id {
    std::array<std::uint8_t, 16> octets{};

    auto operator<=>(const Id&) const = default;
    /// Two numbers instead of sixteen: ids are compared everywhere.
    bool operator==(const Id& other) const {
        std::uint64_t here[2], there[2];
        std::memcpy(here, octets.data(), sizeof here);
        std::memcpy(there, other.octets.data(), sizeof there);
        return here[0] == there[0] && here[1] == there[1];
    }
    bool zero() const { return *this == Id{}; }
    ByteView bytes() const { return {reinterpret_cast<const char*>(octets.data()), octets.size()}; }
    std::string text() const;  ///< 8-4-4-4-12, lower case

    /// A new UUIDv7: 48 bits of time, the rest chance.
    static Id make(Clock& clock, Random& random);
    static std::optional<Id> from_bytes(ByteView bytes);
    static std::optional<Id> from_text(std::string_view text);
};

struct IdHash {
    std::size_t operator()(const Id& id) const {
        std::size_t h;
        std::memcpy(&h, id.octets.data() + 8, sizeof h);
        return h;
    }
};

}  // namespace wegwijs::model
