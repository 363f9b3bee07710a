// Dates of which a part may be unknown, as the population register knows them (BRP: Datum, JaarMaandDatum, JaarDatum,
// DatumOnbekend). A missing day is never filled in: a real 1 January stays different from "some day in 1972".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wegwijs::model {

/// A whole day of the Gregorian calendar, year 1 to 9999.
struct Day {
    int year = 0, month = 0, day = 0;
    auto operator<=>(const Day&) const = default;

    bool valid() const;
    std::string text() const;  ///< YYYY-MM-DD
    static std::optional<Day> from_text(std::string_view text);
};

enum class Answer { ja, nee, onbekend };
const char* to_text(Answer answer);

/// A day without a month and a month without a year do not exist; nothing known is "onbekend".
struct PartialDate {
    std::optional<int> year, month, day;
    bool operator==(const PartialDate&) const = default;

    std::string text() const;  ///< `1972`, `1972-05`, `1972-05-03` or `onbekend`
    static std::optional<PartialDate> from_text(std::string_view text);
    /// The register's raw form, eight digits with zeros for what is unknown: `20200300`, `20200000`, `00000000`.
    static std::optional<PartialDate> from_register(std::string_view eight_digits);

    /// For ordering a list, and for nothing else: a less exact date stands before the exact ones in it, unknown last.
    int sort_key() const;
    /// Have `years` years passed on `today`, as far as the known part tells? A birthday counts from that day on; who
    /// was born on 29 February has it on 1 March in other years.
    Answer reached(int years, const Day& today) const;
};

/// Is `date` the same day as `other` or later, as far as the known parts tell?
Answer not_before(const PartialDate& date, const PartialDate& other);

}  // namespace wegwijs::model
