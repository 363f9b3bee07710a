#include "tests/simulator/rights.hpp"

#include <algorithm>
#include <map>

namespace wegwijs::simulator {

void Rights::grant(UnixMs at, const std::string& user, const std::string& place, const std::string& role) {
    events_.push_back({Event::What::grant, at, user, place, role, {}, 0});
}

void Rights::move(UnixMs at, const Id& dossier, const std::string& municipality) {
    events_.push_back({Event::What::move, knows(dossier) ? at : 0, {}, municipality, {}, dossier, 0});
}

void Rights::pack(UnixMs at, std::uint64_t version) {
    events_.push_back({Event::What::pack, at, {}, {}, {}, {}, version});
}

bool Rights::knows(const Id& dossier) const { return !municipality_of(dossier).empty(); }

std::string Rights::municipality_of(const Id& dossier) const {
    std::string place;
    for (const Event& event : events_)
        if (event.what == Event::What::move && event.dossier == dossier) place = event.place;
    return place;
}

std::string Rights::role_at(const std::string& user, const std::string& place) const {
    std::string role;
    for (const Event& event : events_)
        if (event.what == Event::What::grant && event.user == user && event.place == place) role = event.role;
    return role;
}

std::uint64_t Rights::newest_pack() const {
    std::uint64_t newest = 1;
    for (const Event& event : events_)
        if (event.what == Event::What::pack) newest = event.version;
    return newest;
}

void Rights::forget(const Id& dossier) {
    std::erase_if(events_, [&](const Event& e) { return e.what == Event::What::move && e.dossier == dossier; });
}

std::optional<View> Rights::now(const std::string& user, const std::optional<Id>& dossier,
                                const std::string& municipality) const {
    const std::vector<Moment> all = course(user, dossier, municipality);
    return all.empty() ? std::nullopt : all.back().view;
}

std::vector<Rights::Moment> Rights::course(const std::string& user, const std::optional<Id>& dossier,
                                           const std::string& municipality) const {
    std::map<std::string, std::string> roles;  // of the user, by place
    std::string place = municipality;
    if (dossier)
        for (auto event = events_.rbegin(); event != events_.rend(); ++event)
            if (event->what == Event::What::move && event->dossier == *dossier) place = event->place;
    std::uint64_t pack = 1;
    std::vector<Moment> all;
    for (const Event& event : events_) {
        if (event.what == Event::What::grant && event.user == user) roles[event.place] = event.role;
        if (event.what == Event::What::move && dossier && event.dossier == *dossier) place = event.place;
        if (event.what == Event::What::pack) pack = event.version;
        std::string role = dossier ? roles[dossier->text()] : std::string();
        if (role.empty()) role = roles[place];
        all.push_back({event.at, role.empty() ? std::nullopt : std::optional<View>(View{role, pack})});
    }
    return all;
}

}  // namespace wegwijs::simulator
