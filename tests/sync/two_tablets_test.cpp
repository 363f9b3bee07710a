#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

struct Two : TwoTablets {
    void all() {
        a->sync();
        b->sync();
        a->sync();
        REQUIRE(a->sync({{}, true}).repaired == false);  // every sum matches the server's
        REQUIRE(b->sync({{}, true}).repaired == false);
    }
};

}  // namespace

TEST_CASE("what one tablet typed offline is on the other after one sync of each") {
    Two w;
    auto kas =
        w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "120"}, {"kosten", "12.50"}, {"bouwjaar", "1972-05"}});
    auto plant = w.a->make("plant", {{"soort", "tomaat"}, {"status", "gezaaid"}}, kas);
    REQUIRE(w.a->status().unsent == 2);
    auto report = w.a->sync();
    CHECK(report.pushed == 2);
    CHECK(report.in_step);
    CHECK(w.a->status().unsent == 0);
    w.b->sync();
    CHECK(w.b->shown(kas, "naam") == "Noord");
    CHECK(w.b->shown(kas, "oppervlak") == "120");
    CHECK(w.b->shown(kas, "kosten") == "12.5");
    CHECK(w.b->shown(kas, "bouwjaar") == "1972-05");
    CHECK(w.b->shown(plant, "soort") == "tomaat");
    w.all();
}

TEST_CASE("different fields of one record never conflict") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}});
    w.all();
    w.a->set(kas, "oppervlak", "100");
    w.b->set(kas, "kosten", "7");
    w.all();
    for (Tablet* t : {w.a, w.b}) {
        CHECK(t->shown(kas, "oppervlak") == "100");
        CHECK(t->shown(kas, "kosten") == "7");
        CHECK(t->conflicts() == 0);
    }
}

TEST_CASE("two values of one field stay visible on both sides until a person decides") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    w.all();
    w.a->set(kas, "oppervlak", "100");
    w.b->set(kas, "oppervlak", "200");
    w.all();
    REQUIRE(w.a->conflicts() == 1);
    REQUIRE(w.b->conflicts() == 1);
    CHECK(must(w.a->store->conflicts())[0].values.size() == 2);
    CHECK(w.a->try_set(kas, "oppervlak", "300").error().code == "conflict_open");
    auto edit = must(w.a->store->open_edit({kas}));
    must(w.a->store->decide(edit, {kas, "oppervlak", "100", {}}));
    w.all();
    CHECK(w.a->conflicts() == 0);
    CHECK(w.b->conflicts() == 0);
    CHECK(w.b->shown(kas, "oppervlak") == "100");
}

TEST_CASE("a value that comes in under an open form is not overwritten unseen") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    w.all();
    auto form = must(w.a->store->open_edit({kas}));
    w.b->set(kas, "oppervlak", "200");
    w.b->sync();
    w.a->sync();
    must(w.a->store->save(form, {{kas, "oppervlak", "100", {}}}));
    w.all();
    CHECK(w.a->conflicts() == 1);
    CHECK(w.b->conflicts() == 1);
}

TEST_CASE("own edits before the first answer follow each other without a conflict") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    w.a->set(kas, "oppervlak", "2");
    w.a->sync_partly(1);
    w.a->set(kas, "oppervlak", "3");
    w.all();
    CHECK(w.b->shown(kas, "oppervlak") == "3");
    CHECK(w.b->conflicts() == 0);
}

TEST_CASE("a hand's tablet holds no field that a hand may not see") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"kosten", "12"}, {"eigenaar_bsn", "999990342"}});
    w.a->sync();
    w.grant("hein", "hulp", "", kas);
    Tablet& hand = w.tablet("h", "hein", "hulp");
    hand.sync();
    CHECK(hand.shown(kas, "naam") == "Noord");
    CHECK(hand.shown(kas, "kosten").empty());
    CHECK(hand.shown(kas, "eigenaar_bsn").empty());
    CHECK(hand.sync({{}, true}).repaired == false);
}

TEST_CASE("when a right ends the dossier goes, and work done before is still accepted") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}});
    w.a->sync();
    auto right = w.grant("hein", "hulp", "", kas);
    Tablet& hand = w.tablet("h", "hein", "hulp");
    hand.sync();
    hand.set(kas, "oppervlak", "55");
    w.end_grant(right);
    auto report = hand.sync();
    CHECK(report.pushed == 1);
    CHECK(report.forgotten == 1);
    CHECK(hand.shown(kas, "naam").empty());
    w.all();
    CHECK(w.a->shown(kas, "oppervlak") == "55");
}

TEST_CASE("a refused change leaves the screen and is kept with its reason") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    auto plant = w.a->make("plant", {{"soort", "tomaat"}, {"status", "gezaaid"}}, kas);
    w.all();
    w.a->set(plant, "status", "groeit");
    must(w.a->store->set(plant, {{plant, "status", "geoogst", {}}}));  // guarded: signs what is there
    w.b->set(plant, "soort", "komkommer");
    w.b->sync();
    auto report = w.a->sync();
    CHECK(report.rejected == 1);
    CHECK(w.a->shown(plant, "status") == "groeit");
    REQUIRE(must(w.a->store->rejected()).size() == 1);
    CHECK(must(w.a->store->rejected())[0].code == "niet_gezien");
    w.all();
}
