// A record held against the rules of its pack: what fails, what is fine, and what a device cannot know.
#include <nlohmann/json.hpp>

#include "tests/store/fixture.hpp"

using namespace store_test;
using Json = nlohmann::json;
using Outcome = store::RuleFinding::Outcome;

namespace {

Json rule(const char* code, const char* entity, const char* kind, const Json& parts, const char* severity = "error") {
    Json one = {{"code", code},
                {"label", {{"nl", "Regel."}, {"en", "Rule."}}},
                {"entity", entity},
                {"kind", kind},
                {"severity", severity}};
    one.update(parts);
    return one;
}

std::string pack_with(const std::vector<Json>& rules) {
    Json pack = Json::parse(pack_text());
    pack["rules"] = rules;
    return pack.dump();
}

/// "CODE outcome field field", one rule a line.
std::string told(Tablet& tablet, const Id& id, const std::vector<Assignment>& proposed = {}) {
    const auto found = tablet->check_record(id, proposed);
    INFO(found.error().message);
    REQUIRE(found.ok());
    std::string all;
    for (const store::RuleFinding& one : *found) {
        if (!all.empty()) all += "\n";
        all += one.code + (one.outcome == Outcome::failed ? " failed"
                           : one.outcome == Outcome::info ? " info"
                                                          : " unknown");
        for (const std::string& field : one.fields) all += " " + field;
    }
    return all;
}

const Json opened_after_building =
    rule("R1", "kas", "not_before", {{"field", "geopend"}, {"than", {{{"field", "bouwjaar"}}}}});

}  // namespace

TEST_CASE("a date is compared as far as it is known, and the rest is unknown") {
    Tablet tablet("baas", pack_with({opened_after_building}));
    const Id kas = tablet.kas();
    CHECK(told(tablet, kas) == "");  // no date yet: there is nothing to compare
    const auto built = [&](const char* when) { return Assignment{kas, "bouwjaar", when, {}}; };
    const Assignment opened{kas, "geopend", "1999-05-03", {}};
    CHECK(told(tablet, kas, {opened}) == "R1 unknown geopend bouwjaar");
    CHECK(told(tablet, kas, {opened, built("1998")}) == "");
    CHECK(told(tablet, kas, {opened, built("2000")}) == "R1 failed geopend");
    CHECK(told(tablet, kas, {opened, built("1999")}) == "R1 unknown geopend bouwjaar");
    CHECK(told(tablet, kas, {opened, built("1999-05")}) == "R1 unknown geopend bouwjaar");
    CHECK(told(tablet, kas, {opened, built("1999-06")}) == "R1 failed geopend");
    CHECK(told(tablet, kas, {opened, built("1999-05-03")}) == "");
    CHECK(told(tablet, kas, {opened, built("onbekend")}) == "R1 unknown geopend bouwjaar");
    // Nothing of it was saved.
    CHECK_FALSE(tablet.shows(kas, "geopend"));
    REQUIRE(why(tablet->set(kas, {opened, built("2000")})) == "");
    CHECK(told(tablet, kas) == "R1 failed geopend");
    CHECK(told(tablet, kas, {built("")}) == "R1 unknown geopend bouwjaar");
}

TEST_CASE("values that do not go together, one of them above the record") {
    const Json together = {{"values",
                            {{{"field", "status"}, {"in", {"groeit"}}},
                             {{"entity", "kas"}, {"field", "toestemming"}, {"in", {"false"}}}}}};
    Tablet tablet("baas", pack_with({rule("R2", "plant", "not_together", together, "warning")}));
    const Id kas = tablet.kas(), plant = tablet.plant(kas);
    CHECK(told(tablet, plant) == "");
    CHECK(told(tablet, plant, {{plant, "status", "groeit", {}}}) == "");  // nothing is said of permission: not "false"
    CHECK(told(tablet, plant, {{plant, "status", "groeit", {}}, {kas, "toestemming", "false", {}}}) ==
          "R2 failed status kas.toestemming");
    REQUIRE(why(tablet->set(kas, {{kas, "toestemming", "false", {}}})) == "");
    CHECK(told(tablet, plant, {{plant, "status", "groeit", {}}}) == "R2 failed status kas.toestemming");
    CHECK(told(tablet, plant, {{plant, "status", "geoogst", {}}}) == "");
    CHECK(told(tablet, kas) == "");  // no rule about a greenhouse
}

TEST_CASE("what must be filled in, what is only for some, and what is taken for granted") {
    const Json when = {{{"field", "status"}, {"in", {"groeit"}}}};
    Tablet tablet(
        "baas",
        pack_with(
            {rule("R3", "plant", "required_when", {{"when", when}, {"fields", {"soort", "kenmerken", "notitie"}}}),
             rule("R4", "plant", "only_if", {{"field", "bijnamen"}, {"if", when}}),
             rule("R5", "plant", "default", {{"field", "taal_etiket"}, {"value", "nl"}, {"when", when}}, "info")}));
    const Id plant = tablet.plant(tablet.kas());
    CHECK(told(tablet, plant) == "");
    const Assignment growing{plant, "status", "groeit", {}};
    CHECK(told(tablet, plant, {growing}) == "R3 failed kenmerken notitie\nR5 info taal_etiket");
    CHECK(told(tablet, plant,
               {growing,
                {plant, "kenmerken", "nat", {}},
                {plant, "notitie", "hoog", {}},
                {plant, "taal_etiket", "ar", {}}}) == "");
    CHECK(told(tablet, plant, {growing, {plant, "kenmerken", "true", "nat"}, {plant, "notitie", "hoog", {}}}) ==
          "R5 info taal_etiket");
    CHECK(told(tablet, plant, {{plant, "bijnamen", "rooie", {}}}) == "R4 failed bijnamen");
    CHECK(told(tablet, plant, {{plant, "bijnamen", "", {}}}) == "");
}

