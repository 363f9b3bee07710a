// One store, as an app on one device uses it.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/api/office.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

std::string printed(const std::string& command) {
    FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    char part[4096];
    for (std::size_t got = 0; (got = std::fread(part, 1, sizeof part, pipe)) > 0;) text.append(part, got);
    REQUIRE(::pclose(pipe) == 0);
    return text;
}

}  // namespace

TEST_CASE("an id reads its text form and nothing else") {
    const std::string text = "01935e2b-7b0c-7000-8000-0000000000af";
    const Id id = Id::from_text("01935E2B-7b0c-7000-8000-0000000000AF").value();
    CHECK(id.text() == text);
    CHECK(Id::from_bytes(id.bytes()) == id);
    for (const char* wrong : {"", "01935e2b7b0c700080000000000000af", "01935e2b-7b0c-7000-8000-0000000000a",
                              "01935e2b-7b0c-7000-8000-0000000000ag", "01935e2b-7b0c-7000-8000+0000000000af",
                              "-01935e2b7b0c-7000-8000-0000000000af", "01935e2b-7b0c-7000-8000-0000000000aff"})
        CHECK_FALSE(Id::from_text(wrong));
    CHECK_FALSE(Id::from_bytes("0123456789abcde"));
    CHECK(Id().zero());
    CHECK_FALSE(id.zero());
    CHECK(Id::from_text("01935e2b-7b0b-7fff-8000-0000000000af").value() < id);
}

TEST_CASE("a store that is not there, a missing PIN and a wrong PIN are told apart") {
    Office office;
    CHECK(code_of(Store::open({office.path("none.db"), pin})) == "store_missing");
    CHECK(code_of(Store::open({office.path("none.db"), ""})) == "no_pin");
    { office.tablet("anna"); }
    const auto wrong = Store::open({office.path("anna.db"), "0000"});
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().code == "wrong_pin");
    CHECK(wrong.error().retry == Retry::never);
    CHECK(wrong.error().message.find("0000") == std::string::npos);
    Store store = must(Store::open({office.path("anna.db"), pin}));
    const Owner owner = must(store.owner());
    CHECK(owner.user == "anna");
    CHECK(owner.role == "klantmanager");
    CHECK(owner.server == office.url());
    CHECK(code_of(Store::open({office.path("anna.db"), pin})) == "store_busy");
    Store other = std::move(store);
    CHECK(code_of(store.status()) == "store_closed");  // NOLINT: what is asked here
    CHECK(must(other.owner()).device == owner.device);
}

TEST_CASE("an enrolment that was cut off goes on with the same code and PIN, and with no other") {
    Office office;
    const EnrolOptions options = office.enrolment("anna", "anna.db");
    // The code is used up at the server, and then the store cannot be made.
    const std::string in_the_way = options.path + ".new";
    std::filesystem::create_directories(in_the_way + "/full");
    REQUIRE_FALSE(Store::enrol(options).ok());
    std::filesystem::remove_all(in_the_way);
    EnrolOptions other = options;
    other.pin = "another";
    CHECK(code_of(Store::enrol(other)) == "wrong_pin");
    other = options;
    other.path = office.path("elsewhere.db");
    CHECK(code_of(Store::enrol(other)) == "code_invalid");

    const std::uint64_t device = must(must(Store::enrol(options)).owner()).device;
    CHECK_FALSE(std::filesystem::exists(options.path + ".enrol"));
    CHECK(must(must(Store::enrol(options)).owner()).device == device);
    other = options;
    other.code = office.code("anna");
    CHECK(code_of(Store::enrol(other)) == "exists");
}

TEST_CASE("an address that cannot be used and a server that is not there are refused, and leave no store") {
    Office office;
    EnrolOptions options = office.enrolment("anna", "anna.db");
    options.server = "wegwijs.example.nl";
    CHECK(code_of(Store::enrol(options)) == "url");
    options.server = "http://wegwijs.example.nl";
    CHECK(code_of(Store::enrol(options)) == "tls_required");
    options.server = "http://127.0.0.1:" + std::to_string(Listener().port());
    const auto offline = Store::enrol(options);
    CHECK(code_of(offline) == "offline");
    CHECK(offline.error().retry == Retry::when_online);
    CHECK_FALSE(std::filesystem::exists(options.path));
}

