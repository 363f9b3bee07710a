// A server that is killed, loses its power or meets an error of the disk at every step of what it does.
#include "sync_server/admin/backups.hpp"
#include "sync_server/admin/dossiers.hpp"
#include "tests/crash/world.hpp"

using namespace crash_test;

TEST_CASE("what a server acknowledged is there, and what it did not is taken when it comes again") {
    World world;
    world.resume();
    for (int i = 0; i < 3; ++i) REQUIRE(why(world.anna.create("Kas " + std::to_string(i))) == "");
    world.pause();
    const auto steps = each_server_step(
        world, [&] { return world.anna.sync(); },
        [&](bool said_done) {
            const std::uint64_t taken = world.office.sound();
            CHECK((taken == 1 || taken == 4));
            if (said_done) CHECK(taken == 4);
            REQUIRE(world.anna.sync());
            CHECK(world.anna.store->status()->in_step);
            CHECK(world.office.sound() == 4);
        });
    CHECK(steps >= 2);
}

TEST_CASE("a server that is being made is there whole, or can be made again") {
    World world;
    Office& office = world.office;
    const server::FolderPaths place = office.at("nieuw");
    const std::string json = pack_text(1);
    const auto make = [&] {
        return why(server::make_server(place, {"proef", json}, office.origin, office.clock, office.random));
    };
    run({office.disk,
         {},
         [] {},
         [&] { return make().empty(); },
         [] {},
         [&](bool said_done) {
             const bool there = office.disk.exists(place.database()) && !office.disk.exists(place.unfinished());
             CHECK((there || !said_done));
             CHECK(make() == (there ? "not_empty" : ""));
             office.open("nieuw");
             CHECK(office.sound() == 0);
             CHECK(server::look_over(*office.folder)->pack == 1);
             office.leave();
         }});
}

TEST_CASE("a backup has its name once it is whole, and can be made again after anything") {
    World world;
    Office& office = world.office;
    const std::string copy = office.disk.path("kopie.db");
    const auto steps = each_server_step(
        world, [&] { return server::backup(*office.folder, copy).ok(); },
        [&](bool said_done) {
            CHECK(office.sound() == 1);
            const bool there = office.disk.exists(copy);
            CHECK((there || !said_done));
            if (said_done) CHECK(server::look_over(*office.folder)->last_backup > 0);
            if (!there) REQUIRE(why(server::backup(*office.folder, copy)) == "");
            server::SqliteStoreOptions options = office.folder->options;
            options.path = copy;
            const auto opened = server::AdminStore::open(options, office.random);
            REQUIRE(why(opened) == "");
            CHECK((*opened)->check({})->ok());
            CHECK((*opened)->check({})->transactions == 1);
        });
    CHECK(steps >= 4);
}

TEST_CASE("a restore leaves the old server as it is, and makes a new one that is whole or can be made again") {
    World world;
    Office& office = world.office;
    world.resume();
    const auto gone = world.anna.create("Gewiste kas");
    REQUIRE(why(gone) == "");
    REQUIRE(world.anna.sync());
    REQUIRE(why(server::backup(*office.folder, office.disk.path("kopie.db"))) == "");
    REQUIRE(why(server::erase_dossier(*office.folder, *gone)) == "");
    REQUIRE(why(world.anna.create("Late kas")) == "");
    REQUIRE(world.anna.sync());
    const std::uint64_t epoch = server::look_over(*office.folder)->epoch;
    world.pause();
    const auto restore = [&] {
        return why(server::restore(office.at("nieuw"), {office.disk.path("kopie.db"), {}, {}}, office.origin,
                                   office.clock, office.random));
    };
    const auto steps = each_server_step(
        world, [&] { return restore().empty(); },
        [&](bool said_done) {
            CHECK(office.sound() == 3);
            office.close();
            const auto there = server::open_folder(office.at("nieuw"), office.origin, office.clock, office.random);
            CHECK((there.ok() || (why(there) == "missing" && !said_done)));
            CHECK(restore() == (there.ok() ? "not_empty" : ""));
            office.open("nieuw");
            CHECK(office.sound() == 2);
            const auto found = server::look_over(*office.folder);
            CHECK(found->epoch > epoch);
            CHECK(found->records == 1);
            REQUIRE(world.anna.sync());
            CHECK(server::look_over(*office.folder)->records == 2);
            CHECK(world.anna.listed().size() == 2);
            CHECK(world.anna.store->status()->in_step);
        });
    CHECK(steps >= 10);
}

TEST_CASE("a pack is installed whole or not at all, with the sums that go with it") {
    World world;
    Office& office = world.office;
    std::string newer = pack_text(2);  // who may read the name decides in which sum it counts
    const std::string was = R"("read": ["baas", "hulp"], "write": ["baas"]})";
    newer.replace(newer.find(was), was.size(), R"("read": ["baas"], "write": ["baas"]})");
    const auto add = [&] { return why(server::add_pack(*office.folder, newer)); };
    each_server_step(
        world, [&] { return add().empty(); },
        [&](bool said_done) {
            CHECK(office.sound() == 1);
            const std::uint64_t version = server::look_over(*office.folder)->pack;
            CHECK((version == 2 || (version == 1 && !said_done)));
            CHECK(add() == (version == 2 ? "pack_old" : ""));
            CHECK(office.sound() == 1);
            REQUIRE(world.anna.sync());
            CHECK(world.anna.store->pack().version() == 2);
            CHECK(world.anna.store->status()->in_step);
        });
}
