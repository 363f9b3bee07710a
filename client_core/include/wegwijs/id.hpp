// Ids of records and dossiers.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wegwijs {

/// A UUID of version 7 (RFC 9562, section 5.7), made on the device without asking anybody.
///
/// A type of its own and not text: a mistyped id is found where it comes in and not in every call, an id never lands in
/// the place of a field's name, and sixteen bytes are compared and kept without allocation. People and JSON get text().
class Id {
public:
    Id() = default;  ///< zero: none

    /// 8-4-4-4-12 hexadecimal digits of either case (RFC 9562, section 4); nothing when it is not that.
    static std::optional<Id> from_text(std::string_view text) {
        if (text.size() != 36) return std::nullopt;
        Id id;
        std::size_t digits = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (hyphen_at(i) != (text[i] == '-')) return std::nullopt;
            if (hyphen_at(i)) continue;
            const int digit = value_of(text[i]);
            if (digit < 0) return std::nullopt;
            std::uint8_t& octet = id.octets_[digits++ / 2];
            octet = static_cast<std::uint8_t>(octet << 4 | digit);
        }
        return id;
    }
    /// Sixteen bytes, as a column of the tables holds them; nothing when there are more or fewer.
    static std::optional<Id> from_bytes(std::string_view bytes) {
        if (bytes.size() != 16) return std::nullopt;
        Id id;
        for (std::size_t i = 0; i < 16; ++i) id.octets_[i] = static_cast<std::uint8_t>(bytes[i]);
        return id;
    }

    /// 8-4-4-4-12, lower case.
    std::string text() const {
        std::string out;
        out.reserve(36);
        for (const std::uint8_t octet : octets_) {
            if (hyphen_at(out.size())) out.push_back('-');
            out.push_back("0123456789abcdef"[octet >> 4]);
            out.push_back("0123456789abcdef"[octet & 15]);
        }
        return out;
    }
    const std::array<std::uint8_t, 16>& octets() const { return octets_; }
    /// The sixteen bytes; they live as long as this Id.
    std::string_view bytes() const { return {reinterpret_cast<const char*>(octets_.data()), octets_.size()}; }
    bool zero() const { return *this == Id(); }
    auto operator<=>(const Id&) const = default;  ///< by age, since the time stands first

private:
    static constexpr bool hyphen_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }
    static constexpr int value_of(char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    }
    std::array<std::uint8_t, 16> octets_{};
};

}  // namespace wegwijs

template <>
struct std::hash<wegwijs::Id> {
    std::size_t operator()(const wegwijs::Id& id) const noexcept { return std::hash<std::string_view>{}(id.bytes()); }
};
