// A server store in a folder of its own, and rows to put into it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/sqlite/sqlite.hpp"
#include "client_core/shared/system/system.hpp"
#include "sync_server/store/admin_store.hpp"
#include "sync_server/store/sqlite_keys.hpp"

namespace wegwijs::server {

/// A folder of its own with one server store in it.
class ServerFolder {
public:
    ServerFolder() {
        REQUIRE(crypto::initialise());
        std::string name = (std::filesystem::temp_directory_path() / "wegwijs-store-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder = name;
        options.path = (folder / "server.db").string();
        options.key = Bytes(32, 'k');
        options.full_sync = false;
        open(true);
    }
    ~ServerFolder() {
        store.reset();
        std::filesystem::remove_all(folder);
    }
    void open(bool create) {
        store.reset();
        auto opened = open_sqlite_store(options, create, system::random());
        REQUIRE(opened.ok());
        store = std::move(*opened);
    }
    std::unique_ptr<Batch> begin() { return got(store->begin()); }
    std::unique_ptr<Snapshot> snapshot() { return got(store->snapshot()); }
    std::unique_ptr<AdminStore> admin() { return got(AdminStore::open(options, system::random())); }

    template <class T>
    static T got(Result<T> result) {
        if (!result.ok()) FAIL(result.error().code << ": " << result.error().message);
        return std::move(*result);
    }

    std::filesystem::path folder;
    SqliteStoreOptions options;
    std::unique_ptr<Store> store;
};

template <class T>
T got(Result<T> result) {
    return ServerFolder::got(std::move(result));
}

inline Id id_of(std::uint8_t n) {
    Id id;
    id.octets.fill(0x11);
    id.octets[15] = n;
    return id;
}

inline Bytes hash_of(std::uint8_t n) { return Bytes(16, static_cast<char>(n)); }

/// CBOR text, so that a leak would be readable.
inline Bytes text_value(std::string_view text) { return Bytes(1, static_cast<char>(0x60 + text.size())) + Bytes(text); }

inline merge::Record record_with(const Id& id, std::string_view text, ServerSeq seq, const Id& parent = {}) {
    merge::Record record{id, 3, parent, {}};
    record.fields.push_back({{1, ""}, {{{seq, 1, seq, 1000}, text_value(text)}}});
    return record;
}

inline LedgerEntry entry_of(std::uint64_t device, std::uint64_t seq, std::uint8_t hash, Number dossier,
                            std::string_view body) {
    LedgerEntry entry;
    entry.device = device;
    entry.seq = seq;
    entry.hash = hash_of(hash);
    entry.dossier = dossier;
    entry.at = 1000;
    entry.body = body;
    return entry;
}

/// A dossier with its root record, whose text is `text`, and a ledger line that holds the text too.
inline Number begin_dossier(Batch& batch, const Id& id, std::string_view text, std::uint64_t seq) {
    const ServerSeq place = got(batch.next());
    DossierRow row;
    row.id = id;
    row.municipality = "0400";
    row.last = place;
    row.sums = {{1, 10 + place}};
    const Number number = got(batch.add_dossier(row, place, 1000));
    REQUIRE(got(batch.append(entry_of(1, seq, static_cast<std::uint8_t>(seq), number, text))) == place);
    RecordRow record{0, record_with(id, text, place), number, place, place};
    REQUIRE(batch.put_record(record).ok());
    REQUIRE(record.number != 0);
    return number;
}

inline std::uint64_t add_device(Batch& batch, merge::Branch branch = {}, std::uint64_t first = 1) {
    DeviceRow device;
    device.user = "anna";
    device.public_key = Bytes(32, 'p');
    device.branch = branch;
    device.first = first;
    device.last_hash = hash_of(0);
    return got(batch.add_device(device));
}

inline std::string everything_in(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(file.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
}

/// The database file itself, as one would open it who has the server's key.
inline sqlite::Connection raw_file(const ServerFolder& server) {
    sqlite::OpenOptions open;
    open.path = server.options.path;
    open.key = page_key(server.options.key);
    return got(sqlite::Connection::open(open));
}

}  // namespace wegwijs::server
