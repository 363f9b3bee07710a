// One row that cannot be taken must never hold up the rest of a push.
#include "sync_server/store/admin_store.hpp"
#include "tests/sync/steps.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

std::vector<server::QuarantineRow> in_quarantine(World& w) {
    auto admin = must(server::AdminStore::open({w.path("server.db"), Bytes(32, 'k'), "", false}, w.random));
    return must(must(admin->walk())->quarantined());
}

merge::Transaction new_kas(World& w, std::uint64_t seq, const std::string& municipality) {
    merge::Transaction t;
    t.seq = seq;
    t.nonce = w.random.bytes(16);
    t.dossier = merge::Id::make(w.clock, w.random);
    t.municipality = municipality;
    t.pack = 1;
    t.at = w.clock.at;
    t.context.n = seq - 1;
    t.check = Bytes(8, '\0');
    t.created = {{t.dossier, 1, {}}};
    t.writes = {{t.dossier, {1, ""}, model::encode_text("Noord")}};
    return t;
}

}  // namespace

TEST_CASE("a municipality that is no code of four digits is refused at the save, also before the first answer") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    for (const char* wrong : {"", "405", "04050", "Hoorn", "een heel lange naam van een gemeente"}) {
        store::NewRecord record{"kas", {}, wrong, {{{}, "naam", "Noord", {}}}, {}};
        auto made = a.store->create_record(record);
        REQUIRE_FALSE(made.ok());
        CHECK(made.error().code == "invalid_value");
        CHECK(made.error().message.find("four digits") != std::string::npos);
    }
    CHECK(a.status().unsent == 0);
}

TEST_CASE("a row with a municipality that is none is refused alone") {
    for (const char* wrong : {"Hoorn", "een heel lange naam van een gemeente"}) {
        World w;
        w.grant("anna", "baas", "0405");
        Tablet& a = w.tablet("a", "anna", "baas");
        a.sync();
        add_own(a, new_kas(w, 1, wrong));
        auto kas = a.make("kas", {{"naam", "Zuid"}});
        auto report = a.sync();
        CHECK(report.pushed == 1);
        CHECK(report.rejected == 1);
        CHECK(report.in_step);
        CHECK(a.shown(kas, "naam") == "Zuid");
        CHECK(must(a.store->rejected()).size() == 1);
        CHECK(a.sync({{}, true}).repaired == false);
    }
}

TEST_CASE("a sealed row that the server cannot open is refused alone, and both keep it") {
    World w;
    w.grant("anna", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    a.sync();
    auto right = w.grant("hein", "hulp", "", kas);
    w.grant("hein", "baas", "0363");
    Tablet& hein = w.tablet("h", "hein", "hulp");
    hein.sync();
    hein.set(kas, "oppervlak", "55");
    store::Tables& tables = hein.store->tables();
    auto row = must(tables.dossier(kas));
    REQUIRE(tables.seal_own(row->nr, crypto::BoxKey::make(w.random).public_key).ok());  // of another server
    store::NewRecord record{"kas", {}, "0363", {{{}, "naam", "Zuid", {}}}, {}};
    const merge::Id zuid = must(hein.store->create_record(record));
    w.end_grant(right);
    auto report = hein.sync();
    CHECK(report.pushed == 1);
    CHECK(report.rejected == 1);
    CHECK(hein.shown(zuid, "naam") == "Zuid");
    const auto rejected = must(hein.store->rejected());
    REQUIRE(rejected.size() == 1);
    CHECK(rejected[0].code == "sealed");
    CHECK(rejected[0].sealed);
    CHECK(must(tables.own(1))->canonical.size() > 48);
    hein.sync();
    const auto kept = in_quarantine(w);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].code == "sealed");
    CHECK(kept[0].canonical == must(tables.own(1))->canonical);
}

TEST_CASE("unsent work on a dossier that was erased does not hold up the rest") {
    World w;
    w.grant("anna", "baas", "0405");
    w.grant("bram", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    Tablet& b = w.tablet("b", "bram", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    auto plant = a.make("plant", {{"soort", "tomaat"}}, kas);
    auto other = a.make("kas", {{"naam", "Zuid"}});
    a.sync();
    b.sync();
    b.set(plant, "soort", "prei");
    b.set(other, "oppervlak", "5");
    w.erase(kas);
    auto report = b.sync();
    CHECK(report.pushed == 1);
    CHECK(report.in_step);
    CHECK(b.shown(plant, "soort").empty());
    CHECK(must(b.store->tables().own(1))->canonical.empty());  // nothing readable is left
    a.sync();
    CHECK(a.shown(other, "oppervlak") == "5");
}

TEST_CASE("unsent work on a record that was purged is refused alone") {
    World w;
    w.grant("anna", "baas", "0405");
    w.grant("bram", "baas", "0405");
    Tablet& a = w.tablet("a", "anna", "baas");
    Tablet& b = w.tablet("b", "bram", "baas");
    a.sync();
    auto kas = a.make("kas", {{"naam", "Noord"}});
    auto plant = a.make("plant", {{"soort", "tomaat"}}, kas);
    a.sync();
    b.sync();
    b.set(plant, "soort", "prei");
    b.set(kas, "oppervlak", "5");
    w.purge(plant);
    auto report = b.sync();
    CHECK(report.pushed == 1);
    CHECK(report.rejected == 1);
    CHECK(must(b.store->rejected())[0].code == "verwijderd");
    CHECK(b.shown(plant, "soort").empty());
}
