#include "tests/bench/works.hpp"

#include <algorithm>
#include <filesystem>

#include <unistd.h>

#include "tests/bench/device.hpp"
#include "tests/bench/floor.hpp"

namespace wegwijs::bench {

namespace {

constexpr const char* user = "anna";
constexpr const char* municipality = "0405";
constexpr std::uint32_t turn = 500;  ///< so many of the floor, then so many of ours: both meet the same noise
constexpr std::uint32_t sampled = 50, rounds = 100, rounds_a_sync = 10;

std::vector<Record> all_records(std::uint32_t count) {
    std::vector<Record> made;
    made.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) made.push_back(record(i));
    return made;
}

std::vector<merge::Id> all_ids(std::uint32_t count) {
    std::vector<merge::Id> ids;
    for (std::uint32_t i = 0; i < count; ++i) ids.push_back(id_of(record(i)));
    return ids;
}

/// What one sync took and moved. `before` is the memory when it began.
struct Moved {
    Stopwatch watch;
    sync::RunReport report;
    double peak = 0, added = 0;

    explicit Moved(Device& device) {
        const double before = resident_mb(::getpid());
        forget_peak(::getpid());
        watch.time([&] { report = device.sync(); });
        peak = peak_mb(::getpid());
        added = peak - before;
    }
    Json json() const {
        return {{"seconds", watch.seconds()},      {"cpu_seconds", watch.cpu_seconds()}, {"bytes_up", report.bytes_up},
                {"bytes_down", report.bytes_down}, {"requests", report.sync.requests},   {"client_rss_mb", peak},
                {"client_rss_added_mb", added}};
    }
};

void check_holds_all(Device& device, std::uint32_t count) {
    if (device.count() != static_cast<std::int64_t>(count)) give_up("A device does not hold every record.");
    const std::uint32_t step = std::max(1u, count / sampled);
    for (std::uint32_t i = 0; i < count; i += step)
        if (!device.equals(record(i))) give_up("A record differs from its source.");
}

void check_holds(Device& device, const std::vector<Change>& changes) {
    for (const Change& change : changes)
        if (!device.holds(id_of(record(change.record)), change)) give_up("An edit did not arrive.");
}

double bytes_of_both(const Json& a, const Json& b) {
    double bytes = 0;
    for (const Json* one : {&a, &b}) bytes += one->value("bytes_up", 0.0) + one->value("bytes_down", 0.0);
    return bytes;
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& works() {
    static const std::vector<std::pair<std::string, std::string>> list{
        {"write", "a device makes N records offline, a durable transaction each"},
        {"upload", "its first sync"},
        {"download", "a fresh device takes all"},
        {"update", "N updates of one field, a durable transaction each; both sync"},
        {"delta", "1,000 edits, a transaction each; bytes until the other device has them"},
        {"conflict", "two devices edit 1,000 records offline: 500 times the same field, 500 times different ones"},
        {"history", "100,000 edits in 10 syncs; then a fresh device takes all"},
#ifdef WEGWIJS_BENCH_JAVA
        {"java_read", "all cells of N records through the binding for Java; its floor is the library for C++"},
#endif
#ifdef WEGWIJS_BENCH_WEB
        {"web_read", "the same through the package for the browser, in Chromium"},
#endif
        {"fleet", "100 devices at once push 100 records each and pull the rest of their municipality"}};
    return list;
}

Session::Session(const Plan& plan) : plan_(plan), server_(plan.server_program, path("server"), plan.pack_folder) {
    server_.add_user(user, municipality);
}

double Session::bulk() const {
    return in_child([&]() -> Json { return Floor::bulk_insert(path("bulk.db"), all_records(plan_.records)); });
}

Json Session::write() {
    const std::string code = server_.enrol_code(user);
    Json line = in_child([&]() -> Json {
        Device device = Device::enrol(path("a.db"), server_.url(), code);
        const std::vector<Record> records = all_records(plan_.records);
        Floor floor = Floor::make(path("floor.db"));
        Stopwatch ours, theirs;
        merge::Id group;
        for (std::uint32_t from = 0; from < plan_.records; from += turn) {
            const std::uint32_t to = std::min(plan_.records, from + turn);
            theirs.time([&] {
                for (std::uint32_t i = from; i < to; ++i) floor.insert(records[i]);
            });
            ours.time([&] {
                for (std::uint32_t i = from; i < to; ++i) {
                    if (i % records_in_group == 0) group = device.create_group(i / records_in_group, municipality);
                    device.create(group, records[i]);
                }
            });
        }
        floor.close();
        check_holds_all(device, plan_.records);
        return {{"seconds", ours.seconds()},
                {"floor_seconds", theirs.seconds()},
                {"ratio", ours.seconds() / theirs.seconds()},
                {"cpu_seconds", ours.cpu_seconds()},
                {"floor_cpu_seconds", theirs.cpu_seconds()}};
    });
    line["store_bytes"] = bytes_of(path("a.db"));
    line["floor_bytes"] = bytes_of(path("floor.db"));
    line["store_ratio"] = static_cast<double>(bytes_of(path("a.db"))) / static_cast<double>(bytes_of(path("floor.db")));
    return line;
}

Json Session::upload() {
    const double before = bulk();
    forget_peak(server_.process());
    const double busy = cpu_seconds_of(server_.process());
    Json line = in_child([&] {
        Device device = Device::open(path("a.db"));
        return Moved(device).json();
    });
    line["server_cpu_seconds"] = cpu_seconds_of(server_.process()) - busy;
    const double floor = (before + bulk()) / 2;
    line["floor_seconds"] = floor;
    line["ratio"] = line["seconds"].get<double>() / floor;
    line["server_rss_mb"] = peak_mb(server_.process());
    line["store_bytes"] = bytes_of(path("a.db"));
    line["server_store_bytes"] = server_.store_bytes();
    return line;
}

Json Session::fresh_download(const std::string& name) {
    const std::string code = server_.enrol_code(user);
    forget_peak(server_.process());
    const double busy = cpu_seconds_of(server_.process());
    Json line = in_child([&] {
        Device device = Device::enrol(path(name), server_.url(), code);
        Json figures = Moved(device).json();
        if (device.count() != static_cast<std::int64_t>(plan_.records)) give_up("A device does not hold every record.");
        return figures;
    });
    line["server_cpu_seconds"] = cpu_seconds_of(server_.process()) - busy;
    line["server_rss_mb"] = peak_mb(server_.process());
    line["store_bytes"] = bytes_of(path(name));
    return line;
}

Json Session::download() {
    const double before = bulk();
    Json line = fresh_download("b.db");
    const double floor = (before + bulk()) / 2;
    line["floor_seconds"] = floor;
    line["ratio"] = line["seconds"].get<double>() / floor;
    if (const std::uint64_t bytes = bytes_of(path("floor.db")); bytes > 0) {
        line["floor_bytes"] = bytes;
        line["store_ratio"] = line["store_bytes"].get<double>() / static_cast<double>(bytes);
    }
    (void)in_child([&]() -> Json {
        Device device = Device::open(path("b.db"));
        check_holds_all(device, plan_.records);
        return nullptr;
    });
    return line;
}

Json Session::update() {
    const std::vector<Change> changes = one_field_of_each(plan_.records);
    Json line = in_child([&]() -> Json {
        Device device = Device::open(path("a.db"));
        Floor floor = Floor::open(path("floor.db"));
        const std::vector<Record> records = all_records(plan_.records);
        const std::vector<merge::Id> ids = all_ids(plan_.records);
        Stopwatch ours, theirs;
        for (std::uint32_t from = 0; from < plan_.records; from += turn) {
            const std::uint32_t to = std::min(plan_.records, from + turn);
            theirs.time([&] {
                for (std::uint32_t i = from; i < to; ++i) floor.update(records[i].id, changes[i]);
            });
            ours.time([&] {
                for (std::uint32_t i = from; i < to; ++i) device.update(ids[i], changes[i]);
            });
        }
        floor.close();
        const Moved moved(device);
        Json figures{{"seconds", ours.seconds()},
                     {"floor_seconds", theirs.seconds()},
                     {"ratio", ours.seconds() / theirs.seconds()},
                     {"cpu_seconds", ours.cpu_seconds()},
                     {"floor_cpu_seconds", theirs.cpu_seconds()},
                     {"sync_seconds", moved.watch.seconds()},
                     {"bytes_up", moved.report.bytes_up},
                     {"bytes_down", moved.report.bytes_down}};
        return figures;
    });
    (void)in_child([&]() -> Json {
        Device other = Device::open(path("b.db"));
        (void)other.sync();
        check_holds(other, changes);
        return nullptr;
    });
    line["store_bytes"] = bytes_of(path("a.db"));
    line["floor_bytes"] = bytes_of(path("floor.db"));
    return line;
}

Json Session::delta() {
    const std::vector<Change> changes = a_thousand(plan_.records);
    const Json up = in_child([&] {
        Device device = Device::open(path("a.db"));
        for (const Change& change : changes) device.update(id_of(record(change.record)), change);
        return Moved(device).json();
    });
    const Json down = in_child([&] {
        Device device = Device::open(path("b.db"));
        Json figures = Moved(device).json();
        check_holds(device, changes);
        return figures;
    });
    const double edits = static_cast<double>(changes.size());
    return {{"records", changes.size()},
            {"seconds", up["seconds"].get<double>() + down["seconds"].get<double>()},
            {"bytes_up", up["bytes_up"].get<std::uint64_t>() + down["bytes_up"].get<std::uint64_t>()},
            {"bytes_down", up["bytes_down"].get<std::uint64_t>() + down["bytes_down"].get<std::uint64_t>()},
            {"bytes_per_field", bytes_of_both(up, down) / edits},
            {"first_leg_per_field", bytes_of_both(up, Json::object()) / edits}};
}

Json Session::conflict() {
    const auto mine = at_the_same_time(plan_.records, Side::a), yours = at_the_same_time(plan_.records, Side::b);
    const std::size_t half = mine.size() / 2;
    const auto edit = [&](const char* name, const std::vector<Change>& changes) {
        (void)in_child([&]() -> Json {
            Device device = Device::open(path(name));
            for (const Change& change : changes) device.update(id_of(record(change.record)), change);
            return nullptr;
        });
    };
    edit("a.db", mine);
    edit("b.db", yours);
    Stopwatch watch;
    std::size_t survive = 0, conflicts = half;
    for (const char* name : {"a.db", "b.db", "a.db", "b.db"}) {
        const Json seen = in_child([&]() -> Json {
            Device device = Device::open(path(name));
            (void)device.sync();
            std::size_t both = 0;
            for (std::size_t j = half; j < mine.size(); ++j) {
                const merge::Id id = id_of(record(mine[j].record));
                if (device.holds(id, mine[j]) && device.holds(id, yours[j])) ++both;
            }
            return {both, device.open_conflicts()};
        });
        survive = seen[0];
        conflicts = seen[1];
    }
    if (survive != half || conflicts != half) give_up("An edit was lost, or a conflict is not shown.");
    (void)in_child([&]() -> Json {
        Device device = Device::open(path("a.db"));
        watch.time([&] {
            for (std::size_t j = 0; j < half; ++j) device.decide(id_of(record(mine[j].record)), mine[j]);
            (void)device.sync();
        });
        return nullptr;
    });
    const Json left = in_child([&]() -> Json {
        Device device = Device::open(path("b.db"));
        (void)device.sync();
        return device.open_conflicts();
    });
    if (left != 0) give_up("A decision did not arrive.");
    return {{"records", mine.size()}, {"different_fields_both_survive", survive}, {"same_field_both_shown", conflicts}};
}

Json Session::history() {
    const auto best = [&](const std::string& name) {
        std::vector<Json> tries;
        for (int n = 0; n < 3; ++n) tries.push_back(fresh_download(name + std::to_string(n) + ".db"));
        return *std::min_element(tries.begin(), tries.end(),
                                 [](const Json& a, const Json& b) { return a["seconds"] < b["seconds"]; });
    };
    const Json before = best("before");
    const Json edits = in_child([&]() -> Json {
        Device device = Device::open(path("a.db"));
        const std::vector<merge::Id> ids = all_ids(std::min(plan_.records, 1000u));
        Stopwatch editing, syncing;
        std::uint64_t bytes = 0;
        for (std::uint32_t round = 0; round < rounds; ++round) {
            const std::vector<Change> changes = round_of(plan_.records, round);
            editing.time([&] {
                for (std::size_t from = 0; from < changes.size(); from += records_in_group) {
                    std::vector<std::pair<merge::Id, Change>> together;
                    for (std::size_t i = from; i < std::min(changes.size(), from + records_in_group); ++i)
                        together.emplace_back(ids[i], changes[i]);
                    device.update_together(together);
                }
            });
            if ((round + 1) % rounds_a_sync != 0) continue;
            const Moved moved(device);
            syncing = moved.watch;
            bytes += moved.report.bytes_up + moved.report.bytes_down;
        }
        return {{"edits", std::uint64_t{rounds} * ids.size()}, {"edit_seconds", editing.seconds()}, {"bytes", bytes}};
    });
    Json line = best("after");
    (void)in_child([&]() -> Json {
        Device device = Device::open(path("after0.db"));
        check_holds(device, round_of(plan_.records, rounds - 1));
        return nullptr;
    });
    line["floor_seconds"] = before["seconds"];
    line["ratio"] = line["seconds"].get<double>() / before["seconds"].get<double>();
    line["bytes_ratio"] = line["bytes_down"].get<double>() / before["bytes_down"].get<double>();
    line["edits"] = edits["edits"];
    line["edit_seconds"] = edits["edit_seconds"];
    line["bytes_an_edit"] = edits["bytes"].get<double>() / edits["edits"].get<double>();
    line["server_store_bytes"] = server_.store_bytes();
    return line;
}

}  // namespace wegwijs::bench
