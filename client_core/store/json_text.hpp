// JSON text (RFC 8259) put together by hand: the store's reading path needs no document in memory.
#pragma once

#include <string>
#include <string_view>

namespace wegwijs::store {

inline void append_json_string(std::string& to, std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    to += '"';
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (c == '\n') {
            to += "\\n";
        } else if (octet < 0x20) {
            to += "\\u00";
            to += digits[octet >> 4];
            to += digits[octet & 15];
        } else {
            to += c;
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
