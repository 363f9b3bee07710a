#include "sync_server/delivery/hours.hpp"

#include <charconv>
#include <tuple>

#include "sync_server/delivery/domain.hpp"

namespace wegwijs::server {

namespace {

std::int64_t minutes_of(const SeenRecord& entry) {
    const std::string text = entry.text(domain::minuten);
    std::int64_t minutes = 0;
    std::from_chars(text.data(), text.data() + text.size(), minutes);
    return minutes;
}

bool was_there(const SeenRecord& entry) {
    const std::string attendance = entry.text(domain::aanwezigheid);
    return attendance.empty() || attendance == domain::aanwezig;
}

bool later(const SeenRecord& a, const SeenRecord& b) {
    return std::tuple(a.written_at(), a.row.created, a.id()) > std::tuple(b.written_at(), b.row.created, b.id());
}

}  // namespace

std::int64_t CountedHours::of(std::string_view counter) const {
    const auto found = minutes.find(std::string(counter));
    return found == minutes.end() ? 0 : found->second;
}

std::int64_t CountedHours::all() const {
    std::int64_t sum = 0;
    for (const auto& [counter, part] : minutes) sum += part;
    return sum;
}

CountedHours count_hours(const DossierView& dossier) {
    CountedHours counted;
    std::map<Id, const SeenRecord*> correction;  // of an entry: the last one
    std::set<Id> replaced;                       // entries that do not count any more
    std::vector<const SeenRecord*> entries;
    for (const SeenRecord* entry : dossier.living(domain::urenregel)) {
        if (entry->conflicts > 0) continue;
        entries.push_back(entry);
        const std::optional<Id> named = entry->ref(domain::corrigeert);
        if (!named || *named == entry->id()) continue;
        replaced.insert(*named);
        const auto [there, first] = correction.emplace(*named, entry);
        if (first) continue;
        counted.corrected_twice.insert(*named);
        const bool newer = later(*entry, *there->second);
        replaced.insert(newer ? there->second->id() : entry->id());
        if (newer) there->second = entry;
    }
    for (const SeenRecord* entry : entries) {
        if (replaced.contains(entry->id()) || !was_there(*entry)) continue;
        counted.entries.push_back(entry);
        counted.minutes[entry->text(domain::teller)] += minutes_of(*entry);
    }
    return counted;
}

DuoTotals duo_totals(const CountedHours& counted, bool map_pvt_counts) {
    const std::int64_t map_pvt = counted.of(domain::map_praktijk) + counted.of(domain::pvt);
    DuoTotals duo{{{{"bredeintake_taallesknm", counted.of(domain::intake_taal_knm)},
                    {"participatieactiviteiten", counted.of(domain::participatie) + (map_pvt_counts ? map_pvt : 0)},
                    {"participatietaalles", counted.of(domain::participatie_als_taal)}}},
                  0};
    duo.elsewhere = counted.all();
    for (const HoursTotal& total : duo.totals) duo.elsewhere -= total.minutes;
    return duo;
}

}  // namespace wegwijs::server
