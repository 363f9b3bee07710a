// A server that goes on from a backup: what was erased since stays erased, whatever the tablets still hold.
#include "sync_server/admin/backups.hpp"
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

TEST_CASE("a dossier that was made and erased after the backup does not come back from a tablet") {
    TwoTablets w;
    const merge::Id old = w.a->make("kas", {{"naam", "Zuid"}});
    in_step({w.a, w.b});
    back_up_server(w);
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}});
    const merge::Id plant = w.a->make("plant", {{"soort", "tomaat"}}, kas);
    in_step({w.a, w.b});
    w.b->set(plant, "soort", "prei");  // unsent
    w.b->set(old, "oppervlak", "5");
    w.erase(kas);
    put_server_back(w);
    {
        auto batch = must(w.server_store->begin());
        const auto restored = must(server::begin_anew(*batch, {{kas}, {}}, w.clock.at));
        CHECK(restored.erased_again == 1);
        must(batch->commit());
    }
    Tablet& fresh = w.tablet("c", "bram", "baas");
    SECTION("of its maker") { in_step({w.a, w.b, &fresh}); }
    SECTION("of another who worked in it") { in_step({w.b, w.a, &fresh}); }
    for (Tablet* t : {w.a, w.b, &fresh}) {
        CHECK(t->shown(kas, "naam").empty());
        CHECK(t->shown(plant, "soort").empty());
        CHECK(t->status().records == 1);
        CHECK(t->shown(old, "oppervlak") == "5");
    }
    auto snapshot = must(w.server_store->snapshot());
    CHECK_FALSE(must(snapshot->record(kas)).has_value());
    CHECK_FALSE(must(snapshot->record(plant)).has_value());
}
