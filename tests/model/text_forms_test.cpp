#include <catch2/catch.hpp>

#include "client_core/shared/model/language.hpp"
#include "client_core/shared/model/moment.hpp"
#include "client_core/shared/model/unicode.hpp"

using namespace wegwijs::model;

TEST_CASE("a point in time is the same with every offset") {
    CHECK(parse_moment("1970-01-01T00:00:00Z") == 0);
    CHECK(parse_moment("2026-11-24T09:30:00+01:00") == parse_moment("2026-11-24T08:30:00Z"));
    CHECK(parse_moment("2026-11-24t08:30:00.000z") == parse_moment("2026-11-24 03:30:00-05:00"));
    CHECK(parse_moment("1970-01-01T00:00:00.1239Z") == 123);
    CHECK(parse_moment("1970-01-01T00:00:00.5Z") == 500);
    CHECK(parse_moment("2016-12-31T23:59:60Z") == parse_moment("2017-01-01T00:00:00Z"));
    CHECK(parse_moment("1969-12-31T23:59:59.999Z") == -1);
}

TEST_CASE("a time without an offset, or one that does not exist, is refused") {
    for (const char* text : {"", "2026-11-24", "2026-11-24T08:30:00", "2026-11-24T08:30Z", "2026-11-31T08:30:00Z",
                             "2026-11-24T24:00:00Z", "2026-11-24T08:60:00Z", "2026-11-24T08:30:00.Z",
                             "2026-11-24T08:30:00+0100", "2026-11-24T08:30:00+24:00", "2026-11-24T08:30:00Zx",
                             "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+00:01", "2026-11-24T08:30:00+01:0"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_moment(text));
    }
}

TEST_CASE("a point in time reads back from its text, before 1970 and at the ends too") {
    CHECK(moment_text(0) == "1970-01-01T00:00:00.000Z");
    CHECK(moment_text(-1) == "1969-12-31T23:59:59.999Z");
    for (const wegwijs::UnixMs ms :
         {-86400000LL, -86400001LL, 1795509000123LL, 951782400000LL, 253402300799999LL, -62135596800000LL})
        CHECK(parse_moment(moment_text(ms)) == ms);
    CHECK(moment_text(253402300800000LL).empty());
    CHECK(moment_text(-62135596800001LL).empty());
    CHECK(moment_text(INT64_MIN).empty());
    CHECK(moment_text(INT64_MAX).empty());
}

TEST_CASE("a language tag has its usual case") {
    const std::pair<const char*, const char*> vectors[] = {{"AR", "ar"},
                                                           {"ti", "ti"},
                                                           {"fa-af", "fa-AF"},
                                                           {"FA_AF", "fa-AF"},
                                                           {"zh-hant-tw", "zh-Hant-TW"},
                                                           {"ckb-ARAB-iq", "ckb-Arab-IQ"},
                                                           {"es-419", "es-419"},
                                                           {"sl-rozaj-biske", "sl-rozaj-biske"},
                                                           {"de-1996", "de-1996"},
                                                           {"en-ca-X-CA", "en-CA-x-ca"},
                                                           {"zh-min-nan", "zh-min-nan"},
                                                           {"x-whatever", "x-whatever"},
                                                           {"en-u-nu-latn", "en-u-nu-latn"}};
    for (const auto& [typed, stored] : vectors) {
        CAPTURE(typed);
        CHECK(canonical_language(typed) == stored);
        CHECK(canonical_language(stored) == stored);
    }
}

TEST_CASE("what is no language tag is refused") {
    for (const char* text : {"", "a", "-", "ar-", "-ar", "ar--SY", "arabisch!", "abcdefghi", "ar SY", "12", "en-x",
                             "en-a-bb-a-cc", "ar-SY-SY", "de-1996-1996", "é"}) {
        CAPTURE(text);
        CHECK_FALSE(canonical_language(text));
    }
}