TEST_CASE("what the role may not read is unknown, never fine") {
    const Json needs = {{"fields", {"soort", "notitie"}}};
    Tablet tablet(
        "hulp",
        pack_with({rule("R6", "plant", "required_when", needs),
                   rule("R7", "plant", "only_if",
                        {{"field", "soort"}, {"if", {{{"entity", "plant"}, {"field", "notitie"}, {"in", {"a"}}}}}})}));
    // Somebody else made the greenhouse; this role only plants in it.
    tablet.with_role("baas");
    const Id kas = tablet.kas();
    auto dossier = tablet.tables().dossier(kas);
    REQUIRE(dossier.ok());
    (*dossier)->role = "hulp";
    REQUIRE(tablet.tables().put_dossier(**dossier).ok());
    const Id plant = tablet.plant(kas);
    CHECK(told(tablet, plant) == "R6 unknown notitie\nR7 unknown soort notitie");
    // One that is surely empty is more than one that nobody knows.
    CHECK(told(tablet, plant, {{plant, "soort", "", {}}}) == "R6 failed soort");
}

TEST_CASE("the first and the latest of the others") {
    // Greenhouses are roots, so a pack in which a plant has a date.
    Json pack = Json::parse(pack_text());
    Json date = pack["entities"][0]["fields"][10];
    REQUIRE(date["name"] == "bouwjaar");
    date["name"] = "datum";
    date["number"] = 60;
    pack["entities"][1]["fields"].push_back(date);
    const Json grown = {{"field", "status"}, {"in", {"groeit"}}};
    const auto other = [&](const char* which) {
        return Json{{"entity", "plant"}, {"field", "datum"}, {"which", which}, {"where", grown}};
    };
    pack["rules"] = {rule("F", "plant", "not_before", {{"field", "datum"}, {"than", {other("first")}}}),
                     rule("L", "plant", "not_before", {{"field", "datum"}, {"than", {other("latest")}}})};
    Tablet tablet("baas", pack.dump());
    const Id kas = tablet.kas();
    const auto plant = [&](const char* when, bool counts) {
        const Id id = tablet.plant(kas, "tomaat", {{{}, "datum", when, {}}, {{}, "status", "gezaaid", {}}});
        if (counts) REQUIRE(why(tablet->set(id, {{id, "status", "groeit", {}}})) == "");
        return id;
    };
    const Id mine = plant("2026-03-10", true);
    CHECK(told(tablet, mine) == "F unknown datum plant.datum\nL unknown datum plant.datum");  // there is no other
    plant("2026-04-01", false);
    CHECK(told(tablet, mine) == "F unknown datum plant.datum\nL unknown datum plant.datum");
    plant("2026-03-01", true);
    CHECK(told(tablet, mine) == "");
    const Id later = plant("2026-03-20", true);
    CHECK(told(tablet, mine) == "L failed datum");
    CHECK(told(tablet, mine, {{mine, "datum", "2026-02-28", {}}}) == "F failed datum\nL failed datum");
    CHECK(told(tablet, mine, {{mine, "datum", "2026-03-20", {}}}) == "");
    CHECK(told(tablet, mine, {{later, "datum", "2026", {}}}) == "L unknown datum plant.datum");
    CHECK(told(tablet, mine, {{later, "status", "gezaaid", {}}}) == "");
    REQUIRE(why(tablet->remove(later)) == "");
    CHECK(told(tablet, mine) == "");
}

TEST_CASE("a record that stands at somebody else's goes only while nothing hangs on it") {
    const Json parts = {{"empty", {{{"entity", "kas"}, {"field", "geopend"}}}},
                        {"none", {{{"entity", "plant"}, {"where", {{"field", "status"}, {"in", {"groeit"}}}}}}}};
    Tablet tablet("baas", pack_with({rule("R8", "plant", "delivery_removed_only_if", parts)}));
    const Id kas = tablet.kas(), plant = tablet.plant(kas), other = tablet.plant(kas);
    const Assignment gone{plant, "_verwijderd", "true", {}};
    CHECK(told(tablet, plant, {gone}) == "");
    CHECK(told(tablet, plant, {gone, {kas, "geopend", "2026-01-01", {}}}) == "R8 failed kas.geopend");
    CHECK(told(tablet, plant, {{kas, "geopend", "2026-01-01", {}}}) == "");     // it stays
    CHECK(told(tablet, plant, {gone, {plant, "status", "groeit", {}}}) == "");  // it does not stand in its own way
    CHECK(told(tablet, plant, {gone, {other, "status", "groeit", {}}}) == "R8 failed plant");
}

TEST_CASE("what cannot be checked at all") {
    Tablet tablet("baas", pack_with({opened_after_building}));
    const Id kas = tablet.kas();
    CHECK(why(tablet->check_record(tablet->make_id(), {})) == "niet_getoond");
    CHECK(why(tablet->check_record(kas, {{tablet->make_id(), "naam", "x", {}}})) == "niet_getoond");
    CHECK(why(tablet->check_record(kas, {{kas, "ruimteschip", "x", {}}})) == "invalid_value");
    CHECK(why(tablet->check_record(kas, {{kas, "geopend", "gisteren", {}}})) == "invalid_value");
    CHECK(why(tablet->check_record(kas, {{kas, "bouwjaar", "1999-13", {}}})) == "invalid_value");
}
