// Own work that the server and its backups hold need not be kept here; all that is done with it goes on to work.
#include "sync_server/store/admin_store.hpp"
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
namespace fs = std::filesystem;

namespace {

struct Backed : TwoTablets {
    /// As after two backups: what the server has now, it has noted as kept.
    void back_up() {
        auto snapshot = must(server_store->snapshot());
        std::string devices;
        for (const server::DeviceRow& device : must(snapshot->devices()))
            devices +=
                (devices.empty() ? "\"" : ",\"") + std::to_string(device.number) + "\":" + std::to_string(device.last);
        const auto head = must(snapshot->head()).seq;
        snapshot.reset();
        auto admin = must(server::AdminStore::open({path("server.db"), Bytes(32, 'k'), "", false}, random));
        REQUIRE(admin
                    ->set_setting(server::kept_setting,
                                  "{\"head\":" + std::to_string(head) + ",\"devices\":{" + devices + "}}")
                    .ok());
    }
};

/// How many own transactions can still be read here.
std::size_t bodies(Tablet& tablet) {
    std::size_t found = 0;
    REQUIRE(tablet.store->tables()
                .for_outbox(1,
                            [&](const store::OwnRow& row) {
                                found += row.canonical.empty() || row.sealed ? 0 : 1;
                                return true;
                            })
                .ok());
    return found;
}

std::vector<std::string> history(Tablet& tablet, merge::Id id, const std::string& field) {
    std::vector<std::string> lines;
    for (const store::HistoryView& one : must(tablet.store->history(id, field)))
        lines.push_back(one.field + " " + one.value_json + " " + one.by + " " + std::to_string(one.device) + " " +
                        std::to_string(one.at) + (one.stands ? " stands" : ""));
    return lines;
}

void damage(Tablet& tablet, merge::Id dossier) {
    store::Tables& tables = tablet.store->tables();
    auto row = must(tables.dossier(dossier));
    REQUIRE(tables.drop_dossier_content(row->nr).ok());
    row->sum ^= 1;
    REQUIRE(tables.put_dossier(*row).ok());
}

}  // namespace

TEST_CASE("what two backups hold is let go, with the history as it was") {
    Backed w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    auto plant = w.a->make("plant", {{"soort", "tomaat"}}, kas);
    w.a->sync();
    for (int i = 2; i < 6; ++i) w.a->set(kas, "oppervlak", std::to_string(i));
    must(w.a->store->remove(must(w.a->store->open_edit({plant})), plant));
    w.a->sync();
    w.a->set(kas, "telefoon", "0612345678");
    {
        sync::Engine engine(*w.a->store);
        must(w.ask(*w.a->store, engine.start({}).body));  // and the answer is lost
    }
    w.b->sync();
    w.b->set(kas, "telefoon", "0687654321");
    w.b->sync();
    w.a->sync();
    const auto before = history(*w.a, kas, ""), of_plant = history(*w.a, plant, "");
    REQUIRE(before.size() == 8);
    w.a->sync();
    CHECK(bodies(*w.a) == 8);  // no backup, nothing goes
    w.back_up();
    w.a->sync();
    CHECK(bodies(*w.a) == 0);
    std::uint64_t own_from = 0;
    w.watch = [&](const protocol::SyncRequest& request, const Bytes&) { own_from = request.own_from; };
    w.a->sync();
    CHECK(own_from == 9);
    CHECK(history(*w.a, kas, "") == before);
    CHECK(history(*w.a, plant, "") == of_plant);
    CHECK(w.a->shown(kas, "oppervlak") == "5");
    CHECK(w.a->sync({{}, true}).repaired == false);
    w.a->set(kas, "oppervlak", "6");
    w.a->sync();
    CHECK(bodies(*w.a) == 1);
    CHECK(history(*w.a, kas, "oppervlak").size() == 6);
    CHECK(must(w.a->store->check()).ok);
}

