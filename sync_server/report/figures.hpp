// The numbers behind the pilot report, before small cells are hidden: never shown as they are.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sync_server/delivery/hours.hpp"
#include "sync_server/store/admin_store.hpp"

namespace wegwijs::server {

struct HoursFigure {
    std::int64_t realised = 0, planned = 0;  ///< minutes
    std::uint64_t persons = 0;               ///< who have realised ones
    std::uint64_t persons_planned = 0;
};

struct DomainFigure {
    std::uint64_t answered = 0, will_not_say = 0, unknown = 0;  ///< persons, by the best that they answered
};

struct Figures {
    std::uint64_t persons = 0;
    std::map<std::string, std::uint64_t> participated;  ///< by municipality
    std::uint64_t participants = 0, finished = 0, withdrawn = 0, consent = 0;

    std::map<std::string, std::uint64_t> place;  ///< of finished intakes; "" unknown
    std::vector<std::int64_t> days_to_intake;    ///< between linking and the first intake

    std::uint64_t without_pip = 0, pip_in_time = 0, pip_extended = 0;  ///< of the active ones: B, C, D
    std::uint64_t recent_within = 0, recent_late = 0;                  ///< first PIPs of the last 30 days: F, G

    std::map<std::string, std::uint64_t> route;  ///< of the newest PIP that was decided
    std::uint64_t test_done = 0, test_exempt = 0, test_open = 0;

    std::map<std::string, HoursFigure> hours;  ///< by counter

    std::map<std::string, std::uint64_t> conflicts;  ///< open ones by "entity.field"
    std::uint64_t doubles = 0;                       ///< persons with a BSN or V-number that another one has too
    std::uint64_t intakes = 0, intakes_offline = 0;  ///< finished; of them without connection

    std::uint64_t volunteers = 0, volunteers_with_hours = 0, signals = 0, persons_signals = 0;
    std::int64_t volunteer_minutes = 0;

    std::map<std::string, DomainFigure> completeness;  ///< by domain of the intake
    std::uint64_t filled = 0, fillable = 0;            ///< fields of finished intakes

    std::uint64_t devices = 0, devices_synced = 0;
    std::uint64_t restricted = 0;  ///< dossiers that were not counted (GDPR, article 18)
};

/// `cut_off`: a device has synced when its last contact was in the day before, with nothing left unsent.
Result<Figures> collect(Walk& walk, UnixMs cut_off);

}  // namespace wegwijs::server
