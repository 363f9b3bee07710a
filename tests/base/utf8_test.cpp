#include "client_core/shared/base/utf8.hpp"

#include <string>

#include <catch2/catch.hpp>

using wegwijs::valid_utf8;

TEST_CASE("UTF-8 is checked as RFC 3629 says, wherever in a text it stands") {
    // Up to two runs of eight, which are looked at together.
    for (std::size_t before = 0; before <= 17; ++before)
        for (std::size_t after = 0; after <= 9; ++after) {
            const std::string left(before, 'a'), right(after, 'z');
            CAPTURE(before, after);
            for (const char* good :
                 {"", "a", "\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000",
                  "\U0010ffff", "\u00eb \u00eb\u0648", "acht tekens en meer \u00eb dan dat, en nog meer"})
                CHECK(valid_utf8(left + good + right));
            for (const char* bad : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xe2\x82",
                                    "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                                    "\xf5\x80\x80\x80", "\xff", "\xc3(", "acht tekens \xc3"})
                CHECK_FALSE(valid_utf8(left + bad + right));
        }
}
