// Own work that comes back: how often, and with how much.
#include <map>

#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// Counts how often each own write came back (but for whole dossiers on purpose), and with its value or without.
struct Counted : World {
    Counted() {
        grant("anna", "baas", "0405");
        a = &tablet("a", "anna", "baas");
    }
    void count(Tablet& tablet) {
        const std::uint64_t own = must(tablet.store->tables().device());
        watch = [this, own](const protocol::SyncRequest&, const Bytes& bytes) {
            if (slow) clock.at += 4000;
            ++requests;
            for (const protocol::Item& item : must(protocol::decode_answer(bytes)).items) {
                ++items;
                for (const auto& record : item.records) {
                    if (record.own) ++came[{record.own->seq, {item.dossier, record.number}, {}}];
                    for (const auto& field : record.fields)
                        for (const auto& e : field.entries)
                            if (e.stamp.device == own) {
                                ++came[{e.stamp.seq, {item.dossier, record.number}, field.key}];
                                with_value += e.value.empty() ? 0 : 1;
                            }
                }
            }
        };
    }
    int most() const {
        int found = 0;
        for (const auto& [what, times] : came) found = std::max(found, times);
        return found;
    }
    using Place = std::pair<protocol::Number, protocol::Number>;
    Tablet* a;
    bool slow = true;
    int requests = 0, items = 0, with_value = 0;
    std::map<std::tuple<std::uint64_t, Place, merge::FieldKey>, int> came;
};

std::vector<merge::Id> many(Tablet& by, int dossiers, int plants) {
    std::vector<merge::Id> made;
    for (int d = 0; d < dossiers; ++d) {
        made.push_back(by.make("kas", {{"naam", "Kas " + std::to_string(d)}}));
        for (int i = 0; i < plants; ++i)
            by.make("plant", {{"soort", std::to_string(i) + std::string(70, 'x')}}, made.back());
    }
    return made;
}

}  // namespace

TEST_CASE("work that is pushed in more than one request comes back once, and in step means that nothing is owed") {
    Counted w;
    w.a->sync();
    many(*w.a, 30, 60);
    w.a->sync();
    w.grant("bram", "baas", "0405");
    Tablet& b = w.tablet("b", "bram", "baas");
    many(b, 30, 60);
    w.count(b);
    auto report = b.sync();
    CHECK(report.pushed == 1830);
    CHECK(report.in_step);
    CHECK(w.requests > 3);
    CHECK(w.most() == 1);
    CHECK(w.with_value == 0);
    w.items = 0;
    b.sync();
    CHECK(w.items == 0);
    CHECK(b.sync({{}, true}).repaired == false);
    CHECK(b.status().records == 3660);
}

TEST_CASE("work that is typed while a round of pulling is cut comes back once") {
    Counted w;
    w.grant("bram", "baas", "0405");
    Tablet& b = w.tablet("b", "bram", "baas");
    w.a->sync();
    const auto dossiers = many(*w.a, 40, 40);
    w.a->sync();
    w.slow = true;
    w.count(b);
    b.sync_partly(2);
    REQUIRE(b.status().dossiers > 5);
    REQUIRE(b.status().dossiers < 30);
    b.set(dossiers[0], "oppervlak", "11");
    b.set(dossiers[3], "oppervlak", "12");
    b.sync_partly(1);
    w.a->set(dossiers[1], "oppervlak", "77");   // passed
    w.a->set(dossiers[39], "oppervlak", "78");  // still to come
    w.watch = {};
    w.a->sync();
    w.count(b);
    auto report = b.sync();
    CHECK(report.in_step);
    CHECK(w.most() == 1);
    CHECK(b.shown(dossiers[1], "oppervlak") == "77");
    CHECK(b.shown(dossiers[39], "oppervlak") == "78");
    w.items = 0;
    b.sync();
    CHECK(w.items == 0);
    CHECK(b.sync({{}, true}).repaired == false);
}

