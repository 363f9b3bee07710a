#include "client_core/shared/model/value.hpp"

#include <array>
#include <cstdint>

#include "client_core/shared/base/utf8.hpp"

namespace wegwijs::model {

namespace {

constexpr unsigned major_unsigned = 0, major_negative = 1, major_bytes = 2, major_text = 3;

void append_head(Bytes& out, unsigned major, std::uint64_t n) {
    const int extra = n < 24 ? 0 : n <= 0xff ? 1 : n <= 0xffff ? 2 : n <= 0xffffffff ? 4 : 8;
    const unsigned info = extra == 0   ? static_cast<unsigned>(n)
                          : extra == 1 ? 24
                          : extra == 2 ? 25
                          : extra == 4 ? 26
                                       : 27;
    out.push_back(static_cast<char>(major << 5 | info));
    for (int i = extra - 1; i >= 0; --i) out.push_back(static_cast<char>(n >> (8 * i)));
}

struct Head {
    unsigned major;
    std::uint64_t n;
    std::size_t size;
};

/// Only the shortest form of a head is a head: equal values are equal bytes.
std::optional<Head> read_head(ByteView value) {
    if (value.empty()) return std::nullopt;
    const unsigned first = static_cast<unsigned char>(value[0]);
    const unsigned info = first & 31U, major = first >> 5U;
    if (info > 27) return std::nullopt;
    if (info < 24) return Head{major, info, 1};
    const std::size_t extra = std::size_t{1} << (info - 24);
    if (value.size() < 1 + extra) return std::nullopt;
    std::uint64_t n = 0;
    for (std::size_t i = 1; i <= extra; ++i) n = n << 8 | static_cast<unsigned char>(value[i]);
    constexpr std::array<std::uint64_t, 4> least{24, 0x100, 0x10000, 0x100000000};
    if (n < least[info - 24]) return std::nullopt;
    return Head{major, n, 1 + extra};
}

std::optional<std::string_view> read_string(ByteView value, unsigned major) {
    const auto head = read_head(value);
    if (!head || head->major != major || head->n != value.size() - head->size) return std::nullopt;
    return value.substr(head->size);
}

constexpr std::array types{Type::text,         Type::integer,   Type::decimal,     Type::boolean, Type::date,
                           Type::partial_date, Type::timestamp, Type::enumeration, Type::set,     Type::ref,
                           Type::bsn,          Type::v_number,  Type::language,    Type::json};

}  // namespace

const char* to_text(Type type) {
    switch (type) {
        case Type::text: return "text";
        case Type::integer: return "integer";
        case Type::decimal: return "decimal";
        case Type::boolean: return "boolean";
        case Type::date: return "date";
        case Type::partial_date: return "partial_date";
        case Type::timestamp: return "timestamp";
        case Type::enumeration: return "enum";
        case Type::set: return "set";
        case Type::ref: return "ref";
        case Type::bsn: return "bsn";
        case Type::v_number: return "v_number";
        case Type::language: return "language";
        case Type::json: return "json";
    }
    return "text";
}

std::optional<Type> type_from_text(std::string_view text) {
    for (const Type type : types)
        if (text == to_text(type)) return type;
    return std::nullopt;
}

Value encode_text(std::string_view text) {
    Value value;
    value.reserve(text.size() + 9);
    append_head(value, major_text, text.size());
    value.append(text);
    return value;
}

Value encode_integer(std::int64_t number) {
    Value value;
    const auto bits = static_cast<std::uint64_t>(number);
    append_head(value, number < 0 ? major_negative : major_unsigned, number < 0 ? ~bits : bits);
    return value;
}

Value encode_id(ByteView sixteen) {
    Value value;
    append_head(value, major_bytes, sixteen.size());
    value.append(sixteen);
    return value;
}

std::optional<std::string_view> decode_text(ByteView value) {
    const auto text = octets_of_text(value);
    return text && valid_utf8(*text) ? text : std::nullopt;
}

std::optional<std::string_view> octets_of_text(ByteView value) { return read_string(value, major_text); }

std::optional<std::int64_t> decode_integer(ByteView value) {
    const auto head = read_head(value);
    if (!head || head->size != value.size() || head->major > major_negative || head->n > INT64_MAX) return std::nullopt;
    const auto n = static_cast<std::int64_t>(head->n);
    return head->major == major_negative ? ~n : n;
}

std::optional<ByteView> decode_bytes(ByteView value) { return read_string(value, major_bytes); }

}  // namespace wegwijs::model
