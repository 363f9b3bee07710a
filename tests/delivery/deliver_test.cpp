#include <nlohmann/json.hpp>

#include "sync_server/admin/backups.hpp"
#include "sync_server/delivery/delivery_settings.hpp"
#include "sync_server/delivery/receipt.hpp"
#include "tests/delivery/office.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
using nlohmann::json;

namespace {

std::vector<json> rows(const std::string& ndjson) {
    std::vector<json> found;
    for (std::size_t at = 0; at < ndjson.size();) {
        const std::size_t end = ndjson.find('\n', at);
        found.push_back(json::parse(ndjson.substr(at, end - at)));
        at = end + 1;
    }
    return found;
}

}  // namespace

TEST_CASE("the same night again gives the same bytes, whatever has changed since") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}, {"voorkeurstaal", "ar"}});
    const Id course = office.record("traject", rana, {{"status", "gekoppeld"}, {"regievoerder", "anna"}});
    const auto first = office.deliver("2026-11-24");
    const auto bytes = office.all(first);
    CHECK(first.rows == 2 + 2 + 1);  // two records, two events, one line of the Logboek
    CHECK(contains(first.folder, "/levering_westfriesland_20261124_1"));

    office.clock.at += 3'600'000;
    office.write(course, "status", "intake_gepland");
    office.person("0432", {{"weergavenaam", "Zarghuna"}});
    const auto again = office.deliver("2026-11-24", "elders");
    CHECK(again.again);
    CHECK(again.delivery == first.delivery);
    CHECK(office.all(again) == bytes);
}

TEST_CASE("the manifest names every file with its rows and its SHA-256") {
    Office office;
    office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    const auto report = office.deliver("2026-11-24");
    const json manifest = json::parse(office.read(report, "manifest.json"));
    std::uint64_t sum = 0;
    for (const json& file : manifest["bestanden"]) {
        const std::string content = office.read(report, file["naam"]);
        CHECK(file["sha256"] == to_hex(crypto::sha256(content)));
        CHECK((file["naam"] == "LEESMIJ.txt" || rows(content).size() == file["rijen"]));
        sum += file["rijen"].get<std::uint64_t>();
    }
    CHECK(sum == report.rows);
    for (const char* name : {"deelnemers", "trajecten", "pips", "uren", "rooster", "contactmomenten", "afstemming",
                             "cloudevents", "logboek"})
        CHECK(office.all(report).contains(std::string(name) + ".ndjson"));
}

TEST_CASE("a record in open conflict is held back, named, and delivered once a person has decided") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    const Id course = office.record("traject", rana, {{"status", "gekoppeld"}, {"regievoerder", "anna"}});
    office.dispute(course, "regievoerder", "bram");
    office.clock.at += 3 * 24 * 3'600'000LL;
    const auto first = office.deliver("2026-11-24");
    CHECK(first.held_back == 1);
    CHECK(office.read(first, "trajecten.ndjson").empty());
    CHECK(rows(office.read(first, "deelnemers.ndjson")).size() == 1);
    const json open = rows(office.read(first, "afstemming.ndjson")).at(0);
    CHECK(open["id"] == course.text());
    CHECK(open["soort"] == "conflict");
    CHECK(open["dagen"] == 3);
    CHECK(json::parse(office.read(first, "manifest.json"))["achtergehouden"][0]["id"] == course.text());

    office.confirm(first);
    const auto second = office.deliver("2026-11-25");
    CHECK(second.held_back == 1);  // nothing changed, and it is not forgotten
    office.write(course, "regievoerder", "bram");
    const auto third = office.deliver("2026-11-26");
    CHECK(third.held_back == 0);
    const auto courses = rows(office.read(third, "trajecten.ndjson"));
    REQUIRE(courses.size() == 1);
    CHECK(courses[0]["regievoerder"] == "bram");
    CHECK(courses[0]["wijziging"] == "nieuw");
}

TEST_CASE("a person whose processing is restricted is left out whole, and comes whole when that ends") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}, {"verwerking_beperkt", "true"}});
    office.record("contactmoment", rana,
                  {{"tijdstip", "2026-11-20T09:00:00Z"}, {"kanaal", "fysiek"}, {"onderwerp", "anders"}});
    const auto first = office.deliver("2026-11-24");
    CHECK(first.rows == 0);
    for (const auto& [name, content] : office.all(first)) CHECK_FALSE(contains(content, rana.text()));

    office.write(rana, "verwerking_beperkt", "false");
    const auto second = office.deliver("2026-11-25");
    CHECK(rows(office.read(second, "deelnemers.ndjson")).size() == 1);
    CHECK(rows(office.read(second, "contactmomenten.ndjson")).size() == 1);
}

TEST_CASE("a dossier that another organisation carries out is none of WerkSaam's business") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    const Id course = office.record("traject", rana, {{"status", "gekoppeld"}, {"regievoerder", "anna"}});
    office.write(course, "uitvoerende_organisatie", "Gemeente Hoorn");
    CHECK(office.deliver("2026-11-24").rows == 0);
    office.write(course, "uitvoerende_organisatie", "WerkSaam Westfriesland");
    CHECK(office.deliver("2026-11-25").rows > 0);
}

