// Requests that go out before the answer in hand is applied.
#include "client_core/sync/ahead.hpp"

#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

constexpr int many = 350;
const std::string long_text = "\"" + std::string(300, 'x') + "\"";  // so that one answer does not hold them all

struct Many : World {
    Many() {
        grant("anna", "baas", "0405");
        bram = grant("bram", "baas", "0405");
        a = &tablet("a", "anna", "baas");
        b = &tablet("b", "bram", "baas");
        for (int i = 0; i < many; ++i)
            kassen.push_back(a->make("kas", {{"naam", "Kas " + std::to_string(i)}, {"instellingen", long_text}}));
        a->sync();
    }
    std::int64_t held() {
        std::int64_t count = 0;
        for (const auto& row : must(b->store->tables().dossiers())) count += row.held;
        return count;
    }
    std::uint64_t bram = 0;
    Tablet *a = nullptr, *b = nullptr;
    std::vector<merge::Id> kassen;
};

struct Driven {
    int ahead = 0, instead = 0, prepared = 0;
    sync::Report report;
};

/// A sync as the runner does it: applies an answer while the next request is under way.
Driven drive(Many& w, const std::function<void(std::int64_t before, std::int64_t after)>& applied = {}) {
    sync::Engine engine(*w.b->store);
    Driven driven;
    sync::Action action = engine.start({});
    Bytes rows;
    while (action.what == sync::Action::What::send) {
        if (action.prepared_size > 0) {
            ++driven.prepared;
            CHECK(action.body.substr(action.prepared_at, action.prepared_size) == rows);
        }
        rows.clear();
        const Bytes answer = must(w.ask(*w.b->store, action.body));
        if (action.ahead) {
            ++driven.ahead;
            const std::int64_t before = w.held();
            if (auto instead = engine.settle()) {
                ++driven.instead;
                action = std::move(*instead);
                continue;
            }
            if (applied) applied(before, w.held());
        }
        rows = engine.prepare();
        action = engine.answered(answer);
    }
    CHECK(action.what == sync::Action::What::finished);
    driven.report = engine.report();
    return driven;
}

}  // namespace

TEST_CASE("the next request goes out before what came in is applied") {
    Many w;
    int grew = 0;
    const Driven driven = drive(w, [&](std::int64_t before, std::int64_t after) { grew += after > before; });
    CHECK(driven.ahead > 0);
    CHECK(grew == driven.ahead);
    CHECK(driven.instead == 0);
    CHECK(driven.report.pulled == many);
    CHECK(driven.report.requests == static_cast<std::uint64_t>(driven.ahead) + 1);
    CHECK(w.held() == many);
}

TEST_CASE("work goes up ahead too, every piece once") {
    Many w;
    w.b->sync();
    const std::string other_text = "\"" + std::string(300, 'y') + "\"";
    for (const merge::Id& kas : w.kassen) w.b->set(kas, "instellingen", other_text);
    const Driven driven = drive(w);
    CHECK(driven.ahead > 0);
    CHECK(driven.prepared > 0);
    CHECK(driven.report.pushed == many);
    CHECK(driven.report.rejected == 0);
    CHECK(driven.report.in_step);
    w.a->sync();
    CHECK(w.a->shown(w.kassen.back(), "instellingen") == other_text);
}

TEST_CASE("what is typed while a request is under way goes with the next one") {
    Many w;
    int typed = 0;  // not for ever: each piece makes another request
    const Driven driven = drive(w, [&](std::int64_t, std::int64_t) {
        if (typed < 3) w.b->make("kas", {{"naam", "Erbij " + std::to_string(++typed)}});
    });
    CHECK(typed > 0);
    CHECK(driven.instead == 0);
    CHECK(driven.report.pushed == static_cast<std::uint64_t>(typed));
    CHECK(driven.report.in_step);
}

TEST_CASE("when an answer changes more than was foreseen, the answer to the request ahead does not count") {
    Many w;
    w.b->sync();
    w.b->set(w.kassen.front(), "oppervlak", "3");
    w.b->sync();
    // With the smaller role, some of the own work can no longer be read here: the next request has to say so.
    w.end_grant(w.bram);
    w.grant("bram", "hulp", "0405");
    const Driven driven = drive(w);
    CHECK(driven.instead > 0);
    CHECK(driven.report.in_step);
    CHECK_FALSE(driven.report.repaired);
    CHECK(w.held() == many);
}