TEST_CASE("a dossier that is sent again whole brings what is no longer here") {
    Backed w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    auto plant = w.a->make("plant", {{"soort", "tomaat"}}, kas);
    auto gone = w.a->make("plant", {{"soort", "prei"}}, kas);
    w.a->sync();
    w.back_up();
    w.a->sync();
    REQUIRE(bodies(*w.a) == 0);
    damage(*w.a, kas);
    CHECK(w.a->sync({{}, true}).repaired);
    CHECK(w.a->shown(kas, "naam") == "Noord");
    CHECK(w.a->shown(plant, "soort") == "tomaat");
    w.purge(gone);
    w.a->sync();
    CHECK(w.a->shown(gone, "soort").empty());

    auto right = w.grant("hein", "hulp", "", kas);
    Tablet& hein = w.tablet("h", "hein", "hulp");
    hein.sync();
    hein.set(kas, "oppervlak", "55");
    hein.sync();
    w.back_up();
    hein.sync();
    REQUIRE(bodies(hein) == 0);
    w.end_grant(right);
    CHECK(hein.sync().forgotten == 1);
    w.grant("hein", "hulp", "", kas);
    CHECK(hein.sync().repaired == false);
    CHECK(hein.shown(kas, "oppervlak") == "55");
    CHECK(hein.sync({{}, true}).repaired == false);
}

TEST_CASE("an old own value in a new conflict shows on both sides") {
    Backed w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    w.a->sync();
    w.b->sync();
    w.b->set(kas, "oppervlak", "200");
    w.a->set(kas, "oppervlak", "100");
    w.a->sync();
    w.back_up();
    w.a->sync();
    REQUIRE(bodies(*w.a) == 0);
    w.b->sync();
    const std::uint64_t own = must(w.a->store->tables().device());
    int with_value = 0;
    w.watch = [&](const protocol::SyncRequest&, const Bytes& answer) {
        for (const protocol::Item& item : must(protocol::decode_answer(answer)).items)
            for (const auto& record : item.records)
                for (const auto& field : record.fields)
                    for (const auto& e : field.entries) with_value += e.stamp.device == own && !e.value.empty();
    };
    CHECK(w.a->sync().repaired == false);
    CHECK(with_value == 1);  // it is no longer taken from the own work
    CHECK(w.a->conflicts() == 1);
    CHECK(must(w.a->store->conflicts())[0].values.size() == 2);
    CHECK(w.a->sync({{}, true}).repaired == false);
}

TEST_CASE("what a role no longer reads does not move to the history when the work is let go") {
    Backed w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}});
    w.a->sync();
    auto right = w.grant("dana", "baas", "", kas);
    Tablet& dana = w.tablet("d", "dana", "baas");
    dana.sync();
    dana.set(kas, "kosten", "12");
    dana.set(kas, "oppervlak", "7");
    {
        sync::Engine engine(*dana.store);
        must(w.ask(*dana.store, engine.start({}).body));  // and the answer is lost
    }
    w.a->sync();
    w.a->set(kas, "kosten", "13");
    w.a->set(kas, "oppervlak", "8");
    w.a->sync();
    w.end_grant(right);
    w.grant("dana", "hulp", "", kas);
    dana.sync();
    w.back_up();
    dana.sync();
    REQUIRE(bodies(dana) == 0);
    CHECK_FALSE(history(dana, kas, "oppervlak").empty());
    for (const std::string& line : history(dana, kas, "")) CHECK(line.find("12") == std::string::npos);
}

TEST_CASE("work that has not come back stays, whatever the server says of backups") {
    Backed w;
    std::vector<merge::Id> dossiers;
    for (int d = 0; d < 40; ++d) {
        dossiers.push_back(w.a->make("kas", {{"naam", "Kas " + std::to_string(d)}}));
        for (int i = 0; i < 40; ++i) w.a->make("plant", {{"soort", std::string(70, 'x')}}, dossiers.back());
    }
    w.a->sync();
    w.watch = [&](const protocol::SyncRequest&, const Bytes&) { w.clock.at += 4000; };
    w.b->sync_partly(2);
    REQUIRE(w.b->shown(dossiers[0], "naam") == "Kas 0");
    w.b->set(dossiers[0], "oppervlak", "7");
    {
        sync::Engine engine(*w.b->store);
        must(w.ask(*w.b->store, engine.start({}).body));  // and the answer is lost
    }
    w.back_up();
    for (bool through = false; !through;) {
        w.b->sync_partly(1);
        through = must(store::SyncState::load(w.b->store->tables())).round.end.seq == 0;
        CHECK(w.b->shown(dossiers[0], "oppervlak") == "7");
    }
    CHECK(bodies(*w.b) == 1);
    w.b->sync();
    w.b->sync();
    CHECK(bodies(*w.b) == 0);
    CHECK(w.b->shown(dossiers[0], "oppervlak") == "7");
    CHECK(w.b->sync({{}, true}).repaired == false);
}

