#include "client_core/shared/system/files.hpp"
#include "tests/server/server_folder.hpp"

using namespace wegwijs;
using namespace wegwijs::server;

namespace {

/// A store with one dossier of one record, and its administration.
struct Office : ServerFolder {
    void dossier(std::uint8_t n) {
        auto batch = got(store->begin());
        RecordRow record;
        record.record.id.octets.fill(n);
        record.record.entity = n;
        const ServerSeq place = got(batch->next());
        record.record.fields.push_back({{1, ""}, {{{place, 1, n, 1000}, Bytes("\x01")}}});
        record.created = record.last = place;
        DossierRow row;
        row.id = record.record.id;
        row.municipality = "0400";
        row.last = place;
        row.sums[7] = merge::fingerprint(row.id, row.id, {1, ""}, record.record.fields[0].entries);
        record.dossier = got(batch->add_dossier(row, place, 1000));
        REQUIRE(batch->put_record(record).ok());
        LedgerEntry entry{
            LedgerKind::transaction, 1, n, record.dossier, Bytes(16, static_cast<char>(n)), 1000, {}, false, "tx"};
        got(batch->append(entry));
        REQUIRE(batch->commit().ok());
    }
    std::unique_ptr<AdminStore> admin = ServerFolder::admin();
};

}  // namespace

TEST_CASE("an enrolment code works once, before it expires, and again for the same device") {
    Office office;
    REQUIRE(office.admin->add_user("anna", 10).ok());
    CHECK(office.admin->add_user("anna", 11).error().code == "exists");
    CHECK(got(office.admin->has_user("anna")));
    CHECK(got(office.admin->users()).size() == 1);
    CHECK(office.admin->add_enrol_code("h0", "niemand", 100).error().code == "missing");
    REQUIRE(office.admin->add_enrol_code("h1", "anna", 100).ok());
    REQUIRE(office.admin->add_enrol_code("h2", "anna", 100).ok());

    CHECK(office.admin->redeem_enrol_code("h2", "tablet", 100).error().code == "enrol_code");
    CHECK(office.admin->redeem_enrol_code("hx", "tablet", 50).error().code == "enrol_code");
    const Redeemed first = got(office.admin->redeem_enrol_code("h1", "tablet", 50));
    CHECK(first.user == "anna");
    CHECK_FALSE(first.again);
    CHECK(got(office.admin->redeem_enrol_code("h1", "tablet", 60)).again);
    CHECK(office.admin->redeem_enrol_code("h1", "telefoon", 60).error().code == "enrol_code");
}

TEST_CASE("a walk shows everything as it was when it began") {
    Office office;
    office.dossier(1);
    office.dossier(2);
    const auto walk = got(office.admin->walk());
    office.dossier(3);
    std::vector<Number> dossiers, records;
    std::vector<Bytes> bodies;
    REQUIRE(walk->each_dossier([&](const DossierRow& row) {
                    dossiers.push_back(row.number);
                    return true;
                })
                .ok());
    REQUIRE(walk->each_record(2,
                              [&](RecordRow& row) {
                                  records.push_back(row.number);
                                  return true;
                              })
                .ok());
    REQUIRE(walk->each_entry(1,
                             [&](ServerSeq, const LedgerEntry& e) {
                                 bodies.push_back(e.body);
                                 return true;
                             })
                .ok());
    CHECK(dossiers == std::vector<Number>{1, 2});
    CHECK(records == std::vector<Number>{2});
    CHECK(bodies == std::vector<Bytes>{"tx"});
}

TEST_CASE("a backup made while a batch is open holds what was committed, opens under the same key, and is one file") {
    Office office;
    office.dossier(1);
    auto batch = got(office.store->begin());
    got(batch->append({LedgerKind::grant, 0, 0, 0, {}, 5, {}, false, "{}"}));
    const std::string path = (office.folder / "copy.db").string();
    REQUIRE(office.admin->backup(path, system::files()).ok());
    CHECK(office.admin->backup(path, system::files()).error().code == "exists");
    REQUIRE(batch->commit().ok());
    batch.reset();
    CHECK_FALSE(std::filesystem::exists(path + "-wal"));
    CHECK_FALSE(std::filesystem::exists(path + ".part"));

    SqliteStoreOptions copy = office.options;
    copy.path = path;
    const auto restored = got(open_sqlite_store(copy, false, system::random()));
    CHECK(got(got(restored->snapshot())->head()).seq == 1);
    CHECK(got(got(AdminStore::open(copy, system::random()))->check({})).ok());
    copy.key = Bytes(32, 'x');
    CHECK(open_sqlite_store(copy, false, system::random()).error().code == "wrong_key");
}

