// A tablet's store with work of every kind, and which parts of its files hold which of it. What is where is told by
// SQLite's own reads of the undamaged store, not by the code that reads a damaged one.
#pragma once

#include <map>
#include <set>

#include "client_core/store/key_file.hpp"
#include "client_core/store/state.hpp"
#include "tests/crash/world.hpp"

namespace crash_test {

inline constexpr std::size_t page_bytes = 8192, log_header = 32, frame_bytes = 24 + page_bytes;

/// A page of the store's file, or a frame of its log (both from 0 on).
struct Part {
    bool log = false;
    std::size_t number = 0;
    auto operator<=>(const Part&) const = default;
};

struct Work {
    Bytes canonical;
    std::set<Part> parts;  ///< that the transaction itself stands on: the leaf, and what goes on from there
};

/// What was typed and not sent, by its number; and what the server refused.
struct Content {
    std::map<std::uint64_t, Work> unsent, refused;
    std::uint64_t acked = 0, head = 0;
};

struct WithWork : World {
    /// `unsent` changes are left that the server does not have, of which the last `in_log` stand in the log only.
    explicit WithWork(int unsent, int in_log) {
        resume();
        for (int i = 0; i < 4; ++i) others.push_back(add_kas("Kas " + std::to_string(i)));
        for (int i = 0; i < 40; ++i) note(i);
        refuse();
        clash();
        REQUIRE(sync());
        REQUIRE(store->rejected()->size() == 1);
        REQUIRE(store->conflicts()->size() == 1);
        for (int i = 0; i < unsent - in_log; ++i) change(i);
        REQUIRE(store->open_edit({kas}).ok());
        store.reset();  // in order: all of it stands in the file
        REQUIRE(disk.size(disk.path("store.db-wal")) == 0);
        if (in_log > 0) {
            reopen();
            for (int i = 0; i < in_log; ++i) change(unsent + i);
            leave();
        }
        damaged = disk.image();
        look_at_it();
    }

    std::string db() const { return disk.path("store.db"); }
    std::string log() const { return db() + "-wal"; }