TEST_CASE("no value of class C or D leaves, not even when the pack's list asks for it") {
    Office office;
    json pack = json::parse(office.pack->json());
    pack["version"] = 2;
    for (json& file : pack["delivery"]["files"]) {
        if (file["entity"] == "deelnemer") file["fields"].push_back("nationaliteit");
        if (file["entity"] == "activiteit") file["fields"].push_back("tarief_cent");
        if (file["entity"] == "contactmoment") file["fields"].push_back("verslag");
    }
    got(server::add_pack(*office.folder, pack.dump()));
    const Id rana = office.person(
        "0405", {{"weergavenaam", "Rana al-Khatib"}, {"nationaliteit", "GEHEIM1"}, {"geboorteland", "GEHEIM2"}});
    office.record(
        "contactmoment", rana,
        {{"tijdstip", "2026-11-20T09:00:00Z"}, {"kanaal", "fysiek"}, {"onderwerp", "anders"}, {"verslag", "GEHEIM3"}});
    office.record("activiteit", rana,
                  {{"soort", "les"},
                   {"begin", "2026-11-25T09:00:00Z"},
                   {"stand", "gepland"},
                   {"kostensoort", "GEHEIM4"},
                   {"tarief_cent", "918273"}});
    const Id course =
        office.record("traject", rana,
                      {{"status", "gekoppeld"}, {"regievoerder", "anna"}, {"belastbaarheid_participatie_uren", "817"}});
    office.record(
        "pip", course,
        {{"stand", "vastgesteld"}, {"leerroute", "B"}, {"dagtekening", "2026-11-20"}, {"motivering", "GEHEIM5"}});
    const auto report = office.deliver("2026-11-24");
    CHECK(rows(office.read(report, "rooster.ndjson")).size() == 1);
    CHECK(rows(office.read(report, "pips.ndjson")).at(0)["duo"]["leerroute"] == "B");
    for (const auto& [name, content] : office.all(report)) {
        INFO(name);
        CHECK_FALSE(contains(content, "GEHEIM"));
        if (name != "manifest.json") CHECK_FALSE(contains(content, "918273"));
        CHECK_FALSE(contains(content, "belastbaarheid_participatie_uren"));
    }
}

TEST_CASE("a BSN leaves sealed to WerkSaam's key, or not at all") {
    Office office;
    const Id rana =
        office.person("0405", {{"weergavenaam", "Rana al-Khatib"}, {"bsn", "999990007"}, {"v_nummer", "9999000001"}});
    const auto without = office.deliver("2026-11-24");
    CHECK(json::parse(office.read(without, "manifest.json"))["nummers"] == "weggelaten");
    const crypto::BoxKey box = crypto::BoxKey::make(office.random);
    CHECK(server::set_delivery_setting("werksaam_box", "geen sleutel", *office.folder->admin).error().code ==
          "invalid_setting");
    REQUIRE(server::set_delivery_setting("werksaam_box", to_base64(box.public_key), *office.folder->admin).ok());
    const auto with = office.deliver("2026-11-25");
    CHECK(json::parse(office.read(with, "manifest.json"))["nummers"] == "verzegeld");
    for (const auto& report : {without, with})
        for (const auto& [name, content] : office.all(report)) CHECK_FALSE(contains(content, "999990007"));
    const json line = rows(office.read(with, "deelnemers.ndjson")).at(0);
    bool ok = false;
    const Bytes sealed = from_base64(line["bsn_verzegeld"].get<std::string>(), ok);
    REQUIRE(ok);
    CHECK(got(crypto::open_from(sealed, box)) == "999990007");
    CHECK_FALSE(rows(office.read(without, "deelnemers.ndjson")).at(0).contains("bsn_verzegeld"));
    CHECK(line["id"] == rana.text());
}

TEST_CASE("what was erased since is gone from the same night's files, and the next night says so") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    office.person("0405", {{"weergavenaam", "Zarghuna"}});
    const auto first = office.deliver("2026-11-24");
    REQUIRE(server::erase_dossier(*office.folder, rana).ok());
    const auto again = office.deliver("2026-11-24");
    CHECK(again.destroyed == 3);  // the person, the event, the line of the Logboek
    CHECK(again.rows == first.rows);
    const auto people = rows(office.read(again, "deelnemers.ndjson"));
    CHECK(people.at(0) == json{{"vernietigd", rana.text()}});
    CHECK(people.at(1)["weergavenaam"] == "Zarghuna");
    for (const auto& [name, content] : office.all(again)) CHECK_FALSE(contains(content, "Rana"));
    const json manifest = json::parse(office.read(again, "manifest.json"));
    CHECK(manifest["vernietigde_rijen"] == 3);
    CHECK(manifest["bestanden"][0]["sha256"] == to_hex(crypto::sha256(office.read(again, "deelnemers.ndjson"))));

    office.confirm(first);
    const auto next = office.deliver("2026-11-25");
    CHECK(rows(office.read(next, "deelnemers.ndjson")) == std::vector<json>{{{"vernietigd", rana.text()}}});
    office.confirm(next);
    CHECK(office.deliver("2026-11-26").rows == 0);
}

