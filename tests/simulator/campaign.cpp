#include "tests/simulator/campaign.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

namespace wegwijs::simulator {

std::string Plan::text() const {
    std::string line = profile + ", " + std::to_string(seed);
    if (!only || only->empty()) return line + ", " + std::to_string(only ? 0 : steps);
    for (const Step& step : *only)
        line += (&step == only->data() ? ": " : ", ") + std::to_string(step.number) + " " + step.name;
    return line;
}

std::string Plan::command() const { return "simulator --play '" + text() + "' --trace"; }

std::optional<Plan> Plan::parse(const std::string& line) {
    const auto until = [&](std::size_t& at, std::string_view ends) {
        at = line.find_first_not_of(' ', at);
        if (at == line.npos) return std::string();
        const std::size_t end = std::min(line.find_first_of(ends, at), line.size());
        std::string part = line.substr(at, end - at);
        at = end + 1;
        while (!part.empty() && part.back() == ' ') part.pop_back();
        return part;
    };
    std::size_t at = 0;
    Plan plan;
    plan.profile = until(at, ",");
    if (!simulator::profile(plan.profile) || at >= line.size()) return std::nullopt;
    plan.seed = std::strtoull(until(at, ",:").c_str(), nullptr, 10);
    if (at > line.size()) return std::nullopt;
    if (line[at - 1] == ',') {
        plan.steps = std::strtoul(until(at, ",").c_str(), nullptr, 10);
        return plan;
    }
    plan.only.emplace();
    while (at < line.size()) {
        const std::string step = until(at, ",");
        const std::size_t space = step.find(' ');
        if (space == step.npos) return std::nullopt;
        plan.only->push_back({std::strtoul(step.c_str(), nullptr, 10), step.substr(space + 1)});
    }
    return plan;
}

Outcome run(const Plan& plan, bool trace) {
    const auto say =
        trace ? [](const std::string& line) { std::puts(line.c_str()); } : std::function<void(const std::string&)>();
    Outcome outcome;
    try {
        Simulation simulation(plan.seed, *profile(plan.profile), say);
        if (plan.only)
            for (const Plan::Step& step : *plan.only) simulation.step(step.number, step.name);
        else
            for (std::size_t step = 0; step < plan.steps; ++step) simulation.step(step);
        simulation.settle();
        outcome.counts = simulation.counts;
        outcome.hash = simulation.hash();
    } catch (const Violation& violation) {
        if (!is_off(violation.kind)) outcome.violation = violation;  // else the run just ends
    }
    return outcome;
}

Plan shrunk(const Plan& plan, const std::string& kind) {
    Plan best = plan;
    if (!best.only) {
        best.only.emplace();
        try {
            Simulation names(plan.seed, *profile(plan.profile));
            for (std::size_t step = 0; step < plan.steps; ++step) best.only->push_back({step, names.chosen(step)});
        } catch (const Violation&) {
            return best;  // it goes wrong before the first step
        }
    }
    for (std::size_t size = best.only->size() / 2; size > 0; size /= 2)
        for (std::size_t at = 0; at < best.only->size();) {
            Plan shorter = best;
            const auto from = shorter.only->begin() + static_cast<std::ptrdiff_t>(at);
            shorter.only->erase(from, from + static_cast<std::ptrdiff_t>(std::min(size, best.only->size() - at)));
            const Outcome outcome = run(shorter);
            if (outcome.violation && outcome.violation->kind == kind) best = std::move(shorter);
            else at += size;
        }
    return best;
}

namespace {

/// What a child tells its parent, a line each: "! plan|kind|what", "+ name count", "* mark times".
void work(const std::vector<Plan>& plans, unsigned child, unsigned jobs, bool all, std::FILE* to) {
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t i = child; i < plans.size(); i += jobs) {
        const Outcome outcome = run(plans[i]);
        for (const auto& [name, count] : outcome.counts) counts[name] += count;
        if (!outcome.violation) continue;
        std::string what = outcome.violation->what;
        std::replace(what.begin(), what.end(), '\n', ' ');
        std::fprintf(to, "! %s|%s|%s\n", plans[i].text().c_str(), outcome.violation->kind.c_str(), what.c_str());
        if (!all) break;
    }
    for (const auto& [name, count] : counts)
        std::fprintf(to, "+ %llu %s\n", static_cast<unsigned long long>(count), name.c_str());
#ifdef WEGWIJS_SEAMS
    for (int i = 0; i < static_cast<int>(seam::Mark::count_); ++i) {
        const auto mark = static_cast<seam::Mark>(i);
        std::fprintf(to, "* %llu %s\n", static_cast<unsigned long long>(seam::times(mark)), seam::name(mark));
    }
#endif
}

void take(const std::string& line, Campaign& campaign) {
    if (line.size() < 3) return;
    const std::string rest = line.substr(2);
    if (line[0] == '!') {
        const std::size_t a = rest.find('|'), b = rest.find('|', a + 1);
        if (const auto plan = Plan::parse(rest.substr(0, a)))
            campaign.found.push_back({*plan, {rest.substr(a + 1, b - a - 1), rest.substr(b + 1)}});
        return;
    }
    const std::size_t space = rest.find(' ');
    auto& sums = line[0] == '+' ? campaign.counts : campaign.marks;
    sums[rest.substr(space + 1)] += std::strtoull(rest.c_str(), nullptr, 10);
}

}  // namespace

