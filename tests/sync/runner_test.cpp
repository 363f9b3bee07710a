// A sync over a transport: what it reports and how far it says it is.
#include "client_core/sync/runner.hpp"

#include "client_core/shared/protocol/compress.hpp"
#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;

namespace {

/// The server's services behind a transport without a network.
class Direct final : public transport::HttpTransport {
public:
    /// `beside`: the way for a second request; null: there is none.
    Direct(World& world, Tablet& tablet, transport::HttpTransport* beside = nullptr)
        : world_(world), tablet_(tablet), beside_(beside) {}
    transport::HttpTransport* beside() override { return beside_; }
    Result<transport::HttpResponse> send(const transport::HttpRequest& request, const transport::Progress&,
                                         const std::atomic<bool>*) override {
        const Bytes body = TRY(protocol::decompress(request.body, protocol::Encoding::zstd, 8 << 20));
        world_.clock.at += 4000;  // a slow link: the chunks stay small
        transport::HttpResponse response;
        response.status = 200;
        response.body = TRY(world_.ask(*tablet_.store, body));
        response.bytes_up = request.body.size();
        response.bytes_down = response.body.size();
        return response;
    }

private:
    World& world_;
    Tablet& tablet_;
    transport::HttpTransport* beside_;
};

/// Brings rows ahead of their request, or fails at it.
class Rows final : public transport::HttpTransport {
public:
    Rows(World& world, Tablet& tablet, bool works) : world_(world), tablet_(tablet), works_(works) {}
    Result<transport::HttpResponse> send(const transport::HttpRequest& request, const transport::Progress&,
                                         const std::atomic<bool>*) override {
        CHECK(request.path == "/v1/rows");
        ++sent;
        const Bytes body = TRY(protocol::decompress(request.body, protocol::Encoding::zstd, 8 << 20));
        transport::HttpResponse response;
        response.status = works_ ? 204 : 503;
        if (works_) TRY(world_.bring(*tablet_.store, body));
        response.bytes_up = request.body.size();
        return response;
    }
    int sent = 0;

private:
    World& world_;
    Tablet& tablet_;
    bool works_;
};

struct Two : TwoTablets {
    sync::RunReport run(Tablet& tablet, std::function<void(const sync::RunProgress&)> progress = {}) {
        Direct direct(*this, tablet);
        sync::RunOptions options;
        options.authority = "sync.example";
        options.progress = std::move(progress);
        return must(sync::run(*tablet.store, direct, options));
    }
};

}  // namespace

TEST_CASE("a sync reports the fields that wait for a decision") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "1"}});
    w.run(*w.a);
    w.run(*w.b);
    w.a->set(kas, "oppervlak", "100");
    w.b->set(kas, "oppervlak", "200");
    CHECK(w.run(*w.a).sync.conflicts == 0);
    CHECK(w.run(*w.b).sync.conflicts == 1);
}

TEST_CASE("while it receives, a sync says how much came, and not of how much it does not know") {
    Two w;
    for (int i = 0; i < 1500; ++i) w.a->make("kas", {{"naam", "Kas " + std::to_string(i)}});
    w.run(*w.a);
    for (int i = 0; i < 900; ++i) w.b->make("kas", {{"naam", "Ander " + std::to_string(i)}});
    std::vector<sync::RunProgress> seen;
    w.run(*w.b, [&](const sync::RunProgress& at) { seen.push_back(at); });
    using Phase = sync::Progress::Phase;
    CHECK(seen.front().sync.phase == Phase::pushing);
    CHECK(seen.front().sync.total == 900);
    CHECK(seen.back().sync.phase == Phase::pulling);
    CHECK(seen.back().sync.done == 2400);
    bool between = false;
    for (const sync::RunProgress& at : seen) {
        if (at.sync.phase == Phase::pushing) {
            between |= at.sync.done > 0;
            CHECK(at.sync.total == 900);
            CHECK(at.left_ms.has_value() == (at.sync.done > 0));
        } else {
            CHECK(at.sync.total == 0);
            CHECK_FALSE(at.left_ms.has_value());
        }
    }
    CHECK(between);
}

TEST_CASE("work that has no content any more does not keep a sync from being done with sending") {
    Two w;
    auto kas = w.a->make("kas", {{"naam", "Noord"}});
    w.run(*w.a);
    w.run(*w.b);
    w.b->set(kas, "oppervlak", "5");
    w.erase(kas);
    sync::RunProgress last;
    w.run(*w.b, [&](const sync::RunProgress& at) { last = at; });
    CHECK(last.sync.phase == sync::Progress::Phase::pulling);
}

TEST_CASE("rows go ahead where a second way to the server is there, and with their request where that fails") {
    for (const bool works : {true, false}) {
        Two w;
        for (int i = 0; i < 3000; ++i)
            w.a->make("kas",
                      {{"naam", "Kas " + std::to_string(i)}, {"instellingen", "\"" + std::string(90, 'x') + "\""}});
        int named = 0;
        w.watch = [&](const protocol::SyncRequest& request, const Bytes&) { named += !request.push_name.empty(); };
        Rows rows(w, *w.a, works);
        Direct direct(w, *w.a, &rows);
        sync::RunOptions options;
        options.authority = "sync.example";
        const sync::RunReport report = must(sync::run(*w.a->store, direct, options));
        CHECK(report.sync.pushed == 3000);
        CHECK(report.sync.in_step);
        CHECK(rows.sent > 1);
        CHECK(named == (works ? rows.sent : 0));
        w.watch = nullptr;
        CHECK(w.a->sync({{}, true}).repaired == false);
        w.run(*w.b);
        CHECK(w.b->status().records == 3000);
    }
}
