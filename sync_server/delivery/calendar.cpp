#include "sync_server/delivery/calendar.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace wegwijs::server {

namespace {

using namespace std::chrono;

template <class Number>
bool read_digits(std::string_view text, Number& number) {
    for (const char c : text)
        if (c < '0' || c > '9') return false;
    return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}

/// From the last Sunday of March to the last Sunday of October, at 01:00 UTC.
bool is_summer(sys_time<milliseconds> at) {
    const year in = year_month_day(floor<days>(at)).year();
    return at >= sys_days(in / March / Sunday[last]) + hours(1) &&
           at < sys_days(in / October / Sunday[last]) + hours(1);
}

}  // namespace

std::optional<std::int64_t> day_number(std::string_view date) {
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
    int y = 0;
    unsigned m = 0, d = 0;
    if (!read_digits(date.substr(0, 4), y) || !read_digits(date.substr(5, 2), m) || !read_digits(date.substr(8, 2), d))
        return std::nullopt;
    const year_month_day day{year(y), month(m), std::chrono::day(d)};
    if (!day.ok() || y < 1900 || y > 2199) return std::nullopt;
    return sys_days(day).time_since_epoch().count();
}

std::string date_text(std::int64_t number) {
    const year_month_day day{sys_days(days(number))};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

std::string date_in_netherlands(UnixMs at) {
    const sys_time<milliseconds> utc{milliseconds(at)};
    return date_text(floor<days>(utc + hours(is_summer(utc) ? 2 : 1)).time_since_epoch().count());
}

}  // namespace wegwijs::server
