// Two stores and the server.
#include <algorithm>
#include <future>
#include <optional>

#include "tests/api/office.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

std::vector<std::string> values_of(const Conflict& conflict) {
    std::vector<std::string> values;
    for (const Entry& entry : conflict.values) values.push_back(entry.value_json);
    std::sort(values.begin(), values.end());
    return values;
}

/// A sync on a thread of its own.
class Running {
public:
    explicit Running(Store& store, SyncOptions options = {})
        : thread_([this, &store, options] { result_.emplace(store.sync(options)); }) {}
    ~Running() {
        if (thread_.joinable()) thread_.join();
    }
    Result<SyncReport> wait() {
        thread_.join();
        return *result_;
    }

private:
    std::optional<Result<SyncReport>> result_;
    std::thread thread_;
};

}  // namespace

TEST_CASE("what one typed is with the other after a sync of each, and the report tells what went") {
    Office office;
    Store anna = office.tablet("anna"), bram = office.tablet("bram");
    const Id id = participant(anna, "Rana");
    std::vector<SyncProgress> seen;
    SyncOptions options;
    options.progress = [&](const SyncProgress& progress) { seen.push_back(progress); };
    const SyncReport sent = must(anna.sync(options));
    CHECK(sent.pushed == 1);
    CHECK(sent.in_step);
    CHECK(sent.requests > 0);
    CHECK(sent.bytes_up > 0);
    CHECK(sent.bytes_down > 0);
    REQUIRE_FALSE(seen.empty());
    CHECK(seen.front().total == 1);
    CHECK(seen.back().bytes_up == sent.bytes_up);
    CHECK(must(bram.sync()).pulled == 1);
    CHECK(field(bram, id, "weergavenaam") == "Rana");
    CHECK(record(bram, id) == record(anna, id));
    const StoreStatus status = must(anna.status());
    CHECK(status.in_step);
    CHECK(status.last_sync.has_value());
}

TEST_CASE("a form that was open during a sync overwrites nothing unseen, and a person decides") {
    Office office;
    Store anna = office.tablet("anna"), bram = office.tablet("bram");
    const Id id = participant(anna, "Rana");
    must(anna.sync());
    must(bram.sync());
    const Edit form = must(anna.open_edit({id}));
    CHECK(form.dossier == id);
    must(bram.set(id, {{"geboortedatum", "1987"}, {"adres", "Kade 1"}}));
    must(bram.sync());
    must(anna.sync());
    // The program ends while the form is open, and goes on with it.
    { const Store ended = std::move(anna); }
    anna = must(Store::open({office.path("anna.db"), pin}));
    const Edit again = must(anna.find_edit(form.number));
    CHECK(again.dossier == id);
    must(anna.save(again, {{id, "geboortedatum", "1988-06"}}));
    CHECK(code_of(anna.find_edit(form.number)) == "niet_getoond");
    CHECK(must(anna.sync()).conflicts == 1);
    must(bram.sync());
    for (Store* store : {&anna, &bram}) {
        const auto conflicts = must(store->conflicts());
        REQUIRE(conflicts.size() == 1);
        CHECK(conflicts[0].record == id);
        CHECK(conflicts[0].dossier == id);
        CHECK(conflicts[0].entity == "deelnemer");
        CHECK(conflicts[0].field == "geboortedatum");
        CHECK_FALSE(conflicts[0].element);
        CHECK(values_of(conflicts[0]) == std::vector<std::string>{"\"1987\"", "\"1988-06\""});
    }
    CHECK(field(anna, id, "adres") == "Kade 1");
    CHECK(code_of(anna.set(id, {{"geboortedatum", "1990"}})) == "conflict_open");

    must(bram.decide(id, {"geboortedatum", "1988-06"}));
    CHECK(must(bram.conflicts()).empty());
    must(bram.sync());
    CHECK(must(anna.sync()).conflicts == 0);
    CHECK(must(anna.conflicts()).empty());
    CHECK(field(anna, id, "geboortedatum") == "1988-06");
    CHECK(record(anna, id) == record(bram, id));
}

