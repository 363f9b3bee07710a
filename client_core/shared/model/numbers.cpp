#include "client_core/shared/model/numbers.hpp"

#include <algorithm>
#include <charconv>

#include "client_core/shared/model/unicode.hpp"

namespace wegwijs::model {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

/// ASCII digits, one line, without the characters in `dropped`.
std::optional<std::string> without(std::string_view text, std::string_view dropped) {
    const auto cleaned = clean(text, Lines::join);
    if (!cleaned) return std::nullopt;
    std::string out = ascii_digits(*cleaned);
    std::erase_if(out, [&](char c) { return dropped.find(c) != std::string_view::npos; });
    return out;
}

/// Hyphens and dashes that a keyboard or a word processor makes of "-".
std::string plain_hyphens(std::string_view text) {
    std::string out;
    const auto points = code_points(text);
    for (const char32_t c : points.value_or(std::vector<char32_t>{}))
        append_utf8(out, (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ? U'-' : c);
    return out;
}

}  // namespace

bool passes_elfproef(std::string_view nine_digits) {
    if (nine_digits.size() != 9 || !all_digits(nine_digits) || nine_digits == "000000000") return false;
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (nine_digits[static_cast<std::size_t>(i)] - '0') * (i == 8 ? -1 : 9 - i);
    return sum % 11 == 0;
}

std::optional<std::string> parse_bsn(std::string_view text) {
    auto digits = without(text, " .-");
    return digits && passes_elfproef(*digits) ? digits : std::nullopt;
}

std::optional<std::string> parse_v_number(std::string_view text) {
    auto digits = without(text, " .-");
    if (!digits || digits->empty() || digits->size() > 10 || !all_digits(*digits)) return std::nullopt;
    digits->insert(0, 10 - digits->size(), '0');
    if (*digits == "0000000000") return std::nullopt;
    return digits;
}

std::optional<std::string> parse_phone(std::string_view text) {
    auto number = without(plain_hyphens(text), " .-/");
    if (!number) return std::nullopt;
    if (number->starts_with("00")) number->replace(0, 2, "+");
    if (number->starts_with('+'))
        if (const auto trunk = number->find("(0)"); trunk != std::string::npos) number->erase(trunk, 3);
    std::erase_if(*number, [](char c) { return c == '(' || c == ')' || c == '[' || c == ']'; });
    if (number->starts_with("00")) number->replace(0, 2, "+");
    if (number->size() == 10 && number->front() == '0' && (*number)[1] != '0') number->replace(0, 1, "+31");
    const std::string_view digits = std::string_view(*number).substr(number->starts_with('+') ? 1 : 0);
    return digits.size() >= 3 && digits.size() <= 15 && all_digits(digits) ? number : std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    const auto plain = without(plain_hyphens(text), "");
    if (!plain) return std::nullopt;
    std::string_view digits = *plain;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (digits.empty() || (digits[0] == '-' && digits.size() == 1) || digits.starts_with("+")) return std::nullopt;
    if (plain->starts_with('+') && digits[0] == '-') return std::nullopt;
    std::int64_t number = 0;
    const auto end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && stopped == end ? std::optional(number) : std::nullopt;
}

std::optional<std::string> parse_decimal(std::string_view text) {
    const auto plain = without(plain_hyphens(text), "");
    if (!plain) return std::nullopt;
    std::string_view rest = *plain;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    const auto separator = rest.find_first_of(".,");
    std::string_view whole = rest.substr(0, separator);
    std::string_view part = separator == std::string_view::npos ? std::string_view{} : rest.substr(separator + 1);
    if (whole.empty() && part.empty()) return std::nullopt;
    if (!all_digits(whole) || !all_digits(part)) return std::nullopt;
    while (whole.size() > 1 && whole[0] == '0') whole.remove_prefix(1);
    while (part.ends_with('0')) part.remove_suffix(1);
    if (whole.empty()) whole = "0";
    if (whole.size() + part.size() > 30) return std::nullopt;
    std::string out(whole);
    if (!part.empty()) out.append(".").append(part);
    return negative && out != "0" ? "-" + out : out;
}

}  // namespace wegwijs::model