TEST_CASE("rows made ready wait for the answer to those before them") {
    Many w;
    w.b->sync();
    for (const merge::Id& kas : w.kassen) w.b->set(kas, "instellingen", long_text + " ");
    sync::Engine engine(*w.b->store);
    const sync::Action first = engine.start({});
    REQUIRE_FALSE(engine.prepare().empty());
    // The link broke: the same rows again, not those after them.
    sync::Action action = engine.failed({"no_connection", "weg", Retry::when_online});
    CHECK(action.what == sync::Action::What::wait);
    action = engine.woken();
    CHECK(action.prepared_size == 0);
    CHECK(action.body == first.body);
    REQUIRE_FALSE(engine.prepare().empty());
    action = engine.answered(must(w.ask(*w.b->store, action.body)));
    CHECK(action.prepared_size > 0);
}

TEST_CASE("nothing is made ready when nothing follows, and never before an answer was applied") {
    Many w;
    sync::Engine engine(*w.b->store);
    CHECK(engine.prepare().empty());
    sync::Action action = engine.start({});
    CHECK(engine.prepare().empty());  // it asks, and brings no rows
    action = engine.answered(must(w.ask(*w.b->store, action.body)));
    REQUIRE(action.ahead);
    CHECK(engine.prepare().empty());
}

TEST_CASE("a sync that is stopped keeps what had come in") {
    Many w;
    sync::Engine engine(*w.b->store);
    sync::Action action = engine.answered(must(w.ask(*w.b->store, engine.start({}).body)));
    REQUIRE(action.ahead);
    CHECK(w.held() == 0);
    CHECK(engine.cancel().error.code == "cancelled");
    CHECK(w.held() > 0);
}

TEST_CASE("nothing is foreseen of an answer that does more than bring records and take work") {
    store::SyncState state;
    state.epoch = 1;
    protocol::SyncAnswer plain;
    plain.epoch = 1;
    plain.as_of = protocol::Point{7, Bytes(8, 'x')};
    plain.at = 3;
    plain.end = {9, Bytes(8, 'y')};
    plain.outcomes.push_back({5, 2, 6, {}, {}, {}, {}});
    const auto after = sync::foresee(state, 4, plain);
    REQUIRE(after);
    CHECK(after->acked == 6);
    CHECK(after->state.heard == *plain.as_of);
    CHECK(after->state.round.at == 3);
    CHECK(after->state.round.end == plain.end);
    CHECK_FALSE(sync::foresee(state, 3, plain));  // a hole between what is known and what it judges

    auto refuses = [&](auto change) {
        protocol::SyncAnswer answer = plain;
        store::SyncState now = state;
        change(answer, now);
        return !sync::foresee(now, 4, answer);
    };
    CHECK(refuses([](auto& a, auto&) { a.epoch = 2; }));
    CHECK(refuses([](auto& a, auto&) { a.fork = protocol::Fork{}; }));
    CHECK(refuses([](auto& a, auto&) { a.probe = {0, 1}; }));
    CHECK(refuses([](auto& a, auto&) { a.last = 1; }));
    CHECK(refuses([](auto& a, auto&) { a.gap = 1; }));
    CHECK(refuses([](auto& a, auto&) { a.as_of.reset(); }));
    CHECK(refuses([](auto& a, auto&) { a.pack_json = "{}"; }));
    CHECK(refuses([](auto& a, auto&) { a.differs = {1}; }));
    CHECK(refuses([](auto& a, auto&) { a.kept = 1; }));
    CHECK(refuses([](auto& a, auto&) { a.outcomes[0].code = "no_right"; }));
    CHECK(refuses([](auto& a, auto&) { a.outcomes[0].at = 1; }));
    CHECK(refuses([](auto& a, auto&) { a.outcomes[0].S = 1; }));
    CHECK(refuses([](auto& a, auto&) { a.items.emplace_back().what = protocol::Item::What::forget; }));
    CHECK(refuses([](auto& a, auto&) { a.items.emplace_back().what = protocol::Item::What::erase; }));
    CHECK(refuses([](auto&, auto& s) { s.stuck = true; }));
    CHECK(refuses([](auto&, auto& s) { s.differed = true; }));
    CHECK(refuses([](auto&, auto& s) { s.chain.emplace_back(); }));
}
