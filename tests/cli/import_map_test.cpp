#include "client_core/cli/import_map.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs;
using namespace wegwijs::cli;

TEST_CASE("A date in the list's own form becomes ours, and what is unknown stays unknown") {
    CHECK(date_in_format("dd-mm-yyyy", "03-05-1972") == "1972-05-03");
    CHECK(date_in_format("dd-mm-yyyy", "3-5-1972") == "1972-05-03");
    CHECK(date_in_format("dd-mm-yyyy", "00-05-1972") == "1972-05");
    CHECK(date_in_format("dd-mm-yyyy", "00-00-1972") == "1972");
    CHECK(date_in_format("yyyymmdd", "19720503") == "1972-05-03");
    CHECK(date_in_format("yyyymmdd", "00000000") == "onbekend");
    CHECK(date_in_format("mm/yyyy", "05/1972") == "1972-05");
}

TEST_CASE("A date of another form is none") {
    for (const char* bad : {"1972-05-03", "03/05/1972", "03-05-72", "03-05-1972 ", "03-00-1972", "", "a-b-cccc"})
        CHECK(date_in_format("dd-mm-yyyy", bad) == std::nullopt);
    CHECK(date_in_format("yyyymmdd", "1972503") == std::nullopt);
    CHECK(date_in_format("dd-mm-yyyy", "03-00-1972") == std::nullopt);
}

TEST_CASE("A map that cannot be used says why") {
    const auto why = [](const char* json) {
        const auto map = ImportMap::read(json);
        REQUIRE_FALSE(map.ok());
        CHECK(map.error().code == "map_invalid");
        return map.error().message;
    };
    CHECK(why("[").find("JSON object") != std::string::npos);
    CHECK(why("{}").find("'entity'") != std::string::npos);
    CHECK(why(R"({"entity":"x","fields":{},"gemeente":"0405"})").find("'fields'") != std::string::npos);
    CHECK(why(R"({"entity":"x","fields":{"a":"A"},"gemeente":"Hoorn"})").find("four digits") != std::string::npos);
    CHECK(why(R"({"entity":"x","fields":{"a":{"columm":"A"}}})").find("'a'") != std::string::npos);
    CHECK(why(R"({"entity":"x","fields":{"a":7}})").find("'a'") != std::string::npos);
    CHECK(why(R"({"entity":"x","fields":{"a":"A"},"velden":1})").find("member") != std::string::npos);
}

TEST_CASE("A row becomes what create would be told; empty cells say nothing") {
    const auto map = ImportMap::read(R"({"entity":"deelnemer","gemeente":{"column":"Gem"},"fields":{
        "weergavenaam":"Naam","geboortedatum":{"column":"Geb","format":"dd-mm-yyyy"},"verblijf":{"value":"azc"},"beroep":"Werk"}})");
    REQUIRE(map.ok());
    const CsvRow head{1, {"Naam", "Geb", "Werk", "Gem"}};
    const auto pairs = map->pairs(head, {2, {" Amina ", "00-02-1994", "  ", "0405"}});
    REQUIRE(pairs.ok());
    std::string told;
    for (const Pair& pair : *pairs) told += pair.field + "=" + pair.text + ";";
    CHECK(told == "gemeente=0405;weergavenaam=Amina;geboortedatum=1994-02;verblijf=azc;");

    const auto bad = map->pairs(head, {3, {"Sara", "gisteren", "", "0405"}});
    REQUIRE_FALSE(bad.ok());
    CHECK(bad.error().message == "'geboortedatum' is not a date of the form dd-mm-yyyy.");
}
