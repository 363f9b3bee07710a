// What administrators do at the server.
#include <algorithm>

#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

void Simulation::grant(Tablet&) {
    office_.disk.nothing_goes_wrong();
    const std::vector<std::string> users{"u1", "u2", "u3", "u4"};
    std::vector<std::string> places(std::begin(municipalities), std::end(municipalities));
    for (const Id& dossier : office_.dossiers())
        if (places.size() < 5) places.push_back(dossier.text());
    const std::vector<std::string> roles{"km", "wc", "vr", "", "", "km"};
    const std::string user = any_of(users), place = any_of(places), role = any_of(roles);
    if (office_.grant(user, place, role)) say(nullptr, user + " is now '" + role + "' in " + place);
    ++counts["grants"];
}

/// A right that goes and comes back: who compares roles sees nothing of it.
void Simulation::end_or_renew(Tablet& t) {
    office_.disk.nothing_goes_wrong();
    const std::string place(t.user == "u4" ? municipalities[1] : municipalities[0]);
    const auto view = truth_.rights.now(t.user, std::nullopt, place);
    if (view) role_before_[t.user] = view->role;
    const std::string role = view ? "" : role_before_[t.user];
    office_.grant(t.user, place, role);
    say(nullptr, t.user + " is now '" + role + "' in " + place);
    ++counts["grants"];
}

void Simulation::move(Tablet&) {
    office_.disk.nothing_goes_wrong();
    const std::vector<Id> there = office_.dossiers();
    if (there.empty()) return;
    const Id dossier = any_of(there);
    const std::string to(any_of(municipalities));
    if (office_.move(dossier, to)) say(nullptr, "a dossier moves to " + to);
    ++counts["moves"];
}

void Simulation::new_pack(Tablet&) {
    office_.disk.nothing_goes_wrong();
    if (office_.new_pack()) say(nullptr, "a new pack");
    ++counts["packs"];
}

void Simulation::erase(Tablet&) {
    office_.disk.nothing_goes_wrong();
    const std::vector<Id> there = office_.dossiers();
    if (there.size() < 2) return;
    if (office_.erase(any_of(there))) say(nullptr, "a dossier is erased");
    ++counts["erasures"];
}

void Simulation::purge(Tablet&) {
    office_.disk.nothing_goes_wrong();
    time_.now += 24 * 3600 * 1000 / 64 * 64;
    if (chance(.5) && put_backs_ == 0) {
        // All but one, perhaps, come by; that one stays away so long that nobody waits for it.
        Tablet* away = chance(.5) ? any_of(tablets_).get() : nullptr;
        for (int round = 0; round < 2; ++round) {
            for (const auto& t : tablets_)
                if (t.get() != away && t->running() && !t->engine && !t->disk.stopped() && !t->disk.full())
                    sync_whole(*t);
            if (round == 0 && away) time_.now += 61LL * 24 * 3600 * 1000 / 64 * 64;
        }
    }
    const std::size_t gone = office_.purge();
    if (gone > 0) say(nullptr, std::to_string(gone) + " records are purged");
    counts["purged"] += gone;
}

}  // namespace wegwijs::simulator
