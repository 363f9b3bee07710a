// A value of one field. Everywhere outside the user's eye a value is its canonical CBOR (RFC 8949, section 4.2):
// equal values are equal bytes, so merging, hashing and sending need no types.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"

namespace wegwijs::model {

enum class Type {
    text,
    integer,
    decimal,
    boolean,
    date,
    partial_date,
    timestamp,
    enumeration,
    set,
    ref,
    bsn,
    v_number,
    language,
    json
};

/// The word used in packs and on the command line: "text", ..., "enum" for enumeration.
const char* to_text(Type type);
std::optional<Type> type_from_text(std::string_view text);

/// Encoded forms (canonical CBOR), by type:
///   text, decimal, date (YYYY-MM-DD), partial_date (YYYY, YYYY-MM, YYYY-MM-DD or "onbekend"), enumeration, bsn,
///   v_number, language, json (canonical text): text string    integer, timestamp (ms UTC): integer
///   boolean: true/false    ref: byte string of 16    emptied: null
/// A set has no value of its own: each element is a field of its own with the value true (present) or false.
using Value = Bytes;

inline constexpr char null_value[] = "\xf6";
inline constexpr char true_value[] = "\xf5";
inline constexpr char false_value[] = "\xf4";
inline bool is_null(ByteView value) { return value == null_value; }
inline bool is_true(ByteView value) { return value == true_value; }

Value encode_text(std::string_view text);
Value encode_integer(std::int64_t number);
Value encode_id(ByteView sixteen);
inline Value encode_bool(bool b) { return b ? true_value : false_value; }
/// nullopt when `value` is not of that kind. The view lives as long as `value`.
std::optional<std::string_view> decode_text(ByteView value);
/// The same without a look at the octets of the text: they need not be UTF-8.
std::optional<std::string_view> octets_of_text(ByteView value);
std::optional<std::int64_t> decode_integer(ByteView value);
std::optional<ByteView> decode_bytes(ByteView value);

}  // namespace wegwijs::model
