// Records in the server store.
#include "client_core/shared/protocol/state.hpp"
#include "client_core/shared/protocol/transaction.hpp"
#include "tests/server/server_folder.hpp"

using namespace wegwijs;
using namespace wegwijs::server;

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

TEST_CASE("a purged record leaves its id, and a merged one keeps resolving") {
    ServerFolder server;
    auto batch = server.begin();
    const Number dossier = begin_dossier(*batch, id_of(1), "een", 1);
    RecordRow child{0, record_with(id_of(2), "kind", 1, id_of(1)), dossier, 1, 1};
    REQUIRE(batch->put_record(child).ok());
    CHECK_FALSE(got(batch->purged(id_of(2))));
    REQUIRE(batch->purge_record(id_of(2), 7).ok());
    CHECK(got(batch->purged(id_of(2))));
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

namespace {

/// A transaction that makes a dossier with one child, as device 1 sends it.
merge::Transaction making(const Id& root, const Id& child) {
    merge::Transaction made;
    made.seq = 1;
    made.nonce = Bytes(16, 'n');
    made.dossier = root;
    made.municipality = "0400";
    made.check = Bytes(8, '\0');
    made.created = {{root, 3, {}}, {child, 3, root}};
    made.writes = {{root, {1, ""}, text_value("wortel")}, {child, {1, ""}, text_value("kind")}};
    return made;
}

/// Writes it and its records, as nothing has looked at them since.
Number place_packed(Batch& batch, const merge::Transaction& made) {
    const ServerSeq place = got(batch.next());
    DossierRow row;
    row.id = made.dossier;
    row.municipality = made.municipality;
    row.last = place;
    const Number dossier = got(batch.add_dossier(row, place, 1000));
    const Bytes canonical = protocol::encode_transaction(made);
    got(batch.append(entry_of(1, made.seq, 1, dossier, canonical)));
    const merge::Stamp stamp{place, 1, made.seq, 1000};
    for (const merge::Creation& c : made.created) {
        RecordRow record{0, {c.record, c.entity, c.parent, {}}, dossier, place, place};
        record.packed =
            PackedFields{protocol::encode_state(stamp, protocol::changes_of(canonical, c.record)), stamp, 1};
        REQUIRE(batch.put_record(record).ok());
    }
    return dossier;
}

std::int64_t without_state(const ServerFolder& server) {
    sqlite::Connection db = raw_file(server);
    return got(db.query_integer("SELECT count(*) FROM record WHERE length(state) = 0")).value_or(-1);
}

}  // namespace

TEST_CASE("what one transaction made stands in the ledger only, until it is changed") {
    ServerFolder server;
    auto batch = server.begin();
    place_packed(*batch, making(id_of(1), id_of(2)));
    CHECK(got(batch->record(id_of(2)))->record == record_with(id_of(2), "kind", 1, id_of(1)));
    REQUIRE(batch->commit().ok());
    batch.reset();
    CHECK(without_state(server) == 2);
    CHECK(got(server.snapshot()->record(id_of(1)))->record == record_with(id_of(1), "wortel", 1));

    batch = server.begin();
    RecordRow changed = *got(batch->record(id_of(2)));
    changed.record = record_with(id_of(2), "later", 2, id_of(1));
    changed.last = 2;
    REQUIRE(batch->put_record(changed).ok());
    REQUIRE(batch->commit().ok());
    batch.reset();
    CHECK(without_state(server) == 1);
    CHECK(got(server.snapshot()->record(id_of(2)))->record == changed.record);
    CHECK(got(server.admin()->check({})).ok());
}

TEST_CASE("a record of which the ledger line is damaged is said to be so") {
    ServerFolder server;
    auto batch = server.begin();
    const Number dossier = place_packed(*batch, making(id_of(1), id_of(2)));
    REQUIRE(batch->commit().ok());
    batch.reset();
    for (const char* sql :
         {"UPDATE record SET created = 7 WHERE parent IS NOT NULL",
          "UPDATE record SET created = 1; UPDATE ledger SET body = NULL", "UPDATE ledger SET body = zeroblob(80)"}) {
        REQUIRE(raw_file(server).exec(sql).ok());
        CHECK_FALSE(server.snapshot()->record(id_of(2)).ok());
        CHECK(got(server.admin()->check({})).unreadable == std::vector<Number>{dossier});
    }
}
