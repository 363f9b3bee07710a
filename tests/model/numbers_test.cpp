#include "client_core/shared/model/numbers.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs::model;

TEST_CASE("the eleven-test takes the known numbers") {
    for (const char* good : {"123456782", "999990342", "999990007", "999990354", "999995546"}) {
        CHECK(passes_elfproef(good));
        CHECK(parse_bsn(good) == std::string(good));
    }
    for (const char* bad : {"000000000", "123456789", "999990343", "12345678", "1234567820", "12345678a", ""})
        CHECK_FALSE(passes_elfproef(bad));
}

TEST_CASE("the eleven-test finds every single wrong digit and every swap of neighbours") {
    const std::string good = "123456782";
    for (std::size_t i = 0; i < good.size(); ++i)
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string changed = good;
            changed[i] = digit;
            CHECK(passes_elfproef(changed) == (changed == good));
        }
    for (std::size_t i = 0; i + 1 < good.size(); ++i) {
        std::string swapped = good;
        std::swap(swapped[i], swapped[i + 1]);
        CHECK_FALSE(passes_elfproef(swapped));
    }
}

TEST_CASE("the block for synthetic persons holds 909 valid numbers") {
    int count = 0;
    for (int n = 999990000; n <= 999999999; ++n) count += passes_elfproef(std::to_string(n)) ? 1 : 0;
    CHECK(count == 909);
}

TEST_CASE("a BSN is taken as people write it") {
    CHECK(parse_bsn("9999.90.342") == "999990342");
    CHECK(parse_bsn(" 999 990 342 ") == "999990342");
    CHECK(parse_bsn("٩٩٩٩٩٠٣٤٢") == "999990342");
    CHECK(parse_bsn("۹۹۹۹۹۰۳۴۲") == "999990342");
    for (const char* bad : {"", "000000000", "00000000", "999990342x", "12345678", "99999034", "\xff"})
        CHECK_FALSE(parse_bsn(bad));
}

TEST_CASE("a V-number gets its leading zeros back") {
    CHECK(parse_v_number("9999000001") == "9999000001");
    CHECK(parse_v_number("99000001") == "0099000001");
    CHECK(parse_v_number("9999 000 001") == "9999000001");
    for (const char* bad : {"", "0", "0000000000", "99990000011", "V999900000", "9999-00000x"})
        CHECK_FALSE(parse_v_number(bad));
}

TEST_CASE("a phone number has one form, however it is typed") {
    for (const char* typed :
         {"0600000012", "06-00000012", "06 0000 0012", "+31600000012", "0031600000012", "+31 (0)6 00000012",
          "+31 6 0000.0012", "0031 (0) 600000012", "06–00000012", "٠٦٠٠٠٠٠٠١٢", "(06) 00000012"}) {
        CAPTURE(typed);
        CHECK(parse_phone(typed) == "+31600000012");
    }
    CHECK(parse_phone("+380 44 000 0012") == "+380440000012");
    CHECK(parse_phone("112") == "112");
    CHECK(parse_phone("0900-0012") == "09000012");
    for (const char* bad : {"", "06-abc", "+", "12", "+31+6", "1234567890123456", "tel 06"})
        CHECK_FALSE(parse_phone(bad));
    // Its own form is taken unchanged.
    CHECK(parse_phone(*parse_phone("06-00000012")) == "+31600000012");
}

TEST_CASE("whole numbers reach to the ends of 64 bits and no further") {
    CHECK(parse_integer("0") == 0);
    CHECK(parse_integer("-007") == -7);
    CHECK(parse_integer("+5") == 5);
    CHECK(parse_integer("−5") == -5);
    CHECK(parse_integer("٤٢") == 42);
    CHECK(parse_integer("9223372036854775807") == INT64_MAX);
    CHECK(parse_integer("-9223372036854775808") == INT64_MIN);
    for (const char* bad : {"", "-", "+", "+-5", "--5", "1.0", "1e3", "9223372036854775808", "0x10", "1 000"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_integer(bad));
    }
}

TEST_CASE("a decimal number has one form") {
    const std::pair<const char*, const char*> vectors[] = {
        {"12,50", "12.5"},   {"12.5", "12.5"},
        {"012.500", "12.5"}, {"12", "12"},
        {"12.0", "12"},      {"12.", "12"},
        {",5", "0.5"},       {"-0,0", "0"},
        {"-0.5", "-0.5"},    {"+3", "3"},
        {"000", "0"},        {"100", "100"},
        {"0.10", "0.1"},     {"123456789012345678901234567890", "123456789012345678901234567890"}};
    for (const auto& [typed, stored] : vectors) {
        CAPTURE(typed);
        CHECK(parse_decimal(typed) == stored);
        CHECK(parse_decimal(stored) == stored);
    }
    for (const char* bad : {"", ".", "-", "1e3", "1.2.3", "1.000,50", "1,000.50", "abc", "--1", "1 000",
                            "1234567890123456789012345678901", "NaN"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_decimal(bad));
    }
}

TEST_CASE("a decimal that is taken is taken again as it is kept") {
    const std::string many(29, '4');
    CHECK(parse_decimal("," + many) == "0." + many);
    CHECK(parse_decimal("0." + many) == "0." + many);
    // With the nought in front it has 31 digits, and no server would take it.
    CHECK_FALSE(parse_decimal("," + many + "4").has_value());
}
