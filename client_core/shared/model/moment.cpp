#include "client_core/shared/model/moment.hpp"

#include <chrono>

#include "client_core/shared/model/partial_date.hpp"

namespace wegwijs::model {

namespace {

namespace ch = std::chrono;

constexpr UnixMs day_ms = 24LL * 3600 * 1000;

UnixMs start_of(const Day& day) {
    const ch::sys_days days =
        ch::year(day.year) / ch::month(static_cast<unsigned>(day.month)) / ch::day(static_cast<unsigned>(day.day));
    return days.time_since_epoch().count() * day_ms;
}

bool in_range(UnixMs ms) { return ms >= start_of({1, 1, 1}) && ms < start_of({9999, 12, 31}) + day_ms; }

/// Two digits at `at`, not above `most`; -1 when there are none.
int two(std::string_view text, std::size_t at, int most) {
    if (text.size() < at + 2) return -1;
    const char a = text[at], b = text[at + 1];
    if (a < '0' || a > '9' || b < '0' || b > '9') return -1;
    const int n = (a - '0') * 10 + (b - '0');
    return n <= most ? n : -1;
}

/// Takes ".123…" from the front of `rest`; nullopt for a point without a digit.
std::optional<int> take_fraction(std::string_view& rest) {
    if (!rest.starts_with('.')) return 0;
    rest.remove_prefix(1);
    int ms = 0, count = 0;
    while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
        if (count < 3) ms = ms * 10 + (rest[0] - '0');
        ++count;
        rest.remove_prefix(1);
    }
    if (count == 0) return std::nullopt;
    for (; count < 3; ++count) ms *= 10;
    return ms;
}

std::optional<int> offset_minutes(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int hours = two(text, 1, 23), minutes = two(text, 4, 59);
    if (hours < 0 || minutes < 0) return std::nullopt;
    return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

std::string digits(int n, std::size_t width) {
    const std::string text = std::to_string(n);
    return std::string(width - text.size(), '0') + text;
}

}  // namespace

std::optional<UnixMs> parse_moment(std::string_view text) {
    if (text.size() < 20) return std::nullopt;
    const auto day = Day::from_text(text.substr(0, 10));
    const char between = text[10];
    if (!day || (between != 'T' && between != 't' && between != ' ') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const int hour = two(text, 11, 23), minute = two(text, 14, 59), second = two(text, 17, 60);
    if (hour < 0 || minute < 0 || second < 0) return std::nullopt;
    std::string_view rest = text.substr(19);
    const auto fraction = take_fraction(rest);
    const auto offset = offset_minutes(rest);
    if (!fraction || !offset) return std::nullopt;
    const int seconds = (hour * 60 + minute - *offset) * 60 + second;
    const UnixMs ms = start_of(*day) + seconds * 1000LL + *fraction;
    return in_range(ms) ? std::optional(ms) : std::nullopt;
}

std::string moment_text(UnixMs ms) {
    if (!in_range(ms)) return {};
    const UnixMs days = (ms - (ms < 0 ? day_ms - 1 : 0)) / day_ms;
    const int rest = static_cast<int>(ms - days * day_ms);
    const ch::year_month_day date{ch::sys_days{ch::days{days}}};
    const Day day{static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
                  static_cast<int>(static_cast<unsigned>(date.day()))};
    return day.text() + "T" + digits(rest / 3600000, 2) + ":" + digits(rest / 60000 % 60, 2) + ":" +
           digits(rest / 1000 % 60, 2) + "." + digits(rest % 1000, 3) + "Z";
}

}  // namespace wegwijs::model