TEST_CASE("an edit that is dropped saves nothing, and one that was refused can be saved again") {
    Office office;
    Store anna = office.tablet("anna");
    const Id id = participant(anna, "Rana");
    const Edit form = must(anna.open_edit({id}));
    CHECK(code_of(anna.save(form, {{id, "geboortedatum", "gisteren"}})) == "invalid_value");
    must(anna.save(form, {{id, "geboortedatum", "1988"}}));
    CHECK(code_of(anna.save(form, {{id, "geboortedatum", "1989"}})) == "niet_getoond");
    const Edit other = must(anna.open_edit({id}));
    must(anna.drop_edit(other));
    must(anna.drop_edit(other));
    CHECK(code_of(anna.save(other, {{id, "geboortedatum", "1989"}})) == "niet_getoond");
    CHECK(field(anna, id, "geboortedatum") == "1988");
    CHECK(code_of(anna.restore(id)) == "niet_getoond");
    CHECK(code_of(anna.decide(id, {"geboortedatum", "gisteren"})) == "invalid_value");
    std::optional<std::int64_t> open;
    must(anna.query("SELECT count(*) FROM open_edit", {}, [&](const Row& row) { open = row[0].integer(); }));
    CHECK(open == 0);
}

TEST_CASE("deleted by one and changed by another: the record stays until a person decides") {
    Office office;
    Store anna = office.tablet("anna"), bram = office.tablet("bram");
    const Id id = participant(anna, "Rana");
    must(anna.sync());
    must(bram.sync());
    must(anna.remove(must(anna.open_edit({id})), id));
    must(bram.set(id, {{"adres", "Kade 1"}}));
    must(bram.sync());
    must(anna.sync());
    const auto conflicts = must(anna.conflicts());
    REQUIRE(conflicts.size() == 1);
    CHECK(conflicts[0].field == "_verwijderd");
    must(anna.decide(must(anna.open_edit({id})), {id, "_verwijderd", "false"}));
    must(anna.sync());
    must(bram.sync());
    CHECK(field(bram, id, "adres") == "Kade 1");
    CHECK(must(bram.conflicts()).empty());
}

TEST_CASE("observers are told of each commit, and where it came from") {
    Office office;
    Store anna = office.tablet("anna"), bram = office.tablet("bram");
    std::vector<Change> told;
    const std::uint64_t number = must(bram.observe(
        [&](const std::vector<Change>& changes) { told.insert(told.end(), changes.begin(), changes.end()); }));
    const Id mine = participant(bram, "Hamid"), other = participant(anna, "Rana");
    REQUIRE(told.size() == 1);
    CHECK(told[0].why == Change::Why::local);
    CHECK(told[0].dossier == mine);
    CHECK(told[0].records == std::vector<Id>{mine});
    must(anna.sync());
    must(bram.sync());
    const auto synced = std::find_if(told.begin(), told.end(), [&](const Change& one) { return one.dossier == other; });
    REQUIRE(synced != told.end());
    CHECK(synced->why == Change::Why::synced);
    CHECK(synced->records == std::vector<Id>{other});
    must(bram.unobserve(number));
    told.clear();
    must(bram.set(mine, {{"adres", "Kade 1"}}));
    CHECK(told.empty());
}