TEST_CASE("text is composed, its blanks are collapsed and its lines are kept") {
    CHECK(clean("  een   twee\t drie  ", Lines::keep) == "een twee drie");
    CHECK(clean("een  \r\n twee\rdrie\n\nvier \n", Lines::keep) == "een\ntwee\ndrie\n\nvier");
    CHECK(clean("een\r\ntwee", Lines::join) == "een twee");
    CHECK(clean("e\xcc\x81", Lines::keep) == "é");
    CHECK(clean("e\x01\xcc\x81\x7f", Lines::keep) == "é");
    CHECK(clean("a\xc2\xa0\xe2\x80\x83"
                "b\xef\xbb\xbf",
                Lines::keep) == "a b");
    CHECK(clean("\n\t ", Lines::keep) == "");
    // The joiner parts Persian letters without a space: it carries meaning.
    CHECK(clean("می\xe2\x80\x8cخواهم", Lines::keep) == "می\xe2\x80\x8cخواهم");
}

TEST_CASE("cleaning twice changes nothing more") {
    for (const char* text : {" \xcc\x81 a", "a \n \xcc\x81", "\xe2\x80\x82x\xe2\x80\xa8y", "e\xcc\xa3\xcc\x81", "가",
                             "\xe1\x84\x80\xe1\x85\xa1"}) {
        const auto once = clean(text, Lines::keep);
        REQUIRE(once);
        CHECK(clean(*once, Lines::keep) == once);
    }
}

TEST_CASE("a text that needs no cleaning is taken as it is only where composing agrees") {
    // The ideograph changes nothing, but is always looked at one by one.
    const std::string looked_at = "\u4e2d";
    const std::vector<char32_t> beside{U'a',  U'e',  U' ',  0xa0,  0xe9,  0x131, 0x2ff, 0x300, 0x301, 0x308, 0x327,
                                       0x340, 0x345, 0x387, 0x391, 0x3b9, 0x419, 0x433, 0x483, 0x4d8, 0x5b0, 0x622,
                                       0x627, 0x64b, 0x653, 0x654, 0x655, 0x670, 0x6c1, 0x6d5, 0x6d6, 0x93c};
    for (char32_t c = 0x20; c < 0x800; ++c)
        for (const char32_t other : beside)
            for (const bool first : {true, false}) {
                std::string text;
                append_utf8(text, first ? c : other);
                append_utf8(text, first ? other : c);
                const auto quick = clean(text + "a", Lines::keep), slow = clean(text + "a" + looked_at, Lines::keep);
                REQUIRE(quick);
                REQUIRE(slow);
                if (*quick + looked_at != *slow) FAIL("U+" << std::hex << static_cast<std::uint32_t>(c));
            }
    for (const char* broken : {"\xc3", "a\xc3", "\xc3(", "\xc1\xa1", "\xe9"}) CHECK_FALSE(clean(broken, Lines::keep));
}

TEST_CASE("what is not clean is seen wherever in a text it stands") {
    for (std::size_t before = 0; before <= 17; ++before)
        for (std::size_t after = 0; after <= 17; ++after) {
            const std::string left(before, 'a'), right(after, 'z');
            CAPTURE(before, after);
            for (const char* good : {"q", "~", "!", "q r", "\u00eb", "q \u0648 r s t"})
                CHECK(is_surely_clean(left + good + right));
            for (const char* bad : {"\x01", "\x1f", "\x7f", "\n", "q  r", "\xc3", "\x80", "\u0080", "e\u0301"})
                CHECK_FALSE(is_surely_clean(left + bad + right));
            CHECK(is_surely_clean(left + " " + right) == (before > 0 && after > 0));
            CHECK(is_surely_clean(left + " q r " + right) == (before > 0 && after > 0));
        }
}

TEST_CASE("what is not UTF-8 is no text") {
    for (const char* bad : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x80"}) {
        CHECK_FALSE(clean(bad, Lines::keep));
        CHECK_FALSE(code_points(bad));
    }
    CHECK(code_points("ሰምሃር سۆران Юлія 😀"));
    CHECK(length("ሰም😀é") == 4);
}
