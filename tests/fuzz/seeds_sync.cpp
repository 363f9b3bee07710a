// Seeds from real exchanges: every request and answer of a small day between two tablets and a server.
#include <set>

#include "client_core/shared/protocol/item.hpp"
#include "tests/fuzz/seeds.hpp"
#include "tests/sync/world.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
using fuzz::keep;

namespace {

/// Keeps what is of another size than all before, so that a seed shows something.
class Collector {
public:
    void take(const std::string& target, ByteView bytes) {
        if (sizes_[target].insert(bytes.size()).second && sizes_[target].size() <= 12)
            keep(target, "sync" + std::to_string(bytes.size()), bytes);
    }
    void take(const protocol::SyncRequest& request, ByteView answer) {
        take("request", protocol::encode(request));
        take("answer", answer);
        if (!request.push.empty() && request.push_count < 256)
            take("push", Bytes(1, static_cast<char>(request.push_count)) + request.push);
        const auto read = protocol::decode_answer(answer);
        REQUIRE(read.ok());
        for (const protocol::Item& item : read->items) {
            take("item", protocol::encode_item(item));
            for (const protocol::ItemRecord& record : item.records)
                take("state", protocol::encode_state(record.fields));
        }
    }

private:
    std::map<std::string, std::set<std::size_t>> sizes_;
};

}  // namespace

TEST_CASE("seeds of real exchanges") {
    Collector collector;
    TwoTablets w;
    w.watch = [&](const protocol::SyncRequest& request, const Bytes& answer) { collector.take(request, answer); };
    const auto kas = w.a->make("kas", {{"naam", "Noord"}, {"oppervlak", "120"}, {"bouwjaar", "1972-05"}});
    const auto plant = w.a->make("plant", {{"soort", "tomaat"}, {"status", "gezaaid"}}, kas);
    for (Tablet* tablet : {w.a, w.b}) tablet->sync();
    w.a->set(kas, "naam", "Noord 1");
    w.b->set(kas, "naam", "Noord 2");
    w.b->set(kas, "kosten", "12,50");
    for (Tablet* tablet : {w.a, w.b, w.a}) tablet->sync();
    w.b->set(plant, "soort", "komkommer");
    w.b->make("kas", {{"naam", "Zuid"}});
    for (Tablet* tablet : {w.b, w.a}) tablet->sync({{}, true});
    w.erase(kas);
    for (Tablet* tablet : {w.a, w.b}) tablet->sync();
}