TEST_CASE("what is made, set, removed and restored is there again when the store is opened anew") {
    Office office;
    Id id;
    {
        Store store = office.tablet("anna");
        CHECK(code_of(store.create({.entity = "deelnemer", .values = {{"weergavenaam", "Rana"}}})) == "invalid_value");
        CHECK(code_of(store.create({.entity = "mens", .municipality = "0405"})) == "invalid_value");
        id = participant(store, "Rana");
        must(store.set(id, {{"geboortedatum", "1988-05"}, {"talen", "ar,ti"}, {"talen", "false", "ti"}}));
        CHECK(code_of(store.set(id, {{"geboortedatum", "1988-15"}})) == "invalid_value");
        must(store.remove(id));
        CHECK(record(store, id).contains("deleted"));
        CHECK(code_of(store.set(id, {{"geboortedatum", "1989"}})) == "verwijderd");
        must(store.restore(id));
    }
    Store store = must(Store::open({office.path("anna.db"), pin}));
    const Json found = record(store, id);
    CHECK(found["fields"]["geboortedatum"] == "1988-05");
    CHECK(found["fields"]["talen"] == Json{"ar"});
    CHECK(found["state"] == "local");
    CHECK_FALSE(found.contains("deleted"));
    CHECK(code_of(store.record_json(must(store.make_id()))) == "niet_getoond");
    CHECK(must(store.find("rena")) == std::vector<Id>{id});

    must(store.set(id, {{"geboortedatum", "1988-06"}}));
    const auto history = must(store.history(id, "geboortedatum"));
    REQUIRE(history.size() == 2);
    CHECK(history[0].value_json == "\"1988-05\"");
    CHECK_FALSE(history[0].stands);
    CHECK(history[1].value_json == "\"1988-06\"");
    CHECK(history[1].by == "anna");
    CHECK(history[1].stands);
    const StoreStatus status = must(store.status());
    CHECK(status.unsent == 5);
    CHECK(status.dossiers == 1);
    CHECK_FALSE(status.in_step);
    CHECK(must(store.check()).ok);
}

TEST_CASE("records that hang together are made together or not at all") {
    Office office;
    Store store = office.tablet("anna");
    const Id person = must(store.make_id());
    NewRecord root{.entity = "deelnemer", .municipality = municipality, .values = {{"weergavenaam", "Rana"}}};
    root.id = person;
    NewRecord path{.entity = "traject", .parent = person, .values = {{"status", "gekoppeld"}}};
    CHECK(code_of(store.create_all({root, path})) == "required");
    CHECK(must(store.list("deelnemer")).empty());
    path.values.push_back({"regievoerder", "anna"});
    const std::vector<Id> made = must(store.create_all({root, path}));
    REQUIRE(made.size() == 2);
    CHECK(made[0] == person);
    CHECK(record(store, made[1])["dossier"] == person.text());
    CHECK(must(store.status()).unsent == 1);
}

TEST_CASE("a record is held against the rules of the pack, with values that nobody saved") {
    Office office;
    Store store = office.tablet("anna");
    const Id person = participant(store, "Rana");
    const Id path = must(store.create(
        {.entity = "traject", .parent = person, .values = {{"status", "gekoppeld"}, {"regievoerder", "anna"}}}));
    const Id plan = must(store.create({.entity = "pip", .parent = path, .values = {{"stand", "concept"}}}));
    CHECK(must(store.check_record(plan)).empty());
    const auto wrong = must(store.check_record(plan, {{plan, "leerroute", "Z"}, {plan, "niveau", "B1"}}));
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].code == "PIP-N2");
    CHECK(wrong[0].severity == RuleFinding::Severity::error);
    CHECK(wrong[0].outcome == RuleFinding::Outcome::failed);
    CHECK(wrong[0].fields == std::vector<std::string>{"leerroute", "niveau"});
    CHECK(wrong[0].label == "Niveau B1 kan niet bij de Z-route.");
    must(store.set(plan, {{"leerroute", "O"}}));
    const auto info = must(store.check_record(plan, {}, Language::en));
    REQUIRE(info.size() == 1);
    CHECK(info[0].outcome == RuleFinding::Outcome::info);
    CHECK(info[0].severity == RuleFinding::Severity::info);
    CHECK(info[0].label == "Without a level DUO takes B1 for the B1 and education routes.");
    CHECK(code_of(store.check_record(must(store.make_id()))) == "niet_getoond");
    CHECK(code_of(store.check_record(plan, {{plan, "niveau", "C2"}})) == "invalid_value");
}

