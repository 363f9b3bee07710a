// What the server takes of work that its writer might do when he did it, and might not do when it came.
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

constexpr UnixMs day = UnixMs{24} * 3600 * 1000;

/// Hein helps in one greenhouse. His tablet is in step.
struct Helped : World {
    explicit Helped(std::string pack) : World(std::move(pack)) {
        grant("anna", "baas", "0405");
        anna = &tablet("a", "anna", "baas");
        anna->sync();
        kas = anna->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
        plant = anna->make("plant", {{"soort", "tomaat"}}, kas);
        anna->sync();
        grant("hein", "hulp", "", kas);
        hein = &tablet("h", "hein", "hulp");
        hein->sync();
    }
    /// Begun on what Hein has seen.
    merge::Transaction begun() {
        store::Tables& tables = hein->store->tables();
        const protocol::Point seen = must(store::SyncState::load(tables)).round.base;
        merge::Transaction t;
        t.seq = must(tables.head_seq()) + 1;
        t.nonce = random.bytes(16);
        t.dossier = kas;
        t.municipality = "0405";
        t.pack = hein->store->pack().version();
        t.at = clock.at;
        t.context = {seen.seq, t.seq - 1};
        t.check = seen.check;
        return t;
    }
    Tablet *anna, *hein;
    merge::Id kas, plant;
};

std::string kas_pack() { return file_text(std::string(WEGWIJS_SOURCE_DIR) + "/tests/packs/kas.json"); }

/// In this pack the area of a greenhouse is the owner's alone to write.
std::string without_area() {
    return changed(kas_pack(),
                   "\"minimum\": 1, \"maximum\": 10000, \"class\": \"A\",\n         \"read\": [\"baas\", \"hulp\"], "
                   "\"write\": [\"baas\", \"hulp\"]",
                   "\"minimum\": 1, \"maximum\": 10000, \"class\": \"A\",\n         \"read\": [\"baas\", \"hulp\"], "
                   "\"write\": [\"baas\"]");
}

}  // namespace

TEST_CASE("work from before a new pack took the field away is taken within fourteen days") {
    Helped w(kas_pack());
    w.hein->set(w.kas, "oppervlak", "55");
    new_pack(w, 2, without_area());
    bool in_time = true;
    SECTION("the same day") {}
    SECTION("after thirteen days") { w.clock.at += 13 * day; }
    SECTION("not after fifteen days") {
        w.clock.at += 15 * day;
        in_time = false;
    }
    const auto report = w.hein->sync();
    CHECK(report.pushed == (in_time ? 1 : 0));
    CHECK(report.rejected == (in_time ? 0 : 1));
    w.anna->sync();
    for (Tablet* t : {w.anna, w.hein}) CHECK(t->shown(w.kas, "oppervlak") == (in_time ? "55" : "1"));
    CHECK(w.hein->sync({{}, true}).repaired == false);
}

TEST_CASE("work by one who knew that the new pack took the field away is refused") {
    Helped w(kas_pack());
    new_pack(w, 2, without_area());
    w.hein->sync();
    CHECK_FALSE(w.hein->try_set(w.kas, "oppervlak", "55").ok());
    merge::Transaction t = w.begun();
    t.touched = {{w.kas, 1, {}}};
    t.writes = {{w.kas, {3, ""}, model::encode_integer(55)}};
    add_own(*w.hein, t);
    REQUIRE(w.hein->sync().rejected == 1);
    CHECK(must(w.hein->store->rejected())[0].code == "no_right");
    w.anna->sync();
    CHECK(w.anna->shown(w.kas, "oppervlak") == "1");
}

TEST_CASE("a role that may write the fields of a record and not create it creates none") {
    Helped w(changed(kas_pack(), "\"create\": [\"baas\", \"hulp\"], \"remove\": [\"baas\"]",
                     "\"create\": [\"baas\"], \"remove\": [\"baas\"]"));
    store::NewRecord record{"plant", w.kas, "", {{{}, "soort", "prei", {}}}, {}};
    CHECK_FALSE(w.hein->store->create_record(record).ok());
    w.hein->set(w.plant, "soort", "pruim");
    merge::Transaction t = w.begun();
    const merge::Id leek = merge::Id::make(w.clock, w.random);
    t.created = {{leek, 2, w.kas}};
    t.writes = {{leek, {2, ""}, model::encode_text("prei")}};
    SECTION("with nothing else") {}
    SECTION("beside what he may write") {
        t.touched = {{w.kas, 1, {}}};
        t.writes.push_back({w.kas, {3, ""}, model::encode_integer(55)});
    }
    add_own(*w.hein, t);
    const auto report = w.hein->sync();
    CHECK(report.pushed == 1);
    REQUIRE(report.rejected == 1);
    CHECK(must(w.hein->store->rejected())[0].code == "no_right");
    w.anna->sync();
    CHECK(w.anna->status().records == 2);
    CHECK(w.anna->shown(w.plant, "soort") == "pruim");
    CHECK(w.anna->shown(w.kas, "oppervlak") == "1");
}

TEST_CASE("one who may write a field now, and was not shown what stood there, replaces nothing") {
    Helped w(kas_pack());
    w.anna->set(w.kas, "kosten", "12");
    w.anna->sync();
    w.hein->sync();
    merge::Transaction t = w.begun();  // seen as hulp, who reads no costs
    t.touched = {{w.kas, 1, {}}};
    t.writes = {{w.kas, {8, ""}, must(model::parse(*w.hein->store->pack().entity(1)->field("kosten"), "99"))}};
    add_own(*w.hein, t);
    w.end_grant(must(must(w.server_store->snapshot())->grants("hein"))[0].number);
    w.grant("hein", "baas", "", w.kas);
    REQUIRE(w.hein->sync().rejected == 1);
    CHECK(must(w.hein->store->rejected())[0].code == "context");
    w.anna->sync();
    CHECK(w.anna->shown(w.kas, "kosten") == "12");
}
