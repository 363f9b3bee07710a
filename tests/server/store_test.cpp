#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/sqlite/sqlite.hpp"
#include "client_core/shared/system/system.hpp"
#include "sync_server/store/admin_store.hpp"
#include "sync_server/store/sqlite_keys.hpp"

using namespace wegwijs;
using namespace wegwijs::server;

namespace {

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

Id id_of(std::uint8_t n) {
    Id id;
    id.octets.fill(0x11);
    id.octets[15] = n;
    return id;
}

Bytes hash_of(std::uint8_t n) { return Bytes(16, static_cast<char>(n)); }

/// CBOR text, so that a leak would be readable.
Bytes text_value(std::string_view text) { return Bytes(1, static_cast<char>(0x60 + text.size())) + Bytes(text); }

merge::Record record_with(const Id& id, std::string_view text, ServerSeq seq, const Id& parent = {}) {
    merge::Record record{id, 3, parent, {}};
    record.fields.push_back({{1, ""}, {{{seq, 1, seq, 1000}, text_value(text)}}});
    return record;
}

LedgerEntry entry_of(std::uint64_t device, std::uint64_t seq, std::uint8_t hash, Number dossier,
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
Number begin_dossier(Batch& batch, const Id& id, std::string_view text, std::uint64_t seq) {
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

std::uint64_t add_device(Batch& batch, merge::Branch branch = {}, std::uint64_t first = 1) {
    DeviceRow device;
    device.user = "anna";
    device.public_key = Bytes(32, 'p');
    device.branch = branch;
    device.first = first;
    device.last_hash = hash_of(0);
    return got(batch.add_device(device));
}

std::string everything_in(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(file.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
}

/// The database file itself, as one would open it who has the server's key.
sqlite::Connection raw_file(const ServerFolder& server) {
    sqlite::OpenOptions open;
    open.path = server.options.path;
    open.key = page_key(server.options.key);
    return got(sqlite::Connection::open(open));
}

}  // namespace

TEST_CASE("nothing that a person typed can be read in any file of the server, its log included") {
    ServerFolder server;
    auto batch = server.begin();
    const Number dossier = begin_dossier(*batch, id_of(1), "zwemleraar", 1);
    REQUIRE(batch->quarantine(1, 2, dossier, "geen_recht", "fluitspeler", 1000).ok());
    REQUIRE(batch->add_pack({1, 1, 1000}, "{\"naam\":\"tuinkassen\"}").ok());
    REQUIRE(batch->commit().ok());
    REQUIRE(std::filesystem::exists(server.options.path + "-wal"));
    const std::string files = everything_in(server.folder);
    REQUIRE(files.size() > 4096);
    for (const char* word : {"zwemleraar", "fluitspeler", "tuinkassen", "geen_recht", "SQLite format", "CREATE TABLE"})
        CHECK(files.find(word) == std::string::npos);

    // Not even with the key of the pages alone: states are sealed again with the dossier's own key.
    batch.reset();
    sqlite::Connection db = raw_file(server);
    CHECK(got(db.query_integer("SELECT count(*) FROM record WHERE instr(state, CAST('zwemleraar' AS BLOB)) > 0")) == 0);
    CHECK(got(db.query_integer("SELECT count(*) FROM ledger WHERE instr(body, CAST('zwemleraar' AS BLOB)) > 0")) == 0);
}

TEST_CASE("a store opens with its own key only, and is never made over") {
    ServerFolder server;
    server.store.reset();
    CHECK(open_sqlite_store(server.options, true, system::random()).error().code == "exists");
    SqliteStoreOptions other = server.options;
    other.key = Bytes(32, 'x');
    CHECK(open_sqlite_store(other, false, system::random()).error().code == "wrong_key");
    other.path += "-elsewhere";
    CHECK(open_sqlite_store(other, false, system::random()).error().code == "missing");
    CHECK_FALSE(std::filesystem::exists(other.path));
}

TEST_CASE("a batch that is dropped leaves nothing, and its numbers and keys are given out afresh") {
    ServerFolder server;
    Number first = 0;
    {
        auto batch = server.begin();
        first = begin_dossier(*batch, id_of(1), "een", 1);
    }
    CHECK(got(server.snapshot()->head()) == Point{});
    CHECK_FALSE(got(server.snapshot()->dossier(id_of(1))));

    auto batch = server.begin();
    CHECK(begin_dossier(*batch, id_of(2), "twee", 1) == first);
    REQUIRE(batch->commit().ok());
    batch.reset();
    server.open(false);
    const auto row = got(server.snapshot()->record(id_of(2)));
    REQUIRE(row);
    CHECK(row->record == record_with(id_of(2), "twee", 1));
}

TEST_CASE("a snapshot keeps seeing what was there when it was taken") {
    ServerFolder server;
    auto batch = server.begin();
    begin_dossier(*batch, id_of(1), "een", 1);
    REQUIRE(batch->commit().ok());
    batch.reset();
    const auto before = server.snapshot();
    batch = server.begin();
    begin_dossier(*batch, id_of(2), "twee", 2);
    CHECK(got(batch->head()).seq == 2);
    REQUIRE(batch->commit().ok());
    CHECK(got(before->head()).seq == 1);
    CHECK_FALSE(got(before->record(id_of(2))));
    CHECK(got(server.snapshot()->head()).seq == 2);
    CHECK(got(server.snapshot()->check_at(2)) == got(server.snapshot()->head()).check);
    CHECK(got(server.snapshot()->check_at(0)) == Bytes(8, '\0'));
    CHECK_FALSE(got(server.snapshot()->check_at(3)));
}

TEST_CASE("records come in the order of their numbers, only those that changed, and can be stopped and gone on with") {
    ServerFolder server;
    auto batch = server.begin();
    const Number dossier = begin_dossier(*batch, id_of(1), "wortel", 1);
    std::vector<RecordRow> rows;
    for (std::uint8_t n = 2; n < 7; ++n) {
        rows.push_back({0, record_with(id_of(n), "kind", n, id_of(1)), dossier, n, n});
        REQUIRE(batch->put_record(rows.back()).ok());
    }
    rows[0].last = 9;
    rows[0].record.fields[0].entries[0].value = text_value("later");
    REQUIRE(batch->put_record(rows[0]).ok());
    REQUIRE(batch->commit().ok());
    const auto snapshot = server.snapshot();

    std::vector<Number> seen;
    auto take = [&](RecordRow& row) {
        seen.push_back(row.number);
        return seen.size() < 2;
    };
    REQUIRE(snapshot->records(dossier, 4, 0, take).ok());
    CHECK(seen == std::vector<Number>{rows[0].number, rows[3].number});
    seen.clear();
    REQUIRE(snapshot->records(dossier, 4, rows[3].number, take).ok());
    CHECK(seen == std::vector<Number>{rows[4].number});
    CHECK(got(snapshot->children(id_of(1))).size() == 5);
    CHECK(got(snapshot->record(id_of(2)))->record == rows[0].record);
    CHECK(got(snapshot->record_number(id_of(3))) == rows[1].number);
    CHECK(got(snapshot->record_head(rows[1].number))->record == id_of(3));
}

TEST_CASE("changed dossiers are found from any base, and by where they ever were") {
    ServerFolder server;
    auto batch = server.begin();
    const Number first = begin_dossier(*batch, id_of(1), "een", 1);
    const Number second = begin_dossier(*batch, id_of(2), "twee", 2);
    REQUIRE(batch->move_dossier(first, {3, "0441", 5000}).ok());
    REQUIRE(batch->add_late_sight("anna", second, 2).ok());
    REQUIRE(batch->add_late_sight("anna", second, 1).ok());
    REQUIRE(batch->commit().ok());
    const auto snapshot = server.snapshot();
    CHECK(got(snapshot->changed(0, 0)).size() == 2);
    CHECK(got(snapshot->changed(0, first)).size() == 1);
    const auto later = got(snapshot->changed(2, 0));
    REQUIRE(later.size() == 1);
    CHECK(later[0].number == first);
    CHECK(later[0].municipality == "0441");
    CHECK(later[0].sums == std::map<std::uint32_t, std::uint64_t>{{1, 11}});
    CHECK(got(snapshot->in_municipality("0400", 0)).size() == 2);
    CHECK(got(snapshot->in_municipality("0441", 0)).size() == 1);
    CHECK(got(snapshot->moves(first)).size() == 2);
    CHECK(got(snapshot->late_sight("anna", second)) == 2);
    CHECK(got(snapshot->late_sights("anna", 1)) == std::vector<Number>{second});
    CHECK(got(snapshot->late_sights("anna", 2)).empty());
}

TEST_CASE("outcomes follow the line of parents, accepted and refused ones in one order") {
    ServerFolder server;
    auto batch = server.begin();
    const std::uint64_t parent = add_device(*batch);
    const Number dossier = begin_dossier(*batch, id_of(1), "een", 1);
    OutcomeRow refused{2, hash_of(2), 0, {}, {}, "zet", "status"};
    REQUIRE(batch->add_refusal(parent, refused).ok());
    LedgerEntry changed = entry_of(parent, 3, 3, dossier, "drie");
    changed.at_changed = true;
    changed.S = 1;
    got(batch->append(changed));
    const std::uint64_t child = add_device(*batch, {parent, 2}, 3);
    const ServerSeq own = got(batch->append(entry_of(child, 3, 33, dossier, "andere drie")));
    REQUIRE(batch->commit().ok());
    const auto snapshot = server.snapshot();

    const auto of_child = got(snapshot->outcomes(child, 1, 9));
    REQUIRE(of_child.size() == 3);
    CHECK(of_child[0].server_seq == 1);
    CHECK(of_child[1].code == "zet");
    CHECK(of_child[1].server_seq == 0);
    CHECK(of_child[2].hash == hash_of(33));
    CHECK(of_child[2].server_seq == own);
    CHECK_FALSE(of_child[2].at);
    const auto of_parent = got(snapshot->outcomes(parent, 3, 3));
    REQUIRE(of_parent.size() == 1);
    CHECK(of_parent[0].at == 1000);
    CHECK(of_parent[0].S == 1);
    CHECK(got(snapshot->outcomes(child, 2, 2)).size() == 1);

    CHECK(got(snapshot->lineage()) == merge::Lineage{{child, {parent, 2}}});
    CHECK(got(snapshot->find_hash(hash_of(2)))->seq == 2);
    CHECK(got(snapshot->find_hash(hash_of(33)))->device == child);
    CHECK_FALSE(got(snapshot->find_hash(hash_of(99))));
}

TEST_CASE("the ledger's chain holds, and one flipped bit in it is found") {
    ServerFolder server;
    auto batch = server.begin();
    for (std::uint8_t n = 1; n < 6; ++n) begin_dossier(*batch, id_of(n), "een", n);
    REQUIRE(batch->commit().ok());
    batch.reset();
    const auto admin = server.admin();
    const Integrity whole = got(admin->check({}));
    CHECK(whole.ok());
    CHECK(whole.transactions == 5);
    CHECK(whole.ledger.head == 5);

    auto after = [&](const char* sql) {
        sqlite::Connection db = raw_file(server);
        REQUIRE(db.exec(sql).ok());
        return got(admin->check({})).ledger;
    };
    SECTION("in a body") {
        const auto found = after(
            "UPDATE ledger SET body = CAST(substr(body, 1, 9) || x'00' || substr(body, 11) AS BLOB) WHERE server_seq = "
            "3");
        CHECK(found.broken);
        CHECK(found.first.server_seq == 3);
    }
    SECTION("a line that is gone") {
        const auto found = after("DELETE FROM ledger WHERE server_seq = 2");
        CHECK(found.broken);
        CHECK(found.first.server_seq == 3);
    }
    SECTION("a kind that was changed") {
        const auto found = after("UPDATE ledger SET kind = 1 WHERE server_seq = 4");
        CHECK(found.broken);
        CHECK(found.first.server_seq == 4);
    }
}

TEST_CASE("after an erasure an old copy of the rows does not open, and the chain still holds") {
    ServerFolder server;
    auto batch = server.begin();
    const Number gone = begin_dossier(*batch, id_of(1), "geheim", 1);
    const Number kept = begin_dossier(*batch, id_of(2), "blijft", 2);
    REQUIRE(batch->quarantine(1, 5, gone, "geen_recht", "geheim", 1000).ok());
    REQUIRE(batch->commit().ok());
    batch.reset();
    const auto admin = server.admin();
    const std::string copy = (server.folder / "old.db").string();
    REQUIRE(admin->backup(copy).ok());
    CHECK(got(server.snapshot()->record(id_of(1))));

    batch = server.begin();
    const ServerSeq place = got(batch->append({LedgerKind::erase, 0, 0, 0, {}, 2000, {}, false, "{}"}));
    REQUIRE(batch->erase_dossier(gone, place).ok());
    REQUIRE(batch->commit().ok());
    batch.reset();

    const auto snapshot = server.snapshot();
    CHECK_FALSE(got(snapshot->record(id_of(1))));
    CHECK(got(snapshot->record(id_of(2))));
    CHECK(got(snapshot->dossier(gone))->erased == place);
    CHECK(got(snapshot->dossier(gone))->sums.empty());
    CHECK(got(snapshot->changed(2, 0)).size() == 1);
    CHECK(got(admin->walk()->get()->quarantined()).empty());
    CHECK(got(admin->check({})).ok());

    // Somebody lays the rows from the old copy back beside the present keys.
    {
        sqlite::Connection db = raw_file(server);
        REQUIRE(got(db.query_integer("SELECT count(*) FROM dossier_key")) == 1);
        sqlite::OpenOptions open;
        open.path = copy;
        open.key = page_key(server.options.key);
        sqlite::Connection old = got(sqlite::Connection::open(open));
        sqlite::Cached row = got(old.prepare("SELECT number, id, dossier, state FROM record WHERE dossier = 1"));
        REQUIRE(got(row->step()));
        sqlite::Cached put = got(db.prepare("INSERT INTO record VALUES (?, ?, ?, 3, NULL, 1, 1, ?)"));
        put->bind(1, row->integer(0)).bind_blob(2, row->blob(1)).bind(3, row->integer(2)).bind_blob(4, row->blob(3));
        REQUIRE(put->run().ok());
    }
    CHECK(server.snapshot()->record(id_of(1)).error().code == "server_store");
    CHECK(got(admin->check({})).unreadable == std::vector<Number>{gone});
    CHECK(kept != gone);
}

TEST_CASE("a purged record leaves its id, and a merged one keeps resolving") {
    ServerFolder server;
    auto batch = server.begin();
    const Number dossier = begin_dossier(*batch, id_of(1), "een", 1);
    RecordRow child{0, record_with(id_of(2), "kind", 1, id_of(1)), dossier, 1, 1};
    REQUIRE(batch->put_record(child).ok());
    REQUIRE(batch->purge_record(id_of(2), 7).ok());
    CHECK_FALSE(batch->purge_record(id_of(9), 8).ok());
    REQUIRE(batch->commit().ok());
    batch.reset();
    REQUIRE(server.admin()->add_alias(id_of(5), id_of(4)).ok());
    REQUIRE(server.admin()->add_alias(id_of(4), id_of(1)).ok());
    const auto snapshot = server.snapshot();
    CHECK(got(snapshot->purged(id_of(2))));
    CHECK(got(snapshot->removals(dossier, 6)) == std::vector<Id>{id_of(2)});
    CHECK(got(snapshot->removals(dossier, 7)).empty());
    CHECK(got(snapshot->record(id_of(5)))->record.id == id_of(1));
}

TEST_CASE("a new epoch moves all counters ahead and is remembered") {
    ServerFolder server;
    auto batch = server.begin();
    begin_dossier(*batch, id_of(1), "een", 1);
    REQUIRE(batch->set_epoch(900, 5000, 1, true, 7000).ok());
    CHECK(got(batch->next()) == 5000);
    CHECK(begin_dossier(*batch, id_of(2), "twee", 2) == 7000);
    CHECK(add_device(*batch) == 7000);
    REQUIRE(batch->commit().ok());
    batch.reset();
    const auto snapshot = server.snapshot();
    CHECK(got(snapshot->epoch()) == 900);
    CHECK(got(snapshot->epoch_starts()) == merge::EpochStarts{{5000, 1}});
    CHECK(got(snapshot->declared_starts()).size() == 1);
    CHECK(got(snapshot->record(id_of(2)))->number == 7000);
    CHECK(got(server.admin()->check({})).ok());
}

TEST_CASE("devices, grants and packs come back as they were given") {
    ServerFolder server;
    auto batch = server.begin();
    DeviceRow device = *got(batch->device(add_device(*batch)));
    device.last = 4;
    device.skew_ms = -250;
    device.revoked = true;
    REQUIRE(batch->update_device(device).ok());
    const std::uint64_t wide = got(batch->add_grant({0, "anna", "0400", {}, "klantmanager", 3, 10, 0, 0, {}}));
    got(batch->add_grant({0, "anna", "", id_of(1), "vrijwilliger", 2, 9, 0, 0, 99}));
    REQUIRE(batch->end_grant(wide, 8, 80).ok());
    CHECK_FALSE(batch->end_grant(wide, 9, 90).ok());
    REQUIRE(batch->add_pack({2, 6, 60}, "{}").ok());
    REQUIRE(batch->commit().ok());
    const auto snapshot = server.snapshot();
    const auto devices = got(snapshot->devices());
    REQUIRE(devices.size() == 1);
    CHECK(devices[0].skew_ms == -250);
    CHECK(devices[0].revoked);
    const auto grants = got(snapshot->grants("anna"));
    REQUIRE(grants.size() == 2);
    CHECK(grants[0].dossier == id_of(1));
    CHECK(grants[0].until == 99);
    CHECK(grants[1].municipality == "0400");
    CHECK(grants[1].end == 8);
    CHECK(got(snapshot->grants("piet")).empty());
    CHECK(got(snapshot->packs())[0].server_seq == 6);
    CHECK(got(snapshot->pack_json(2)) == "{}");
    CHECK(snapshot->pack_json(3).error().code == "server_store");
}

TEST_CASE("two threads that write wait for each other, while others read") {
    ServerFolder server;
    constexpr std::uint64_t each = 40;
    std::atomic<int> inside = 0, together = 0, failures = 0;
    auto writer = [&](std::uint64_t device) {
        for (std::uint64_t n = 1; n <= each; ++n) {
            auto batch = server.store->begin();
            if (!batch.ok()) {
                ++failures;
                continue;
            }
            if (++inside != 1) ++together;
            LedgerEntry entry = entry_of(device, n, 0, 0, "regel");
            entry.hash = Bytes(15, static_cast<char>(n)) + static_cast<char>(device);
            if (!(*batch)->append(entry).ok()) ++failures;
            --inside;
            if (!(*batch)->commit().ok()) ++failures;
        }
    };
    auto reader = [&] {
        ServerSeq last = 0;
        while (last < 2 * each && failures == 0) {
            auto snapshot = server.store->snapshot();
            if (!snapshot.ok()) {
                ++failures;
                break;
            }
            const auto head = (*snapshot)->head();
            if (!head.ok() || head->seq < last) ++failures;
            else last = head->seq;
        }
    };
    std::array<std::thread, 3> threads{std::thread(writer, 1), std::thread(writer, 2), std::thread(reader)};
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK(together == 0);
    CHECK(got(server.snapshot()->head()).seq == 2 * each);
    CHECK(got(server.admin()->check({})).ledger.lines == 2 * each);
}
