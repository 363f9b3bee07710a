// Work that was sealed when its dossier was lost, and a dossier that comes back before that work is sent.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// Hein's area of 55 is sealed and unsent, and not on his screen, when the dossier is his again.
struct LostAndBack : World {
    LostAndBack() {
        grant("anna", "baas", "0405");
        grant("hein", "baas", "0363");
        anna = &tablet("a", "anna", "baas");
        anna->sync();
        kas = anna->make("kas", {{"naam", "Noord"}});
        anna->sync();
        auto right = grant("hein", "hulp", "", kas);
        hein = &tablet("h", "hein", "hulp");
        hein->sync();
        for (const char* name : {"Zuid", "Oost"})
            must(hein->store->create_record({"kas", {}, "0363", {{{}, "naam", name, {}}}, {}}));
        hein->set(kas, "oppervlak", "55");
        end_grant(right);
        hein->sync_partly(1, narrow());
        REQUIRE(hein->shown(kas, "naam").empty());
        grant("hein", "hulp", "", kas);
        while (hein->shown(kas, "naam").empty()) hein->sync_partly(1, narrow());
        REQUIRE(hein->status().unsent == 1);
        REQUIRE(hein->shown(kas, "oppervlak").empty());
    }
    Tablet *anna, *hein;
    merge::Id kas;
};

}  // namespace

TEST_CASE("an edit does not replace own work that was sealed when the dossier was lost and is not shown") {
    LostAndBack w;
    SECTION("saved at once") { w.hein->set(w.kas, "oppervlak", "56"); }
    SECTION("saved by another run of the program") {
        const store::Edit edit = must(w.hein->store->open_edit({w.kas}));
        w.hein->reopen();
        must(w.hein->store->save(must(w.hein->store->find_edit(edit.number)), {{w.kas, "oppervlak", "56", {}}}));
    }
    in_step({w.hein, w.anna});
    for (Tablet* t : {w.hein, w.anna}) CHECK(t->conflicts() == 1);  // 55 and 56: nobody chose yet
}

TEST_CASE("an edit by one who was shown what had been sealed replaces it") {
    LostAndBack w;
    w.hein->sync();
    REQUIRE(w.hein->shown(w.kas, "oppervlak") == "55");
    w.hein->set(w.kas, "oppervlak", "56");
    w.hein->set(w.kas, "oppervlak", "57");
    CHECK(w.hein->conflicts() == 0);
    in_step({w.hein, w.anna});
    for (Tablet* t : {w.hein, w.anna}) {
        CHECK(t->conflicts() == 0);
        CHECK(t->shown(w.kas, "oppervlak") == "57");
    }
}

TEST_CASE("nor what was sealed when the role in the dossier became smaller") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& anna = w.tablet("a", "anna", "baas");
    anna.sync();
    const merge::Id kas = anna.make("kas", {{"naam", "Noord"}});
    anna.sync();
    const std::uint64_t right = w.grant("hein", "baas", "", kas);
    Tablet& hein = w.tablet("h", "hein", "baas");
    hein.sync();
    hein.set(kas, "telefoon", "0612345678");
    hein.set(kas, "oppervlak", "55");
    w.end_grant(right);
    w.grant("hein", "hulp", "", kas);
    hein.sync_partly(1, narrow());
    REQUIRE(hein.status().unsent == 1);
    REQUIRE(hein.shown(kas, "oppervlak").empty());
    hein.set(kas, "oppervlak", "56");
    in_step({&hein, &anna});
    for (Tablet* t : {&hein, &anna}) CHECK(t->conflicts() == 1);
}
