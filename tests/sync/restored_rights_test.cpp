// A server that goes on from a backup, and dossiers that its first round does not bring.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

TEST_CASE("own work in a dossier whose right a restore lost can no longer be read") {
    TwoTablets w;
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    w.a->sync();
    Tablet& carl = w.tablet("c", "carl", "baas");
    back_up_server(w);
    w.grant("carl", "baas", "0405");
    carl.sync();
    carl.set(kas, "oppervlak", "55");
    restore_server(w);
    carl.sync();
    CHECK(carl.shown(kas, "oppervlak").empty());
    const auto row = must(carl.store->tables().own(1));
    REQUIRE(row.has_value());
    CHECK(row->sealed);
    SECTION("and all is there once it is given again") {
        w.grant("carl", "baas", "0405");
        carl.sync();
        CHECK(carl.shown(kas, "oppervlak") == "1");
        carl.set(kas, "oppervlak", "56");
        in_step({w.a, &carl});
        CHECK(w.a->shown(kas, "oppervlak") == "56");
    }
}

TEST_CASE("a dossier that was begun here after the backup stays on the screen until it is back") {
    TwoTablets w;
    back_up_server(w);
    for (int i = 0; i < 6; ++i) w.a->make("kas", {{"naam", "Kas " + std::to_string(i)}});
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    in_step({w.a, w.b});
    restore_server(w);
    w.a->set(kas, "oppervlak", "2");
    for (int requests = 1; requests < 12; ++requests) {
        w.a->sync_partly(1, narrow());
        CAPTURE(requests);
        REQUIRE(w.a->shown(kas, "naam") == "Noord");
        w.a->set(kas, "oppervlak", std::to_string(10 + requests));
        REQUIRE(w.a->shown(kas, "oppervlak") == std::to_string(10 + requests));
    }
    in_step({w.a, w.b});
    CHECK(w.b->shown(kas, "oppervlak") == "21");
    CHECK(w.a->conflicts() == 0);
}