    Id add_kas(const std::string& name) {
        auto id = store->create_record({"kas", {}, "0405", {{{}, "naam", name, {}}}, {}});
        REQUIRE(why(id) == "");
        return *id;
    }
    /// Text that no codec makes shorter, so that pages fill up.
    std::string text(std::size_t bytes) { return to_hex(random.bytes(bytes / 2)); }
    void note(int i) {
        auto plant = store->create_record({"plant", others[i % others.size()], "", {{{}, "soort", text(60), {}}}, {}});
        REQUIRE(why(plant) == "");
        plants.push_back(*plant);
    }
    /// One of three kinds; every ninth is longer than a page.
    void change(int i) {
        const Id plant = plants[static_cast<std::size_t>(i) % plants.size()];
        if (i % 9 == 4) {
            const std::string json = "{\"a\":\"" + text(11'000) + "\"}";
            REQUIRE(why(store->set(others[i % 4], {{others[i % 4], "instellingen", json, {}}})) == "");
        } else if (i % 3 == 0) {
            note(i);
        } else {
            REQUIRE(why(store->set(plant, {{plant, "notitie", text(400), {}}})) == "");
        }
    }
    /// A change that the server refuses: its municipality is none.
    void refuse() {
        add_kas("Zonder gemeente");
        auto row = **store->tables().own(head());
        auto made = *protocol::decode_transaction(row.canonical);
        made.municipality = "Hoorn";
        row.canonical = protocol::encode_transaction(made);
        row.hash = protocol::chain_next(*store->tables().chain_hash(row.seq - 1), row.canonical);
        REQUIRE(store->tables().update_own(row).ok());
        leave();
        reopen();
    }
    /// Another tablet of the same user writes in the same field.
    void clash() {
        store::OpenOptions there = options();
        there.path = disk.path("other.db");
        store::Identity identity = store->identity();
        identity.key = crypto::SigningKey::make(random);
        identity.device = *office.service->enrol("anna", identity.key.public_key);
        auto other = store::Store::create(there, identity, pack());
        REQUIRE(why(other) == "");
        std::swap(store, *other);
        REQUIRE(sync());
        REQUIRE(why(store->set(kas, {{kas, "oppervlak", "21", {}}})) == "");
        REQUIRE(sync());
        std::swap(store, *other);
        REQUIRE(why(store->set(kas, {{kas, "oppervlak", "22", {}}})) == "");
    }

    /// Which parts SQLite reads to answer this, beside those that `than` reads too.
    std::vector<Part> reads(const std::string& sql, std::int64_t number) {
        sqlite::OpenOptions raw;
        raw.path = db();
        raw.key = data_key;
        raw.vfs = test::disk_vfs;
        raw.exclusive = true;
        auto opened = sqlite::Connection::open(raw);
        REQUIRE(opened.ok());
        std::vector<Part> found;
        auto query = opened->prepare_once(sql);
        REQUIRE(query.ok());
        disk.on_read = [&](const std::string& path, std::size_t at, std::size_t amount) {
            if (amount < page_bytes) return;
            if (path == db()) found.push_back({false, at / page_bytes});
            if (path == log()) found.push_back({true, (at - log_header) / frame_bytes});
        };
        query->bind(1, number);
        const auto row = query->step();
        REQUIRE((row.ok() && *row));
        for (int i = 0; i < query->columns(); ++i) static_cast<void>(query->blob(i));
        disk.on_read = nullptr;
        disk.stop();  // as a kill: nothing is tidied up
        *query = sqlite::Statement();
        opened->close();
        disk.restart();
        return found;
    }

    /// The leaf of a row and the pages that its bytes go on to: the last page that is read for its number alone, and
    /// all that are read beyond that for its content.
    std::set<Part> parts_of(const std::string& table, const std::string& column, const std::string& key,
                            std::int64_t number) {
        const auto way = reads("SELECT " + key + " FROM " + table + " WHERE " + key + " = ?1", number);
        const auto all = reads("SELECT " + column + " FROM " + table + " WHERE " + key + " = ?1", number);
        REQUIRE_FALSE(way.empty());
        std::set<Part> own{way.back()};
        own.insert(all.begin() + static_cast<std::ptrdiff_t>(way.size()), all.end());
        return own;
    }

    void look_at_it() {
        data_key = *store::KeyFile(disk, db()).unlock("1234", clock);
        reopen();
        content.head = head();
        content.acked = *store->tables().acked();
        std::map<std::uint64_t, std::pair<Bytes, std::int64_t>> rows;
        for (std::uint64_t seq = 1; seq <= content.head; ++seq) {
            const auto own = *store->tables().own(seq);
            if (!own->canonical.empty()) rows[seq].first = own->canonical;
        }
        std::set<std::uint64_t> refused;
        const auto listed = store->rejected();
        REQUIRE(why(listed) == "");
        for (const auto& one : *listed) refused.insert(one.n);
        auto blocks = store->tables().db().prepare_once(
            "SELECT own.seq, own_block.first FROM own JOIN own_block ON "
            "own.seq BETWEEN first AND last WHERE flags & 8 != 0");
        for (auto row = blocks->step(); row.ok() && *row; row = blocks->step())
            rows[static_cast<std::uint64_t>(blocks->integer(0))].second = blocks->integer(1);
        blocks->reset();
        leave();
        disk.put(damaged);
        std::map<std::int64_t, std::set<Part>> of_block;
        for (const auto& [seq, row] : rows) {
            if (seq <= content.acked && !refused.contains(seq)) continue;
            Work work{row.first, parts_of("own", "body", "seq", static_cast<std::int64_t>(seq))};
            if (row.second != 0) {
                auto& parts = of_block[row.second];
                if (parts.empty()) parts = parts_of("own_block", "body", "first", row.second);
                work.parts.insert(parts.begin(), parts.end());
            }
            (seq > content.acked ? content.unsent : content.refused)[seq] = std::move(work);
        }
        disk.put(damaged);
    }

    /// The server gets what one request brings, and its answer is lost.
    void push_unheard(std::size_t chunk) {
        disk.put(damaged);
        reopen();
        sync::Engine engine(*store);
        sync::Options small;
        small.chunk_small = small.chunk_large = chunk;
        const sync::Action asked = engine.start(small);
        REQUIRE(asked.what == sync::Action::What::send);
        REQUIRE(why(anna.ask(asked.body)) == "");
        store.reset();
        damaged = disk.image();
        content = {};
        look_at_it();
    }

    merge::ServerSeq server_head() { return (*office.folder->store->snapshot())->head()->seq; }
    std::uint64_t server_had() { return (*(*office.folder->store->snapshot())->device(1))->last; }
    /// The server as it stood when `was` was taken of its disk.
    void put_server(const Disk::Image& was) { office.put_back(was); }

    store::OpenOptions options() { return anna.options(); }
    void reopen() { anna.reopen(); }
    void leave() { anna.leave(); }
    bool sync() { return anna.sync(); }
    std::uint64_t head() { return anna.head(); }

    Disk& disk = anna.disk;
    std::unique_ptr<store::Store>& store = anna.store;
    std::vector<Id> others, plants;
    Disk::Image damaged;  ///< of the undamaged store, to begin with
    Bytes data_key;
    Content content;
};

}  // namespace crash_test
