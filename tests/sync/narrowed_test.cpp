// What stays on a screen when its user may read less than he wrote.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

constexpr UnixMs fifteen_days = UnixMs{15} * 24 * 3600 * 1000;

/// Anna's greenhouse with one plant, and Hein who gets a right to it alone.
struct House : World {
    House() {
        grant("anna", "baas", "0405");
        anna = &tablet("a", "anna", "baas");
        anna->sync();
        kas = anna->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
        plant = anna->make("plant", {{"soort", "tomaat"}}, kas);
        anna->sync();
    }
    Tablet* anna;
    merge::Id kas, plant;
};

}  // namespace

TEST_CASE("unsent work of a role that became smaller leaves the screen at once, and is judged all the same") {
    House w;
    const std::uint64_t right = w.grant("hein", "baas", "", w.kas);
    Tablet& hein = w.tablet("h", "hein", "baas");
    hein.sync();
    hein.set(w.kas, "telefoon", "0612345678");
    hein.set(w.kas, "naam", "Van Hein");
    w.end_grant(right);
    w.grant("hein", "hulp", "", w.kas);
    hein.sync_partly(1, narrow());
    REQUIRE(hein.status().unsent == 1);
    CHECK(hein.shown(w.kas, "naam") == "Noord");
    SECTION("accepted when it was written before, and not too long ago") {
        CHECK(hein.sync().rejected == 0);
        CHECK(hein.shown(w.kas, "naam") == "Van Hein");
    }
    SECTION("refused when it comes too late") {
        w.clock.at += fifteen_days;
        CHECK(hein.sync().rejected == 1);
        CHECK(hein.shown(w.kas, "naam") == "Noord");
        w.anna->sync();
        CHECK(w.anna->shown(w.kas, "naam") == "Noord");
    }
    CHECK(hein.shown(w.kas, "telefoon") == "+31612345678");
    CHECK(hein.sync({{}, true}).repaired == false);
}

TEST_CASE("what a role may make and not read back leaves the device once it is accepted") {
    House w;
    const merge::Id leek = w.anna->make("plant", {{"soort", "prei"}}, w.kas);
    w.anna->sync();
    w.grant("hein", "hulp", "", w.kas);
    Tablet& hein = w.tablet("h", "hein", "hulp");
    hein.sync();
    hein.set(w.kas, "oppervlak", "55");
    const merge::Id measured = hein.make("meting", {{"hoogte_mm", "731"}}, w.plant);
    must(w.anna->store->remove(leek));
    w.anna->sync();
    hein.sync_partly(1, narrow());  // a deletion came: all that waits is laid over it
    REQUIRE(hein.status().unsent == 1);
    CHECK(hein.sync().pushed == 1);
    CHECK(hein.shown(measured, "hoogte_mm").empty());
    CHECK_FALSE(must(hein.store->tables().load(measured)).has_value());
    w.anna->sync();
    CHECK(w.anna->shown(measured, "hoogte_mm") == "731");
    CHECK(hein.sync({{}, true}).repaired == false);
}

TEST_CASE("a refused record leaves no mark against a deletion anywhere above it") {
    TwoTablets w;
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}}), other = w.a->make("kas", {{"naam", "Zuid"}});
    const merge::Id plant = w.a->make("plant", {{"soort", "tomaat"}}, kas);
    w.a->sync();
    w.b->sync();
    w.a->set(other, "oppervlak", "5");
    w.a->make("meting", {{"hoogte_mm", "731"}}, plant);
    must(w.b->store->remove(kas));
    w.b->sync();
    REQUIRE(deletion_of(*w.b, kas) == merge::Deletion::hidden);
    w.a->sync_partly(1, narrow());  // brings the deletion while the record still waits
    REQUIRE(w.a->status().unsent == 1);
    REQUIRE(deletion_of(*w.a, kas) == merge::Deletion::conflict);
    new_pack(w, 2,
             changed(w.pack_json, "\"append_only\": true, \"create\": [\"baas\", \"hulp\"]",
                     "\"append_only\": true, \"create\": [\"hulp\"]"));
    w.clock.at += fifteen_days;
    CHECK(w.a->sync().rejected == 1);
    CHECK(deletion_of(*w.a, kas) == merge::Deletion::hidden);
    CHECK(w.a->conflicts() == 0);
    CHECK(w.a->sync({{}, true}).repaired == false);
}
