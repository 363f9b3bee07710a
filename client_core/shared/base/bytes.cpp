#include "client_core/shared/base/bytes.hpp"

namespace wegwijs {

namespace {

constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

/// The value of a group of four digits of which the last `padding` are '='; -1 when it is not one.
int base64_group(std::string_view group, int padding) {
    int bits = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = i < 4 - padding ? base64_digit(group[static_cast<std::size_t>(i)]) : 0;
        if (digit < 0) return -1;
        bits = bits << 6 | digit;
    }
    // RFC 4648, section 3.5: the bits that padding leaves over are zero, else two texts would mean the same bytes.
    if (bits & ((1 << 8 * padding) - 1)) return -1;
    return bits;
}

}  // namespace

std::string to_hex(ByteView bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto octet = static_cast<unsigned char>(c);
        text.push_back(digits[octet >> 4]);
        text.push_back(digits[octet & 15]);
    }
    return text;
}

Bytes from_hex(std::string_view text, bool& ok) {
    ok = text.size() % 2 == 0;
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; ok && i < text.size(); i += 2) {
        const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        ok = high >= 0 && low >= 0;
        if (ok) bytes.push_back(static_cast<char>(high << 4 | low));
    }
    return ok ? bytes : Bytes{};
}

std::string to_base64(ByteView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
        unsigned bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j) text.push_back(j <= count ? base64_digits[bits >> (18 - 6 * j) & 63] : '=');
    }
    return text;
}

Bytes from_base64(std::string_view text, bool& ok) {
    ok = text.size() % 4 == 0;
    Bytes bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; ok && i < text.size(); i += 4) {
        const std::string_view group = text.substr(i, 4);
        const bool last = i + 4 == text.size();
        const int padding = !last || group[3] != '=' ? 0 : group[2] != '=' ? 1 : 2;
        const int bits = base64_group(group, padding);
        ok = bits >= 0;
        for (int j = 0; ok && j < 3 - padding; ++j) bytes.push_back(static_cast<char>(bits >> (16 - 8 * j) & 255));
    }
    return ok ? bytes : Bytes{};
}

}  // namespace wegwijs
