// Real stores and the real server services in one process, without a network: what one sync does, step by step.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "client_core/shared/system/files.hpp"
#include "client_core/store/store.hpp"
#include "client_core/sync/engine.hpp"
#include "sync_server/store/sqlite_store.hpp"
#include "sync_server/sync/service.hpp"
#include "tests/support/seeded_random.hpp"

namespace wegwijs::test {

class SetClock final : public Clock {
public:
    UnixMs now() override { return at; }
    UnixMs at = 1'790'000'000'000;
};

template <class T>
T must(Result<T> result) {
    if (!result.ok()) {
        CAPTURE(result.error().code, result.error().message);
        REQUIRE(result.ok());
    }
    return std::move(result).value();
}

inline std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

class World;

class Tablet {
public:
    Tablet(World& world, std::string name, std::unique_ptr<store::Store> opened)
        : world_(world), name_(std::move(name)), store(std::move(opened)) {}

    merge::Id make(const std::string& entity, const std::map<std::string, std::string>& fields, merge::Id parent = {});
    void set(merge::Id id, const std::string& field, const std::string& text);
    Result<std::uint64_t> try_set(merge::Id id, const std::string& field, const std::string& text);
    std::string shown(merge::Id id, const std::string& field);  ///< "" when the record or value is not there
    std::size_t conflicts() { return must(store->conflicts()).size(); }
    store::StoreStatus status() { return must(store->status()); }
    sync::Report sync(sync::Options options = {});
    /// Stops after `requests` requests, as a cut link would.
    void sync_partly(int requests, const sync::Options& options = {});
    /// Answers that come twice, or too late, must change nothing.
    void close() { store.reset(); }
    void reopen();

private:
    World& world_;
    std::string name_;

public:
    std::unique_ptr<store::Store> store;
};

class World {
public:
    World() : World(file_text(std::string(WEGWIJS_SOURCE_DIR) + "/tests/packs/kas.json")) {}
    explicit World(std::string pack)
        : folder(std::filesystem::temp_directory_path() /
                 ("wegwijs-sync-" + std::to_string(::getpid()) + "-" + std::to_string(counter()++))),
          pack_json(std::move(pack)) {
        REQUIRE(crypto::initialise());
        REQUIRE(sqlite::initialise());
        std::filesystem::create_directories(folder);
        open_server(true);
        auto batch = must(server_store->begin());
        must(batch->append({server::LedgerKind::genesis, 0, 0, 0, {}, clock.at, {}, false, "{}"}));
        must(batch->set_epoch(1, 1, 0, true, 1));
        auto seq = must(batch->append({server::LedgerKind::pack, 0, 0, 0, {}, clock.at, {}, false, "{}"}));
        must(batch->add_pack({1, seq, clock.at}, pack_json));
        must(batch->commit());
    }
    ~World() {
        tablets.clear();
        service.reset();
        server_store.reset();
        std::filesystem::remove_all(folder);
    }

    void open_server(bool create) {
        service.reset();
        server_store.reset();
        server_store = must(server::open_sqlite_store({path("server.db"), Bytes(32, 'k'), "", false}, create, random));
        service = std::make_unique<server::SyncService>(*server_store, clock, box);
    }

    std::string path(const std::string& name) const { return (folder / name).string(); }

    std::uint64_t grant(const std::string& user, const std::string& role, const std::string& municipality,
                        std::optional<merge::Id> dossier = {}) {
        auto batch = must(server_store->begin());
        server::Grant g;
        g.user = user;
        g.role = role;
        g.municipality = dossier ? "" : municipality;
        g.dossier = dossier;
        g.from = must(batch->append({server::LedgerKind::grant, 0, 0, 0, {}, clock.at, {}, false, "{}"}));
        g.from_at = clock.at;
        auto number = must(batch->add_grant(g));
        must(batch->commit());
        return number;
    }

    void end_grant(std::uint64_t number) {
        auto batch = must(server_store->begin());
        auto end = must(batch->append({server::LedgerKind::grant_end, 0, 0, 0, {}, clock.at, {}, false, "{}"}));
        must(batch->end_grant(number, end, clock.at));
        must(batch->commit());
    }

    void move(merge::Id dossier, const std::string& municipality) {
        auto batch = must(server_store->begin());
        auto row = must(batch->dossier(dossier));
        auto place = must(batch->append({server::LedgerKind::move, 0, 0, row->number, {}, clock.at, {}, false, "{}"}));
        must(batch->move_dossier(row->number, {place, municipality, clock.at}));
        must(batch->commit());
    }

    void purge(merge::Id record) {
        auto batch = must(server_store->begin());
        auto found = must(batch->record(record));
        auto row = must(batch->dossier(found->dossier));
        for (const merge::FieldState& field : found->record.fields)
            row->sums[must(model::Pack::load(pack_json))->visibility(found->record.entity, field.key.number)] -=
                merge::fingerprint(row->id, record, field.key, field.entries);
        row->last = must(batch->append({server::LedgerKind::purge, 0, 0, 0, {}, clock.at, {}, false, "{}"}));
        must(batch->update_dossier(*row));
        must(batch->purge_record(record, row->last));
        must(batch->commit());
    }

    void erase(merge::Id dossier) {
        auto batch = must(server_store->begin());
        auto row = must(batch->dossier(dossier));
        auto place = must(batch->append({server::LedgerKind::erase, 0, 0, 0, {}, clock.at, {}, false, "{}"}));
        must(batch->erase_dossier(row->number, place));
        must(batch->commit());
    }

