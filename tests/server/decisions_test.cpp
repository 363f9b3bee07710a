// What was decided about people and places after a backup was made, once that backup is restored.
#include "sync_server/admin/decisions.hpp"

#include <set>
#include <thread>

#include "sync_server/admin/backups.hpp"
#include "sync_server/admin/dossiers.hpp"
#include "sync_server/admin/overview.hpp"
#include "tests/server/made_server.hpp"

using namespace wegwijs;
using namespace wegwijs::server;
using namespace wegwijs::test;

namespace {

template <class T>
T got(Result<T> result) {
    if (!result.ok()) FAIL(result.error().code << ": " << result.error().message);
    return std::move(*result);
}

struct Town : MadeServer {
    Town() {
        got(add_user(*server, "noor", {{"baas", "0405", {}, {}}}));
        got(change(*server, "test", {}, [&](Batch& batch) -> Status {
            DeviceRow device;
            device.user = "noor";
            device.public_key = Bytes(32, 'p');
            device.last_hash = protocol::chain_start;
            TRY(batch.add_device(device));
            return done();
        }));
        add_dossier(1);
        got(backup(*server, path("copy")));
        clock.at += 1000;
    }

    static Id id(std::uint8_t n) {
        Id id;
        id.octets[15] = n;
        return id;
    }
    void add_dossier(std::uint8_t n) {
        got(change(*server, "test", {}, [&](Batch& batch) -> Status {
            const ServerSeq place = TRY(
                batch.append({LedgerKind::transaction, 1, n, 0, Bytes(16, static_cast<char>(n)), 1, {}, false, "x"}));
            DossierRow dossier;
            dossier.id = id(n);
            dossier.municipality = "0405";
            dossier.last = place;
            TRY(batch.add_dossier(dossier, place, 1));
            return done();
        }));
    }
    Restored restore_to(const std::string& name) {
        clock.at += 1000;
        const FolderPaths paths{path(name), {}};
        // The backup names the folder that it came from; the list that counts is that of the folder served last.
        const RestoreOrder order{path("copy"), {}, {}, server->paths.decisions()};
        const Restored restored = got(restore(paths, order, {"test", "cli"}, clock, random));
        server = std::make_unique<server::Folder>(got(open_folder(paths, {"test", "cli"}, clock, random)));
        return restored;
    }
    /// "role at place" of the grants that stand, in order.
    std::vector<std::string> held(const std::string& user) {
        std::vector<std::string> all;
        for (const Grant& one : got(got(server->store->snapshot())->grants(user)))
            if (one.end == 0) all.push_back(one.role + " at " + (one.dossier ? one.dossier->text() : one.municipality));
        std::sort(all.begin(), all.end());
        return all;
    }
    std::string municipality_of(std::uint8_t n) {
        const auto row = got(got(server->store->snapshot())->dossier(id(n)));
        return row ? row->municipality : "";
    }
    bool revoked() { return got(got(server->store->snapshot())->device(1))->revoked; }
    bool whole() { return got(verify(*server)).ok(); }
};

}  // namespace

TEST_CASE("rights that were given and taken after the backup are given and taken again") {
    Town town;
    got(add_user(*town.server, "joop", {{"hulp", "0405", {}, {}}}));
    got(grant(*town.server, "noor", {"hulp", "0363", {}, {}}));
    got(grant(*town.server, "noor", {"baas", "", Town::id(1), {}}));
    got(end_grant(*town.server, 1));
    got(move_dossier(*town.server, Town::id(1), "0498"));
    got(revoke_device(*town.server, 1));
    const auto before = town.held("noor");
    REQUIRE(before.size() == 2);

    const Restored restored = town.restore_to("new");
    CHECK(restored.decisions.again == 7);
    CHECK(restored.decisions.not_again.empty());
    CHECK(town.held("noor") == before);
    CHECK(town.held("joop") == std::vector<std::string>{"hulp at 0405"});
    CHECK(got(town.server->admin->has_user("joop")));
    CHECK(town.municipality_of(1) == "0498");
    CHECK(town.revoked());
    CHECK(town.whole());

    SECTION("by a second restore of the same backup too") {
        got(grant(*town.server, "joop", {"baas", "0363", {}, {}}));
        CHECK(town.restore_to("third").decisions.again == 8);
        CHECK(town.held("noor") == before);
        CHECK(town.held("joop") == std::vector<std::string>{"baas at 0363", "hulp at 0405"});
        CHECK(town.whole());
    }
    SECTION("and not twice by a backup that has it") {
        std::filesystem::remove(town.path("copy"));
        got(backup(*town.server, town.path("copy")));
        CHECK(town.restore_to("third").decisions.again == 0);
        CHECK(town.held("noor") == before);
        CHECK(town.municipality_of(1) == "0498");
    }
}

