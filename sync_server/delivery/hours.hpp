// Hours of one person: the entries that count, and the totals that DUO takes (API "Gevolgde uren"). Pure.
#pragma once

#include <array>
#include <map>
#include <set>

#include "sync_server/delivery/dossier_view.hpp"

namespace wegwijs::server {

/// An entry counts when it is not deleted, not in conflict, the person was there, and no entry that counts corrects it.
struct CountedHours {
    std::map<std::string, std::int64_t> minutes;  ///< by counter, as the entries name them
    std::vector<const SeenRecord*> entries;       ///< those that count
    std::set<Id> corrected_twice;                 ///< entries that two corrections name; the later one counts

    std::int64_t of(std::string_view counter) const;
    std::int64_t all() const;
};
CountedHours count_hours(const DossierView& dossier);

/// An absolute total, no difference: DUO replaces what it had.
struct HoursTotal {
    std::string_view name;
    std::int64_t minutes = 0;
    std::int64_t hours() const { return minutes / 60; }  ///< DUO takes whole hours; what is left is said beside it
    std::int64_t rest() const { return minutes % 60; }
};
struct DuoTotals {
    std::array<HoursTotal, 3> totals;
    std::int64_t elsewhere = 0;  ///< minutes that go to DUO by another way: the language provider's own, MAP and PVT
};
/// `map_pvt_counts`: whether MAP and PVT are participation. No national rule was found: the region decides.
DuoTotals duo_totals(const CountedHours& counted, bool map_pvt_counts);

}  // namespace wegwijs::server
