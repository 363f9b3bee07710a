// Who is told that a dossier went: those who ever had sight of it, and nobody else.
#include <set>

#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// Every dossier id that the answers to one device name.
std::set<merge::Id> told(World& w, Tablet& tablet, sync::Options options = {}) {
    std::set<merge::Id> ids;
    w.watch = [&](const protocol::SyncRequest&, const Bytes& answer) {
        for (const protocol::Item& item : must(protocol::decode_answer(answer)).items) ids.insert(item.id);
    };
    tablet.sync(std::move(options));
    w.watch = {};
    return ids;
}

/// One request of a device that names what it may not know.
protocol::SyncAnswer probe(World& w, Tablet& tablet, std::uint64_t highest) {
    protocol::SyncRequest request;
    request.epoch = 1;
    request.head.seq = must(tablet.store->tables().head_seq());
    request.head.hash = must(tablet.store->tables().chain_hash(request.head.seq));
    request.acked = request.head.seq;
    request.round.base = must(must(w.server_store->snapshot())->head());
    request.budget = 64 * 1024;
    request.pack = 1;
    for (std::uint64_t number = 1; number <= highest; ++number) request.sums.emplace_back(number, 1);
    const std::uint64_t device = must(tablet.store->tables().device());
    return must(protocol::decode_answer(protocol::encode(must(w.service->handle(device, request, 0)))));
}

struct Three : World {
    Three() {
        grant("anna", "baas", "0405");
        elsewhere = grant("carl", "baas", "0363");
        anna = &tablet("a", "anna", "baas");
        carl = &tablet("c", "carl", "baas");
        anna->sync();
        carl->sync();
        kas = anna->make("kas", {{"naam", "Noord"}});
        anna->sync();
        carl->sync();
    }
    std::uint64_t elsewhere = 0;
    Tablet *anna, *carl;
    merge::Id kas;
};

}  // namespace

TEST_CASE("an erasure is told to those who had sight of the dossier, and to nobody else") {
    Three w;
    auto right = w.grant("hein", "hulp", "", w.kas);
    Tablet& hein = w.tablet("h", "hein", "hulp");
    hein.sync();
    w.end_grant(right);
    w.erase(w.kas);
    CHECK(told(w, *w.carl).empty());
    CHECK(told(w, *w.anna) == std::set{w.kas});
    CHECK(w.anna->shown(w.kas, "naam").empty());
    CHECK(told(w, hein) == std::set{w.kas});  // his right had ended, but he had seen it
    CHECK(hein.shown(w.kas, "naam").empty());
    w.grant("dora", "baas", "0405");
    CHECK(told(w, w.tablet("d", "dora", "baas")).empty());
}

TEST_CASE("of a dossier that went nothing stays in the log of the store either") {
    Three w;
    auto right = w.grant("hein", "hulp", "", w.kas);
    Tablet& hein = w.tablet("h", "hein", "hulp");
    hein.sync();
    REQUIRE(std::filesystem::file_size(w.path("h.db-wal")) > 0);
    SECTION("when the right ended") { w.end_grant(right); }
    SECTION("when it was erased") { w.erase(w.kas); }
    hein.sync();
    CHECK(hein.shown(w.kas, "naam").empty());
    CHECK(std::filesystem::file_size(w.path("h.db-wal")) == 0);
}

TEST_CASE("a pack that shows a field to other roles tells nobody of dossiers that he never saw") {
    Three w;
    std::string json = w.pack_json;
    const std::string from = "\"class\": \"D\", \"read\": [\"baas\"]",
                      to = "\"class\": \"D\", \"read\": [\"baas\",\"hulp\"]";
    json.replace(json.find("\"version\": 1"), 12, "\"version\": 2");
    REQUIRE(json.find(from) != std::string::npos);
    json.replace(json.find(from), from.size(), to);
    {
        auto batch = must(w.server_store->begin());
        auto seq = must(batch->append({server::LedgerKind::pack, 0, 0, 0, {}, w.clock.at, {}, false, "{}"}));
        must(batch->add_pack({2, seq, w.clock.at}, json));
        must(batch->commit());
    }
    CHECK(told(w, *w.carl).empty());
    CHECK(told(w, *w.anna) == std::set{w.kas});
}

TEST_CASE("sums of numbers that a device only guesses tell it nothing") {
    Three w;
    const protocol::SyncAnswer answer = probe(w, *w.carl, 5);
    CHECK(answer.items.empty());
    CHECK(answer.differs.empty());
    CHECK(probe(w, *w.anna, 5).differs.size() == 1);
}

TEST_CASE("a right that began when a dossier had moved away never covered it") {
    Three w;
    w.move(w.kas, "0363");
    CHECK(told(w, *w.carl) == std::set{w.kas});
    CHECK(told(w, *w.anna) == std::set{w.kas});
    CHECK(w.anna->shown(w.kas, "naam").empty());
    w.grant("dora", "baas", "0405");
    CHECK(told(w, w.tablet("d", "dora", "baas")).empty());
    w.end_grant(w.elsewhere);
    CHECK(told(w, *w.carl) == std::set{w.kas});
}

TEST_CASE("a right that ended before a dossier began never covered it") {
    Three w;
    w.end_grant(w.elsewhere);
    w.grant("berend", "baas", "0363");
    Tablet& berend = w.tablet("b", "berend", "baas");
    berend.sync();
    store::NewRecord record{"kas", {}, "0363", {{{}, "naam", "Zuid", {}}}, {}};
    const merge::Id zuid = must(berend.store->create_record(record));
    berend.sync();
    w.erase(zuid);
    CHECK(told(w, *w.carl).empty());
    CHECK(told(w, berend) == std::set{zuid});
}

TEST_CASE("who begins a dossier after his right ended loses it, and is told when it is erased") {
    Three w;
    store::NewRecord record{"kas", {}, "0363", {{{}, "naam", "Zuid", {}}}, {}};
    const merge::Id zuid = must(w.carl->store->create_record(record));
    w.end_grant(w.elsewhere);
    w.clock.at += 1000;
    CHECK(told(w, *w.carl) == std::set{zuid});
    CHECK(w.carl->shown(zuid, "naam").empty());
    w.erase(zuid);
    CHECK(told(w, *w.carl) == std::set{zuid});
}
