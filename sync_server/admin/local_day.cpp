#include "sync_server/admin/local_day.hpp"

#include <charconv>
#include <chrono>

namespace wegwijs::server {

namespace {

using namespace std::chrono;

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
    Number number{};
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || at != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Summer time, Directive 2000/84/EC: from the last Sunday of March to the last Sunday of October, at 01:00 UTC. At a
/// local midnight that is a matter of days only.
bool summer_at_midnight(sys_days day) {
    const year in = year_month_day(day).year();
    return day > sys_days(in / March / Sunday[last]) && day <= sys_days(in / October / Sunday[last]);
}

}  // namespace

std::optional<UnixMs> end_of_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = whole_number<int>(text.substr(0, 4));
    const auto m = whole_number<unsigned>(text.substr(5, 2));
    const auto d = whole_number<unsigned>(text.substr(8, 2));
    if (!y || !m || !d || *y < 2000 || *y > 2199) return std::nullopt;
    const year_month_day date{year(*y), month(*m), day(*d)};
    if (!date.ok()) return std::nullopt;
    const sys_days next = sys_days(date) + days(1);
    return duration_cast<milliseconds>(next.time_since_epoch() - hours(summer_at_midnight(next) ? 2 : 1)).count();
}

std::optional<UnixMs> duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto count = whole_number<std::uint32_t>(text.substr(0, text.size() - 1));
    UnixMs unit = 0;
    switch (text.back()) {
        case 's': unit = 1000; break;
        case 'm': unit = 60 * 1000; break;
        case 'h': unit = 3600 * 1000; break;
        case 'd': unit = 24 * 3600 * 1000; break;
        default: return std::nullopt;
    }
    constexpr UnixMs most = 1000LL * 24 * 3600 * 1000;
    if (!count || *count > most / unit) return std::nullopt;
    return *count * unit;
}

}  // namespace wegwijs::server
