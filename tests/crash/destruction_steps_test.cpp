// Erasing a dossier and purging a record on the server, cut or failing at every step: nothing that was to go stays
// readable for one who has the server's key.
#include "sync_server/admin/dossiers.hpp"
#include "sync_server/store/sqlite_keys.hpp"
#include "sync_server/sync/working_set.hpp"
#include "tests/crash/world.hpp"

using namespace crash_test;

namespace {

sqlite::Connection raw(Office& office) {
    sqlite::OpenOptions open;
    open.path = office.paths.database();
    open.key = server::page_key(office.folder->options.key);
    open.vfs = test::disk_vfs;
    open.read_only = true;
    auto db = sqlite::Connection::open(open);
    REQUIRE(why(db) == "");
    return std::move(*db);
}

std::string pages(Office& office) {
    sqlite::Connection db = raw(office);
    return readable_pages(db);
}

/// What stands in a column, for each row.
std::vector<std::string> blobs(Office& office, const std::string& sql) {
    sqlite::Connection db = raw(office);
    auto query = db.prepare_once(sql);
    REQUIRE(why(query) == "");
    std::vector<std::string> all;
    while (*query->step()) all.emplace_back(query->blob(0));
    return all;
}

std::size_t log_size(Office& office) { return office.disk.size(office.paths.database() + "-wal"); }

}  // namespace

TEST_CASE("of an erased dossier nothing can be read after a cut and a new start, not in the log either") {
    World world;
    Office& office = world.office;
    world.resume();
    auto plant = world.anna.store->create_record({"plant", world.kas, {}, {{{}, "soort", "Tomaat", {}}}, {}});
    REQUIRE(why(plant) == "");
    REQUIRE(world.anna.sync());
    REQUIRE(world.anna.set(*plant, "soort", "Paprika"));
    REQUIRE(world.anna.sync());
    std::vector<std::string> sealed = blobs(office, "SELECT wrapped FROM dossier_key");
    for (const char* sql :
         {"SELECT body FROM ledger WHERE dossier > 0", "SELECT state FROM record WHERE length(state) > 0"})
        for (const std::string& one : blobs(office, sql)) sealed.push_back(one);
    REQUIRE(sealed.size() == 1 + 3 + 1);
    for (const std::string& one : sealed) CHECK(contains(pages(office), one));
    world.pause();
    REQUIRE(world.served[office.paths.database() + "-wal"].size() > 0);
    const auto erase = [&] { return why(server::erase_dossier(*office.folder, world.kas)); };
    const auto nothing_left = [&] {
        office.open();  // which closes it in order first, and so empties its log
        CHECK(office.sound() == 3);
        const std::string all = pages(office);
        for (const std::string& one : sealed) CHECK_FALSE(contains(all, one));
        CHECK(log_size(office) == 0);
    };
    each_server_step(
        world, [&] { return erase().empty(); },
        [&](bool said_done) {
            const auto row = (*office.folder->store->snapshot())->dossier(world.kas);
            REQUIRE(why(row) == "");
            const bool erased = (*row)->erased != 0;
            CHECK((erased || !said_done));
            if (erased) CHECK(log_size(office) == 0);
            if (erased) nothing_left();
            else CHECK(contains(pages(office), sealed[0]));
            REQUIRE(erase() == "");
            nothing_left();
            const auto listed = server::read_erased(office.disk, office.paths.erased());
            REQUIRE(why(listed) == "");
            CHECK(*listed == std::vector<Id>{world.kas});
            REQUIRE(world.anna.sync());
            CHECK(world.anna.shown(world.kas).empty());
            CHECK(world.anna.store->status()->in_step);
        });
}

TEST_CASE("a record is purged whole or not at all, with its part of the sums") {
    World world;
    Office& office = world.office;
    world.resume();
    auto plant = world.anna.store->create_record({"plant", world.kas, {}, {{{}, "soort", "Tomaat", {}}}, {}});
    REQUIRE(why(plant) == "");
    REQUIRE(world.anna.sync());
    REQUIRE(why(world.anna.store->remove(*plant)) == "");
    REQUIRE(world.anna.sync());
    world.pause();
    const auto purge = [&] {
        return why(server::change(*office.folder, "purge", plant->text(), [&](server::Batch& batch) -> Status {
            server::RecordRow row = *TRY(batch.record(*plant));
            server::DossierRow dossier = *TRY(batch.dossier(world.kas));
            server::unpack(row);
            for (const merge::FieldState& field : row.record.fields)
                dossier.sums[pack()->visibility(row.record.entity, field.key.number)] -=
                    merge::fingerprint(dossier.id, *plant, field.key, field.entries);
            dossier.last =
                TRY(batch.append({server::LedgerKind::purge, 0, 0, 0, {}, office.clock.now(), {}, false, "{}"}));
            TRY(batch.update_dossier(dossier));
            return batch.purge_record(*plant, dossier.last);
        }));
    };
    each_server_step(
        world, [&] { return purge().empty(); },
        [&](bool said_done) {
            const auto gone = (*office.folder->store->snapshot())->purged(*plant);
            REQUIRE(why(gone) == "");
            CHECK((*gone || !said_done));
            CHECK(office.sound() == 3);
            CHECK(server::look_over(*office.folder)->records == (*gone ? 1 : 2));
            if (!*gone) REQUIRE(purge() == "");
            CHECK(office.sound() == 3);
            REQUIRE(world.anna.sync());
            CHECK(world.anna.shown(*plant).empty());
            CHECK(world.anna.store->status()->in_step);
        });
}
