// Requests that go out before the answer in hand is applied.
#include "client_core/sync/ahead.hpp"

#include "client_core/shared/base/limits.hpp"
#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

constexpr int many = 700;
const std::string long_text = "\"" + std::string(300, 'x') + "\"";  // so that one answer does not hold them all

const std::string other_text = "\"" + std::string(300, 'y') + "\"";

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
    int ahead = 0, instead = 0;
    int brought = 0, named = 0;  ///< rows that came ahead of their request; requests that name such
    sync::Report report;
};

/// A sync as the runner does it: applies an answer while the next request is under way.
Driven drive(Many& w, const std::function<void(std::int64_t before, std::int64_t after)>& applied = {}) {
    sync::Engine engine(*w.b->store);
    Driven driven;
    sync::Action action = engine.start({});
    while (action.what == sync::Action::What::send) {
        driven.named += !must(protocol::decode_request(action.body)).push_name.empty();
        const Bytes rows = engine.prepare();
        const bool arrived = !rows.empty() && w.bring(*w.b->store, rows).ok();
        driven.brought += arrived;
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
        if (arrived) engine.arrived();
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
    for (const merge::Id& kas : w.kassen) w.b->set(kas, "instellingen", other_text);
    const Driven driven = drive(w);
    CHECK(driven.ahead > 0);
    CHECK(driven.brought > 0);
    CHECK(driven.named == driven.brought);
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

namespace {

/// A request that pushes the first of many rows is under way, and those that follow were made.
struct Pushing : Many {
    Pushing() {
        b->sync();
        for (const merge::Id& kas : kassen) b->set(kas, "instellingen", other_text);
        action = engine.emplace(*b->store).start({});
        rows = engine->prepare();
        REQUIRE_FALSE(rows.empty());
    }
    void go_on() {
        for (int i = 0; i < 40 && action.what == sync::Action::What::send; ++i) {
            auto answer = ask(*b->store, action.body);
            action = answer.ok() ? engine->answered(answer.value()) : engine->failed(answer.error());
        }
        CHECK(action.what == sync::Action::What::finished);
        CHECK(engine->report().pushed == many);
        CHECK(engine->report().in_step);
    }
    protocol::SyncRequest asked() { return must(protocol::decode_request(action.body)); }
    std::optional<sync::Engine> engine;
    sync::Action action;
    Bytes rows;
};

}  // namespace

TEST_CASE("rows that came ahead are named once the answer to those before them is there, and not sent again") {
    Pushing p;
    REQUIRE(p.bring(*p.b->store, p.rows).ok());
    p.engine->arrived();
    p.action = p.engine->answered(must(p.ask(*p.b->store, p.action.body)));
    const auto brought = must(protocol::decode_rows_ahead(p.rows));
    CHECK(p.asked().push_name == brought.name);
    CHECK(p.asked().push.empty());
    CHECK(p.asked().push_from == brought.from);
    CHECK(p.asked().push_count == brought.count);
    CHECK(p.asked().push_before == brought.before);
    p.go_on();
}

TEST_CASE("rows that were made and did not arrive go with their request") {
    Pushing p;
    p.action = p.engine->answered(must(p.ask(*p.b->store, p.action.body)));
    CHECK(p.asked().push_name.empty());
    CHECK(p.asked().push == must(protocol::decode_rows_ahead(p.rows)).rows);
    p.go_on();
}

TEST_CASE("a link that breaks sends the same rows again, not those after them") {
    Pushing p;
    REQUIRE(p.bring(*p.b->store, p.rows).ok());
    p.engine->arrived();
    const Bytes first = p.action.body;
    p.action = p.engine->failed({"no_connection", "weg", Retry::when_online});
    CHECK(p.action.what == sync::Action::What::wait);
    p.action = p.engine->woken();
    CHECK(p.action.body == first);
    p.go_on();
}

TEST_CASE("when the server no longer has rows that came ahead, they go with their request, and so do all after them") {
    Pushing p;
    REQUIRE(p.bring(*p.b->store, p.rows).ok());
    p.engine->arrived();
    p.action = p.engine->answered(must(p.ask(*p.b->store, p.action.body)));
    REQUIRE_FALSE(p.asked().push_name.empty());
    p.open_server(false);  // it was started anew
    const auto answer = p.ask(*p.b->store, p.action.body);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "rows_gone");
    p.action = p.engine->failed(answer.error());
    REQUIRE(p.action.what == sync::Action::What::send);
    CHECK(p.asked().push_name.empty());
    CHECK_FALSE(p.asked().push.empty());
    CHECK(p.engine->prepare().empty());
    p.go_on();
}

TEST_CASE("a server that was put back finds no use for rows that came ahead, and nothing is lost") {
    Pushing p;
    p.grant("carla", "baas", "0405");  // so that the two histories differ
    REQUIRE(p.bring(*p.b->store, p.rows).ok());
    p.engine->arrived();
    p.action = p.engine->answered(must(p.ask(*p.b->store, p.action.body)));
    REQUIRE_FALSE(p.asked().push_name.empty());
    {
        auto batch = must(p.server_store->begin());
        const std::uint64_t jump = static_cast<std::uint64_t>(p.clock.at) * 256;
        must(batch->set_epoch(2, jump, 0, true, jump));
        must(batch->commit());
    }
    p.go_on();
    p.a->sync();
    CHECK(p.a->shown(p.kassen.back(), "instellingen") == other_text);
}

TEST_CASE("after a failure few rows go ahead") {
    Pushing p;
    CHECK(must(protocol::decode_rows_ahead(p.rows)).rows.size() > limits::chunk_small + 1000);
    p.action = p.engine->failed({"no_connection", "weg", Retry::when_online});
    p.action = p.engine->woken();
    p.rows = p.engine->prepare();
    CHECK(must(protocol::decode_rows_ahead(p.rows)).rows.size() <= limits::chunk_small + 1000);
    p.go_on();
}

TEST_CASE("rows that arrived count even when they are more than the chunk of a link that turned out slow") {
    Pushing p;
    REQUIRE(p.bring(*p.b->store, p.rows).ok());
    p.engine->arrived();
    const Bytes answer = must(p.ask(*p.b->store, p.action.body));
    p.clock.at += 60'000;
    p.action = p.engine->answered(answer);
    CHECK_FALSE(p.asked().push_name.empty());
    p.go_on();
}

TEST_CASE("nothing is made ready when nothing follows") {
    Many w;
    sync::Engine engine(*w.b->store);
    CHECK(engine.prepare().empty());
    const sync::Action action = engine.start({});
    CHECK(engine.prepare().empty());  // it asks, and brings no rows
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
