// The self-check: sums are compared when they say they are, and what differs comes again, however large it is.
#include <map>

#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// As a fault would leave it: another value, and a sum that no longer fits.
void damage(Tablet& tablet, merge::Id dossier, merge::Id record, std::uint16_t field, const std::string& text) {
    store::Tables& tables = tablet.store->tables();
    auto stored = must(tables.load(record));
    REQUIRE(stored.has_value());
    stored->shown.at({field, ""}).front().value = model::encode_text(text);
    stored->loaded.clear();
    REQUIRE(tables.save(*stored).ok());
    auto row = must(tables.dossier(dossier));
    row->sum ^= 1;
    REQUIRE(tables.put_dossier(*row).ok());
}

/// As if it had never come.
void lose(Tablet& tablet, merge::Id dossier) {
    store::Tables& tables = tablet.store->tables();
    auto row = must(tables.dossier(dossier));
    REQUIRE(tables.drop_dossier_content(row->nr).ok());
    row->held = false;
    row->number = 0;
    row->sum = 0;
    REQUIRE(tables.put_dossier(*row).ok());
}

merge::Id large_kas(Tablet& by, const std::string& name, int plants, std::vector<merge::Id>* made = nullptr) {
    auto kas = by.make("kas", {{"naam", name}});
    for (int i = 0; i < plants; ++i) {
        auto plant = by.make("plant", {{"soort", name + " " + std::to_string(i) + std::string(60, 'x')}}, kas);
        if (made) made->push_back(plant);
    }
    return kas;
}

/// A world in which every answer takes long, so that the budget stays small; answers are weighed against it.
struct Slow : World {
    Slow() {
        grant("anna", "baas", "0405");
        grant("bram", "baas", "0405");
        a = &tablet("a", "anna", "baas");
        b = &tablet("b", "bram", "baas");
        a->sync();
        watch = [this](const protocol::SyncRequest& request, const Bytes& answer) {
            clock.at += 4000;
            ++requests;
            most_over = std::max(most_over,
                                 static_cast<std::int64_t>(answer.size()) - static_cast<std::int64_t>(request.budget));
            for (const protocol::Item& item : must(protocol::decode_answer(answer)).items)
                if (item.begin && item.what == protocol::Item::What::content) ++begun[item.id];
        };
    }
    void count_anew() {
        requests = 0;
        most_over = 0;
        begun.clear();
    }
    Tablet *a, *b;
    int requests = 0;
    std::int64_t most_over = 0;
    std::map<merge::Id, int> begun;
};

constexpr std::int64_t one_record = 2048;  ///< by how much an answer may be over the budget

}  // namespace

TEST_CASE("a check compares everything, also when work had to be sent first") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    auto other = a.make("kas", {{"naam", "Zuid"}});
    a.sync();
    damage(a, kas, kas, 1, "Mis");
    a.set(other, "oppervlak", "5");  // unsent: the first request carries no sums
    CHECK(a.sync({{}, true}).repaired);
    CHECK(a.shown(kas, "naam") == "Noord");
}

TEST_CASE("the day's check is not noted before it was made") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    auto other = a.make("kas", {{"naam", "Zuid"}});
    a.sync();
    damage(a, kas, kas, 1, "Mis");
    w.clock.at += 25LL * 3600 * 1000;
    a.set(other, "oppervlak", "5");
    const Bytes before = must(a.store->tables().value("last_check"));
    a.sync_partly(1);  // the link is cut once the work is sent
    CHECK(must(a.store->tables().value("last_check")) == before);
    a.sync();
    CHECK(a.shown(kas, "naam") == "Noord");
    CHECK(must(a.store->tables().value("last_check")) != before);
}

TEST_CASE("a dossier far larger than the budget is sent again in parts") {
    Slow w;
    std::vector<merge::Id> plants;
    auto kas = large_kas(*w.a, "Noord", 1500, &plants);
    w.a->sync();
    w.b->sync();
    damage(*w.b, kas, plants[700], 2, "mis");
    w.count_anew();
    auto report = w.b->sync({{}, true});
    CHECK(report.repaired);
    CHECK(report.in_step);
    CHECK(w.most_over < one_record);
    CHECK(w.begun[kas] == 1);
    CHECK(w.b->shown(plants[700], "soort") == w.a->shown(plants[700], "soort"));
    CHECK(w.b->sync({{}, true}).repaired == false);
}

