// Copies of one store: each goes on under a number of its own, and neither loses anything.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

TEST_CASE("the next save of a field replaces on the screen what was unsent when the copy got a number of its own") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    const merge::Id kas = a.make("kas", {{"naam", "Noord"}});
    a.sync();
    Tablet& twin = twin_of(w, "a", "twin");
    a.set(kas, "telefoon", "0612345678");
    a.sync();
    twin.set(kas, "oppervlak", "7");
    const std::uint64_t before = must(twin.store->tables().device());
    twin.sync_partly(2);  // the server looks for where they part, then gives the number
    REQUIRE(must(twin.store->tables().device()) != before);
    REQUIRE(twin.status().unsent == 1);
    twin.set(kas, "oppervlak", "8");
    CHECK(twin.conflicts() == 0);
    CHECK(twin.shown(kas, "oppervlak") == "8");
    in_step({&a, &twin});
    for (Tablet* t : {&a, &twin}) {
        CHECK(t->conflicts() == 0);
        CHECK(t->shown(kas, "oppervlak") == "8");
        CHECK(t->shown(kas, "telefoon") == "+31612345678");
    }
}

TEST_CASE("a copy that hears nothing but its new number asks on before it is in step") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    const merge::Id kas = a.make("kas", {{"naam", "Noord"}});
    a.sync();
    Tablet& twin = twin_of(w, "a", "twin");
    a.set(kas, "telefoon", "0612345678");
    a.sync();
    REQUIRE(twin.status().unsent == 0);
    CHECK(twin.sync().in_step);
    CHECK(twin.shown(kas, "telefoon") == "+31612345678");
}

TEST_CASE("a copy that differs only after the rows that it sends first is told apart") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    const merge::Id kas = a.make("kas", {{"naam", "Noord"}});
    a.set(kas, "telefoon", "0612345678");
    a.set(kas, "bouwjaar", "1987");
    Tablet& twin = twin_of(w, "a", "twin");
    a.make("plant", {{"soort", "tomaat"}}, kas);
    const merge::Id leek = twin.make("plant", {{"soort", "prei"}}, kas),
                    onion = twin.make("plant", {{"soort", "ui"}}, kas);
    a.sync();
    const auto report = twin.sync(narrow());  // its first row is one that the server has from the other
    CHECK(report.in_step);
    CHECK(must(twin.store->tables().device()) != must(a.store->tables().device()));
    in_step({&a, &twin});
    for (Tablet* t : {&a, &twin}) {
        CHECK(t->status().records == 4);
        CHECK(t->shown(leek, "soort") == "prei");
        CHECK(t->shown(onion, "soort") == "ui");
        CHECK(t->conflicts() == 0);
    }
}

TEST_CASE("a copy that gets a number of its own has in the same sync what is new") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    const merge::Id kas = a.make("kas", {{"naam", "Noord"}});
    a.sync();
    Tablet& twin = twin_of(w, "a", "twin");
    twin.set(kas, "oppervlak", "7");
    twin.sync();
    // It has nothing to send, and its last round was through: but that was before.
    const auto report = a.sync();
    REQUIRE(must(a.store->tables().device()) != must(twin.store->tables().device()));
    CHECK(report.in_step);
    CHECK(report.pulled == 1);
    CHECK(a.shown(kas, "oppervlak") == "7");
}

TEST_CASE("a copy whose number a restored server does not know goes on under the number that it had before") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    const merge::Id kas = a.make("kas", {{"naam", "Noord"}});
    a.sync();
    back_up_server(w);
    Tablet& twin = twin_of(w, "a", "twin");
    const merge::Id tomato = a.make("plant", {{"soort", "tomaat"}}, kas);
    a.sync();
    const merge::Id leek = twin.make("plant", {{"soort", "prei"}}, kas);
    twin.sync();
    const std::uint64_t forked = must(twin.store->tables().device());
    REQUIRE(forked != must(a.store->tables().device()));
    const merge::Id onion = twin.make("plant", {{"soort", "ui"}}, kas);
    put_server_back(w);
    SECTION("and comes first") { in_step({&twin, &a}); }
    SECTION("and comes second") { in_step({&a, &twin}); }
    for (Tablet* t : {&a, &twin}) {
        CHECK(t->status().records == 4);
        CHECK(t->shown(tomato, "soort") == "tomaat");
        CHECK(t->shown(leek, "soort") == "prei");
        CHECK(t->shown(onion, "soort") == "ui");
        CHECK(t->conflicts() == 0);
    }
}

