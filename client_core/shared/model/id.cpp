#include "client_core/shared/model/id.hpp"

namespace wegwijs::model {

namespace {
constexpr std::size_t text_size = 36;
bool hyphen_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }
}  // namespace

std::string Id::text() const {
    constexpr char digits[] = "0123456789abcdef";
    std::string out(text_size, '-');
    std::size_t at = 0;
    for (const std::uint8_t octet : octets) {
        if (hyphen_at(at)) ++at;
        out[at++] = digits[octet >> 4];
        out[at++] = digits[octet & 15];
    }
    return out;
}

Id Id::make(Clock& clock, Random& random) {
    Id id;
    random.fill(id.octets.data() + 6, id.octets.size() - 6);
    const auto ms = static_cast<std::uint64_t>(clock.now());
    for (std::size_t i = 0; i < 6; ++i) id.octets[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    id.octets[6] = static_cast<std::uint8_t>(0x70 | (id.octets[6] & 0x0f));  // version 7
    id.octets[8] = static_cast<std::uint8_t>(0x80 | (id.octets[8] & 0x3f));  // variant 10
    return id;
}

std::optional<Id> Id::from_bytes(ByteView bytes) {
    Id id;
    if (bytes.size() != id.octets.size()) return std::nullopt;
    std::memcpy(id.octets.data(), bytes.data(), bytes.size());
    return id;
}

std::optional<Id> Id::from_text(std::string_view text) {
    if (text.size() != text_size) return std::nullopt;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (hyphen_at(i) != (text[i] == '-')) return std::nullopt;
        if (text[i] != '-') digits.push_back(text[i]);
    }
    bool ok = false;
    const Bytes bytes = from_hex(digits, ok);
    return ok ? from_bytes(bytes) : std::nullopt;
}

}  // namespace wegwijs::model
