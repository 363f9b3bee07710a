// Dossiers that come in parts, over links so narrow that a few records are many.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// A dossier of so many plants, each with a note that fills a request of 1 KiB.
struct Greenhouse {
    Greenhouse(Tablet& by, int count) : kas(by.make("kas", {{"naam", "Noord"}})) {
        for (int i = 0; i < count; ++i)
            plants.push_back(by.make("plant", {{"soort", "tomaat"}, {"notitie", std::string(2000, 'n')}}, kas));
    }
    merge::Id kas;
    std::vector<merge::Id> plants;
};

}  // namespace

TEST_CASE("a record that changes again while its dossier is on its way in parts stays the record that it is") {
    TwoTablets w;
    Greenhouse house(*w.a, 6);
    w.a->sync();
    w.b->sync();
    // To b all this is known but the notes: the first part brings a record as a number, without its id.
    for (const merge::Id& plant : house.plants) w.a->set(plant, "notitie", std::string(2000, 'm'));
    w.a->sync();
    w.b->sync_partly(1, narrow(1024));
    REQUIRE_FALSE(must(w.b->store->tables().value("part:0")).empty());
    w.a->set(house.plants[0], "soort", "prei");
    w.a->sync();
    const auto report = w.b->sync(narrow(1024));
    CHECK_FALSE(report.repaired);
    CHECK(w.b->status().records == 7);
    CHECK_FALSE(must(w.b->store->tables().load(merge::Id{})).has_value());
    CHECK(w.b->shown(house.plants[0], "soort") == "prei");
    CHECK(w.b->shown(house.plants[0], "notitie") == std::string(2000, 'm'));
    CHECK(w.b->sync({{}, true}).repaired == false);
}

TEST_CASE("a dossier that is asked for first and has nothing new does not hold up one that comes in parts") {
    TwoTablets w;
    const merge::Id known = w.a->make("kas", {{"naam", "Zuid"}});
    w.a->sync();
    w.b->sync();
    Greenhouse house(*w.a, 4);
    w.a->sync();
    sync::Options options = narrow(1024);
    options.first = {known};
    const auto report = w.b->sync(options);
    CHECK(report.in_step);
    CHECK(report.requests < 12);
    CHECK(w.b->status().records == 6);
    CHECK(w.b->shown(house.plants[3], "notitie") == std::string(2000, 'n'));
}

TEST_CASE("a dossier begun here stays open while it comes in parts by a right of its own") {
    World w;
    const std::uint64_t everywhere = w.grant("anna", "baas", "0405");
    w.grant("bram", "baas", "0405");
    Tablet& anna = w.tablet("a", "anna", "baas");
    Tablet& bram = w.tablet("b", "bram", "baas");
    anna.sync();
    Greenhouse house(anna, 6);
    {
        sync::Engine engine(*anna.store);
        must(w.ask(*anna.store, engine.start({}).body));  // and the answer is lost
    }
    w.end_grant(everywhere);
    w.grant("anna", "baas", "", house.kas);
    bram.sync();
    for (const merge::Id& plant : house.plants) bram.set(plant, "notitie", std::string(2000, 'm'));
    bram.sync();
    anna.set(house.plants[0], "soort", "prei");
    anna.sync_partly(1, narrow(1024));
    REQUIRE_FALSE(must(anna.store->tables().value("part:0")).empty());
    CHECK(anna.shown(house.plants[0], "soort") == "prei");
    in_step({&anna, &bram});
    CHECK(bram.shown(house.plants[0], "soort") == "prei");
    CHECK(anna.shown(house.plants[0], "soort") == "prei");
    CHECK(anna.shown(house.plants[5], "notitie") == std::string(2000, 'm'));
}
