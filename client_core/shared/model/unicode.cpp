#include "client_core/shared/model/unicode.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <utf8proc.h>

namespace wegwijs::model {

namespace {

const utf8proc_uint8_t* octets(std::string_view text) { return reinterpret_cast<const utf8proc_uint8_t*>(text.data()); }

/// Calls `take` with every code point; false at the first octet that is not UTF-8.
template <class Take>
bool each(std::string_view text, Take take) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto first = static_cast<unsigned char>(text[at]);
        utf8proc_int32_t point = first;
        utf8proc_ssize_t used = 1;
        if (first >= 0x80) {
            used = utf8proc_iterate(octets(text) + at, static_cast<utf8proc_ssize_t>(text.size() - at), &point);
            if (used <= 0) return false;
        }
        take(static_cast<char32_t>(point));
        at += static_cast<std::size_t>(used);
    }
    return true;
}

bool is_line_break(char32_t c) { return c == U'\n' || c == 0x85 || c == 0x2028 || c == 0x2029; }

bool is_blank(char32_t c) {
    return c == U'\t' || c == U' ' ||
           (c >= 0x80 && utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_ZS);
}

bool is_dropped(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfeff; }

/// Two octets of UTF-8 that stand for a letter of everyday Latin, Greek, Cyrillic or Arabic which NFC leaves as it is
/// whatever stands beside it (NFC_Quick_Check = Yes, combining class 0: UAX #15) and which is no blank.
constexpr bool stays(unsigned c) {
    return (c >= 0xa1 && c <= 0x2ff) || (c >= 0x388 && c <= 0x482 && c != 0x38b && c != 0x38d && c != 0x3a2) ||
           (c >= 0x48a && c <= 0x52f) || (c >= 0x620 && c <= 0x64a) || (c >= 0x660 && c <= 0x66f) ||
           (c >= 0x671 && c <= 0x6d3);
}

constexpr std::uint64_t each_octet = 0x0101'0101'0101'0101;

std::uint64_t load_eight(const char* from) {
    std::uint64_t eight;
    std::memcpy(&eight, from, sizeof eight);
    return eight;
}

/// The eight characters from `at` on, as a little-endian number; behind the end stand letters.
std::uint64_t eight_from(std::string_view text, std::size_t at) {
    const std::size_t left = text.size() - at;
    if (left >= 8) return load_eight(text.data() + at);
    const std::uint64_t letters = each_octet * 'a' << 8 * left;
    if (text.size() >= 8) return load_eight(text.data() + text.size() - 8) >> 8 * (8 - left) | letters;
    std::uint64_t eight = letters;
    for (std::size_t i = 0; i < left; ++i)
        eight |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[at + i])) << 8 * i;
    return eight;
}

/// How many of eight characters stand before the first that is not ASCII, is of control, or is a blank behind a blank.
std::size_t clean_before(std::uint64_t c, unsigned char before) {
    constexpr std::uint64_t high = each_octet * 0x80, low = each_octet * 0x7f;
    // In each octet the highest bit says so. A borrow or a carry spoils only what stands behind one that is so.
    const std::uint64_t below_blank = (c - each_octet * 0x20) & ~c & high;
    const std::uint64_t no_delete = c ^ low;
    const std::uint64_t is_delete = (no_delete - each_octet) & ~no_delete & high;
    const std::uint64_t no_blank = c ^ each_octet * 0x20;
    const std::uint64_t blanks = ~((no_blank & low) + low) & high;
    const std::uint64_t behind = blanks << 8 | (before == ' ' ? 0x80 : 0);
    const std::uint64_t stops = (c & high) | below_blank | is_delete | (blanks & behind);
    return static_cast<std::size_t>(std::countr_zero(stops)) / 8;
}

}  // namespace

bool is_surely_clean(std::string_view text) {
    unsigned char before = ' ';
    for (std::size_t at = 0; at < text.size();) {
        if constexpr (std::endian::native == std::endian::little) {
            const std::size_t clean = std::min(clean_before(eight_from(text, at), before), text.size() - at);
            at += clean;
            if (clean > 0) before = static_cast<unsigned char>(text[at - 1]);
            if (clean == 8) continue;
            if (at == text.size()) break;
        }
        const auto c = static_cast<unsigned char>(text[at++]);
        if (c < 0x80) {
            if (c < 0x20 || c == 0x7f || (c == ' ' && before == ' ')) return false;
        } else {
            if (c < 0xc2 || c > 0xdf || at == text.size()) return false;
            const auto second = static_cast<unsigned char>(text[at++]);
            if ((second & 0xc0) != 0x80 || !stays((c & 0x1fu) << 6 | (second & 0x3fu))) return false;
        }
        before = c;
    }
    return before != ' ';
}

namespace {

/// Line breaks to "\n", blanks to spaces, control characters gone. Before NFC, since what stood on both sides of a
/// dropped character may compose.
std::optional<std::string> plain_characters(std::string_view text, Lines lines) {
    std::string out;
    out.reserve(text.size());
    char32_t before = 0;
    const bool valid = each(text, [&](char32_t c) {
        const bool second_of_pair = c == U'\n' && before == U'\r';
        before = c;
        if (is_line_break(c) || c == U'\r') {
            if (!second_of_pair) out.push_back(lines == Lines::keep ? '\n' : ' ');
        } else if (is_blank(c)) {
            out.push_back(' ');
        } else if (!is_dropped(c)) {
            append_utf8(out, c);
        }
    });
    if (!valid) return std::nullopt;
    return out;
}

std::string collapse_blanks(const std::string& text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == ' ' && (out.empty() || out.back() == ' ' || out.back() == '\n')) continue;
        if (c == '\n') {
            while (!out.empty() && out.back() == ' ') out.pop_back();
            if (out.empty()) continue;
        }
        out.push_back(c);
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '\n')) out.pop_back();
    return out;
}

}  // namespace

std::size_t length(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text)
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++count;
    return count;
}

std::optional<std::vector<char32_t>> code_points(std::string_view text) {
    std::vector<char32_t> points;
    points.reserve(text.size());
    if (!each(text, [&](char32_t c) { points.push_back(c); })) return std::nullopt;
    return points;
}

void append_utf8(std::string& to, char32_t code_point) {
    utf8proc_uint8_t buffer[4];
    const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), buffer);
    to.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(size));
}

std::optional<std::string> clean(std::string_view text, Lines lines) {
    if (is_surely_clean(text)) return std::string(text);
    const auto plain = plain_characters(text, lines);
    if (!plain) return std::nullopt;
    return collapse_blanks(nfc(*plain));
}

std::string nfc(std::string_view text) {
    utf8proc_uint8_t* raw = nullptr;
    const auto size = utf8proc_map(octets(text), static_cast<utf8proc_ssize_t>(text.size()), &raw,
                                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, &std::free);
    return size < 0 ? std::string(text)
                    : std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
}

std::string ascii_digits(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    each(text, [&](char32_t c) {
        if (c >= 0x660 && c <= 0x669) c = c - 0x660 + U'0';
        if (c >= 0x6f0 && c <= 0x6f9) c = c - 0x6f0 + U'0';
        append_utf8(out, c);
    });
    return out;
}

}  // namespace wegwijs::model