TEST_CASE("a check compares the running sums with the records") {
    Office office;
    office.dossier(1);
    const ClassOf seven = [](std::uint16_t, const merge::FieldKey&) { return 7u; };
    CHECK(got(office.admin->check(seven)).ok());
    auto batch = got(office.store->begin());
    DossierRow row = *got(batch->dossier(Number{1}));
    row.sums[7] += 1;
    REQUIRE(batch->update_dossier(row).ok());
    REQUIRE(batch->commit().ok());
    CHECK(got(office.admin->check(seven)).sums == std::vector<Number>{1});
}

TEST_CASE("the audit log only grows, and a line changed behind our back is found") {
    Office office;
    REQUIRE(office.admin->audit("beheer", "user add", "anna", "ok", "console", 5).ok());
    auto batch = got(office.store->begin());
    REQUIRE(batch->audit("anna", "sync", "device 1", "ok", "127.0.0.1", 6).ok());
    REQUIRE(batch->commit().ok());
    batch.reset();
    const auto lines = got(office.admin->audit_lines(0, 10));
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].actor == "anna");
    CHECK(got(office.admin->audit_lines(0, 1))[0].number == 2);
    CHECK(got(office.admin->check({})).ok());

    sqlite::OpenOptions open;
    open.path = office.options.path;
    open.key = page_key(office.options.key);
    sqlite::Connection db = got(sqlite::Connection::open(open));
    CHECK_FALSE(db.exec("UPDATE audit SET actor = 'piet' WHERE number = 1").ok());
    CHECK_FALSE(db.exec("DELETE FROM audit").ok());
    REQUIRE(db.exec("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'piet' WHERE number = 1").ok());
    CHECK(got(office.admin->check({})).audit_broken == 1);
}

TEST_CASE("one delivery a night, and each of its rows is owed until the receiver answers") {
    Office office;
    Id record;
    record.octets.fill(4);
    const std::vector<DeliveredRow> rows{{0, "uren.ndjson", record, "owed", ""}};
    const std::vector<LogboekRow> log{{0, Bytes(16, 't'), Bytes(8, 's'), "levering", 1, 5, 6, "ok"}};
    const std::uint64_t number =
        got(office.admin->add_delivery({0, "2026-11-24", 5, 1, "{}", Bytes(32, 'h')}, rows, log));
    CHECK(office.admin->add_delivery({0, "2026-11-24", 9, 2, "[]", {}}, rows, log).error().code == "exists");
    CHECK(got(office.admin->logboek(0, 10)).size() == 1);
    CHECK(got(office.admin->delivery("2026-11-24"))->hash == Bytes(32, 'h'));
    CHECK(got(office.admin->deliveries()).size() == 1);

    std::vector<DeliveredRow> owed = got(office.admin->owed());
    REQUIRE(owed.size() == 1);
    CHECK(owed[0].delivery == number);
    owed[0].state = "refused";
    owed[0].reason = "onbekend";
    REQUIRE(office.admin->settle(owed[0]).ok());
    CHECK(got(office.admin->owed()).empty());
    CHECK(got(office.admin->delivered(number))[0].reason == "onbekend");
    owed[0].file = "pips.ndjson";
    CHECK(office.admin->settle(owed[0]).error().code == "missing");
}

TEST_CASE("settings are kept") {
    Office office;
    CHECK_FALSE(got(office.admin->setting("region")));
    REQUIRE(office.admin->set_setting("region", "nhn").ok());
    REQUIRE(office.admin->set_setting("region", "wfr").ok());
    CHECK(got(office.admin->setting("region")) == std::string("wfr"));
}