TEST_CASE("all that differs comes once, though there is room for one dossier at a time") {
    Slow w;
    std::vector<merge::Id> dossiers;
    for (int i = 0; i < 4; ++i) dossiers.push_back(large_kas(*w.a, "Kas " + std::to_string(i), 400));
    w.a->sync();
    w.b->sync();
    for (int i : {0, 1, 3}) damage(*w.b, dossiers[i], dossiers[i], 1, "Mis");
    lose(*w.b, dossiers[2]);
    w.count_anew();
    CHECK(w.b->sync({{}, true}).repaired);
    CHECK(w.most_over < one_record);
    for (int i = 0; i < 4; ++i) {
        CHECK(w.begun[dossiers[i]] == 1);
        CHECK(w.b->shown(dossiers[i], "naam") == "Kas " + std::to_string(i));
    }
    CHECK(w.b->sync({{}, true}).repaired == false);
}

TEST_CASE("a repair that was cut goes on with the next sync") {
    Slow w;
    std::vector<merge::Id> dossiers;
    for (int i = 0; i < 3; ++i) dossiers.push_back(large_kas(*w.a, "Kas " + std::to_string(i), 900));
    w.a->sync();
    w.b->sync();
    for (const merge::Id& dossier : dossiers) damage(*w.b, dossier, dossier, 1, "Mis");
    {
        sync::Engine engine(*w.b->store);
        sync::Action action = engine.start({{}, true});
        for (int i = 0; i < 2; ++i) action = engine.answered(must(w.ask(*w.b->store, action.body)));
    }
    w.b->reopen();
    CHECK(w.b->status().in_step == false);
    w.b->sync();
    for (int i = 0; i < 3; ++i)
        CHECK(w.b->shown(dossiers[static_cast<std::size_t>(i)], "naam") == "Kas " + std::to_string(i));
    CHECK(w.b->status().in_step);
}

TEST_CASE("a sum that never fits is asked for three times, and the sync ends") {
    Slow w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}});
    auto other = large_kas(*w.a, "Zuid", 900);
    w.a->sync();
    {
        auto batch = must(w.server_store->begin());
        auto row = must(batch->dossier(kas));
        row->sums.begin()->second ^= 1;
        REQUIRE(batch->update_dossier(*row).ok());
        REQUIRE(batch->commit().ok());
    }
    w.b->sync();
    CHECK(w.begun[kas] >= 4);
    CHECK(w.b->shown(kas, "naam") == "Noord");
    damage(*w.b, other, other, 1, "Mis");
    w.b->sync({{}, true});
    CHECK(w.b->shown(other, "naam") == "Zuid");
}

TEST_CASE("dossiers that are wanted first come first, in parts where they are large, and the rest follows") {
    Slow w;
    auto small = w.a->make("kas", {{"naam", "Klein"}});
    auto large = large_kas(*w.a, "Groot", 1500);
    auto last = large_kas(*w.a, "Laatste", 900);
    w.a->sync();
    w.count_anew();
    const auto unknown = merge::Id::make(w.clock, w.random);
    std::vector<merge::Id> order;
    auto before = w.watch;
    w.watch = [&](const protocol::SyncRequest& request, const Bytes& answer) {
        before(request, answer);
        for (const protocol::Item& item : must(protocol::decode_answer(answer)).items)
            if (!item.part) order.push_back(item.id);
    };
    auto report = w.b->sync({{last, large, unknown}, false});
    CHECK(report.in_step);
    CHECK(w.most_over < one_record);
    REQUIRE(order.size() >= 3);
    CHECK(order[0] == last);
    CHECK(order[1] == large);
    CHECK(w.b->shown(small, "naam") == "Klein");
    CHECK(w.b->status().records == 2403);
    CHECK(w.b->sync({{}, true}).repaired == false);
}

TEST_CASE("what changes while a large dossier is on its way comes in parts too, with what was removed") {
    for (const bool whole : {true, false}) {
        Slow w;
        std::vector<merge::Id> plants;
        large_kas(*w.a, "Noord", 1500, &plants);
        auto rewrite = [&](char letter) {
            for (const merge::Id& plant : plants) w.a->set(plant, "soort", std::string(70, letter));
            w.a->sync();
        };
        w.a->sync();
        if (!whole) w.b->sync();
        rewrite('p');
        auto gone = plants.back();
        plants.pop_back();
        w.purge(gone);
        w.b->sync_partly(2);
        CHECK(w.b->shown(plants[0], "soort") == (whole ? "" : "Noord 0" + std::string(60, 'x')));
        rewrite('q');
        w.count_anew();
        CHECK(w.b->sync().repaired == false);
        CHECK(w.most_over < one_record);
        CHECK(w.b->shown(plants[0], "soort") == std::string(70, 'q'));
        CHECK(w.b->shown(plants[1400], "soort") == std::string(70, 'q'));
        CHECK(w.b->shown(gone, "soort").empty());
        CHECK(w.b->status().records == 1500);
    }
}
