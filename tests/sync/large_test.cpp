// Dossiers larger than a chunk, and syncs that are cut.
#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

TEST_CASE("a dossier larger than a chunk comes in parts that show only when it is complete") {
    World w;
    w.grant("anna", "baas", "0405");
    w.grant("bram", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    std::vector<merge::Id> plants;
    for (int i = 0; i < 1500; ++i)
        plants.push_back(a.make("plant", {{"soort", "soort nummer " + std::to_string(i) + std::string(60, 'x')}}, kas));
    CHECK(a.sync().pushed == 1501);
    CHECK(a.sync({{}, true}).repaired == false);
    Tablet& b = w.tablet("b", "bram", "baas");
    b.sync_partly(1);
    CHECK(b.status().records == 0);
    a.set(plants[3], "soort", "veranderd");
    a.set(plants[1400], "soort", "ook veranderd");
    a.sync();
    b.sync();
    CHECK(b.status().records == 1501);
    CHECK(b.shown(plants[3], "soort") == "veranderd");
    CHECK(b.shown(plants[1400], "soort") == "ook veranderd");
    CHECK(b.sync({{}, true}).repaired == false);
}

TEST_CASE("a sync that is cut at any request goes on where it was, and nothing comes twice") {
    for (int cut = 1; cut < 5; ++cut) {
        World w;
        w.grant("anna", "baas", "0405");
        Tablet& a = w.tablet("a", "anna", "baas");
        a.sync();
        for (int d = 0; d < 5; ++d) {
            auto kas = a.make("kas", {{"naam", "Kas " + std::to_string(d)}});
            for (int i = 0; i < 500; ++i)
                a.make("plant", {{"soort", std::string(78, static_cast<char>('a' + i % 26))}}, kas);
        }
        a.sync_partly(cut);
        a.reopen();
        a.sync();
        CHECK(a.status().unsent == 0);
        CHECK(a.status().records == 2505);
        CHECK(a.sync({{}, true}).repaired == false);
        Tablet& b = w.tablet("b", "anna", "baas");
        b.sync_partly(cut);
        b.reopen();
        b.sync();
        CHECK(b.status().records == 2505);
        CHECK(b.sync({{}, true}).repaired == false);
    }
}

TEST_CASE("parts that wait go with the right to the dossier") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    for (int i = 0; i < 900; ++i) a.make("plant", {{"soort", std::string(78, 'x')}}, kas);
    a.sync();
    auto right = w.grant("hein", "hulp", "", kas);
    Tablet& hein = w.tablet("h", "hein", "hulp");
    hein.sync_partly(1);
    REQUIRE_FALSE(must(hein.store->tables().value("part:0")).empty());
    w.end_grant(right);
    hein.sync();
    CHECK(must(hein.store->tables().value("part:0")).empty());
}

TEST_CASE("own work that comes back in parts finds its values here") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    std::vector<merge::Id> plants;
    for (int i = 0; i < 1200; ++i) plants.push_back(a.make("plant", {{"soort", std::string(78, 'x')}}, kas));
    a.sync();
    for (const merge::Id& plant : plants) a.set(plant, "soort", std::string(78, 'y'));
    CHECK(a.sync().pushed == 1200);
    for (const merge::Id& plant : plants) CHECK(a.shown(plant, "soort") == std::string(78, 'y'));
    CHECK(a.sync({{}, true}).repaired == false);
}