    store::OpenOptions options(const std::string& name) {
        store::OpenOptions o;
        o.path = path(name + ".db");
        o.pin = "1234";
        o.clock = &clock;
        o.random = &random;
        o.files = &system::files();
        o.kdf = {1, 8u << 20};
        o.full_sync = false;
        return o;
    }

    Tablet& tablet(const std::string& name, const std::string& user, const std::string& role) {
        store::Identity identity;
        identity.user = user;
        identity.role = role;
        identity.key = crypto::SigningKey::make(random);
        identity.server_box_key = box.public_key;
        identity.epoch = 1;
        identity.device = must(service->enrol(user, identity.key.public_key));
        auto made = must(store::Store::create(options(name), identity, must(model::Pack::load(pack_json))));
        auto& place = tablets[name];
        place = std::make_unique<Tablet>(*this, name, std::move(made));
        return *place;
    }

    Result<Bytes> ask(store::Store& store, ByteView body) {
        auto request = TRY(protocol::decode_request(body));
        if (without_own_from) request.own_from = 0;
        const std::uint64_t device = TRY(store.tables().device());
        const auto row = TRY(TRY(server_store->snapshot())->device(device));
        if (row && row->public_key != store.identity().key.public_key)  // as a signature tells
            return Error{"signature_invalid", "Signed with another key.", Retry::never};
        auto answer = TRY(service->handle(device, request, 0));
        Bytes bytes = protocol::encode(answer);
        bytes_down += bytes.size();
        bytes_up += body.size();
        if (watch) watch(request, bytes);
        return bytes;
    }

    /// Rows ahead of their request.
    Status bring(store::Store& store, const Bytes& body) {
        return service->keep_ahead(TRY(store.tables().device()), body);
    }

    SetClock clock;
    SeededRandom random{7};
    std::filesystem::path folder;
    std::string pack_json;
    crypto::BoxKey box = crypto::BoxKey::make(random);
    std::unique_ptr<server::Store> server_store;
    std::unique_ptr<server::SyncService> service;
    std::map<std::string, std::unique_ptr<Tablet>> tablets;
    std::size_t bytes_up = 0, bytes_down = 0;
    bool without_own_from = false;  ///< as a device that does not say what it has
    /// Sees every request and the answer to it.
    std::function<void(const protocol::SyncRequest&, const Bytes&)> watch;

private:
    static int& counter() {
        static int n = 0;
        return n;
    }
};

inline merge::Id Tablet::make(const std::string& entity, const std::map<std::string, std::string>& fields,
                              merge::Id parent) {
    store::NewRecord record;
    record.entity = entity;
    record.parent = parent;
    if (parent.zero()) record.municipality = "0405";
    for (const auto& [name, text] : fields) record.values.push_back({{}, name, text, {}});
    world_.clock.at += 1000;
    return must(store->create_record(record));
}

inline Result<std::uint64_t> Tablet::try_set(merge::Id id, const std::string& field, const std::string& text) {
    world_.clock.at += 1000;
    return store->set(id, {{id, field, text, {}}});
}
inline void Tablet::set(merge::Id id, const std::string& field, const std::string& text) {
    must(try_set(id, field, text));
}

inline std::string Tablet::shown(merge::Id id, const std::string& field) {
    auto stored = must(store->tables().load(id));
    if (!stored) return "";
    const model::Entity* entity = store->pack().entity(stored->shown.entity);
    const model::Field* f = entity->field(field);
    const merge::Entries* entries = stored->shown.find({f->number, ""});
    if (!entries) return "";
    return model::to_text(*f, model::read(*f, *entries).shown->value);
}

inline sync::Report Tablet::sync(sync::Options options) {
    sync::Engine engine(*store);
    sync::Action action = engine.start(options);
    for (int steps = 0; steps < 400; ++steps) {
        if (action.what == sync::Action::What::finished) return engine.report();
        if (action.what == sync::Action::What::failed) {
            CAPTURE(action.error.code, action.error.message);
            REQUIRE(action.error.code == "");
        }
        if (action.what == sync::Action::What::wait) {
            action = engine.woken();
            continue;
        }
        auto answer = world_.ask(*store, action.body);
        if (!answer.ok()) UNSCOPED_INFO(answer.error().code << ": " << answer.error().message);
        action = answer.ok() ? engine.answered(answer.value()) : engine.failed(answer.error());
    }
    FAIL("the sync does not end");
    return {};
}

inline void Tablet::sync_partly(int requests, const sync::Options& options) {
    sync::Engine engine(*store);
    sync::Action action = engine.start(options);
    while (action.what == sync::Action::What::send && requests-- > 0) {
        auto answer = world_.ask(*store, action.body);
        action = answer.ok() ? engine.answered(answer.value()) : engine.failed(answer.error());
        if (auto instead = engine.settle()) action = std::move(*instead);
    }
}

inline void Tablet::reopen() {
    store.reset();
    store = must(store::Store::open(world_.options(name_)));
}

/// Two owners in one municipality, each with a tablet that is in step.
struct TwoTablets : World {
    TwoTablets() {
        grant("anna", "baas", "0405");
        grant("bram", "baas", "0405");
        a = &tablet("a", "anna", "baas");
        b = &tablet("b", "bram", "baas");
        a->sync();
        b->sync();
    }
    Tablet *a = nullptr, *b = nullptr;
};

}  // namespace wegwijs::test