TEST_CASE("a query reads with bound parameters, typed cells, and changes nothing") {
    Office office;
    Store store = office.tablet("anna");
    const Id rana = participant(store, "Rana"), other = participant(store, "O'Neill; DROP TABLE deelnemer");
    must(store.set(rana, {{"geheim", "true"}}));
    std::vector<Row> rows;
    auto keep = [&](const Row& row) { rows.push_back(row); };
    must(
        store.query("SELECT id, weergavenaam, geheim, 2.5 AS helft, NULL AS niets, ?2 AS van FROM deelnemer "
                    "WHERE weergavenaam = ?1",
                    {"Rana", 7}, keep));
    REQUIRE(rows.size() == 1);
    REQUIRE(rows[0].size() == 6);
    CHECK(rows[0].name(1) == "weergavenaam");
    CHECK(rows[0][0].id() == rana);
    CHECK(rows[0][1].text() == "Rana");
    CHECK(rows[0][2].integer() == 1);
    CHECK(rows[0][3].real() == 2.5);
    CHECK(rows[0][4].is_null());
    REQUIRE(rows[0].find("van") != nullptr);
    CHECK(rows[0].find("van")->integer() == 7);
    CHECK(rows[0].find("naar") == nullptr);
    CHECK_FALSE(rows[0][1].integer());

    rows.clear();
    must(store.query("SELECT weergavenaam FROM deelnemer WHERE id = ?1 OR weergavenaam = ?2 ORDER BY nr",
                     {rana, "O'Neill; DROP TABLE deelnemer"}, keep));
    REQUIRE(rows.size() == 2);
    CHECK(rows[1][0].text() == "O'Neill; DROP TABLE deelnemer");
    CHECK(must(store.list("deelnemer", "geheim = 1")) == std::vector<Id>{rana});
    CHECK(must(store.list("deelnemer", {}, other)) == std::vector<Id>{other});

    CHECK(code_of(store.query("DELETE FROM deelnemer", {}, keep)) == "sql");
    CHECK(code_of(store.query("SELECT data FROM value", {}, keep)) == "sql");
    CHECK(code_of(store.list("deelnemer", "nergens = 1")) == "sql");
    CHECK(must(store.list("deelnemer")).size() == 2);
}

TEST_CASE("a function that the store calls cannot use the store") {
    Office office;
    Store store = office.tablet("anna");
    participant(store, "Rana");
    std::string from_row, from_observer;
    must(store.query("SELECT 1", {}, [&](const Row&) { from_row = code_of(store.status()); }));
    CHECK(from_row == "in_callback");
    const std::uint64_t number =
        must(store.observe([&](const std::vector<Change>&) { from_observer = code_of(store.status()); }));
    participant(store, "Yusra");
    CHECK(from_observer == "in_callback");
    must(store.unobserve(number));
    from_observer.clear();
    participant(store, "Hamid");
    CHECK(from_observer.empty());
    CHECK(must(store.status()).unsent == 3);
}

TEST_CASE("the pack is described in the same words as the program's") {
    Office office;
    ::setenv("WEGWIJS_PIN", pin.c_str(), 1);
    for (const std::string user : {"anna", "vera"}) {
        std::string entities, fields, signals;
        {
            Store store = office.tablet(user);
            entities = must(store.entities_json());
            fields = must(store.fields_json("deelnemer", Language::en));
            signals = must(store.fields_json("signaal"));  // a volunteer writes it and cannot read it
            CHECK(code_of(store.fields_json("mens")) == "invalid_value");
            CHECK(Json::parse(must(store.pack_json()))["name"] == "inburgering");
        }
        const std::string program = std::string(WEGWIJS_PROGRAM) + " --json --store " + office.path(user + ".db");
        CHECK(printed(program + " entities") == entities + "\n");
        CHECK(printed(program + " --lang en fields deelnemer") == fields + "\n");
        CHECK(printed(program + " fields signaal") == signals + "\n");
    }
}
