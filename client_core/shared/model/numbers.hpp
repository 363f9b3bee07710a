// Numbers that people type in many ways, and their one stored form. Pure. Each function takes spaces, Arabic-Indic
// digits and the usual separators, and gives nullopt for what is not such a number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wegwijs::model {

/// The eleven-test on exactly nine digits: weights 9 to 2 and -1, the sum divisible by 11; 000000000 is refused.
bool passes_elfproef(std::string_view nine_digits);
/// Citizen service number: nine digits that pass the eleven-test. Eight digits are refused: one in eleven numbers that
/// lost another digit than a leading zero would pass.
std::optional<std::string> parse_bsn(std::string_view text);
/// Number of the aliens register: ten digits. Leading zeros get lost on the way (DUO sends an integer), so they are
/// put back. There is no check digit.
std::optional<std::string> parse_v_number(std::string_view text);

/// A phone number: a leading + and digits. `00` becomes +, ten digits with one leading 0 become +31; the "(0)" in
/// "+31 (0)6" goes. Short numbers stay as they are. At most 15 digits (ITU-T E.164).
std::optional<std::string> parse_phone(std::string_view text);

std::optional<std::int64_t> parse_integer(std::string_view text);
/// "12,50" and "12.5" give "12.5": no exponent, no needless zeros, no grouping, no "-0". At most 30 digits.
std::optional<std::string> parse_decimal(std::string_view text);

}  // namespace wegwijs::model
