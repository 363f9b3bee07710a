// A tablet that is killed, loses its power or meets an error of the disk at every step of what it does.
#include "tests/crash/world.hpp"

using namespace crash_test;

TEST_CASE("a save is there once it said so, and not there when it said it failed") {
    World world;
    Tablet& anna = world.anna;
    const std::uint64_t before = world.head_in_step;
    bool cut = false;
    const auto steps = each_tablet_step(
        world,
        [&] {
            const bool done = anna.set(world.kas, "naam", "Koude kas");
            cut = anna.disk.stopped();
            return done;
        },
        [&](bool said_done) {
            const bool there = anna.head() == before + 1;
            CHECK((there || !said_done));
            CHECK((!there || said_done || cut));  // cut short, nobody was told anything
            CHECK(contains(anna.shown(world.kas), "Koude kas") == there);
            CHECK(anna.sync());
        });
    CHECK(steps >= 2);
}

TEST_CASE("an edit stays open until it is saved, whatever happens to the save") {
    World world;
    store::Store* store = nullptr;
    std::uint64_t edit = 0;
    each_tablet_step(
        world,
        [&] {
            store = world.anna.store.get();
            auto opened = store->open_edit({world.kas});
            if (!opened.ok()) return false;
            edit = opened->number;
            return store->save(*opened, {{world.kas, "oppervlak", "20", {}}}).ok();
        },
        [&](bool) {
            if (world.anna.head() > world.head_in_step || edit == 0) return;
            const auto open = world.anna.store->find_edit(edit);
            if (open.ok()) CHECK(world.anna.store->save(*open, {{world.kas, "oppervlak", "30", {}}}).ok());
        });
}

TEST_CASE("a sync is taken in whole or not at all, and goes on where it was") {
    World world;
    Tablet& anna = world.anna;
    world.resume();
    for (int i = 0; i < 3; ++i) REQUIRE(why(anna.create("Kas " + std::to_string(i))) == "");
    world.pause();
    const auto steps = each_tablet_step(
        world, [&] { return anna.sync(); },
        [&](bool said_done) {
            CHECK(anna.head() == world.head_in_step);
            if (said_done) CHECK(anna.store->status()->in_step);
            REQUIRE(anna.sync());
            CHECK(anna.store->status()->unsent == 0);
            CHECK(anna.store->status()->records == 4);
        });
    CHECK(steps >= 4);
}

TEST_CASE("a newer pack is taken whole or not at all") {
    World world;
    world.resume();
    REQUIRE(why(server::add_pack(*world.office.folder, pack_text(2))) == "");
    world.pause();
    each_tablet_step(
        world, [&] { return world.anna.sync(); },
        [&](bool said_done) {
            const std::uint64_t version = world.anna.store->pack().version();
            CHECK((version == 1 || version == 2));
            if (said_done) CHECK(version == 2);
            CHECK(contains(world.anna.shown(world.kas), "Warme kas"));
            REQUIRE(world.anna.sync());
            CHECK(world.anna.store->pack().version() == 2);
        });
}

TEST_CASE("a store that is being made is there whole, or can be made again") {
    World world;
    std::unique_ptr<store::Store> made;
    run({world.anna.disk,
         {},
         [] {},
         [&] {
             auto created = store::Store::create(world.anna.options(), world.anna.identity, pack());
             if (!created.ok()) return false;
             made = std::move(*created);
             return true;
         },
         [&] { made.reset(); },
         [&](bool said_done) {
             auto opened = store::Store::open(world.anna.options());
             if (!opened.ok()) {
                 REQUIRE_FALSE(said_done);
                 REQUIRE(opened.error().code == "store_missing");
                 opened = store::Store::create(world.anna.options(), world.anna.identity, pack());
             }
             REQUIRE(why(opened) == "");
             made = std::move(*opened);
         }});
}

TEST_CASE("a damaged store is set aside whole, though that is cut short again and again") {
    World world;
    Disk& disk = world.anna.disk;
    world.anna.reopen();
    REQUIRE(world.anna.set(world.kas, "naam", "Nieuwe naam"));
    Disk::Image damaged = world.anna.leave();  // the change stands in the log only
    for (std::size_t i = 0; i < 4096; ++i) damaged[disk.path("store.db")][i] ^= 0x55;
    run({world.anna.disk, damaged, [] {},
         [&] { return why(store::Store::open(world.anna.options())) == "store_damaged"; }, [] {},
         [&](bool) {
             for (int tries = 0; tries < 3 && disk.exists(disk.path("store.db.terzijde")); ++tries)
                 static_cast<void>(store::Store::open(world.anna.options()));
             int files = 0, logs = 0;
             for (const auto& [path, content] : disk.image()) {
                 const bool aside =
                     contains(path, ".beschadigd-") && !contains(path, ".key") && !contains(path, ".spare");
                 files += aside && !contains(path, "-wal");
                 logs += aside && contains(path, "-wal") && !content.empty();
             }
             // A store and its log are never parted, and neither is gone.
             const Disk::Image now = disk.image();
             const bool untouched = now.count(disk.path("store.db")) > 0 && files == 0;
             const bool own_log = now.count(disk.path("store.db-wal")) > 0;
             CHECK((untouched ? own_log : files == 1 && logs == 1));
             // In its place stands what was saved, in the end.
             if (untouched) CHECK(why(store::Store::open(world.anna.options())) == "store_damaged");
             world.anna.reopen();
             CHECK(world.anna.store->status()->unsent == 1);
             world.anna.leave();
         }});
}

TEST_CASE("a mark of setting aside neither takes a sound store away nor lets another be made in its place") {
    World world;
    const std::string path = world.anna.disk.path("store.db");
    REQUIRE(world.anna.disk.write_atomically(path + ".terzijde", "123").ok());
    REQUIRE(world.anna.disk.write_atomically(path + ".beschadigd-123", "set aside before").ok());
    world.anna.reopen();  // the mark came back with a power cut
    CHECK(contains(world.anna.shown(world.kas), "Warme kas"));
    world.anna.leave();
    REQUIRE(world.anna.disk.remove(path + ".beschadigd-123").ok());
    REQUIRE(world.anna.disk.rename(path, path + ".beschadigd-123").ok());  // cut short here
    CHECK(why(store::Store::create(world.anna.options(), world.anna.identity, pack())) == "exists");
    CHECK(why(store::Store::open(world.anna.options())) == "store_damaged");
    CHECK(world.anna.disk.exists(path + ".beschadigd-123"));
}
