// The ledger in the server store: its chain, what became of each transaction, erasure, epochs.
#include "client_core/shared/system/files.hpp"
#include "tests/server/server_folder.hpp"

using namespace wegwijs;
using namespace wegwijs::server;

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
    CHECK(got(snapshot->holder_of(2, hash_of(2))) == parent);
    CHECK(got(snapshot->holder_of(3, hash_of(3))) == parent);
    CHECK(got(snapshot->holder_of(3, hash_of(33))) == child);
    CHECK(got(snapshot->holder_of(4, hash_of(33))) == 0);
    CHECK(got(snapshot->holder_of(3, hash_of(99))) == 0);
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
    REQUIRE(admin->backup(copy, system::files()).ok());
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
