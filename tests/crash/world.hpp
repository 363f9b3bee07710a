// A tablet and a server, each on a disk of its own, in step over one greenhouse.
#pragma once

#include <fstream>
#include <sstream>

#include "client_core/store/store.hpp"
#include "client_core/store/tables.hpp"
#include "client_core/sync/engine.hpp"
#include "sync_server/store/sqlite_store.hpp"
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

inline std::shared_ptr<const model::Pack> pack(int version = 1) {
    auto read = model::Pack::load(pack_text(version));
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

}  // namespace crash_test
