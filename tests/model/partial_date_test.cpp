#include "client_core/shared/model/partial_date.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs::model;

namespace {
PartialDate date(const char* text) {
    const auto read = PartialDate::from_text(text);
    REQUIRE(read);
    return *read;
}
}  // namespace

TEST_CASE("a partial date keeps exactly what is known") {
    for (const char* text : {"1972", "1972-05", "1972-05-03", "onbekend", "0001", "9999-12-31", "2000-02-29"})
        CHECK(date(text).text() == text);
    CHECK(date("1972") == PartialDate{1972, {}, {}});
    CHECK(date("1972-05") == PartialDate{1972, 5, {}});
    CHECK(date("onbekend") == PartialDate{});
}

TEST_CASE("a real first of January is not some day of that year") {
    CHECK_FALSE(date("1972-01-01") == date("1972"));
    CHECK_FALSE(date("1972-01") == date("1972"));
}

TEST_CASE("what is no date is refused, also one that does not exist") {
    for (const char* text :
         {"", "72", "1972-5", "1972-13", "1972-00", "1972-05-00", "1972-05-32", "1971-02-29", "1900-02-29", "0000",
          "0000-00-00", "1972/05", "1972-05/03", "19720503", "Onbekend", "1972-05-03 ", "-972", "onbekend!"}) {
        CAPTURE(text);
        CHECK_FALSE(PartialDate::from_text(text));
    }
}

TEST_CASE("the register's zeros mean unknown") {
    CHECK(PartialDate::from_register("20200300") == date("2020-03"));
    CHECK(PartialDate::from_register("20200000") == date("2020"));
    CHECK(PartialDate::from_register("00000000") == date("onbekend"));
    CHECK(PartialDate::from_register("20200229") == date("2020-02-29"));
    for (const char* text : {"20200003", "00000300", "00000003", "20201300", "2020030", "2020-300"})
        CHECK_FALSE(PartialDate::from_register(text));
}

TEST_CASE("lists are ordered by what is known, unknown last") {
    const char* ordered[] = {"1971-12-31", "1972", "1972-01", "1972-01-01", "1972-02", "1973", "onbekend"};
    for (std::size_t i = 1; i < std::size(ordered); ++i)
        CHECK(date(ordered[i - 1]).sort_key() < date(ordered[i]).sort_key());
}

TEST_CASE("an age question has three answers") {
    const Day today{2026, 11, 24};
    CHECK(date("2008-11-24").reached(18, today) == Answer::ja);
    CHECK(date("2008-11-25").reached(18, today) == Answer::nee);
    CHECK(date("2008-10").reached(18, today) == Answer::ja);
    CHECK(date("2008-11").reached(18, today) == Answer::onbekend);
    CHECK(date("2008-12").reached(18, today) == Answer::nee);
    CHECK(date("2007").reached(18, today) == Answer::ja);
    CHECK(date("2008").reached(18, today) == Answer::onbekend);
    CHECK(date("2009").reached(18, today) == Answer::nee);
    CHECK(date("onbekend").reached(18, today) == Answer::onbekend);
}

TEST_CASE("who was born on 29 February comes of age on 1 March") {
    CHECK(date("2008-02-29").reached(18, {2026, 2, 28}) == Answer::nee);
    CHECK(date("2008-02-29").reached(18, {2026, 3, 1}) == Answer::ja);
    CHECK(date("2008-02").reached(18, {2026, 2, 28}) == Answer::onbekend);
    CHECK(date("2008-02").reached(18, {2026, 3, 1}) == Answer::ja);
}

TEST_CASE("the answers have their words") {
    CHECK(std::string(to_text(Answer::ja)) == "ja");
    CHECK(std::string(to_text(Answer::nee)) == "nee");
    CHECK(std::string(to_text(Answer::onbekend)) == "onbekend");
}
