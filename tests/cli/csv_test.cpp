#include "client_core/cli/csv.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs;
using namespace wegwijs::cli;
using Cells = std::vector<std::string>;

TEST_CASE("A list as a Dutch spreadsheet saves it: BOM, semicolons and CRLF") {
    const auto rows = read_csv("\xef\xbb\xbfNaam;Geboren\r\nAmina;1994\r\n\r\nSara, de tweede;1990\r\n");
    REQUIRE(rows.ok());
    REQUIRE(rows->size() == 3);
    CHECK((*rows)[0].cells == Cells{"Naam", "Geboren"});
    CHECK((*rows)[1].cells == Cells{"Amina", "1994"});
    CHECK((*rows)[2].cells == Cells{"Sara, de tweede", "1990"});
    CHECK((*rows)[2].line == 4);
}

TEST_CASE("A quoted cell holds separators, line ends and doubled quotes, and lines go on counting") {
    const auto rows = read_csv("a,b\n\"een, \"\"twee\"\"\nen drie\",x\nlaatste,\"\"");
    REQUIRE(rows.ok());
    REQUIRE(rows->size() == 3);
    CHECK((*rows)[1].cells == Cells{"een, \"twee\"\nen drie", "x"});
    CHECK((*rows)[2].line == 4);
    CHECK((*rows)[2].cells == Cells{"laatste", ""});
}

TEST_CASE("A separator inside quotes does not decide which one the list uses") {
    const auto rows = read_csv("\"a;b;c\",d,e\n1,2,3\n");
    REQUIRE(rows.ok());
    CHECK((*rows)[0].cells == Cells{"a;b;c", "d", "e"});
}

TEST_CASE("A separator that was named is used even when another stands more often") {
    const auto rows = read_csv("a,b,c;d\n", ';');
    REQUIRE(rows.ok());
    CHECK((*rows)[0].cells == Cells{"a,b,c", "d"});
}

TEST_CASE("What is no CSV is refused with its line") {
    for (const char* bad : {"a,b\n\"nooit dicht,c\nd", "a,b\n\"dicht\"meer,c\n", "a,b\nAm\xe9lie,c\n", "a\n\xc0\xaf\n",
                            "a\n\xed\xa0\x80\n"}) {
        const auto rows = read_csv(bad);
        REQUIRE_FALSE(rows.ok());
        CHECK(rows.error().code == "csv_invalid");
        CHECK(rows.error().message.find("line 2") != std::string::npos);
    }
}

TEST_CASE("Nothing at all is no rows") {
    for (const char* empty : {"", "\xef\xbb\xbf", "\r\n\n"}) {
        const auto rows = read_csv(empty);
        REQUIRE(rows.ok());
        CHECK(rows->empty());
    }
}
