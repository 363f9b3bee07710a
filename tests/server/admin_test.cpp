// What an administrator does to people, dossiers, packs and backups, seen in the store.
#include <fstream>

#include <nlohmann/json.hpp>

#include "sync_server/admin/backups.hpp"
#include "sync_server/admin/dossiers.hpp"
#include "sync_server/admin/local_day.hpp"
#include "sync_server/admin/overview.hpp"
#include "sync_server/admin/packs.hpp"
#include "tests/server/made_server.hpp"

using namespace wegwijs;
using namespace wegwijs::server;
using namespace wegwijs::test;

namespace {

Id id_number(std::uint8_t n) {
    Id id;
    id.octets[15] = n;
    return id;
}

/// A greenhouse (the tiny pack's person) with a name and, which only one role reads, its costs.
void add_dossier(MadeServer& made, const Id& id, const std::string& municipality) {
    auto pack = model::Pack::load(*(*made.server->store->snapshot())->pack_json(1));
    REQUIRE(pack.ok());
    const auto status = change(*made.server, "test", {}, [&](Batch& batch) -> Status {
        const ServerSeq place = TRY(batch.append({LedgerKind::transaction,
                                                  1,
                                                  id.octets[15],
                                                  0,
                                                  Bytes(16, static_cast<char>(id.octets[15])),
                                                  1,
                                                  {},
                                                  false,
                                                  "x"}));
        DossierRow dossier;
        dossier.id = id;
        dossier.municipality = municipality;
        dossier.last = place;
        dossier.number = TRY(batch.add_dossier(dossier, place, 1));
        RecordRow row;
        row.record.id = id;
        row.record.entity = 1;
        row.dossier = dossier.number;
        row.created = row.last = place;
        for (const std::uint16_t field : {1, 8})
            row.record.at({field, {}}).push_back({{place, 1, id.octets[15], 1}, "\x61x"});
        TRY(batch.put_record(row));
        dossier.sums = TRY(sums_of(batch, dossier, **pack));
        return batch.update_dossier(dossier);
    });
    REQUIRE(status.ok());
}

std::optional<DossierRow> dossier_row(server::Folder& folder, const Id& id) {
    auto snapshot = folder.store->snapshot();
    REQUIRE(snapshot.ok());
    auto row = (*snapshot)->dossier(id);
    REQUIRE(row.ok());
    return *row;
}

template <class T>
std::string code_of(const Result<T>& result) {
    return result.ok() ? "ok" : result.error().code;
}

bool whole(server::Folder& folder) {
    auto found = verify(folder);
    REQUIRE(found.ok());
    return found->ok();
}

std::string pack_text(std::string_view from, std::string_view to) {
    auto text = system::read_file(WEGWIJS_SOURCE_DIR "/tests/packs/kas.json");
    REQUIRE(text.ok());
    for (const auto& [what, by] :
         {std::pair<std::string_view, std::string_view>{"\"version\": 1", "\"version\": 2"}, {from, to}}) {
        const std::size_t at = text->find(what);
        REQUIRE(at != std::string::npos);
        text->replace(at, what.size(), by);
    }
    return *text;
}

}  // namespace

