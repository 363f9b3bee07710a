// JSON text (RFC 8259) put together by hand: the store's reading path needs no document in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace wegwijs::store {

inline bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// How many octets at the beginning need no escape. They are looked at eight at a time.
inline std::size_t plain_octets(std::string_view text) {
    constexpr std::uint64_t each = 0x0101010101010101, high = 0x8080808080808080;
    std::size_t at = 0;
    for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        // An octet's high bit is set when taking so much away from it borrows: when it is less.
        const std::uint64_t quote = eight ^ (each * '"'), backslash = eight ^ (each * '\\');
        const std::uint64_t found =
            ((eight - each * 0x20) & ~eight) | ((quote - each) & ~quote) | ((backslash - each) & ~backslash);
        if ((found & high) != 0) break;
    }
    while (at < text.size() && !needs_escape(text[at])) ++at;
    return at;
}

inline void append_json_string(std::string& to, std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    // What needs no escape is copied in one piece, between quotes that are there already: nearly always it is all.
    const std::size_t begin = to.size(), plain = plain_octets(text);
    to.append(plain + 2, '"');
    text.copy(to.data() + begin + 1, plain);
    if (plain == text.size()) return;
    to.pop_back();
    for (const char c : text.substr(plain)) {
        if (!needs_escape(c)) {
            to += c;
        } else if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (c == '\n') {
            to += "\\n";
        } else {
            to += "\\u00";
            to += digits[c >> 4];
            to += digits[c & 15];
        }
    }
    to += '"';
}

/// An object or array under construction.
class JsonText {
public:
    void open(char bracket) {
        begin();
        out_ += bracket;
        first_ = true;
    }
    void close(char bracket) {
        out_ += bracket;
        first_ = false;
    }
    JsonText& key(std::string_view name) {
        begin();
        append_json_string(out_, name);
        out_ += ':';
        first_ = true;
        return *this;
    }
    void raw(std::string_view json) {
        begin();
        out_ += json;
    }
    void text(std::string_view text) {
        begin();
        append_json_string(out_, text);
    }
    std::string take() { return std::move(out_); }

private:
    void begin() {
        if (!first_) out_ += ',';
        first_ = false;
    }
    std::string out_;
    bool first_ = true;
};

}  // namespace wegwijs::store
