// Many runs: which seeds go wrong, what all of them came by, and the shortest schedule that still goes wrong.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/seam.hpp"
#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

/// One schedule: a seed of a profile, all of its steps or only some.
struct Plan {
    std::string profile;
    std::uint64_t seed = 0;
    std::size_t steps = 160;
    struct Step {
        std::size_t number;
        std::string name;
    };
    std::optional<std::vector<Step>> only;  ///< by name too: then the weights of the profile do not matter

    /// The command that plays it again.
    std::string command() const;
    /// "PROFILE, SEED, STEPS" or "PROFILE, SEED: NUMBER NAME, NUMBER NAME..."; nothing: it is none.
    static std::optional<Plan> parse(const std::string& line);
    std::string text() const;
};

struct Outcome {
    std::optional<Violation> violation;
    std::uint64_t hash = 0;
    std::map<std::string, std::uint64_t> counts;
};

Outcome run(const Plan& plan, bool trace = false);

/// Leaves steps out for as long as a violation of the same kind is found.
Plan shrunk(const Plan& plan, const std::string& kind);

struct Found {
    Plan plan;
    Violation violation;
};
struct Campaign {
    std::vector<Found> found;
    std::map<std::string, std::uint64_t> counts;
    std::map<std::string, std::uint64_t> marks;
};
/// Runs seeds from..from+seeds of each profile in `jobs` processes. Stops at the first that goes wrong unless `all`.
Campaign run_many(const std::vector<std::string>& profiles, std::uint64_t from, std::uint64_t seeds, std::size_t steps,
                  unsigned jobs, bool all);

/// A mistake, and where it is looked for.
struct Negative {
    seam::Fault fault;
    std::vector<std::string> profiles;
    std::uint64_t first = 1;  ///< the seed to begin with: a rare one is not looked for from the start each time
};
const std::vector<Negative>& negatives();

/// A mistake that nothing but the checks of one invariant finds.
struct Needed {
    int invariant;
    seam::Fault fault;
};
const std::vector<Needed>& needed();

}  // namespace wegwijs::simulator