TEST_CASE("what was refused stays until a person dealt with it") {
    Backed w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    auto plant = w.a->make("plant", {{"soort", "tomaat"}, {"status", "gezaaid"}}, kas);
    w.a->sync();
    w.b->sync();
    w.a->set(plant, "status", "groeit");
    w.a->set(plant, "status", "geoogst");
    w.b->set(plant, "soort", "komkommer");
    w.b->sync();
    CHECK(w.a->sync().rejected == 1);
    w.back_up();
    w.a->sync();
    CHECK(bodies(*w.a) == 1);
    CHECK(must(w.a->store->rejected())[0].transaction_json != "null");
}

TEST_CASE("a copy of a store forks as ever when what both share is no longer here") {
    Backed w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    w.a->sync();
    w.back_up();
    w.a->sync();
    REQUIRE(bodies(*w.a) == 0);
    w.a->close();
    for (const char* end : {".db", ".db.key"})
        fs::copy_file(w.path(std::string("a") + end), w.path(std::string("t") + end));
    w.a->reopen();
    w.tablets["t"] = std::make_unique<Tablet>(w, "t", must(store::Store::open(w.options("t"))));
    Tablet& twin = *w.tablets["t"];
    w.a->set(kas, "oppervlak", "100");
    twin.set(kas, "oppervlak", "200");
    w.a->sync();
    twin.sync();
    w.a->sync();
    CHECK(w.a->conflicts() == 1);
    CHECK(twin.conflicts() == 1);
    CHECK(w.a->sync({{}, true}).repaired == false);
    CHECK(twin.sync({{}, true}).repaired == false);
}

TEST_CASE("a server that is older than every backup that was noted does not hold up new work") {
    Backed w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}});
    w.a->sync();
    w.b->sync();
    w.service.reset();
    w.server_store.reset();
    fs::copy_file(w.path("server.db"), w.path("old.db"));
    w.open_server(false);
    w.a->set(kas, "oppervlak", "5");
    w.a->sync();
    w.back_up();
    w.a->sync();
    REQUIRE(bodies(*w.a) == 0);
    w.service.reset();
    w.server_store.reset();
    for (const char* end : {"-wal", "-shm"}) fs::remove(w.path(std::string("server.db") + end));
    fs::copy_file(w.path("old.db"), w.path("server.db"), fs::copy_options::overwrite_existing);
    w.open_server(false);
    w.clock.at += 60'000;
    auto plant = w.a->make("plant", {{"soort", "tomaat"}}, kas);
    CHECK(w.a->sync().in_step);
    CHECK(must(w.a->store->rejected()).empty());
    w.b->sync();
    CHECK(w.b->shown(plant, "soort") == "tomaat");
    CHECK(w.a->sync({{}, true}).repaired == false);
}

TEST_CASE("what an old copy of the server lost, and a newer one brings back, is not replaced by who no longer saw it") {
    Backed w;
    const auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    w.a->sync();
    back_up_server(w);
    copy_database(w, "backup.db", "oldest.db");
    w.a->set(kas, "oppervlak", "2");
    w.a->sync();
    w.back_up();
    back_up_server(w);
    w.a->sync();
    REQUIRE(bodies(*w.a) == 0);
    copy_database(w, "backup.db", "newest.db");
    copy_database(w, "oldest.db", "backup.db");
    restore_server(w);
    w.a->sync();
    REQUIRE(w.a->shown(kas, "oppervlak") == "1");
    w.a->set(kas, "oppervlak", "3");
    copy_database(w, "newest.db", "backup.db");
    restore_server(w);
    in_step({w.a, w.b});
    for (Tablet* t : {w.a, w.b}) CHECK(t->conflicts() == 1);  // 2 and 3
}
