// The nightly delivery and the receiver's answer, cut or failing at every step.
#include <nlohmann/json.hpp>

#include "sync_server/delivery/deliver.hpp"
#include "sync_server/delivery/receipt.hpp"
#include "tests/crash/world.hpp"

using namespace crash_test;

namespace {

std::string delivering_pack() {
    auto json = nlohmann::ordered_json::parse(pack_text(2));
    json["delivery"] = {{"files",
                         {{{"name", "kassen.ndjson"}, {"entity", "kas"}, {"fields", {"naam", "oppervlak"}}},
                          {{"name", "planten.ndjson"}, {"entity", "plant"}, {"fields", {"soort"}}}}}};
    return json.dump();
}

/// Two greenhouses, one of them delivered the night before, and not confirmed yet.
struct Delivering : World {
    Delivering() {
        resume();
        REQUIRE(why(server::add_pack(*office.folder, delivering_pack())) == "");
        REQUIRE(why(deliver("2026-11-23")) == "");
        REQUIRE(why(anna.store->create_record({"plant", kas, {}, {{{}, "soort", "Tomaat", {}}}, {}})) == "");
        REQUIRE(why(anna.create("Koude kas")) == "");
        REQUIRE(anna.sync());
        pause();
        undisturbed();
    }
    /// At the same moment, with the same chance: only what was kept of a try that was cut could make a difference.
    Result<server::DeliveryReport> deliver(const std::string& night) {
        const UnixMs now = clock.at;
        clock.at = 1'795'600'000'000 + static_cast<UnixMs>(night.back()) * 1000;
        test::SeededRandom chance{static_cast<std::uint64_t>(night.back())};
        server::DeliverOptions options;
        options.to = to;
        options.night = night;
        options.files = &office.disk;
        auto report = server::deliver(options, *office.folder->admin, clock, chance);
        clock.at = now;
        return report;
    }
    /// What stands where the receiver looks; half files have other names.
    std::map<std::string, Bytes> delivered() {
        std::map<std::string, Bytes> files;
        for (const auto& [path, content] : office.disk.image())
            if (path.starts_with(to) && !path.ends_with(".new")) files[path] = content;
        return files;
    }
    std::vector<std::string> owed() {
        std::vector<std::string> rows;
        const auto found = office.folder->admin->owed();
        REQUIRE(why(found) == "");
        for (const server::DeliveredRow& row : *found)
            rows.push_back(std::to_string(row.delivery) + row.file + row.record.text());
        return rows;
    }
    void undisturbed() {
        office.put_back(served);
        first = delivered();
        REQUIRE(why(deliver("2026-11-24")) == "");
        second = delivered();
        owed_then = owed();
        REQUIRE(why(deliver("2026-11-25")) == "");
        third = delivered();
        office.leave();
        REQUIRE(first.size() < second.size());
        REQUIRE(second.size() < third.size());
        REQUIRE(owed_then.size() == 4);  // the first greenhouse of two nights
    }
    const std::string to = office.disk.path("uit");
    std::map<std::string, Bytes> first, second, third;
    std::vector<std::string> owed_then;
};

}  // namespace

TEST_CASE("a night that was cut short is delivered once, with the bytes of an undisturbed one") {
    Delivering world;
    const auto manifests = [](const std::map<std::string, Bytes>& files) {
        return std::count_if(files.begin(), files.end(),
                             [](const auto& file) { return file.first.ends_with("/manifest.json"); });
    };
    const auto steps = each_server_step(
        world, [&] { return world.deliver("2026-11-24").ok(); },
        [&](bool said_done) {
            const auto now = world.delivered();
            for (const auto& [path, content] : now) {
                REQUIRE(world.second.contains(path));
                CHECK(content == world.second.at(path));
            }
            if (said_done || manifests(now) == 2) CHECK(now == world.second);
            const auto again = world.deliver("2026-11-24");
            REQUIRE(why(again) == "");
            CHECK((again->again || !said_done));
            CHECK(world.delivered() == world.second);
            CHECK(world.owed() == world.owed_then);
            CHECK(world.office.folder->admin->deliveries()->size() == 2);
            REQUIRE(why(world.deliver("2026-11-25")) == "");
            CHECK(world.delivered() == world.third);
            CHECK(world.office.sound() == 3);
        });
    CHECK(steps >= 20);
}

TEST_CASE("a receipt that was cut short is taken again, and what it confirms is not sent again") {
    Delivering world;
    world.office.put_back(world.served);
    REQUIRE(why(world.deliver("2026-11-24")) == "");
    world.served = world.office.leave();
    const auto take = [&] {
        return server::take_receipt(R"({"levering": 2, "alles": "aanvaard"})", *world.office.folder->admin);
    };
    each_server_step(
        world, [&] { return take().ok(); },
        [&](bool said_done) {
            CHECK((world.owed().empty() || !said_done));
            const auto again = take();
            REQUIRE(why(again) == "");
            CHECK(again->confirmed == 3);
            CHECK(again->owed == 0);
            const auto next = world.deliver("2026-11-25");
            REQUIRE(why(next) == "");
            CHECK(next->rows == 0);
        });
}