TEST_CASE("a missed night is covered by the next one, and cannot be made afterwards") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana"}});
    office.confirm(office.deliver("2026-11-24"));
    office.write(rana, "weergavenaam", "Rana al-Khatib");
    office.person("0405", {{"weergavenaam", "Zarghuna"}});
    const auto next = office.deliver("2026-11-26");
    const auto people = rows(office.read(next, "deelnemers.ndjson"));
    REQUIRE(people.size() == 2);
    CHECK(people[0]["weergavenaam"] == "Rana al-Khatib");
    CHECK(people[0]["wijziging"] == "gewijzigd");
    CHECK(people[1]["wijziging"] == "nieuw");
    const auto late =
        server::deliver({office.dir.path("uit"), "2026-11-25"}, *office.folder->admin, office.clock, office.random);
    CHECK(late.error().code == "night_passed");
    CHECK(server::deliver({office.dir.path("uit"), "morgen"}, *office.folder->admin, office.clock, office.random)
              .error()
              .code == "invalid_night");
}

TEST_CASE("what the receiver has not confirmed is sent again; what it confirmed is not") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    const auto first = office.deliver("2026-11-24");
    const auto second = office.deliver("2026-11-25");
    CHECK(rows(office.read(second, "deelnemers.ndjson")).size() == 1);
    CHECK(rows(office.read(first, "cloudevents.ndjson"))[0]["id"] ==
          rows(office.read(second, "cloudevents.ndjson"))[0]["id"]);
    office.confirm(second);  // and with it the same row of the first
    CHECK(office.deliver("2026-11-26").rows == 0);

    office.write(rana, "_verwijderd", "");
    const auto withdrawn = office.deliver("2026-11-27");
    CHECK(rows(office.read(withdrawn, "deelnemers.ndjson")).at(0)["wijziging"] == "vervallen");
    CHECK_FALSE(contains(office.read(withdrawn, "deelnemers.ndjson"), "Rana"));
    CHECK(server::take_receipt("{}", *office.folder->admin).error().code == "receipt_invalid");
}

TEST_CASE("an activity beyond six weeks waits until it comes near") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    office.record("activiteit", rana, {{"soort", "les"}, {"begin", "2027-01-08T09:00:00Z"}, {"stand", "gepland"}});
    const auto first = office.deliver("2026-11-24");
    CHECK(office.read(first, "rooster.ndjson").empty());
    office.confirm(first);
    CHECK(rows(office.read(office.deliver("2026-11-28"), "rooster.ndjson")).size() == 1);
}

TEST_CASE("one line of the Logboek a person, and no BSN in an event") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}, {"bsn", "999990007"}});
    office.person("0405", {{"weergavenaam", "Zarghuna"}});
    const auto report = office.deliver("2026-11-24");
    const auto lines = rows(office.read(report, "logboek.ndjson"));
    REQUIRE(lines.size() == 2);
    CHECK(lines[0]["trace_id"] == lines[1]["trace_id"]);
    CHECK(lines[0]["span_id"] != lines[1]["span_id"]);
    CHECK(lines[0]["attributes"]["dpl.core.data_subject_id"] == rana.text());
    CHECK(got(office.folder->admin->logboek(0, 10)).size() == 2);
    const json event = rows(office.read(report, "cloudevents.ndjson")).at(0);
    CHECK(event["specversion"] == "1.0");
    CHECK(event["type"] == "nl.inburgeringstrajecten.deelnemer-geregistreerd.v1");
    CHECK(event["subject"] == rana.text());
}

TEST_CASE("after a restore everything goes again, under a number that no delivery had") {
    Office office;
    const Id rana = office.person("0405", {{"weergavenaam", "Rana al-Khatib"}});
    office.person("0405", {{"weergavenaam", "Zarghuna"}});
    const auto first = office.deliver("2026-11-24");
    office.confirm(first);
    REQUIRE(office.deliver("2026-11-25").rows == 0);
    office.clock.at += 24 * 3'600'000LL;
    REQUIRE(server::change(*office.folder, "server.restore", {}, [&](server::Batch& batch) -> Status {
                TRY(server::begin_anew(batch, {}, office.clock.at));
                return done();
            }).ok());
    const auto next = office.deliver("2026-11-26");
    CHECK(next.delivery == static_cast<std::uint64_t>(office.clock.at / 60'000));
    const auto people = rows(office.read(next, "deelnemers.ndjson"));
    REQUIRE(people.size() == 2);
    CHECK(people[0]["id"] == rana.text());
    CHECK(people[0]["wijziging"] == "gewijzigd");
    CHECK(json::parse(office.read(next, "manifest.json"))["vorige"] == first.delivery + 1);
    office.confirm(next);
    const auto after = office.deliver("2026-11-27");
    CHECK(after.delivery == next.delivery + 1);
    CHECK(after.rows == 0);
}