TEST_CASE("a grant until a day ends with that day in the Netherlands") {
    CHECK(end_of_day("2026-11-24") == 1'795'561'200'000);  // 23:00 UTC, winter
    CHECK(end_of_day("2026-07-01") == 1'782'943'200'000);  // 22:00 UTC, summer
    CHECK(end_of_day("2026-03-28") == 1'774'738'800'000);  // the last winter day still ends at 23:00 UTC
    CHECK(end_of_day("2026-03-29") == 1'774'821'600'000);  // this one has 23 hours
    CHECK(end_of_day("2026-10-24") == 1'792'879'200'000);
    CHECK(end_of_day("2026-10-25") == 1'792'969'200'000);  // this one has 25 hours
    for (const char* text : {"", "2026-02-29", "2026-13-01", "26-01-01", "2026-1-01x", "2026-11-2 ", "9999-01-01"}) {
        INFO(text);
        CHECK_FALSE(end_of_day(text));
    }
    CHECK(duration("90s") == 90'000);
    CHECK(duration("15m") == 900'000);
    CHECK(duration("2h") == 7'200'000);
    CHECK(duration("1d") == 86'400'000);
    for (const char* text : {"", "m", "15", "-1m", "1.5h", "15 m", "99999999999d", "4000000000d"}) {
        INFO(text);
        CHECK_FALSE(duration(text));
    }
}

TEST_CASE("adding a user again after a crash keeps the grants that are there") {
    MadeServer made;
    const std::vector<GrantOrder> orders{{"baas", "0405", {}, {}}, {"hulp", "0498", {}, {}}};
    REQUIRE(add_user(*made.server, "noor", {orders[0]}).ok());
    auto again = add_user(*made.server, "piet", orders);
    REQUIRE(again.ok());
    CHECK(*again == std::vector<std::uint64_t>{2, 3});

    // All or nothing: the second order is wrong, so the first is not given either.
    CHECK(code_of(add_user(*made.server, "els", {orders[0], {"keizer", "0405", {}, {}}})) == "unknown_role");
    auto grants = (*made.server->store->snapshot())->grants("els");
    REQUIRE(grants.ok());
    CHECK(grants->empty());
}

TEST_CASE("every change is in the audit log with who did it") {
    MadeServer made;
    REQUIRE(add_user(*made.server, "noor", {{"baas", "0405", {}, {}}}).ok());
    REQUIRE(end_grant(*made.server, 1).ok());
    REQUIRE(make_code(*made.server, "noor", 60'000).ok());
    auto lines = made.server->admin->audit_lines(0, 100);
    REQUIRE(lines.ok());
    std::vector<std::string> actions;
    for (const AuditRow& line : *lines) {
        CHECK(line.actor == "test");
        CHECK(line.result == "ok");
        actions.push_back(line.action + " " + line.object);
    }
    CHECK(actions == std::vector<std::string>{"server.init ", "grant.add noor", "user.add noor", "grant.end 1",
                                              "enrol_code.make noor"});
}

TEST_CASE("a dossier moves to another municipality once, at a place in the order") {
    MadeServer made;
    add_dossier(made, id_number(1), "0405");
    REQUIRE(move_dossier(*made.server, id_number(1), "0498").ok());
    const std::uint64_t head = made.head();
    REQUIRE(move_dossier(*made.server, id_number(1), "0498").ok());
    CHECK(made.head() == head);
    CHECK(code_of(move_dossier(*made.server, id_number(1), "498")) == "invalid_municipality");
    CHECK(code_of(move_dossier(*made.server, id_number(2), "0498")) == "unknown_dossier");
    auto snapshot = made.server->store->snapshot();
    REQUIRE(snapshot.ok());
    auto moves = (*snapshot)->moves(dossier_row(*made.server, id_number(1))->number);
    REQUIRE(moves.ok());
    REQUIRE(moves->size() == 2);
    CHECK(moves->back().municipality == "0498");
    CHECK(moves->back().server_seq == head);
}

TEST_CASE("what was erased stays erased when an older backup is put back") {
    MadeServer made;
    add_dossier(made, id_number(1), "0405");
    add_dossier(made, id_number(2), "0405");
    const std::uint64_t head = made.head();
    auto saved = backup(*made.server, made.path("copy"));
    REQUIRE(saved.ok());
    CHECK(saved->head == head);
    REQUIRE(erase_dossier(*made.server, id_number(1)).ok());
    REQUIRE(erase_dossier(*made.server, id_number(1)).ok());
    CHECK(dossier_row(*made.server, id_number(1))->erased == head + 1);
    CHECK(code_of(erase_dossier(*made.server, id_number(9))) == "unknown_dossier");
    CHECK(whole(*made.server));

    made.clock.at += 1000;
    const FolderPaths paths{made.path("new"), {}};
    auto restored = restore(paths, {made.path("copy"), {}, {}}, {"test", "cli"}, made.clock, made.random);
    if (!restored.ok()) FAIL(restored.error().code);
    CHECK(restored->erased_again == 1);
    CHECK(restored->epoch == static_cast<std::uint64_t>(made.clock.at) * 256);
    auto anew = open_folder(paths, {"test", "cli"}, made.clock, made.random);
    REQUIRE(anew.ok());
    CHECK(dossier_row(*anew, id_number(1))->erased > restored->epoch);
    CHECK(dossier_row(*anew, id_number(2))->erased == 0);
    CHECK(whole(*anew));
    auto snapshot = anew->store->snapshot();
    REQUIRE(snapshot.ok());
    auto starts = (*snapshot)->declared_starts();
    REQUIRE(starts.ok());
    CHECK(starts->rbegin()->first == restored->epoch);
    CHECK(starts->rbegin()->second == head);
}

TEST_CASE("what the last backup but one holds is noted: devices need not keep it") {
    MadeServer made;
    auto device = [&](std::uint64_t last) {
        auto batch = made.server->store->begin();
        REQUIRE(batch.ok());
        DeviceRow row;
        auto known = (*batch)->device(1);
        REQUIRE(known.ok());
        if (*known) row = **known;
        row.user = "noor";
        row.public_key = Bytes(32, 'p');
        row.last = last;
        row.last_hash = protocol::chain_start;
        REQUIRE((*known ? (*batch)->update_device(row).ok() : (*batch)->add_device(row).ok()));
        REQUIRE((*batch)->commit().ok());
    };
    const auto kept = [&] {
        auto setting = made.server->admin->setting(kept_setting);
        REQUIRE(setting.ok());
        return setting->value_or("");
    };
    device(0);
    device(7);
    const auto head = std::to_string(made.head());
    REQUIRE(backup(*made.server, made.path("one")).ok());
    CHECK(kept().empty());  // one bad backup may not cost anything
    device(9);
    REQUIRE(backup(*made.server, made.path("two")).ok());
    CHECK(kept() == "{\"devices\":{\"1\":7},\"head\":" + head + "}");
    REQUIRE(backup(*made.server, made.path("three")).ok());
    CHECK(kept().find("{\"1\":9}") != std::string::npos);
}

TEST_CASE("a restore without its key, or with another one, begins nothing and can be repeated with the right one") {
    MadeServer made;
    REQUIRE(backup(*made.server, made.path("copy")).ok());
    std::filesystem::remove(made.path("copy.herkomst"));
    const FolderPaths paths{made.path("new"), {}};
    const auto with_key = [&](const std::string& key) {
        return code_of(restore(paths, {made.path("copy"), key, {}}, {"test", "cli"}, made.clock, made.random));
    };
    CHECK(with_key({}) == "key_missing");
    CHECK(code_of(open_folder(paths, {"test", "cli"}, made.clock, made.random)) == "missing");
    REQUIRE(system::write_file(made.path("other"), Bytes(32, 'x')).ok());
    CHECK(with_key(made.path("other")) == "wrong_key");
    CHECK(with_key(made.server->paths.key()) == "ok");
    CHECK(with_key(made.server->paths.key()) == "not_empty");
}

TEST_CASE("a pack that shows a field to other roles has every sum counted again") {
    MadeServer made;
    add_dossier(made, id_number(1), "0405");
    const auto before = dossier_row(*made.server, id_number(1))->sums;
    const std::string costs = "\"policy\": \"beoordelen\", \"class\": \"D\", \"read\": [\"baas\"]";
    const std::string shown = "\"policy\": \"beoordelen\", \"class\": \"D\", \"read\": [\"baas\", \"hulp\"]";
    auto version = add_pack(*made.server, pack_text(costs, shown));
    if (!version.ok()) FAIL(version.error().message);
    CHECK(*version == 2);
    CHECK(dossier_row(*made.server, id_number(1))->sums != before);
    CHECK(whole(*made.server));
    CHECK(code_of(add_pack(*made.server, pack_text(costs, shown))) == "pack_old");
    CHECK(code_of(add_pack(*made.server, pack_text("\"name\": \"kas\"", "\"name\": \"tuin\""))) == "pack_other");
    CHECK(code_of(add_pack(*made.server, "{}")) == "pack_invalid");
}

TEST_CASE("the overview counts what is there") {
    MadeServer made;
    add_dossier(made, id_number(1), "0405");
    add_dossier(made, id_number(2), "0405");
    REQUIRE(erase_dossier(*made.server, id_number(2)).ok());
    REQUIRE(add_user(*made.server, "noor", {}).ok());
    auto seen = look_over(*made.server);
    REQUIRE(seen.ok());
    CHECK(seen->head == made.head());
    CHECK(seen->users == 1);
    CHECK(seen->dossiers == 1);
    CHECK(seen->records == 1);
    CHECK(seen->conflicts == 0);
    CHECK(seen->region == "proef");
    CHECK(seen->last_backup == 0);
    REQUIRE(backup(*made.server, made.path("copy")).ok());
    CHECK(look_over(*made.server)->last_backup == made.clock.at);
}