TEST_CASE("a right that was given and taken again is not there, and what cannot be done again is told") {
    Town town;
    const std::uint64_t given = got(grant(*town.server, "noor", {"hulp", "0363", {}, {}}));
    got(end_grant(*town.server, given));
    got(grant(*town.server, "noor", {"hulp", "0498", {}, town.clock.at + 500}));  // over by the time of the restore
    town.add_dossier(2);
    got(move_dossier(*town.server, Town::id(2), "0498"));
    const Restored restored = town.restore_to("new");
    CHECK(town.held("noor") == std::vector<std::string>{"baas at 0405"});
    REQUIRE(restored.decisions.not_again.size() == 1);
    CHECK(restored.decisions.not_again.front().dossier == Town::id(2));
    CHECK(text_of(restored.decisions.not_again.front()).find("verhuizing") != std::string::npos);
}

TEST_CASE("a list of decisions that is damaged stops a restore, which can be repeated with the right one") {
    Town town;
    got(grant(*town.server, "noor", {"hulp", "0363", {}, {}}));
    const std::string list = town.server->paths.decisions();
    const Bytes right = got(system::read_file(list));
    for (const char* wrong : {"\n", "{", "[]", "{\"besluit\":\"feest\",\"at\":1}", "{\"besluit\":\"recht\"}",
                              "{\"besluit\":\"verhuizing\",\"at\":1,\"dossier\":\"7\"}",
                              "{\"besluit\":\"intrekking\",\"at\":1,\"sleutel\":\"zz\"}"}) {
        CAPTURE(wrong);
        got(system::write_file(list, right + wrong));
        const FolderPaths paths{town.path("new"), {}};
        const auto refused = restore(paths, {town.path("copy"), {}, {}}, {"test", "cli"}, town.clock, town.random);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code == "decisions_damaged");
        CHECK_FALSE(open_folder(paths, {"test", "cli"}, town.clock, town.random).ok());
    }
    got(system::write_file(list, right));
    CHECK(town.restore_to("new").decisions.again == 1);
    CHECK(town.held("noor") == std::vector<std::string>{"baas at 0405", "hulp at 0363"});
}

TEST_CASE("what two administrators decide at the same moment stands in the lists, all of it") {
    Town town;
    constexpr std::uint8_t each = 100;
    for (std::uint8_t n = 2; n <= 2 * each + 1; ++n) town.add_dossier(n);
    std::array<std::size_t, 2> did{};
    const auto decide = [&](std::size_t who) {
        SetClock clock = town.clock;
        SeededRandom random{who};
        auto folder = open_folder(town.server->paths, {"test", "cli"}, clock, random);
        if (!folder.ok()) return;
        const auto dossier = [&](std::uint8_t n) { return Town::id(static_cast<std::uint8_t>(2 + 2 * n + who)); };
        for (std::uint8_t n = 0; n < each; ++n) did[who] += grant(*folder, "noor", {"baas", "", dossier(n), {}}).ok();
        for (std::uint8_t n = 0; n < each; ++n) did[who] += erase_dossier(*folder, dossier(n)).ok();
    };
    std::thread first(decide, 0), second(decide, 1);
    first.join();
    second.join();
    CHECK(did == std::array<std::size_t, 2>{2 * each, 2 * each});
    const FolderPaths& paths = town.server->paths;
    CHECK(got(read_erased(paths.disk(), paths.erased())).size() == 2 * each);
    std::set<Id> granted;
    for (const Decision& one : got(read_decisions(paths.disk(), paths.decisions())))
        if (one.dossier) granted.insert(*one.dossier);
    CHECK(granted.size() == 2 * each);
}
