// The hours that people typed, as they count: by the writes that were placed on the server and are not gone.
#include <algorithm>

#include "client_core/shared/model/value.hpp"
#include "tests/simulator/truth.hpp"

namespace wegwijs::simulator {

namespace {

struct Entry {
    std::int64_t minutes = 0;
    std::string counter;
    Id corrects;
    std::tuple<UnixMs, server::ServerSeq, Id> when;
};

}  // namespace

std::map<Id, Truth::Hours> Truth::hours(const std::set<Id>& hidden) const {
    std::map<Id, std::map<Id, Entry>> all;  // by dossier and entry
    for (const Place& place : log_) {
        const Written& w = writes_[place.write];
        if (entity(w.entity).name != "urenregel" || hidden.count(w.record)) continue;
        const Work& work = works_[w.work];
        Entry& entry = all[work.dossier][w.record];
        entry.when = {work.placed_at, place.server_seq, w.record};
        if (w.key.number == 2) entry.minutes = model::decode_integer(w.value).value_or(0);
        if (w.key.number == 3) entry.counter = std::string(model::decode_text(w.value).value_or(""));
        if (const auto id = w.key.number == 4 ? model::decode_bytes(w.value) : std::nullopt)
            entry.corrects = Id::from_bytes(*id).value_or(Id());
    }
    std::map<Id, Hours> totals;
    for (const auto& [dossier, entries] : all) {
        // Of those that correct the same entry, the last one; the entry itself no longer counts.
        const auto stands = [&, &entries = entries](const Id& id, const Entry& entry) {
            return std::none_of(entries.begin(), entries.end(), [&](const auto& other) {
                const bool rival = !entry.corrects.zero() && other.second.corrects == entry.corrects;
                return other.first != id && (other.second.corrects == id || (rival && other.second.when > entry.when));
            });
        };
        Hours& total = totals[dossier];
        for (const auto& [id, entry] : entries)
            if (stands(id, entry)) total.minutes[entry.counter] += entry.minutes, ++total.entries;
    }
    return totals;
}

}  // namespace wegwijs::simulator
