// Steps that more than one story takes: copies of stores and servers, narrow links, new packs, hand-made work.
#pragma once

#include "client_core/shared/merge/merge.hpp"
#include "sync_server/admin/backups.hpp"
#include "sync_server/admin/packs.hpp"
#include "tests/sync/world.hpp"

namespace wegwijs::test {

/// One row up in each request, and about as many bytes down.
inline sync::Options narrow(std::size_t bytes = 1) {
    sync::Options options;
    options.chunk_small = options.chunk_large = bytes;
    return options;
}

/// Copies a database with its log. The other files that go with it are named by `also`.
inline void copy_database(World& w, const std::string& from, const std::string& to, const std::string& also = {}) {
    namespace fs = std::filesystem;
    for (const std::string& end : {std::string("-wal"), std::string("-shm")}) {
        fs::remove(w.path(to + end));
        if (fs::exists(w.path(from + end))) fs::copy_file(w.path(from + end), w.path(to + end));
    }
    for (const std::string& end : {std::string(), also})
        fs::copy_file(w.path(from + end), w.path(to + end), fs::copy_options::overwrite_existing);
}

inline void copy_store(World& w, const std::string& from, const std::string& to) {
    copy_database(w, from + ".db", to + ".db", ".key");
}

/// A second tablet on a copy of a store that is not open meanwhile.
inline Tablet& twin_of(World& w, const std::string& name, const std::string& twin) {
    w.tablets[name]->close();
    copy_store(w, name, twin);
    w.tablets[name]->reopen();
    auto& place = w.tablets[twin];
    place = std::make_unique<Tablet>(w, twin, must(store::Store::open(w.options(twin))));
    return *place;
}

inline void back_up_server(World& w) {
    w.service.reset();
    w.server_store.reset();
    copy_database(w, "server.db", "backup.db");
    w.open_server(false);
}

inline void put_server_back(World& w) {
    w.service.reset();
    w.server_store.reset();
    copy_database(w, "backup.db", "server.db");
    w.clock.at += 60'000;
    w.open_server(false);
}

/// From the last backup, as `restore` does.
inline void restore_server(World& w) {
    put_server_back(w);
    auto batch = must(w.server_store->begin());
    must(server::begin_anew(*batch, {}, w.clock.at));
    must(batch->commit());
}

/// The pack with one part of it replaced.
inline std::string changed(std::string pack, const std::string& from, const std::string& to) {
    const std::size_t at = pack.find(from);
    REQUIRE(at != pack.npos);
    return pack.replace(at, from.size(), to);
}

inline void new_pack(World& w, std::uint64_t version, const std::string& json) {
    const std::string numbered = changed(json, "\"version\": 1", "\"version\": " + std::to_string(version));
    auto batch = must(w.server_store->begin());
    auto seq = must(batch->append({server::LedgerKind::pack, 0, 0, 0, {}, w.clock.at, {}, false, "{}"}));
    must(batch->add_pack({version, seq, w.clock.at}, numbered));
    const auto pack = must(model::Pack::load(numbered));
    for (server::DossierRow& dossier : must(batch->changed(0, 0))) {
        dossier.sums = must(server::sums_of(*batch, dossier, *pack));
        must(batch->update_dossier(dossier));
    }
    must(batch->commit());
}

/// Work that this store would not make, as another program might.
inline void add_own(Tablet& tablet, const merge::Transaction& transaction) {
    store::Tables& tables = tablet.store->tables();
    store::OwnRow row;
    row.seq = transaction.seq;
    row.canonical = protocol::encode_transaction(transaction);
    row.hash = protocol::chain_next(must(tables.chain_hash(row.seq - 1)), row.canonical);
    REQUIRE(tables.add_own(row).ok());
}

inline merge::Deletion deletion_of(Tablet& tablet, const merge::Id& id) {
    const auto stored = must(tablet.store->tables().load(id));
    return stored ? merge::read_deletion(stored->shown) : merge::Deletion::none;
}

/// Twice round, and then nobody's sums differ.
inline void in_step(std::initializer_list<Tablet*> tablets) {
    for (int round = 0; round < 2; ++round)
        for (Tablet* t : tablets) t->sync();
    for (Tablet* t : tablets) REQUIRE(t->sync({{}, true}).repaired == false);
}

}  // namespace wegwijs::test
