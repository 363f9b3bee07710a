// simulator: runs seeds, says what they reached, and shows how to play a failure again.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <CLI/CLI.hpp>

#include "tests/simulator/simulation.hpp"

namespace {

using namespace wegwijs::simulator;

struct Options {
    std::string profile = "plain,small,rights,disks,forks,restores,rollback,purge,all";
    std::uint64_t from = 0, seeds = 20;
    std::size_t steps = 160;
    bool trace = false, keep_going = false;
};

std::optional<Violation> run(std::uint64_t seed, const Profile& profile, const Options& options,
                             std::map<std::string, std::uint64_t>& counts, std::uint64_t* hash = nullptr) {
    const auto say = options.trace ? [](const std::string& line) { std::puts(line.c_str()); }
                                   : std::function<void(const std::string&)>();
    try {
        Simulation simulation(seed, profile, say);
        for (std::size_t i = 0; i < options.steps; ++i) simulation.step(i);
        simulation.settle();
        for (const auto& [name, count] : simulation.counts) counts[name] += count;
        if (hash) *hash = simulation.hash();
    } catch (const Violation& violation) { return violation; }
    return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Runs the simulator");
    Options options;
    app.add_option("--profile", options.profile, "Names, with commas");
    app.add_option("--from", options.from);
    app.add_option("--seeds", options.seeds);
    app.add_option("--steps", options.steps);
    app.add_flag("--trace", options.trace);
    app.add_flag("--keep-going", options.keep_going);
    CLI11_PARSE(app, argc, argv);
    std::map<std::string, std::uint64_t> counts;
    int bad = 0;
    std::string names = options.profile + ",";
    for (std::size_t at = 0; at < names.size();) {
        const std::size_t end = names.find(',', at);
        const Profile* one = profile(names.substr(at, end - at));
        if (!one) return std::fprintf(stderr, "no such profile\n"), 2;
        for (std::uint64_t seed = options.from; seed < options.from + options.seeds; ++seed) {
            const auto violation = run(seed, *one, options, counts);
            if (!violation) continue;
            ++bad;
            std::printf("%s seed %llu: %s: %s\n", one->name.c_str(), static_cast<unsigned long long>(seed),
                        violation->kind.c_str(), violation->what.c_str());
            std::fflush(stdout);
            if (!options.keep_going) return 1;
        }
        at = end + 1;
    }
    for (const auto& [name, count] : counts)
        std::printf("%s: %llu\n", name.c_str(), static_cast<unsigned long long>(count));
    std::printf("bad: %d\n", bad);
    return bad == 0 ? 0 : 1;
}
