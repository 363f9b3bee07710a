#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

namespace {

using Weights = std::map<std::string, double>;

/// What happens in every profile.
const Weights everyday{{"open", 8},  {"save", 8},    {"quick", 10},  {"many", 4},     {"decide", 4},
                       {"plan", 3},  {"doel", 2},    {"remove", 2},  {"unremove", 1}, {"dossier", 1},
                       {"ask", 24},  {"arrive", 20}, {"answer", 20}, {"lose", 3},     {"repeat", 2},
                       {"stop", .5}, {"time", 3},    {"clock", .7},  {"kill", 1}};

Weights with(const Weights& more) {
    Weights all = everyday;
    for (const auto& [name, weight] : more) all[name] = weight;
    return all;
}

}  // namespace

const std::vector<Profile>& profiles() {
    static const std::vector<Profile> all{
        {"plain", with({{"cost", .3}}), false, {}},
        {"small", with({{"grant", 2}, {"plan", 6}, {"doel", 5}, {"uren", 3}}), true, {}},
        {"small rights",
         with({{"dossier", 5},
               {"many", 9},
               {"grant", 1},
               {"renew", 8},
               {"move", 2},
               {"pack", .7},
               {"plan", 6},
               {"doel", 5},
               {"uren", 3}}),
         true,
         {"wc", "vr"}},
        {"rights", with({{"grant", 8}, {"move", 3}, {"pack", 1.5}, {"uren", 4}, {"time", 5}}), false, {"wc", "vr"}},
        {"disks",
         with({{"kill", 3},
               {"power", 4},
               {"cut", 8},
               {"fail", 4},
               {"full", 2},
               {"server kill", 1},
               {"server power", 2},
               {"server cut", 5},
               {"flip", 1}}),
         false,
         {}},
        {"server disk",
         with({{"server fail", 5}, {"server kill", 2}, {"server power", 3}, {"server cut", 8}, {"clone", 1}}),
         false,
         {}},
        {"forks", with({{"copy", 4}, {"back", 3}, {"clone", 2}}), false, {}},
        {"restores", with({{"server copy", 3}, {"server restore", 1.2}, {"copy", 1}, {"back", .5}}), false, {}},
        {"lines",
         with({{"sync", 16},
               {"copy", 3},
               {"back", 2},
               {"clone", 1},
               {"dossier", 4},
               {"server copy", 4},
               {"server restore", .7},
               {"server older", .7}}),
         false,
         {}},
        {"lost lines",
         with({{"sync", 16},
               {"copy", 3},
               {"back", 2.5},
               {"clone", 1},
               {"dossier", 3},
               {"server copy", 3},
               {"server back", 1},
               {"server restore", .5}}),
         false,
         {}},
        {"rollback",
         with({{"server copy", 3}, {"server back", 1.2}, {"clone", 2}, {"copy", 1.5}, {"back", 1}}),
         false,
         {}},
        {"purge",
         with({{"remove", 9}, {"unremove", 3}, {"purge", 4}, {"doel", 5}, {"copy", 1.5}, {"back", 1}, {"erase", 1}}),
         false,
         {}},
        {"nights",
         with({{"deliver", 9},
               {"uren", 8},
               {"besluit", 3},
               {"sign", 3},
               {"amend", 2},
               {"remove", 3},
               {"purge", 1.5},
               {"move", 1},
               {"erase", .7},
               {"server kill", 1},
               {"server cut", 3},
               {"server fail", 1},
               {"server copy", 1},
               {"server restore", .3}}),
         false,
         {"wc", "vr"}},
        {"signing",
         with({{"besluit", 8},
               {"sign", 12},
               {"amend", 20},
               {"quick", 3},
               {"many", 1},
               {"plan", .4},
               {"doel", .2},
               {"dossier", .2},
               {"grant", 1},
               {"copy", .5},
               {"back", .4},
               {"remove", 1}}),
         true,
         {"wc", "vr"}},
        {"all",
         with({{"grant", 4},
               {"deliver", 2.5},
               {"besluit", 2},
               {"sign", 2},
               {"amend", 2},
               {"move", 1.5},
               {"pack", .7},
               {"uren", 3},
               {"copy", 2},
               {"back", 1.2},
               {"clone", 1},
               {"server copy", 1.5},
               {"server restore", .5},
               {"purge", 1.5},
               {"erase", .7},
               {"power", 1},
               {"cut", 3},
               {"fail", 1},
               {"server cut", 2},
               {"full", .5}}),
         true,
         {"wc", "vr"}}};
    return all;
}

const Profile* profile(std::string_view name) {
    for (const Profile& one : profiles())
        if (one.name == name) return &one;
    return nullptr;
}

}  // namespace wegwijs::simulator