TEST_CASE("what the server refuses is kept with its reason, and can be tried again or thrown away") {
    Office office;
    Store anna = office.tablet("anna"), bram = office.tablet("bram");
    const Id person = participant(anna, "Rana");
    const Id path = must(anna.create(
        {.entity = "traject", .parent = person, .values = {{"status", "gekoppeld"}, {"regievoerder", "anna"}}}));
    const Id plan = must(anna.create({.entity = "pip", .parent = path, .values = {{"stand", "concept"}}}));
    must(anna.set(plan, {{"stand", "besproken"}}));
    must(anna.sync());
    must(bram.sync());
    // To decide a plan signs all of it: not while the server has something in it that was not read.
    must(bram.set(plan, {{"invulling_map", "Stage"}}));
    must(bram.sync());
    const std::uint64_t number = must(anna.set(plan, {{"stand", "vastgesteld"}}));
    CHECK(must(anna.sync()).rejected == 1);
    const auto rejected = must(anna.rejected());
    REQUIRE(rejected.size() == 1);
    CHECK(rejected[0].number == number);
    CHECK(rejected[0].code == "niet_gezien");
    CHECK_FALSE(rejected[0].reason.empty());
    CHECK_FALSE(rejected[0].sealed);
    CHECK(Json::parse(rejected[0].transaction_json)["writes"][0]["value"] == "vastgesteld");
    CHECK(field(anna, plan, "stand") == "besproken");

    must(anna.retry_rejected(number));
    CHECK(must(anna.rejected()).empty());
    CHECK(must(anna.sync()).rejected == 0);
    must(bram.sync());
    CHECK(field(bram, plan, "stand") == "vastgesteld");
    CHECK(code_of(bram.set(plan, {{"invulling_map", "Werk"}})) == "bevroren");
    CHECK(code_of(anna.discard_rejected(number)) == "niet_getoond");
}

TEST_CASE("an app goes on reading and saving while a sync waits for the network") {
    Office office;
    Wire wire(office.port());
    Store anna = office.tablet("anna", wire.url()), bram = office.tablet("bram");
    const Id before = participant(anna, "Rana");
    wire.hold();
    Running sync(anna);
    wire.wait_for_request();
    CHECK(field(anna, before, "weergavenaam") == "Rana");
    const Edit form = must(anna.open_edit({before}));
    must(anna.save(form, {{before, "geboortedatum", "1988"}}));
    const Id during = participant(anna, "Yusra");
    CHECK(code_of(anna.sync()) == "sync_busy");
    CHECK(must(anna.status()).unsent == 3);
    wire.release();
    const SyncReport report = must(sync.wait());
    CHECK(report.pushed == 3);
    CHECK(report.in_step);
    must(bram.sync());
    CHECK(field(bram, before, "geboortedatum") == "1988");
    CHECK(field(bram, during, "weergavenaam") == "Yusra");
    CHECK(must(anna.conflicts()).empty());
    SyncOptions all;
    all.check_all = true;
    CHECK_FALSE(must(anna.sync(all)).repaired);
}

TEST_CASE("a sync that is cancelled on its way stops soon, and the next one sends nothing twice") {
    Office office;
    Wire wire(office.port());
    Store anna = office.tablet("anna", wire.url()), bram = office.tablet("bram");
    const Id id = participant(anna, "Rana");
    Cancel cancel;
    SyncOptions options;
    options.cancel = &cancel;
    wire.hold();
    Running sync(anna, options);
    wire.wait_for_request();
    cancel.ask();
    const auto stopped = sync.wait();
    REQUIRE_FALSE(stopped.ok());
    CHECK(stopped.error().code == "cancelled");
    CHECK(stopped.error().retry == Retry::now);
    CHECK(must(anna.status()).unsent == 1);
    CHECK(code_of(anna.sync(options)) == "cancelled");
    // The request that nobody waits for comes to the server all the same.
    wire.release();
    must(anna.sync());
    must(bram.sync());
    CHECK(must(bram.list("deelnemer")) == std::vector<Id>{id});
    CHECK(must(anna.status()).in_step);
}

TEST_CASE("a sync that pauses between two tries lets others in, and can be cancelled") {
    Office office;
    Store anna = office.tablet("anna", Wire(office.port()).url());  // the wire is gone by now
    Cancel cancel;
    std::promise<void> failed;
    int told = 0;
    SyncOptions options;
    options.attempts = 0;
    options.cancel = &cancel;
    options.progress = [&](const SyncProgress&) {
        if (++told == 2) failed.set_value();  // before the first request, and after it
    };
    Running sync(anna, options);
    failed.get_future().wait();
    participant(anna, "Rana");
    cancel.ask();
    CHECK(code_of(sync.wait()) == "cancelled");
    SyncOptions once;
    once.attempts = 1;
    CHECK(code_of(anna.sync(once)) == "offline");
    CHECK(must(anna.status()).unsent == 1);
}
