// A server that is killed, loses its power or meets an error of the disk at every step of what it does.
#include "sync_server/store/admin_store.hpp"
#include "tests/crash/world.hpp"

using namespace crash_test;
using server::AdminStore;

namespace {

server::SqliteStoreOptions at(const Disk& disk, const std::string& name) {
    return {disk.path(name), Bytes(32, 'k'), test::disk_vfs, true};
}

/// The server of a world, which is opened anew each time.
struct Office {
    explicit Office(World& of) : world(of) {
        world.office.stop();
        close();
        world.office.restart();
        before = world.office.image();
    }
    void open() {
        auto opened = server::open_sqlite_store(at(world.office, "server.db"), false, world.random);
        INFO((opened.ok() ? std::string() : opened.error().message));
        REQUIRE(why(opened) == "");
        world.server_store = std::move(*opened);
        world.service = std::make_unique<server::SyncService>(*world.server_store, world.clock, world.box);
    }
    void close() {
        world.service.reset();
        world.server_store.reset();
    }
    /// Pages, ledger and records hold together. Gives how many transactions were accepted.
    std::uint64_t sound(const std::string& name) {
        auto admin = AdminStore::open(at(world.office, name), world.random);
        REQUIRE(why(admin) == "");
        const auto found = (*admin)->check({});
        REQUIRE(why(found) == "");
        CHECK(found->ok());
        return found->transactions;
    }
    World& world;
    Disk::Image before;
};

}  // namespace

TEST_CASE("what a server acknowledged is there, and what it did not is taken when it comes again") {
    World world;
    Office office(world);
    world.reopen();
    for (int i = 0; i < 3; ++i)
        REQUIRE(why(world.store->create_record(
                    {"kas", {}, "0405", {{{}, "naam", "Kas " + std::to_string(i), {}}}, {}})) == "");
    world.leave();
    const Disk::Image typed = world.disk.image();
    const auto steps = run({world.office, office.before,
                            [&] {
                                office.open();
                                world.disk.put(typed);
                                world.reopen();
                            },
                            [&] { return world.sync(); },
                            [&] {
                                office.close();
                                world.leave();
                            },
                            [&](bool said_done) {
                                const std::uint64_t taken = office.sound("server.db");
                                CHECK((taken == 1 || taken == 4));
                                if (said_done) CHECK(taken == 4);
                                office.open();
                                world.reopen();
                                REQUIRE(world.sync());
                                CHECK(world.store->status()->in_step);
                                CHECK(office.sound("server.db") == 4);
                            }});
    CHECK(steps >= 2);
}

TEST_CASE("a backup has its name once it is whole, and can be made again after anything") {
    World world;
    Office office(world);
    std::unique_ptr<AdminStore> admin;
    const auto steps =
        run({world.office, office.before,
             [&] {
                 auto opened = AdminStore::open(at(world.office, "server.db"), world.random);
                 REQUIRE(why(opened) == "");
                 admin = std::move(*opened);
             },
             [&] { return admin->backup(world.office.path("kopie.db"), world.office).ok(); }, [&] { admin.reset(); },
             [&](bool said_done) {
                 CHECK(office.sound("server.db") == 1);
                 const bool there = world.office.exists(world.office.path("kopie.db"));
                 CHECK((there || !said_done));
                 if (!there) {
                     auto again = AdminStore::open(at(world.office, "server.db"), world.random);
                     REQUIRE(why(again) == "");
                     REQUIRE(why((*again)->backup(world.office.path("kopie.db"), world.office)) == "");
                 }
                 CHECK(office.sound("kopie.db") == 1);
             }});
    CHECK(steps >= 4);
}
