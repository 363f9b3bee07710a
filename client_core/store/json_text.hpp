// JSON text (RFC 8259) put together by hand: the store's reading path needs no document in memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wegwijs::store {

inline void append_json_string(std::string& to, std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    to += '"';
    // What needs no escape is copied in one piece: nearly all of it.
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto octet = static_cast<unsigned char>(text[at]);
        if (octet >= 0x20 && octet != '"' && octet != '\\') continue;
        to.append(text.data() + from, at - from);
        from = at + 1;
        if (octet >= 0x20) {
            to += '\\';
            to += text[at];
        } else if (octet == '\n') {
            to += "\\n";
        } else {
            to += "\\u00";
            to += digits[octet >> 4];
            to += digits[octet & 15];
        }
    }
    to.append(text.data() + from, text.size() - from);
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
