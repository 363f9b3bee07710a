// A newer pack comes before the dossiers do: what a role reads since then has not been shown until they came.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// Some greenhouses whose area Hein could read, then could not, and can again.
struct Again : World {
    Again() {
        grant("anna", "baas", "0405");
        grant("hein", "hulp", "0405");
        anna = &tablet("a", "anna", "baas");
        hein = &tablet("h", "hein", "hulp");
        anna->sync();
        for (int i = 1; i <= 20; ++i)
            kas = anna->make("kas", {{"naam", "Kas " + std::to_string(i)}, {"oppervlak", "1"}});
        anna->sync();
        hein->sync();
        new_pack(*this, 2, changed(pack_json, both, R"("read": ["baas"], "write": ["baas"]},
        {"number": 4,)"));
        anna->sync();
        hein->sync();
        anna->set(kas, "oppervlak", "9");
        anna->sync();
        new_pack(*this, 3, pack_json);
    }
    static constexpr const char* both = R"("read": ["baas", "hulp"], "write": ["baas", "hulp"]},
        {"number": 4,)";
    Tablet *anna, *hein;
    merge::Id kas;  ///< the one that comes last
};

std::string why(const Result<std::uint64_t>& result) { return result.ok() ? "" : result.error().code; }

}  // namespace

TEST_CASE("a field that a role reads again is not written before what stands there has come") {
    Again w;
    w.hein->sync_partly(1, narrow());
    REQUIRE(w.hein->store->pack().version() == 3);
    REQUIRE(w.hein->shown(w.kas, "oppervlak").empty());
    CHECK(why(w.hein->try_set(w.kas, "oppervlak", "55")) == "niet_getoond");
    CHECK(why(w.hein->try_set(w.kas, "telefoon", "0612345678")).empty());
    const store::Edit form = must(w.hein->store->open_edit({w.kas}));
    w.hein->reopen();
    w.hein->sync();
    CHECK(w.hein->shown(w.kas, "oppervlak") == "9");
    SECTION("nor in a form that was opened before") {
        CHECK(why(w.hein->store->save(form, {{w.kas, "oppervlak", "55", {}}})) == "niet_getoond");
        CHECK(why(w.hein->store->save(form, {{w.kas, "telefoon", "0687654321", {}}})).empty());
    }
    SECTION("and then it is") { w.hein->set(w.kas, "oppervlak", "55"); }
    in_step({w.hein, w.anna});
    CHECK(w.anna->conflicts() == 0);
}

TEST_CASE("a form that was open while a newer pack came does not write what the pack let its role read") {
    Again w;
    const store::Edit form = must(w.hein->store->open_edit({w.kas}));
    w.hein->sync();
    CHECK(why(w.hein->store->save(form, {{w.kas, "oppervlak", "55", {}}})) == "niet_getoond");
    CHECK(w.hein->shown(w.kas, "oppervlak") == "9");
}

TEST_CASE("a dossier that begins here has nothing that was not shown") {
    Again w;
    w.hein->sync_partly(1, narrow());
    w.anna->sync_partly(1, narrow());
    REQUIRE(w.anna->store->pack().version() == 3);
    const merge::Id west = w.anna->make("kas", {{"naam", "West"}, {"oppervlak", "3"}});
    w.anna->set(west, "oppervlak", "4");
    in_step({w.anna, w.hein});
    CHECK(w.hein->shown(west, "oppervlak") == "4");
}

TEST_CASE("a field that is new in a pack is written at once") {
    TwoTablets w;
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}});
    w.a->sync();
    w.b->sync();
    const std::string more =
        R"({"number": 40, "name": "kleur", "label": {"nl": "Kleur", "en": "Colour"}, "type": "text",
         "policy": "beoordelen", "class": "A", "read": ["baas"], "write": ["baas"]},
        {"number": 7, "name": "keurmerk",)";
    new_pack(w, 2, changed(w.pack_json, R"({"number": 7, "name": "keurmerk",)", more));
    w.a->sync();
    REQUIRE(w.a->store->pack().version() == 2);
    w.a->set(kas, "kleur", "groen");
    in_step({w.a, w.b});
    CHECK(w.b->shown(kas, "kleur") == "groen");
}

TEST_CASE("own work that a new role may read is shown with the dossier, before the server has it") {
    World w;
    w.grant("anna", "baas", "0405");
    const std::uint64_t as_a_hand = w.grant("hein", "hulp", "0405");
    Tablet& anna = w.tablet("a", "anna", "baas");
    Tablet& hein = w.tablet("h", "hein", "hulp");
    anna.sync();
    const merge::Id kas = anna.make("kas", {{"naam", "Noord"}});
    const merge::Id plant = anna.make("plant", {{"soort", "tomaat"}}, kas);
    anna.sync();
    hein.sync();
    w.end_grant(as_a_hand);
    w.grant("hein", "baas", "0405");
    sync::Engine engine(*hein.store);
    const Bytes answer = must(w.ask(*hein.store, engine.start({}).body));
    const merge::Id measured = hein.make("meting", {{"hoogte_mm", "12"}}, plant);
    REQUIRE(hein.shown(measured, "hoogte_mm").empty());  // a hand writes it and cannot read it back
    engine.answered(answer);
    engine.settle();
    CHECK(hein.shown(measured, "hoogte_mm") == "12");
    in_step({&hein, &anna});
    CHECK(anna.shown(measured, "hoogte_mm") == "12");
}

TEST_CASE("a record of which a role reads nothing comes whole when its deletion is the first that it reads") {
    const std::string required = R"("policy": "beoordelen", "required": true, "max_length": 80)";
    World w(changed(World().pack_json, required, R"("policy": "beoordelen", "max_length": 80)"));
    w.grant("anna", "baas", "0405");
    w.grant("bram", "baas", "0405");
    w.grant("hein", "hulp", "0405");
    Tablet& anna = w.tablet("a", "anna", "baas");
    Tablet& bram = w.tablet("b", "bram", "baas");
    Tablet& hein = w.tablet("h", "hein", "hulp");
    anna.sync();
    const merge::Id kas = anna.make("kas", {{"naam", "Noord"}});
    const merge::Id plant = anna.make("plant", {{"notitie", "ziek"}}, kas);
    in_step({&anna, &bram});
    bram.set(plant, "notitie", "beter");
    bram.sync();
    hein.sync();
    must(anna.store->remove(plant));  // its second note was not seen, and gets a mark at its own place
    anna.sync();
    CHECK_FALSE(hein.sync().repaired);
    CHECK(must(hein.store->tables().load(plant)).has_value());
    in_step({&anna, &bram, &hein});
    CHECK_FALSE(hein.sync({{}, true}).repaired);
}
