// simulator: runs seeds, says what they came by, and shows how to play a failure again.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

#include <CLI/CLI.hpp>

#include "tests/simulator/campaign.hpp"

namespace {

using namespace wegwijs;
using namespace wegwijs::simulator;

struct Options {
    std::vector<std::string> profiles, without, faults;
    std::string play, shrink, plans;
    std::uint64_t from = 1, seeds = 20;
    std::size_t steps = 160;
    unsigned jobs = 2;
    bool trace = false, all = false, negative = false, unreached = false, twice = false, needed = false;
};

long long count(std::uint64_t number) { return static_cast<long long>(number); }

void print(const Found& found) {
    std::printf("%s: %s\n    play it again: %s\n", found.violation.kind.c_str(), found.violation.what.c_str(),
                found.plan.command().c_str());
}

int play(const Options& options) {
    auto plan = Plan::parse(options.play);
    if (!plan) return std::fprintf(stderr, "not a plan: %s\n", options.play.c_str()), 2;
    Outcome outcome = run(*plan, options.trace);
    if (outcome.violation && !options.shrink.empty()) {
        const Plan shorter = shrunk(*plan, outcome.violation->kind);
        std::printf("%s\n", shorter.text().c_str());
        std::ofstream(options.shrink, std::ios::app) << shorter.text() << "\n";
        outcome = run(shorter, options.trace);
    }
    if (outcome.violation) print({*plan, *outcome.violation});
    else
        std::printf("nothing went wrong; all states together: %016llx\n",
                    static_cast<unsigned long long>(outcome.hash));
    return outcome.violation ? 1 : 0;
}

/// Plans that once found something, one a line; behind # what it was.
int play_kept(const std::string& file) {
    std::ifstream in(file);
    int played = 0, bad = 0;
    for (std::string line; std::getline(in, line);) {
        const auto plan = Plan::parse(line.substr(0, line.find('#')));
        if (!plan) continue;
        ++played;
        const Outcome outcome = run(*plan);
        if (!outcome.violation) continue;
        ++bad;
        print({*plan, *outcome.violation});
    }
    std::printf("%d kept plans played, %d went wrong\n", played, bad);
    return bad == 0 && played > 0 ? 0 : 1;
}

/// The same seed twice gives the same states.
int play_twice(const Options& options) {
    for (const std::string& name : options.profiles)
        for (std::uint64_t seed = options.from; seed < options.from + options.seeds; ++seed) {
            const Plan plan{name, seed, options.steps, {}};
            const Outcome first = run(plan), second = run(plan);
            if (first.violation || second.violation || first.hash != second.hash) {
                std::printf("%s: twice is not the same\n", plan.text().c_str());
                return 1;
            }
        }
    std::printf("%lld seeds of each of %zu profiles: twice the same\n", count(options.seeds), options.profiles.size());
    return 0;
}

int find_mistakes(const Options& options) {
#ifdef WEGWIJS_SEAMS
    int missed = 0;
    for (const Negative& negative : negatives()) {
        const std::string name = seam::name(negative.fault);
        const bool wanted = options.faults.empty() ||
                            std::find(options.faults.begin(), options.faults.end(), name) != options.faults.end();
        if (!wanted) continue;
        seam::set(negative.fault);
        std::optional<Found> found;
        constexpr std::uint64_t at_once = 20;
        std::uint64_t tried = 0;
        for (; tried < options.seeds && !found; tried += at_once) {
            Campaign campaign =
                run_many(negative.profiles, negative.first + tried, at_once, options.steps, options.jobs, false);
            if (campaign.found.empty()) continue;
            seam::set(seam::Fault::none);
            if (run(campaign.found.front().plan).violation)
                print(campaign.found.front());  // by itself: not the mistake
            else found = std::move(campaign.found.front());
            seam::set(negative.fault);
        }
        if (found && !options.shrink.empty())
            std::ofstream(options.shrink, std::ios::app)
                << shrunk(found->plan, found->violation.kind).text() << "  # " << name << "\n";
        seam::set(seam::Fault::none);
        if (found)
            std::printf("%-26s found by %s (%s)\n", name.c_str(), found->plan.text().c_str(),
                        found->violation.kind.c_str());
        else std::printf("%-26s NOT FOUND in %lld seeds\n", name.c_str(), count(tried)), ++missed;
        std::fflush(stdout);
    }
    return missed == 0 ? 0 : 1;
#else
    (void)options;
    return std::fprintf(stderr, "built without WEGWIJS_SEAMS\n"), 2;
#endif
}

/// Without the checks of an invariant a mistake goes unnoticed: none of the ten is there for show.
int show_need([[maybe_unused]] const Options& options) {
    int idle = 0;
#ifdef WEGWIJS_SEAMS
    for (const Needed& one : needed()) {
        const auto mistake = std::find_if(negatives().begin(), negatives().end(),
                                          [&](const Negative& n) { return n.fault == one.fault; });
        seam::set(one.fault);
        switched_off() = {std::to_string(one.invariant)};
        const Campaign campaign =
            run_many(mistake->profiles, mistake->first, options.seeds, options.steps, options.jobs, false);
        switched_off().clear();
        seam::set(seam::Fault::none);
        std::printf("without the checks of %2d, %s ", one.invariant, seam::name(one.fault));
        if (campaign.found.empty()) std::printf("goes unnoticed in %lld seeds\n", count(options.seeds));
        else std::printf("is found all the same\n"), print(campaign.found.front()), ++idle;
        std::fflush(stdout);
    }
#endif
    return idle == 0 ? 0 : 1;
}

int run_seeds(const Options& options) {
    const auto began = std::chrono::steady_clock::now();
    const Campaign campaign =
        run_many(options.profiles, options.from, options.seeds, options.steps, options.jobs, options.all);
    for (const Found& found : campaign.found) print(found);
    for (const auto& [name, sum] : campaign.counts) std::printf("%-40s %lld\n", name.c_str(), count(sum));
    int unreached = 0;
    for (const auto& [name, times] : campaign.marks) {
        std::printf("mark %-35s %lld\n", name.c_str(), count(times));
        unreached += times == 0;
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began).count();
    const std::uint64_t runs = options.seeds * options.profiles.size();
    std::printf("%lld seeds from %lld, %zu went wrong, %d marks unreached, %lld s\n", count(runs), count(options.from),
                campaign.found.size(), unreached, static_cast<long long>(took));
    return campaign.found.empty() && (unreached == 0 || !options.unreached) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Runs tablets and the server on disks, clocks and a network that go wrong");
    Options options;
    app.add_option("--profile", options.profiles, "What goes wrong; default: all of them")->delimiter(',');
    app.add_option("--from", options.from, "The first seed; 0: of this moment");
    app.add_option("--seeds", options.seeds, "How many of each profile; with --mistakes the most for each");
    app.add_option("--steps", options.steps, "Of a run");
    app.add_option("--jobs", options.jobs, "Processes")->check(CLI::Range(1, 64));
    app.add_flag("--all", options.all, "Go on after a seed that went wrong");
    app.add_flag("--unreached", options.unreached, "A mark that was not reached is a failure");
    app.add_option("--play", options.play, "One plan: 'PROFILE, SEED, STEPS' or 'PROFILE, SEED: NUMBER NAME, ...'");
    app.add_flag("--trace", options.trace, "Say what happens");
    app.add_option("--shrink", options.shrink,
                   "Shorten the plan that is played, or that finds a mistake, and add it to this file");
    app.add_option("--plans", options.plans, "Plays the plans of this file");
    app.add_flag("--twice", options.twice, "Play each seed twice and compare");
    app.add_flag("--mistakes", options.negative, "Switch on one mistake after another; each has to be found");
    app.add_option("--mistake", options.faults, "Only these")->delimiter(',');
    app.add_flag("--needed", options.needed, "Show for the checks of each invariant a mistake that only they find");
    app.add_option("--without", options.without, "Kinds of checks, or numbers of invariants, that are switched off")
        ->delimiter(',');
    CLI11_PARSE(app, argc, argv);
    switched_off().insert(options.without.begin(), options.without.end());
    if (options.profiles.empty())
        for (const Profile& one : profiles()) options.profiles.push_back(one.name);
    for (const std::string& name : options.profiles)
        if (!profile(name)) return std::fprintf(stderr, "no profile is called %s\n", name.c_str()), 2;
    if (options.from == 0)
        options.from = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) / 1000 %
                       1'000'000'000;
    if (!options.play.empty()) return play(options);
    if (!options.plans.empty()) return play_kept(options.plans);
    if (options.twice) return play_twice(options);
    if (options.needed) return show_need(options);
    return options.negative ? find_mistakes(options) : run_seeds(options);
}
