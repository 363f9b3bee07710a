// A tablet that is killed, loses its power or meets an error of the disk at every step of what it does.
#include <fstream>
#include <sstream>

#include "client_core/store/store.hpp"
#include "client_core/store/tables.hpp"
#include "client_core/sync/engine.hpp"
#include "sync_server/store/sqlite_store.hpp"
#include "sync_server/sync/service.hpp"
#include "tests/crash/every_step.hpp"

using namespace crash_test;
using merge::Id;

namespace {

std::string pack_text(int version) {
    std::ifstream in(std::string(WEGWIJS_SOURCE_DIR) + "/tests/packs/kas.json");
    std::stringstream text;
    text << in.rdbuf();
    std::string json = text.str();
    const std::string was = "\"version\": 1";
    return json.replace(json.find(was), was.size(), "\"version\": " + std::to_string(version));
}

std::shared_ptr<const model::Pack> pack(int version = 1) {
    auto read = model::Pack::load(pack_text(version));
    REQUIRE(read.ok());
    return *read;
}

template <class T>
std::string why(const Result<T>& result) {
    return result.ok() ? std::string() : result.error().code;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

class HandClock final : public Clock {
public:
    UnixMs now() override { return at += 1000; }
    UnixMs at = 1'795'510'800'000;
};

/// A tablet on its own disk and a server on another, in step over one greenhouse with a field in conflict.
struct World {
    World() {
        REQUIRE(crypto::initialise());
        REQUIRE(sqlite::initialise());
        test::register_disks();
        auto made =
            server::open_sqlite_store({office.path("server.db"), Bytes(32, 'k'), test::disk_vfs, true}, true, random);
        REQUIRE(made.ok());
        server_store = std::move(*made);
        add_pack(1, true);
        grant("anna");
        service = std::make_unique<server::SyncService>(*server_store, clock, box);
        store::Identity identity;
        identity.user = "anna";
        identity.role = "baas";
        identity.key = crypto::SigningKey::make(random);
        identity.server_box_key = box.public_key;
        identity.epoch = 1;
        auto number = service->enrol("anna", identity.key.public_key);
        REQUIRE(number.ok());
        identity.device = *number;
        auto tablet = store::Store::create(options(), identity, pack());
        REQUIRE(tablet.ok());
        store = std::move(*tablet);
        sync();
        auto id =
            store->create_record({"kas", {}, "0405", {{{}, "naam", "Warme kas", {}}, {{}, "oppervlak", "10", {}}}, {}});
        REQUIRE(why(id) == "");
        kas = *id;
        sync();
        head_in_step = head();
        leave();
        in_step = disk.image();
    }
    ~World() {
        disk.stop();
        store.reset();
        office.stop();
        service.reset();
        server_store.reset();
    }

    store::OpenOptions options() {
        store::OpenOptions o;
        o.path = disk.path("store.db");
        o.pin = "1234";
        o.vfs = test::disk_vfs;
        o.clock = &clock;
        o.random = &random;
        o.files = &disk;
        o.kdf = {1, 8192};
        return o;
    }

    void add_pack(int version, bool first) {
        auto batch = server_store->begin();
        REQUIRE(batch.ok());
        if (first) {
            REQUIRE((*batch)->append({server::LedgerKind::genesis, 0, 0, 0, {}, clock.at, {}, false, "{}"}).ok());
            REQUIRE((*batch)->set_epoch(1, 1, 0, true, 1).ok());
        }
        auto place = (*batch)->append({server::LedgerKind::pack, 0, 0, 0, {}, clock.at, {}, false, "{}"});
        REQUIRE((*batch)->add_pack({static_cast<std::uint64_t>(version), *place, clock.at}, pack_text(version)).ok());
        REQUIRE((*batch)->commit().ok());
    }
    void grant(const std::string& user) {
        auto batch = server_store->begin();
        REQUIRE(batch.ok());
        server::Grant g;
        g.user = user;
        g.role = "baas";
        g.municipality = "0405";
        auto place = (*batch)->append({server::LedgerKind::grant, 0, 0, 0, {}, clock.at, {}, false, "{}"});
        g.from = *place;
        g.from_at = clock.at;
        REQUIRE((*batch)->add_grant(g).ok());
        REQUIRE((*batch)->commit().ok());
    }

    Result<Bytes> ask(const Bytes& body) {
        const auto device = TRY(store->tables().device());
        const auto request = TRY(protocol::decode_request(body));
        return protocol::encode(TRY(service->handle(device, request, 0)));
    }
    /// True when it came into step.
    bool sync() {
        sync::Engine engine(*store);
        sync::Action action = engine.start({});
        for (int i = 0; i < 50; ++i) {
            if (action.what == sync::Action::What::finished) return true;
            if (action.what == sync::Action::What::failed || action.what == sync::Action::What::wait) return false;
            auto answer = ask(action.body);
            action = answer.ok() ? engine.answered(*answer) : engine.failed(answer.error());
        }
        return false;
    }
    /// As a kill does: a store that is closed in order would tidy up.
    void leave() {
        disk.stop();
        store.reset();
        disk.restart();
    }
    void reopen() {
        store.reset();
        auto again = store::Store::open(options());
        INFO((again.ok() ? std::string() : again.error().message));
        REQUIRE(why(again) == "");
        store = std::move(*again);
    }
    std::uint64_t head() { return *store->tables().head_seq(); }
    std::string shown(const std::string& field) { return *store->record_json(kas) + field; }

    HandClock clock;
    test::SeededRandom random{11};
    Disk disk{"tablet", 1}, office{"office", 2};
    crypto::BoxKey box = crypto::BoxKey::make(random);
    std::unique_ptr<server::Store> server_store;
    std::unique_ptr<server::SyncService> service;
    std::unique_ptr<store::Store> store;
    Id kas;
    Disk::Image in_step;
    std::uint64_t head_in_step = 0;
};

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
                 CHECK(why(store::Store::open(world.options())) == "store_damaged");
             int files = 0, logs = 0;
             for (const auto& [path, content] : world.disk.image()) {
                 const bool aside = contains(path, ".beschadigd-") && !contains(path, ".key");
                 files += aside && !contains(path, "-wal");
                 logs += aside && contains(path, "-wal") && !content.empty();
             }
             // A store and its log are never parted, and neither is gone.
             const Disk::Image now = world.disk.image();
             const bool untouched = now.count(world.disk.path("store.db")) > 0;
             const bool own_log = now.count(world.disk.path("store.db-wal")) > 0;
             CHECK((untouched ? own_log && files == 0 : files == 1 && logs == 1));
         }});
}
