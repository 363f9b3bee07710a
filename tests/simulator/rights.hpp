// Who was let see and do what, and when: kept apart from the server's own books, by the clock of the simulation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/source.hpp"
#include "client_core/shared/model/id.hpp"
#include "tests/simulator/domain.hpp"

namespace wegwijs::simulator {

using model::Id;

class Rights {
public:
    void grant(UnixMs at, const std::string& user, const std::string& place, const std::string& role);
    /// The first place of a dossier counts from the beginning of time.
    void move(UnixMs at, const Id& dossier, const std::string& municipality);
    void pack(UnixMs at, std::uint64_t version);

    /// What the user sees of a dossier now; of one that is not there yet, what it would see in that municipality.
    std::optional<View> now(const std::string& user, const std::optional<Id>& dossier,
                            const std::string& municipality) const;
    /// Was there a view at or after `since` for which `allowed` holds?
    template <class Allowed>
    bool held_since(UnixMs since, const std::string& user, const std::optional<Id>& dossier,
                    const std::string& municipality, Allowed&& allowed) const {
        const std::vector<Moment> course = this->course(user, dossier, municipality);
        for (std::size_t i = 0; i < course.size(); ++i) {
            const bool over = i + 1 < course.size() && course[i + 1].at < since;
            if (!over && course[i].view && allowed(*course[i].view)) return true;
        }
        return false;
    }
    std::string municipality_of(const Id& dossier) const;
    std::string role_at(const std::string& user, const std::string& place) const;
    bool knows(const Id& dossier) const;
    std::uint64_t newest_pack() const;
    std::string text(const std::string& user, const Id& dossier) const {
        std::string all;
        for (const Moment& m : course(user, dossier, ""))
            all += "\n  " + std::to_string(m.at) + " " + (m.view ? m.view->role + std::to_string(m.view->pack) : "-");
        return all;
    }
    void forget(const Id& dossier);  ///< its places

private:
    struct Event {
        enum class What { grant, move, pack } what;
        UnixMs at;
        std::string user, place, role;
        Id dossier;
        std::uint64_t version;
    };
    struct Moment {
        UnixMs at;
        std::optional<View> view;
    };
    std::vector<Moment> course(const std::string& user, const std::optional<Id>& dossier,
                               const std::string& municipality) const;
    std::vector<Event> events_;
};

}  // namespace wegwijs::simulator
