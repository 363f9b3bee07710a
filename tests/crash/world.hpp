// A tablet and a server, each on a disk of its own, in step over one greenhouse.
#pragma once

#include <fstream>
#include <sstream>

#include <sqlite3.h>

#include "client_core/store/store.hpp"
#include "client_core/store/tables.hpp"
#include "client_core/sync/engine.hpp"
#include "sync_server/admin/make_server.hpp"
#include "sync_server/admin/overview.hpp"
#include "sync_server/admin/packs.hpp"
#include "sync_server/admin/people.hpp"
#include "sync_server/sync/service.hpp"
#include "tests/crash/every_step.hpp"

namespace crash_test {

using merge::Id;

inline std::string pack_text(int version) {
    std::ifstream in(std::string(WEGWIJS_SOURCE_DIR) + "/tests/packs/kas.json");
    std::stringstream text;
    text << in.rdbuf();
    std::string json = text.str();
    const std::string was = "\"version\": 1";
    return json.replace(json.find(was), was.size(), "\"version\": " + std::to_string(version));
}

inline std::shared_ptr<const model::Pack> pack() {
    static const auto read = model::Pack::load(pack_text(1));
    REQUIRE(read.ok());
    return *read;
}

/// What went wrong, for REQUIRE(why(x) == "").
template <class T>
std::string why(const Result<T>& result) {
    return result.ok() ? std::string() : result.error().code;
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

class HandClock final : public Clock {
public:
    UnixMs now() override { return at += 1000; }
    UnixMs at = 1'795'510'800'000;
};

/// What has to be before anything else.
struct Started {
    Started() {
        REQUIRE(crypto::initialise());
        REQUIRE(sqlite::initialise());
        test::register_disks();
    }
};

/// A server in its folder, on a disk of its own.
class Office {
public:
    Office(Clock& time, Random& from) : clock(time), random(from) {
        auto made = server::make_server(paths, {"proef", pack_text(1)}, origin, clock, random);
        REQUIRE(why(made) == "");
        folder.emplace(std::move(*made));
        box = *server::read_box_key(*folder->admin);
        service = std::make_unique<server::SyncService>(*folder->store, clock, box);
    }
    ~Office() {
        disk.stop();
        close();
    }
    Office(const Office&) = delete;

    void open(const std::string& dir = "") {
        close();
        auto opened = server::open_folder(at(dir), origin, clock, random);
        INFO((opened.ok() ? std::string() : opened.error().message));
        REQUIRE(why(opened) == "");
        folder.emplace(std::move(*opened));
        service = std::make_unique<server::SyncService>(*folder->store, clock, box);
    }
    void close() {
        service.reset();
        folder.reset();
    }
    /// As a kill does. Gives what the disk holds then.
    Disk::Image leave() {
        disk.stop();
        close();
        disk.restart();
        return disk.image();
    }
    /// The server is as it was then, and runs.
    void put_back(const Disk::Image& image) {
        leave();
        disk.put(image);
        open();
    }
    /// A folder beside the first one, or the first.
    server::FolderPaths at(const std::string& dir) const {
        return {paths.dir + (dir.empty() ? "" : "/" + dir), {}, paths.files, paths.vfs};
    }
    /// Pages, ledger, records and sums hold together. Gives how many transactions were accepted.
    std::uint64_t sound() {
        const auto found = server::verify(*folder);
        REQUIRE(why(found) == "");
        CHECK(found->ok());
        return found->transactions;
    }

    Disk disk{"office", 2};
    Clock& clock;
    Random& random;
    const server::FolderPaths paths{"/office", {}, &disk, test::disk_vfs};
    const server::Origin origin{"beheer", "cli"};
    crypto::BoxKey box;
    std::optional<server::Folder> folder;
    std::unique_ptr<server::SyncService> service;
};

/// One person's tablet, on a disk of its own.
class Tablet {
public:
    Tablet(std::string user, Office& with, Clock& time, Random& from)
        : name(std::move(user)), disk(name, 1), clock(time), office(with), random(from) {
        server::GrantOrder order;
        order.role = "baas";
        order.municipality = "0405";
        auto grants = server::add_user(*office.folder, name, {order});
        REQUIRE(why(grants) == "");
        grant = grants->front();
        identity.user = name;
        identity.role = "baas";
        identity.key = crypto::SigningKey::make(random);
        identity.server_box_key = office.box.public_key;
        identity.epoch = 1;
        auto number = office.service->enrol(name, identity.key.public_key);
        REQUIRE(why(number) == "");
        identity.device = *number;
        auto made = store::Store::create(options(), identity, pack());
        REQUIRE(why(made) == "");
        store = std::move(*made);
        REQUIRE(sync());
    }
    ~Tablet() {
        disk.stop();
        store.reset();
    }
    Tablet(const Tablet&) = delete;

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
    Result<Bytes> ask(const Bytes& body) {
        const auto device = TRY(store->tables().device());
        const auto request = TRY(protocol::decode_request(body));
        return protocol::encode(TRY(office.service->handle(device, request, 0)));
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
    /// As a kill does: a store that is closed in order would tidy up. Gives what the disk holds then.
    Disk::Image leave() {
        disk.stop();
        store.reset();
        disk.restart();
        return disk.image();
    }
    void reopen() {
        store.reset();
        auto again = store::Store::open(options());
        INFO((again.ok() ? std::string() : again.error().message));
        REQUIRE(why(again) == "");
        store = std::move(*again);
    }
    void put_back(const Disk::Image& image) {
        leave();
        disk.put(image);
        reopen();
    }
    Result<Id> create(const std::string& name_of_it) {
        return store->create_record(
            {"kas", {}, "0405", {{{}, "naam", name_of_it, {}}, {{}, "oppervlak", "10", {}}}, {}});
    }
    bool set(const Id& record, const std::string& field, const std::string& text) {
        return store->set(record, {{record, field, text, {}}}).ok();
    }
    void sound() {
        const auto found = store->check();
        REQUIRE(why(found) == "");
        CHECK(found->ok);
    }
    std::uint64_t head() { return *store->tables().head_seq(); }
    /// The record as it is shown; empty: it is not there.
    std::string shown(const Id& record) {
        auto json = store->record_json(record);
        return json.ok() ? *json : std::string();
    }
    std::vector<Id> listed() { return *store->list("kas", "", std::nullopt); }

    const std::string name;
    Disk disk;
    Clock& clock;
    store::Identity identity;
    std::uint64_t grant = 0;
    std::unique_ptr<store::Store> store;

private:
    Office& office;
    Random& random;
};

/// A tablet and a server in step over one greenhouse. Both have been left; the images are what their disks hold.
struct World {
    World() {
        const auto id = anna.create("Warme kas");
        REQUIRE(why(id) == "");
        kas = *id;
        REQUIRE(anna.sync());
        pause();
    }
    /// Both run on from where they were left.
    void resume() {
        office.put_back(served);
        anna.put_back(in_step);
    }
    void pause() {
        head_in_step = anna.head();
        in_step = anna.leave();
        served = office.leave();
    }

    Started started;
    HandClock clock;
    test::SeededRandom random{11};
    Office office{clock, random};
    Tablet anna{"anna", office, clock, random};
    Id kas;
    Disk::Image in_step, served;
    std::uint64_t head_in_step = 0;
};

/// An operation on the store of a world that is in step, with a server that is as it was each time.
inline std::uint64_t each_tablet_step(World& world, const std::function<bool()>& work,
                                      const std::function<void(bool)>& check) {
    return run({world.anna.disk, world.in_step, [&] { world.office.put_back(world.served), world.anna.reopen(); }, work,
                [&] { world.anna.leave(); },
                [&](bool said_done) {
                    world.anna.reopen();
                    world.anna.sound();
                    check(said_done);
                }});
}

/// An operation of the server of such a world, with a tablet that is as it was each time.
inline std::uint64_t each_server_step(World& world, const std::function<bool()>& work,
                                      const std::function<void(bool)>& check) {
    return run({world.office.disk, world.served, [&] { world.office.open(), world.anna.put_back(world.in_step); }, work,
                [&] { world.office.leave(); },
                [&](bool said_done) {
                    world.office.open();
                    check(said_done);
                }});
}

/// The pages of a database as one reads them who has its key, free ones too; not what only its log holds.
inline std::string readable_pages(sqlite::Connection& db) {
    sqlite3_int64 size = 0;
    unsigned char* const pages = sqlite3_serialize(db.raw(), "main", &size, 0);
    REQUIRE(pages);
    std::string all(reinterpret_cast<const char*>(pages), static_cast<std::size_t>(size));
    sqlite3_free(pages);
    return all;
}

}  // namespace crash_test
