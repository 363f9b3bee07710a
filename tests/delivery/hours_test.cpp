#include "sync_server/delivery/hours.hpp"

#include <nlohmann/json.hpp>

#include "sync_server/delivery/calendar.hpp"
#include "tests/delivery/office.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
using nlohmann::json;

namespace {

server::CountedHours count(Office& office, const Id& person, server::DossierView& view) {
    const auto walk = got(office.folder->admin->walk());
    view = got(server::view_dossier(*walk, *office.pack, *got(walk->dossier(person))));
    return server::count_hours(view);
}

json total_of(const std::string& ndjson) {
    for (std::size_t at = 0; at < ndjson.size();) {
        const std::size_t end = ndjson.find('\n', at);
        const json row = json::parse(ndjson.substr(at, end - at));
        if (row.value("soort_regel", "") == "totaal") return row;
        at = end + 1;
    }
    return {};
}

}  // namespace

TEST_CASE("forty-eight times fifty minutes are forty hours") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    for (int i = 0; i < 48; ++i)
        office.record(
            "urenregel", rana,
            {{"datum", "2026-11-20"}, {"minuten", "50"}, {"teller", "participatie"}, {"aanwezigheid", "aanwezig"}});
    office.record("urenregel", rana, {{"datum", "2026-11-20"}, {"minuten", "50"}, {"teller", "participatie_als_taal"}});
    office.record(
        "urenregel", rana,
        {{"datum", "2026-11-20"}, {"minuten", "50"}, {"teller", "participatie"}, {"aanwezigheid", "geoorloofd"}});
    const json total = total_of(office.read(office.deliver("2026-11-24"), "uren.ndjson"));
    CHECK(total["participatieactiviteiten"] == 40);
    CHECK(total["rest_minuten"]["participatieactiviteiten"] == 0);
    CHECK(total["participatietaalles"] == 0);
    CHECK(total["rest_minuten"]["participatietaalles"] == 50);
    CHECK(total["aantal_regels"] == 49);
    CHECK(total["bekendTot"] == "2026-11-24");
}

TEST_CASE("a correction replaces the entry that it names, also a correction of a correction") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    const Id wrong =
        office.record("urenregel", rana, {{"datum", "2026-11-20"}, {"minuten", "600"}, {"teller", "participatie"}});
    const Id better = office.record(
        "urenregel", rana,
        {{"datum", "2026-11-20"}, {"minuten", "60"}, {"teller", "participatie"}, {"corrigeert", wrong.text()}});
    server::DossierView view;
    CHECK(count(office, rana, view).all() == 60);
    office.record("urenregel", rana,
                  {{"datum", "2026-11-20"}, {"minuten", "90"}, {"teller", "pvt"}, {"corrigeert", better.text()}});
    const auto counted = count(office, rana, view);
    CHECK(counted.minutes == std::map<std::string, std::int64_t>{{"pvt", 90}});
    CHECK(counted.corrected_twice.empty());
    CHECK(server::duo_totals(counted, false).totals[1].minutes == 0);
    CHECK(server::duo_totals(counted, false).elsewhere == 90);
    CHECK(server::duo_totals(counted, true).totals[1].hours() == 1);
    CHECK(server::duo_totals(counted, true).totals[1].rest() == 30);
}

TEST_CASE("two corrections of one entry never count both: the later one does, and a person is asked") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    const Id wrong =
        office.record("urenregel", rana, {{"datum", "2026-11-20"}, {"minuten", "600"}, {"teller", "participatie"}});
    office.record(
        "urenregel", rana,
        {{"datum", "2026-11-20"}, {"minuten", "60"}, {"teller", "participatie"}, {"corrigeert", wrong.text()}});
    office.clock.at += 1000;
    office.record(
        "urenregel", rana,
        {{"datum", "2026-11-20"}, {"minuten", "70"}, {"teller", "participatie"}, {"corrigeert", wrong.text()}});
    server::DossierView view;
    const auto counted = count(office, rana, view);
    CHECK(counted.all() == 70);
    CHECK(counted.corrected_twice == std::set<Id>{wrong});
    CHECK(contains(office.read(office.deliver("2026-11-24"), "afstemming.ndjson"), "dubbele_verbetering"));
}

