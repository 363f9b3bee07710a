#include <array>
#include <atomic>
#include <thread>

#include "tests/server/server_folder.hpp"

using namespace wegwijs;
using namespace wegwijs::server;

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
