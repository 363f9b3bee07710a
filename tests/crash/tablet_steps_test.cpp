// A tablet that is killed, loses its power or meets an error of the disk at every step of what it does.
#include "tests/crash/world.hpp"

using namespace crash_test;

namespace {

/// An operation on the store of a world that is in step.
std::uint64_t each_step(World& world, const std::function<bool()>& work, const std::function<void(bool)>& check) {
    return run({world.disk, world.in_step, [&] { world.reopen(); }, work, [&] { world.store.reset(); },
                [&](bool said_done) {
                    world.reopen();
                    const auto sound = world.store->check();
                    REQUIRE(sound.ok());
                    CHECK(sound->ok);
                    check(said_done);
                }});
}

}  // namespace

TEST_CASE("a save is there once it said so, and not there when it said it failed") {
    World world;
    const std::uint64_t before = world.head_in_step;
    bool cut = false;
    const auto steps = each_step(
        world,
        [&] {
            const bool done = world.store->set(world.kas, {{world.kas, "naam", "Koude kas", {}}}).ok();
            cut = world.disk.stopped();
            return done;
        },
        [&](bool said_done) {
            const bool there = world.head() == before + 1;
            CHECK((there || !said_done));
            CHECK((!there || said_done || cut));  // cut short, nobody was told anything
            CHECK(contains(world.shown(""), "Koude kas") == there);
            CHECK(world.sync());
        });
    CHECK(steps >= 2);
}

TEST_CASE("an edit stays open until it is saved, whatever happens to the save") {
    World world;
    std::uint64_t edit = 0, before = world.head_in_step;
    each_step(
        world,
        [&] {
            auto opened = world.store->open_edit({world.kas});
            if (!opened.ok()) return false;
            edit = opened->number;
            return world.store->save(*opened, {{world.kas, "oppervlak", "20", {}}}).ok();
        },
        [&](bool) {
            if (world.head() > before || edit == 0) return;
            const auto open = world.store->find_edit(edit);
            if (open.ok()) CHECK(world.store->save(*open, {{world.kas, "oppervlak", "30", {}}}).ok());
        });
}

TEST_CASE("a sync is taken in whole or not at all, and goes on where it was") {
    World world;
    world.reopen();
    for (int i = 0; i < 3; ++i)
        REQUIRE(
            world.store->create_record({"kas", {}, "0405", {{{}, "naam", "Kas " + std::to_string(i), {}}}, {}}).ok());
    const std::uint64_t head = world.head();
    world.leave();
    world.in_step = world.disk.image();
    const auto steps = each_step(
        world, [&] { return world.sync(); },
        [&](bool said_done) {
            CHECK(world.head() == head);
            if (said_done) CHECK(world.store->status()->in_step);
            REQUIRE(world.sync());
            CHECK(world.store->status()->unsent == 0);
            CHECK(world.store->status()->records == 4);
        });
    CHECK(steps >= 4);
}

TEST_CASE("a newer pack is taken whole or not at all") {
    World world;
    world.add_pack(2, false);
    each_step(
        world, [&] { return world.sync(); },
        [&](bool said_done) {
            const std::uint64_t version = world.store->pack().version();
            CHECK((version == 1 || version == 2));
            if (said_done) CHECK(version == 2);
            CHECK(contains(world.shown(""), "Warme kas"));
            REQUIRE(world.sync());
            CHECK(world.store->pack().version() == 2);
        });
}

TEST_CASE("a store that is being made is there whole, or can be made again") {
    World world;
    store::Identity identity;
    identity.device = 1;
    identity.user = "anna";
    identity.role = "baas";
    identity.key = crypto::SigningKey::make(world.random);
    identity.server_box_key = world.box.public_key;
    std::unique_ptr<store::Store> made;
    run({world.disk,
         {},
         [] {},
         [&] {
             auto created = store::Store::create(world.options(), identity, pack());
             if (!created.ok()) return false;
             made = std::move(*created);
             return true;
         },
         [&] { made.reset(); },
         [&](bool said_done) {
             auto opened = store::Store::open(world.options());
             if (!opened.ok()) {
                 REQUIRE_FALSE(said_done);
                 REQUIRE(opened.error().code == "store_missing");
                 opened = store::Store::create(world.options(), identity, pack());
             }
             REQUIRE(why(opened) == "");
             made = std::move(*opened);
         }});
}

TEST_CASE("a damaged store is set aside whole, though that is cut short again and again") {
    World world;
    world.reopen();
    REQUIRE(world.store->set(world.kas, {{world.kas, "naam", "Nieuwe naam", {}}}).ok());
    world.leave();  // the change stands in the log only
    Disk::Image damaged = world.disk.image();
    for (std::size_t i = 0; i < 4096; ++i) damaged[world.disk.path("store.db")][i] ^= 0x55;
    run({world.disk, damaged, [] {}, [&] { return why(store::Store::open(world.options())) == "store_damaged"; }, [] {},
         [&](bool) {
             for (int tries = 0; tries < 3 && world.disk.exists(world.disk.path("store.db.terzijde")); ++tries)
                 static_cast<void>(store::Store::open(world.options()));
             int files = 0, logs = 0;
             for (const auto& [path, content] : world.disk.image()) {
                 const bool aside =
                     contains(path, ".beschadigd-") && !contains(path, ".key") && !contains(path, ".spare");
                 files += aside && !contains(path, "-wal");
                 logs += aside && contains(path, "-wal") && !content.empty();
             }
             // A store and its log are never parted, and neither is gone.
             const Disk::Image now = world.disk.image();
             const bool untouched = now.count(world.disk.path("store.db")) > 0 && files == 0;
             const bool own_log = now.count(world.disk.path("store.db-wal")) > 0;
             CHECK((untouched ? own_log : files == 1 && logs == 1));
             // In its place stands what was saved, in the end.
             if (untouched) CHECK(why(store::Store::open(world.options())) == "store_damaged");
             world.reopen();
             CHECK(world.store->status()->unsent == 1);
             world.leave();
         }});
}

TEST_CASE("a mark of setting aside neither takes a sound store away nor lets another be made in its place") {
    World world;
    const std::string path = world.disk.path("store.db");
    REQUIRE(world.disk.write_atomically(path + ".terzijde", "123").ok());
    REQUIRE(world.disk.write_atomically(path + ".beschadigd-123", "set aside before").ok());
    world.reopen();  // the mark came back with a power cut
    CHECK(contains(world.shown(""), "Warme kas"));
    world.leave();
    REQUIRE(world.disk.remove(path + ".beschadigd-123").ok());
    REQUIRE(world.disk.rename(path, path + ".beschadigd-123").ok());  // cut short here
    store::Identity identity;
    identity.key = crypto::SigningKey::make(world.random);
    CHECK(why(store::Store::create(world.options(), identity, pack())) == "exists");
    CHECK(why(store::Store::open(world.options())) == "store_damaged");
    CHECK(world.disk.exists(path + ".beschadigd-123"));
}
