#include "client_core/shared/model/partial_date.hpp"

namespace wegwijs::model {

namespace {

constexpr std::string_view unknown = "onbekend";

bool leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

std::optional<int> digits(std::string_view text) {
    int n = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        n = n * 10 + (c - '0');
    }
    return n;
}

std::string padded(int n, std::size_t width) {
    std::string text = std::to_string(n);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

bool sound(const PartialDate& date) {
    if (!date.year) return !date.month && !date.day;
    if (!date.month) return !date.day && *date.year >= 1 && *date.year <= 9999;
    return Day{*date.year, *date.month, date.day.value_or(1)}.valid();
}

}  // namespace

bool Day::valid() const {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
}

std::string Day::text() const { return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2); }

std::optional<Day> Day::from_text(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = digits(text.substr(0, 4)), m = digits(text.substr(5, 2)), d = digits(text.substr(8, 2));
    if (!y || !m || !d) return std::nullopt;
    const Day day{*y, *m, *d};
    return day.valid() ? std::optional(day) : std::nullopt;
}

const char* to_text(Answer answer) { return answer == Answer::ja ? "ja" : answer == Answer::nee ? "nee" : "onbekend"; }

std::string PartialDate::text() const {
    if (!year) return std::string(unknown);
    std::string out = padded(*year, 4);
    if (month) out += "-" + padded(*month, 2);
    if (day) out += "-" + padded(*day, 2);
    return out;
}

std::optional<PartialDate> PartialDate::from_text(std::string_view text) {
    PartialDate date;
    if (text == unknown) return date;
    const bool has_month = text.size() >= 7, has_day = text.size() == 10;
    if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
    if ((has_month && text[4] != '-') || (has_day && text[7] != '-')) return std::nullopt;
    date.year = digits(text.substr(0, 4));
    if (has_month) date.month = digits(text.substr(5, 2));
    if (has_day) date.day = digits(text.substr(8, 2));
    if (!date.year || has_month != date.month.has_value() || has_day != date.day.has_value()) return std::nullopt;
    return sound(date) ? std::optional(date) : std::nullopt;
}

std::optional<PartialDate> PartialDate::from_register(std::string_view eight_digits) {
    if (eight_digits.size() != 8) return std::nullopt;
    const auto y = digits(eight_digits.substr(0, 4)), m = digits(eight_digits.substr(4, 2)),
               d = digits(eight_digits.substr(6, 2));
    if (!y || !m || !d) return std::nullopt;
    PartialDate date;
    if (*y) date.year = y;
    if (*m) date.month = m;
    if (*d) date.day = d;
    return sound(date) ? std::optional(date) : std::nullopt;
}

int PartialDate::sort_key() const {
    return year ? *year * 10000 + month.value_or(0) * 100 + day.value_or(0) : 99999999;
}

Answer PartialDate::reached(int years, const Day& today) const {
    if (!year) return Answer::onbekend;
    // Compared as (year, month, day), not as real days: 29 February plus 18 years then falls before 1 March only.
    const Day first{*year + years, month.value_or(1), day.value_or(1)};
    const Day last{*year + years, month.value_or(12), day.value_or(days_in(*year, month.value_or(12)))};
    if (today >= last) return Answer::ja;
    return today < first ? Answer::nee : Answer::onbekend;
}

Answer not_before(const PartialDate& date, const PartialDate& other) {
    for (const auto part : {&PartialDate::year, &PartialDate::month, &PartialDate::day}) {
        if (!(date.*part) || !(other.*part)) return Answer::onbekend;
        if (*(date.*part) != *(other.*part)) return *(date.*part) > *(other.*part) ? Answer::ja : Answer::nee;
    }
    return Answer::ja;
}

}  // namespace wegwijs::model
