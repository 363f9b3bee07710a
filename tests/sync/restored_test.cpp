// Stores and servers that were put back, and copies of one store.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// A greenhouse that the backup has, with a telephone that it lacks.
struct Restored : World {
    Restored() {
        grant("anna", "baas", "0405");
        a = &tablet("a", "anna", "baas");
        a->sync();
        kas = a->make("kas", {{"naam", "Noord"}});
        a->sync();
        back_up_server(*this);
    }
    std::string telephone_of_a_new_tablet() {
        Tablet& fresh = tablet("fresh", "anna", "baas");
        fresh.sync();
        return fresh.shown(kas, "telefoon");
    }
    Tablet* a = nullptr;
    merge::Id kas;
};

}  // namespace

TEST_CASE("a store put back from an hour ago syncs without loss of either branch") {
    World w;
    w.grant("anna", "baas", "0405");
    w.grant("bram", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    Tablet& b = w.tablet("b", "bram", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    a.sync();
    a.set(kas, "telefoon", "0612345678");  // not sent yet when the copy is made
    a.close();
    copy_store(w, "a", "old");
    a.reopen();
    a.sync();
    auto later = a.make("plant", {{"soort", "tomaat"}}, kas);
    a.set(kas, "oppervlak", "100");
    a.sync();
    a.close();
    copy_store(w, "old", "a");
    a.reopen();
    auto other = a.make("plant", {{"soort", "prei"}}, kas);
    a.set(kas, "oppervlak", "200");
    a.sync();
    in_step({&a, &b});
    for (Tablet* t : {&a, &b}) {
        CHECK(t->shown(later, "soort") == "tomaat");
        CHECK(t->shown(other, "soort") == "prei");
        CHECK(t->shown(kas, "telefoon") == "+31612345678");
        CHECK(t->conflicts() == 1);  // 100 and 200: both branches' work is there
    }
}

TEST_CASE("two tablets that run copies of one store both keep their work") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    a.set(kas, "oppervlak", "5");
    a.close();
    copy_store(w, "a", "twin");
    a.reopen();
    w.tablets["twin"] = std::make_unique<Tablet>(w, "twin", must(store::Store::open(w.options("twin"))));
    Tablet& twin = *w.tablets["twin"];
    auto p1 = a.make("plant", {{"soort", "tomaat"}}, kas);
    auto p2 = twin.make("plant", {{"soort", "prei"}}, kas);
    auto p3 = twin.make("plant", {{"soort", "ui"}}, kas);
    a.sync();
    twin.sync();
    in_step({&a, &twin});
    for (Tablet* t : {&a, &twin}) {
        CHECK(t->shown(p1, "soort") == "tomaat");
        CHECK(t->shown(p2, "soort") == "prei");
        CHECK(t->shown(p3, "soort") == "ui");
        CHECK(t->shown(kas, "oppervlak") == "5");
        CHECK(t->status().records == 4);
        CHECK(t->conflicts() == 0);
    }
}

TEST_CASE("a server put back by copying its file finds out by itself, and devices bring back what it lost") {
    World w;
    w.grant("anna", "baas", "0405");
    w.grant("bram", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    Tablet& b = w.tablet("b", "bram", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    in_step({&a, &b});
    back_up_server(w);
    auto plant = a.make("plant", {{"soort", "tomaat"}}, kas);
    b.set(kas, "oppervlak", "9");
    in_step({&a, &b});
    put_server_back(w);
    in_step({&b, &a});
    in_step({&b, &a});
    for (Tablet* t : {&a, &b}) {
        CHECK(t->shown(plant, "soort") == "tomaat");
        CHECK(t->shown(kas, "oppervlak") == "9");
    }
    Tablet& c = w.tablet("c", "bram", "baas");
    c.sync();
    CHECK(c.shown(plant, "soort") == "tomaat");
    CHECK(c.shown(kas, "oppervlak") == "9");
}

TEST_CASE("what is unsent shows the conflict that a put back server will make of it, before it comes back") {
    TwoTablets w;
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    in_step({w.a, w.b});
    back_up_server(w);
    w.b->set(kas, "telefoon", "0612345678");
    w.b->sync();
    w.b->set(kas, "oppervlak", "2");  // who made it had seen more than the server will have, and nobody knows what
    REQUIRE(w.b->conflicts() == 0);
    put_server_back(w);
    w.b->sync_partly(1);
    CHECK(w.b->conflicts() == 1);
    w.b->sync();
    CHECK(w.b->conflicts() == 1);
}

TEST_CASE("what was written under a right of the hours that a restore lost goes up, and can no longer be read") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    Tablet& b = w.tablet("b", "bram", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    a.sync();
    b.sync();
    back_up_server(w);
    w.grant("bram", "baas", "", kas);
    b.sync();
    b.set(kas, "oppervlak", "9");
    SECTION("not sent before") {}
    SECTION("sent before") { b.sync(); }
    restore_server(w);
    b.sync();
    CHECK(b.shown(kas, "naam").empty());
    const auto own = must(b.store->tables().own(1));
    REQUIRE(own);
    CHECK(own->sealed);
    CHECK(b.status().unsent == 0);
    w.grant("bram", "baas", "", kas);
    in_step({&b, &a});
    CHECK(b.shown(kas, "naam") == "Noord");
}

TEST_CASE("a device that has a newer pack than a restored server does not get the older one with every answer") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    back_up_server(w);
    new_pack(w, 2, w.pack_json);
    a.sync();
    REQUIRE(a.store->pack().version() == 2);
    put_server_back(w);
    a.sync();
    w.bytes_down = 0;
    a.sync();
    CHECK(w.bytes_down < 300);
    CHECK(a.store->pack().version() == 2);
}

TEST_CASE("a copy of a store that has come as far with other work is told apart though it has nothing to send") {
    Restored w;
    Tablet& twin = twin_of(w, "a", "twin");
    twin.set(w.kas, "telefoon", "0612345678");
    twin.sync();
    const merge::Id south = w.a->make("kas", {{"naam", "Zuid"}});
    restore_server(w);
    w.a->sync();
    CHECK_FALSE(twin.sync().repaired);
    CHECK(twin.shown(south, "naam") == "Zuid");
    in_step({w.a, &twin});
    CHECK(w.a->shown(w.kas, "telefoon") == "+31612345678");
}

TEST_CASE("what a server had acknowledged before it was put back goes up again, though nothing else is to be sent") {
    Restored w;
    w.a->set(w.kas, "telefoon", "0612345678");
    w.a->sync();
    Tablet& twin = twin_of(w, "a", "twin");
    restore_server(w);
    back_up_server(w);
    twin.sync();          // brings it again
    w.a->sync_partly(1);  // hears of the restore, and that the server has it
    put_server_back(w);   // to before the copy brought it
    w.a->sync();
    CHECK(w.telephone_of_a_new_tablet() == "+31612345678");
}

TEST_CASE("after a silent put-back nobody replaces what stands there now by a context of the history that it had") {
    TwoTablets w;
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    in_step({w.a, w.b});
    back_up_server(w);
    copy_database(w, "backup.db", "oldest.db");
    w.a->set(kas, "telefoon", "0612345678");
    w.a->sync();
    back_up_server(w);
    restore_server(w);
    w.a->sync();  // has seen all of that epoch, which branched off behind its own last work
    copy_database(w, "oldest.db", "backup.db");
    put_server_back(w);
    w.b->set(kas, "oppervlak", "2");  // takes the place that the telephone had
    w.b->sync();
    w.a->set(kas, "oppervlak", "3");
    in_step({w.a, w.b});
    for (Tablet* t : {w.a, w.b}) CHECK(t->conflicts() == 1);
}
