#include "client_core/shared/model/pack.hpp"

#include <set>

#include "tests/model/support.hpp"

using namespace wegwijs;
using namespace wegwijs::model;

namespace {

constexpr std::uint8_t baas = 0, hulp = 1;
constexpr std::uint16_t kas_entity = 1, plant_entity = 2, meting_entity = 3;

}  // namespace

TEST_CASE("a pack about a greenhouse loads: the engine knows no domain") {
    const auto pack = kas();
    CHECK(pack->name() == "kas");
    CHECK(pack->version() == 1);
    CHECK(pack->entities().size() == 3);
    CHECK(pack->role("hulp") == hulp);
    CHECK_FALSE(pack->role("klant"));
    CHECK(pack->json() == read_test_file("tests/packs/kas.json"));

    const Entity* plant = pack->entity("plant");
    REQUIRE(plant);
    CHECK(plant == pack->entity(plant_entity));
    CHECK_FALSE(plant->root);
    CHECK(plant->parent_field()->target == "kas");
    CHECK(plant->label.en == "Plant");
    CHECK(pack->entity("kas")->parent_field() == nullptr);
    CHECK(pack->entity("meting")->append_only);
    CHECK(pack->entity("boom") == nullptr);
    CHECK(pack->entity(std::uint16_t{9}) == nullptr);
}

TEST_CASE("the greenhouse uses every policy and every type, so that its users meet all of them") {
    std::set<merge::Policy> policies;
    std::set<Type> types;
    const auto pack = kas();
    for (const Entity& entity : pack->entities())
        for (const Field& field : entity.fields) {
            policies.insert(field.policy);
            types.insert(field.type);
        }
    CHECK(policies.size() == 6);
    CHECK(types.size() == 14);
}

TEST_CASE("a field says what the pack says of it") {
    const auto pack = kas();
    const Field& area = field_of(*pack, "kas", "oppervlak");
    CHECK(area.number == 3);
    CHECK(area.minimum == 1);
    CHECK(area.maximum == 10000);
    const Field& status = field_of(*pack, "plant", "status");
    CHECK(status.guard);
    CHECK(status.guarded == std::vector<std::string>{"geoogst"});
    CHECK(status.values.size() == 3);
    CHECK(status.moves.at("groeit") == std::vector<std::string>{"gezaaid", "geoogst"});
    CHECK(field_of(*pack, "kas", "telefoon").form == "phone");
    CHECK(field_of(*pack, "kas", "talen").element_is_language);
    CHECK(field_of(*pack, "kas", "eigenaar_bsn").sensitivity == "B");
    CHECK(pack->entity("plant")->field(std::uint16_t{0}) == nullptr);
    CHECK(pack->entity("plant")->field(std::uint16_t{99}) == nullptr);
}

TEST_CASE("a role reads what the pack gives it, and nothing unknown unless it reads everything") {
    const auto pack = kas();
    CHECK(pack->may_read(hulp, kas_entity, 1));
    CHECK_FALSE(pack->may_read(hulp, kas_entity, 9));
    CHECK(pack->may_read(baas, kas_entity, 9));
    // A field that only a newer pack knows.
    CHECK(pack->may_read(baas, kas_entity, 500));
    CHECK_FALSE(pack->may_read(hulp, kas_entity, 500));
    // The deletion field goes to all who read anything of the record.
    CHECK(pack->may_read(hulp, kas_entity, 0));
    CHECK_FALSE(pack->may_read(hulp, meting_entity, 0));
    CHECK(pack->may_read_any(hulp, kas_entity));
    CHECK_FALSE(pack->may_read_any(hulp, meting_entity));
    CHECK(pack->visibility(kas_entity, 9) == 1);
    CHECK(pack->visibility(kas_entity, 1) == 3);
    // No such entity, no such role.
    CHECK(pack->visibility(99, 1) == 0);
    CHECK_FALSE(pack->may_read(7, kas_entity, 1));
    CHECK_FALSE(pack->may_read(200, kas_entity, 1));
    CHECK_FALSE(pack->may_read_any(baas, 99));
}

TEST_CASE("a role writes what the pack gives it; a fixed parent and the server's facts are nobody's") {
    const auto pack = kas();
    CHECK(pack->may_write(hulp, kas_entity, 3));
    CHECK_FALSE(pack->may_write(hulp, kas_entity, 1));
    CHECK_FALSE(pack->may_write(baas, kas_entity, 7));
    CHECK_FALSE(pack->may_write(baas, plant_entity, 1));
    CHECK_FALSE(pack->may_write(baas, kas_entity, 500));
    CHECK_FALSE(pack->may_write(baas, 99, 1));
}

