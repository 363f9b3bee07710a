// The measured work, as other engines were measured on it: the same seed gives the same bytes in any language.
//
// 10,000 records as JSON lines are 11,696,918 bytes with the SHA-256 of `checksum`.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wegwijs::bench {

enum class Kind : std::uint8_t { text, integer, boolean };

struct FieldOf {
    std::string_view name;
    Kind kind;
    std::string_view listed = {};  ///< its name in the JSON lines, where that is another
};
inline constexpr std::size_t field_count = 23;  ///< without the id
extern const std::array<FieldOf, field_count> fields;
inline constexpr std::size_t string_fields = 10;  ///< the first ones: short texts, those that edits go to

struct Record {
    std::string id;                               ///< as a UUID's text
    std::array<std::string, field_count> values;  ///< as typed: numbers in digits, "true" or "false"
};

Record record(std::uint32_t i);
/// Without spaces, non-ASCII as it is, a newline at the end.
std::string json_line(const Record& record);
/// SHA-256 in hex of the first 10,000 records as JSON lines.
std::string checksum_of_ten_thousand();
inline constexpr std::string_view checksum = "5be1f19721de614b95de41f18c1744577c74403164d5cb89a1b0b76434661bfb";

struct Change {
    std::uint32_t record;
    std::size_t field;  ///< place in `fields`
    std::string value;  ///< 12 letters
};
enum class Side : std::uint8_t { a, b };

std::vector<Change> one_field_of_each(std::uint32_t records);              ///< "update"
std::vector<Change> a_thousand(std::uint32_t records);                     ///< "delta"
std::vector<Change> at_the_same_time(std::uint32_t records, Side side);    ///< "conflict": first half the same field
std::vector<Change> round_of(std::uint32_t records, std::uint32_t round);  ///< "history"

}  // namespace wegwijs::bench
