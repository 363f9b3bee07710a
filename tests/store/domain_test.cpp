#include "client_core/shared/model/pack_files.hpp"
#include "tests/store/fixture.hpp"

using namespace store_test;

namespace {

/// The pack of the programs, from its folder.
std::string domain_pack() {
    const std::string folder = std::string(WEGWIJS_SOURCE_DIR) + "/client_core/domain/inburgering/";
    auto read = [&](const std::string& path) -> Result<std::string> { return system::files().read(folder + path); };
    auto joined = model::join_pack(*read("pack.json"), read);
    INFO(joined.error().message);
    REQUIRE(joined.ok());
    return *joined;
}

}  // namespace

TEST_CASE("a participant is taken in, found by another spelling, and gets a plan that freezes when it is decided") {
    Tablet tablet("klantmanager", domain_pack());
    auto person = tablet->create_record({"deelnemer",
                                         {},
                                         "0405",
                                         {{{}, "weergavenaam", "Mohammad", {}},
                                          {{}, "geslachtsnaam", "Al-Rashid", {}},
                                          {{}, "geboortedatum", "1972", {}},
                                          {{}, "v_nummer", "123456789", {}}},
                                         {}});
    INFO(person.error().message);
    REQUIRE(person.ok());
    auto found = tablet->find("Muhammed Rashid", 5);
    REQUIRE(found->size() == 1);
    CHECK(found->front() == *person);
    CHECK(tablet->find("0123456789", 5)->size() == 1);
    CHECK(tablet.number("SELECT count(*) FROM deelnemer WHERE v_nummer = '0123456789' AND geboortedatum = '1972'") ==
          1);

    const model::Entity* plan = tablet->pack().entity("pip");
    const model::Entity* above = tablet->pack().entity(plan->parent_field()->target);
    std::vector<Assignment> needed;
    for (const model::Field& field : above->fields) {
        if (!field.required || field.is_parent) continue;
        const bool codes = field.type == model::Type::enumeration;
        needed.push_back({{},
                          field.name,
                          !codes                ? "Anja"
                          : field.moves.empty() ? field.values.front().code
                                                : field.moves.at("").front(),
                          {}});
    }
    auto path = tablet->create_record({above->name, *person, "", needed, {}});
    INFO(path.error().message);
    REQUIRE(path.ok());
    auto pip =
        tablet->create_record({"pip", *path, "", {{{}, "stand", "concept", {}}, {{}, "leerroute", "B", {}}}, {}});
    INFO(pip.error().message);
    REQUIRE(pip.ok());
    CHECK(why(tablet->set(*pip, {{*pip, "stand", "vastgesteld", {}}})) == "zet");
    CHECK(why(tablet->set(*pip, {{*pip, "stand", "besproken", {}}})) == "");
    CHECK(why(tablet->set(*pip, {{*pip, "stand", "vastgesteld", {}}})) == "");
    CHECK(why(tablet->set(*pip, {{*pip, "leerroute", "Z", {}}})) == "bevroren");
    tablet.reopen();
    CHECK(tablet.shows(*pip, "\"stand\":\"vastgesteld\""));
}