TEST_CASE("who adds to an append-only entity need not read it back, and changes nothing in it") {
    const auto pack = kas();
    CHECK(pack->may_create(hulp, meting_entity));
    CHECK(pack->may_fill(hulp, meting_entity, 2));
    CHECK_FALSE(pack->may_read(hulp, meting_entity, 2));
    CHECK_FALSE(pack->may_write(hulp, meting_entity, 2));
    CHECK_FALSE(pack->may_write(baas, meting_entity, 2));
    CHECK_FALSE(pack->may_create(hulp, kas_entity));
    CHECK_FALSE(pack->may_create(baas, 99));
}

TEST_CASE("deleting asks for a role that sees every field of the record and of those under it") {
    const auto pack = kas();
    CHECK(pack->may_write(baas, plant_entity, 0));
    CHECK_FALSE(pack->may_write(hulp, plant_entity, 0));
    CHECK_FALSE(pack->may_write(baas, meting_entity, 0));

    // The hand may remove, and sees all of the plant, but not the measurements under it.
    auto json = nlohmann::json::parse(read_test_file("tests/packs/kas.json"));
    json["entities"][1]["remove"] = {"hulp"};
    json["entities"][1]["fields"][7]["read"] = {"baas", "hulp"};
    const auto wider = Pack::load(json.dump());
    REQUIRE(wider.ok());
    CHECK_FALSE((*wider)->may_write(hulp, plant_entity, 0));
    for (auto& field : json["entities"][2]["fields"]) field["read"] = {"baas", "hulp"};
    const auto widest = Pack::load(json.dump());
    REQUIRE(widest.ok());
    CHECK((*widest)->may_write(hulp, plant_entity, 0));
}

TEST_CASE("a record with a guarded value is frozen, by any of its entries") {
    const auto pack = kas();
    const Entity& plant = *pack->entity("plant");
    merge::Record record;
    record.entity = plant_entity;
    CHECK_FALSE(plant.frozen_by(record));
    record.at({3, {}}).push_back({{}, encode_text("groeit")});
    record.at({2, {}}).push_back({{}, encode_text("geoogst")});
    CHECK_FALSE(plant.frozen_by(record));
    record.at({3, {}}).push_back({{}, encode_text("geoogst")});
    CHECK(plant.frozen_by(record));
}

TEST_CASE("allowed moves hold from what the writer saw") {
    const auto pack = kas();
    const Field& status = field_of(*pack, "plant", "status");
    const auto seen = [](const char* code) { return merge::Entries{{{}, encode_text(code)}}; };
    CHECK(judge(status, {}, encode_text("gezaaid"), merge::Kind::plain).empty());
    CHECK(judge(status, {}, encode_text("groeit"), merge::Kind::plain) == "zet");
    CHECK(judge(status, seen("gezaaid"), encode_text("groeit"), merge::Kind::plain).empty());
    CHECK(judge(status, seen("gezaaid"), encode_text("gezaaid"), merge::Kind::plain).empty());
    CHECK(judge(status, seen("gezaaid"), encode_text("geoogst"), merge::Kind::plain) == "zet");
    CHECK(judge(status, seen("gezaaid"), null_value, merge::Kind::plain) == "zet");
    // A field without moves takes any.
    const Field& species = field_of(*pack, "plant", "soort");
    CHECK(judge(species, seen("tomaat"), encode_text("komkommer"), merge::Kind::plain).empty());
    CHECK(judge(field_of(*pack, "kas", "keurmerk"), {}, encode_text("goed"), merge::Kind::plain) == "server");
}

TEST_CASE("the withdrawing value is read, whatever the order") {
    const auto pack = kas();
    const Field& consent = field_of(*pack, "kas", "toestemming");
    const merge::Entry given{{7, 1, 1, 2000}, true_value}, withdrawn{{8, 2, 1, 1000}, false_value};
    const merge::Entries both{given, withdrawn};
    const merge::Reading reading = read(consent, both);
    REQUIRE(reading.shown);
    CHECK(reading.shown->value == false_value);
    const merge::Entries one{given};
    CHECK(read(consent, one).shown->value == true_value);
}