TEST_CASE("delivered totals are the sum of the entries that count, over any mixture of counters and corrections") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    const std::vector<std::string> counters{"intake_taal_knm",       "taal_knm",     "participatie",
                                            "participatie_als_taal", "map_praktijk", "pvt"};
    std::vector<Id> entries;
    for (int i = 0; i < 60; ++i) {
        const std::string minutes = std::to_string(1 + office.random.number() % 200);
        const std::string counter = counters[office.random.number() % counters.size()];
        const bool corrects = !entries.empty() && office.random.number() % 4 == 0;
        const std::string named = corrects ? entries[office.random.number() % entries.size()].text() : "";
        entries.push_back(
            office.record("urenregel", rana,
                          {{"datum", "2026-11-20"}, {"minuten", minutes}, {"teller", counter}, {"corrigeert", named}}));
    }
    server::DossierView view;
    const auto counted = count(office, rana, view);
    std::int64_t sum = 0;
    for (const server::SeenRecord* entry : counted.entries) sum += std::stoll(entry->text("minuten"));
    const json total = total_of(office.read(office.deliver("2026-11-24"), "uren.ndjson"));
    std::int64_t delivered = total["minuten_buiten_totalen"].get<std::int64_t>();
    for (const char* name : {"bredeintake_taallesknm", "participatieactiviteiten", "participatietaalles"})
        delivered += total[name].get<std::int64_t>() * 60 + total["rest_minuten"][name].get<std::int64_t>();
    CHECK(delivered == sum);
    CHECK(sum == counted.all());
    CHECK(counted.entries.size() < 60);
}

TEST_CASE("an entry that was destroyed before its withdrawal was delivered no longer counts in the delivered total") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    const Id entry =
        office.record("urenregel", rana, {{"datum", "2026-11-20"}, {"minuten", "60"}, {"teller", "participatie"}});
    const auto first = office.deliver("2026-11-24");
    CHECK(total_of(office.read(first, "uren.ndjson"))["participatieactiviteiten"] == 1);
    office.confirm(first);

    SECTION("on an ordinary night") {
        office.clock.at += 86'400'000;
        office.write(entry, "_verwijderd", "");
        office.purge(entry);
    }
    SECTION("while the dossier was left out") {
        office.clock.at += 86'400'000;
        office.write(rana, "verwerking_beperkt", "true");
        office.write(entry, "_verwijderd", "");
        office.purge(entry);
        office.confirm(office.deliver("2026-11-25"));
        office.clock.at += 86'400'000;
        office.write(rana, "verwerking_beperkt", "false");
    }
    const auto report = office.deliver("2026-11-26");
    const std::string hours = office.read(report, "uren.ndjson");
    CHECK(contains(hours, entry.text()));
    REQUIRE(total_of(hours).is_object());
    CHECK(total_of(hours)["participatieactiviteiten"] == 0);
    CHECK(total_of(hours)["aantal_regels"] == 0);
}

TEST_CASE("a day in the Netherlands begins an hour earlier than in London, two in summer") {
    CHECK(server::date_in_netherlands(1'795'509'000'000) == "2026-11-24");
    CHECK(server::date_in_netherlands(1'795'561'200'000 - 1) == "2026-11-24");  // 22:59:59.999Z
    CHECK(server::date_in_netherlands(1'795'561'200'000) == "2026-11-25");      // 23:00Z
    CHECK(server::date_in_netherlands(1'782'856'800'000) == "2026-07-01");      // 2026-06-30T22:00Z
    CHECK_FALSE(server::day_number("2026-02-29"));
    CHECK(server::date_text(*server::day_number("2028-02-29") + 1) == "2028-03-01");
}
