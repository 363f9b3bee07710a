#include <array>

#include "tests/bench/device.hpp"
#include "tests/bench/works.hpp"

namespace wegwijs::bench {

namespace {

/// Westfriesland's municipalities by their CBS codes.
constexpr std::array<const char*, 7> municipalities{"0405", "0388", "0420", "0432", "0498", "1598", "0532"};
constexpr std::uint32_t records_each = 100;

struct Seat {
    std::string user, municipality, code;
};

}  // namespace

Json fleet(const Plan& plan) {
    Server server(plan.server_program, plan.folder + "/fleet", plan.pack_folder);
    std::vector<Seat> seats;
    std::array<std::int64_t, municipalities.size()> expected{};
    for (int n = 0; n < plan.devices; ++n) {
        const std::size_t place = static_cast<std::size_t>(n) % municipalities.size();
        Seat seat{"medewerker" + std::to_string(n), municipalities[place], {}};
        server.add_user(seat.user, seat.municipality);
        seat.code = server.enrol_code(seat.user);
        seats.push_back(seat);
        expected[place] += records_each;
    }
    const auto store_of = [&](int n) { return plan.folder + "/fleet" + std::to_string(n) + ".db"; };
    forget_peak(server.process());
    Stopwatch watch;
    const auto answers = in_children(plan.devices, [&](int n) -> std::function<Json()> {
        const Seat& seat = seats[static_cast<std::size_t>(n)];
        auto device = std::make_shared<Device>(Device::enrol(store_of(n), server.url(), seat.code));
        const auto first = static_cast<std::uint32_t>(n) * records_each;
        const merge::Id group = device->create_group(static_cast<std::uint32_t>(n), seat.municipality);
        for (std::uint32_t i = first; i < first + records_each; ++i) device->create(group, record(i));
        return [device]() -> Json {
            Stopwatch own;
            sync::RunReport report;
            own.time([&] { report = device->sync(); });
            return {{"seconds", own.seconds()}, {"bytes", report.bytes_up + report.bytes_down}};
        };
    });
    std::vector<double> seconds;
    double bytes = 0;
    for (const Json& answer : answers) {
        seconds.push_back(answer["seconds"]);
        bytes += answer["bytes"].get<double>();
    }
    const double server_peak = peak_mb(server.process());
    // Whoever was early fetches what the others pushed after it; then everybody must hold everything.
    for (int n = 0; n < plan.devices; ++n)
        (void)in_child([&]() -> Json {
            Device device = Device::open(store_of(n));
            (void)device.sync();
            if (device.count() != expected[static_cast<std::size_t>(n) % municipalities.size()])
                give_up("A device of the fleet does not hold every record of its municipality.");
            return nullptr;
        });
    return {{"records", plan.devices * static_cast<int>(records_each)},
            {"devices", plan.devices},
            {"seconds", *std::max_element(seconds.begin(), seconds.end())},
            {"median_seconds", median(seconds)},
            {"bytes", bytes},
            {"server_rss_mb", server_peak},
            {"failures", 0}};
}

}  // namespace wegwijs::bench