TEST_CASE("a first sync with a thousand records of one's own brings them back without their values") {
    std::size_t down[2] = {0, 0};
    for (const bool without : {true, false}) {
        Counted w;
        w.without_own_from = without;
        w.slow = false;
        auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "7"}});
        std::vector<merge::Id> plants;
        for (int i = 0; i < 999; ++i)
            plants.push_back(w.a->make("plant", {{"soort", std::to_string(i) + std::string(70, 'x')}}, kas));
        w.count(*w.a);
        w.bytes_down = 0;
        CHECK(w.a->sync().pushed == 1000);
        down[without ? 0 : 1] = w.bytes_down;
        CHECK((w.with_value == 0) == !without);
        CHECK(w.a->status().records == 1000);
        CHECK(w.a->shown(kas, "oppervlak") == "7");
        CHECK(w.a->shown(plants[500], "soort") == "500" + std::string(70, 'x'));
        CHECK(w.a->sync({{}, true}).repaired == false);
    }
    CAPTURE(down[0], down[1]);
    CHECK(down[1] * 10 < down[0] * 7);
}

TEST_CASE("a dossier that was taken away and given again comes with the values that are sealed here") {
    Counted w;
    w.a->sync();
    auto kas = w.a->make("kas", {{"naam", "Noord"}});
    w.a->sync();
    auto right = w.grant("hein", "hulp", "", kas);
    Tablet& hein = w.tablet("h", "hein", "hulp");
    hein.sync();
    hein.set(kas, "oppervlak", "55");
    hein.set(kas, "telefoon", "0612345678");
    hein.sync();
    w.end_grant(right);
    CHECK(hein.sync().forgotten == 1);
    CHECK(must(hein.store->check()).findings.empty());  // nothing of it is left beside the tables either
    w.grant("hein", "hulp", "", kas);
    auto report = hein.sync();
    CHECK(report.repaired == false);
    CHECK(hein.shown(kas, "oppervlak") == "55");
    hein.set(kas, "oppervlak", "56");
    hein.sync();
    CHECK(hein.sync({{}, true}).repaired == false);
    CHECK(hein.shown(kas, "oppervlak") == "56");
}

TEST_CASE("a dossier that comes whole in another role takes own values from here") {
    Counted w;
    w.a->sync();
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"kosten", "12"}});
    w.a->sync();
    w.grant("hein", "hulp", "", kas);
    Tablet& hein = w.tablet("h", "hein", "hulp");
    hein.sync();
    hein.set(kas, "oppervlak", "55");
    hein.sync();
    w.grant("hein", "baas", "", kas);
    w.count(hein);
    CHECK(hein.sync().repaired == false);
    CHECK(w.with_value == 0);
    CHECK(hein.shown(kas, "kosten") == "12");
    CHECK(hein.shown(kas, "oppervlak") == "55");
    CHECK(hein.sync({{}, true}).repaired == false);
}

TEST_CASE("a repair brings own values too: what is wrong here may be the own work") {
    Counted w;
    w.a->sync();
    auto kas = w.a->make("kas", {{"naam", "Noord"}});
    for (int i = 0; i < 1500; ++i) w.a->make("plant", {{"soort", std::to_string(i) + std::string(70, 'x')}}, kas);
    w.a->sync();
    store::Tables& tables = w.a->store->tables();
    auto own = must(tables.own(1));  // as damage would leave it
    own->canonical.clear();
    REQUIRE(tables.update_own(*own).ok());
    auto row = must(tables.dossier(kas));
    REQUIRE(tables.drop_dossier_content(row->nr).ok());
    row->sum ^= 1;
    REQUIRE(tables.put_dossier(*row).ok());
    w.count(*w.a);
    CHECK(w.a->sync({{}, true}).repaired);
    CHECK(w.with_value > 0);
    CHECK(w.a->shown(kas, "naam") == "Noord");
    CHECK(w.a->status().records == 1501);
    CHECK(w.a->sync({{}, true}).repaired == false);
}