Campaign run_many(const std::vector<std::string>& names, std::uint64_t from, std::uint64_t seeds, std::size_t steps,
                  unsigned jobs, bool all) {
    std::vector<Plan> plans;
    for (std::uint64_t seed = from; seed < from + seeds; ++seed)
        for (const std::string& name : names) plans.push_back({name, seed, steps, {}});
    std::vector<std::pair<pid_t, std::FILE*>> children;
    std::fflush(stdout);
    for (unsigned child = 0; child < jobs; ++child) {
        int ends[2];
        ALWAYS(::pipe(ends) == 0);
        const pid_t id = ::fork();
        ALWAYS(id >= 0);
        if (id == 0) {
            ::close(ends[0]);
            std::FILE* to = ::fdopen(ends[1], "w");
            work(plans, child, jobs, all, to);
            std::fclose(to);
            std::_Exit(0);
        }
        ::close(ends[1]);
        children.emplace_back(id, ::fdopen(ends[0], "r"));
    }
    Campaign campaign;
    for (const auto& [id, from_child] : children) {
        char* line = nullptr;
        std::size_t size = 0;
        for (ssize_t got = 0; (got = ::getline(&line, &size, from_child)) > 0;)
            take(std::string(line, static_cast<std::size_t>(got) - 1), campaign);
        std::free(line);
        std::fclose(from_child);
        int status = 0;
        ::waitpid(id, &status, 0);
        if (status != 0)
            campaign.found.push_back({Plan{}, {"crash", "a process ended with status " + std::to_string(status)}});
    }
    return campaign;
}

const std::vector<Needed>& needed() {
    using seam::Fault;
    static const std::vector<Needed> all{
        {1, Fault::forget_to_push_again}, {2, Fault::light_stays_off}, {3, Fault::reuse_places},
        {4, Fault::conflict_by_record},   {5, Fault::deny_a_save},     {6, Fault::leave_readable},
        {7, Fault::lose_a_refusal},       {8, Fault::send_whole},      {9, Fault::keep_what_was_erased},
        {10, Fault::skip_a_change},
    };
    return all;
}

const std::vector<Negative>& negatives() {
    using seam::Fault;
    static const std::vector<Negative> all{
        {Fault::skip_sync, {"disks"}},
        {Fault::reuse_number, {"forks"}},
        {Fault::fork_on_own_number, {"forks", "all"}},
        {Fault::context_wider, {"plain", "small"}},
        {Fault::context_narrower, {"plain", "small"}},
        {Fault::context_at_save, {"plain", "small"}},
        {Fault::last_arrival_wins, {"plain"}},
        {Fault::acknowledge_uncommitted, {"server disk"}},
        {Fault::acknowledge_this_push, {"plain", "small"}},
        {Fault::forget_a_move, {"rights"}},
        {Fault::take_twice, {"plain", "small"}},
        {Fault::lose_a_refusal, {"rights", "all"}},
        {Fault::show_a_gap, {"plain"}},
        {Fault::cut_no_field, {"rights", "plain"}},
        {Fault::cut_one_too_many, {"plain", "rights"}},
        {Fault::stop_by_last_change, {"small", "all"}},
        {Fault::apply_a_part, {"small", "all"}},
        {Fault::tear_a_dossier, {"small", "all"}},
        {Fault::purge_without_trace, {"purge"}},
        {Fault::reuse_places, {"restores", "rollback"}},
        {Fault::ignore_history, {"rollback"}},
        {Fault::leave_readable, {"rights"}},
        {Fault::ignore_own, {"plain"}},
        {Fault::judge_by_now, {"plain", "small"}},
        {Fault::late_for_ever, {"rights"}},
        {Fault::no_late_work, {"rights"}},
        {Fault::sum_without_old, {"plain"}},
        {Fault::overlay_forgotten, {"plain"}},
        {Fault::erasure_not_repeated, {"all"}, 50},
        {Fault::keep_what_was_erased, {"purge", "all"}},
        {Fault::forget_to_push_again, {"restores"}},
        {Fault::closed_work_covered, {"rights"}},
        {Fault::rights_not_repeated, {"all"}},
        {Fault::pass_over_a_dossier, {"plain"}},
        {Fault::light_stays_off, {"plain"}},
        {Fault::conflict_by_record, {"plain"}},
        {Fault::deny_a_save, {"plain"}},
        {Fault::count_again, {"nights"}},
        {Fault::skip_a_change, {"nights"}},
        {Fault::confirm_later_rows, {"nights"}},
        {Fault::night_of_now, {"nights"}},
        {Fault::keep_what_was_delivered, {"nights"}},
        {Fault::deliver_all_again, {"nights"}},
        {Fault::guarded_as_plain, {"signing"}},
        {Fault::signed_may_change, {"signing"}},
        {Fault::send_whole, {"plain"}},
        {Fault::push_again, {"plain"}},
    };
    return all;
}

}  // namespace wegwijs::simulator