TEST_CASE(
    "the next save of a field replaces what was unsent when the copy went back to the number that it had before") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    const merge::Id kas = a.make("kas", {{"naam", "Noord"}});
    a.sync();
    back_up_server(w);
    Tablet& twin = twin_of(w, "a", "twin");
    a.set(kas, "telefoon", "0612345678");
    a.sync();
    twin.make("plant", {{"soort", "prei"}}, kas);
    twin.sync();
    twin.set(kas, "oppervlak", "7");
    put_server_back(w);
    twin.sync_partly(1);
    REQUIRE(must(twin.store->tables().device()) == must(a.store->tables().device()));
    REQUIRE(twin.shown(kas, "oppervlak") == "7");
    twin.set(kas, "oppervlak", "8");
    CHECK(twin.conflicts() == 0);
    in_step({&twin, &a});
    for (Tablet* t : {&a, &twin}) {
        CHECK(t->conflicts() == 0);
        CHECK(t->shown(kas, "oppervlak") == "8");
        CHECK(t->shown(kas, "telefoon") == "+31612345678");
        CHECK(t->status().records == 2);
    }
}

TEST_CASE("what a copy wrote under the same number in hours that a restore lost is not taken for own work") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    const merge::Id kas = a.make("kas", {{"naam", "Noord"}});
    a.sync();
    back_up_server(w);
    Tablet& twin = twin_of(w, "a", "twin");
    a.set(kas, "oppervlak", "7");
    a.sync();
    twin.set(kas, "oppervlak", "8");
    twin.sync();  // under another number; of what stands there 7 has its old one
    REQUIRE(twin.conflicts() == 1);
    restore_server(w);
    CHECK(twin.sync().repaired == false);  // goes back to that number, and 8 goes up under it
    CHECK(twin.shown(kas, "oppervlak") == "8");
    in_step({&twin, &a});
    for (Tablet* t : {&a, &twin}) CHECK(t->conflicts() == 1);
}

TEST_CASE(
    "a copy whose number a server that was put back gave to somebody else goes on under the number it had before") {
    TwoTablets w;
    const merge::Id kas = w.a->make("kas", {{"naam", "Noord"}});
    w.a->sync();
    w.b->sync();
    back_up_server(w);

    const auto copy_that_parts = [&](Tablet& one, const std::string& name, const std::string& phone) -> Tablet& {
        Tablet& twin = twin_of(w, name, name + "-copy");
        one.set(kas, "oppervlak", name == "a" ? "7" : "8");
        one.sync();
        twin.set(kas, name == "a" ? "telefoon" : "bouwjaar", phone);
        twin.sync();
        return twin;
    };
    Tablet& of_a = copy_that_parts(*w.a, "a", "0612345678");
    put_server_back(w);
    Tablet& of_b = copy_that_parts(*w.b, "b", "1987");
    REQUIRE(must(of_a.store->tables().device()) == must(of_b.store->tables().device()));

    of_a.set(kas, "naam", "Noord 2");
    of_a.sync();
    CHECK(must(of_a.store->tables().device()) != must(of_b.store->tables().device()));
    in_step({w.a, w.b, &of_a, &of_b});
    for (Tablet* t : {w.a, w.b, &of_a, &of_b}) {
        CHECK(t->shown(kas, "naam") == "Noord 2");
        CHECK(t->shown(kas, "telefoon") == "+31612345678");
        CHECK(t->shown(kas, "bouwjaar") == "1987");
    }
}
