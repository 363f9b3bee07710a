// What the truth holds server and devices to.
#include <algorithm>

#include "sync_server/sync/working_set.hpp"
#include "tests/simulator/truth.hpp"

namespace wegwijs::simulator {

namespace {

merge::Record must_have(server::Reader& reader, const Id& id) {
    auto row = reader.record(id);
    if (!row.ok()) broken("server", row.error().code + ": " + row.error().message);
    if (!*row) broken("loss", "the server has no record " + id.text());
    server::unpack(**row);
    return std::move((*row)->record);
}

}  // namespace

std::set<std::size_t> Truth::maximal(const Key& key) const {
    std::set<std::size_t> all;
    const auto found = standing_.find(key);
    if (found == standing_.end()) return all;
    for (const auto& [one, times] : found->second) {
        const bool replaced = std::any_of(found->second.begin(), found->second.end(), [&, w = one](const auto& other) {
            return other.first != w && writes_[other.first].past.has(w);
        });
        if (!replaced) all.insert(one);
    }
    return all;
}

std::set<Bytes> Truth::standing(const Id& dossier, const Id& record, const merge::FieldKey& key) const {
    std::set<Bytes> values;
    for (const std::size_t one : maximal({dossier, record, key})) values.insert(writes_[one].value);
    return values;
}

void Truth::check_field(const merge::Record& record, const Key& key) {
    const auto& [dossier, id, field] = key;
    std::multiset<std::size_t> have;
    if (const merge::Entries* entries = record.find(field))
        for (const merge::Entry& entry : *entries)
            if (const auto one = write_of(id, field, entry.stamp)) {
                have.insert(*one);
                if (writes_[*one].value != entry.value) violated("value", named(*one) + " stands with another value");
            }
    const std::set<std::size_t> must = maximal(key);
    ++counts["fields"];
    if (must.size() > 1) ++counts["concurrent"];
    for (const std::size_t one : must)
        if (have.count(one) == 0 && !passed_on(one) && blurred_.count(one) == 0)
            violated("loss", named(one) + " was replaced by somebody who had not seen it");
    for (const std::size_t one : have) {
        if (have.count(one) > 1 && lost_.count(one) == 0) violated("twice", named(one) + " stands twice");
        if (must.count(one) == 0 && lost_.count(one) == 0 && !silently_)
            violated("extra", named(one) + " still stands beside what replaced it");
    }
}

bool Truth::passed_on(std::size_t write) const {
    const Written& undone = writes_[write];
    if (undone.key != merge::deletion || model::is_true(undone.value)) return false;
    return std::any_of(writes_.begin(), writes_.end(), [&](const Written& w) { return w.above.has(write); });
}

bool Truth::vague(std::size_t write) const {
    if (writes_[write].key != merge::deletion) return false;
    if (passed_on(write)) return true;
    for (std::size_t i = 0; i < writes_.size(); ++i)
        if (writes_[i].past.has(write) && passed_on(i)) return true;
    return false;
}

std::pair<bool, bool> Truth::should_hide(const merge::Record& record, const Id& dossier) const {
    std::vector<std::size_t> deletions, against;
    std::set<std::size_t> stand;
    if (const merge::Entries* entries = record.find(merge::deletion))
        for (const merge::Entry& entry : *entries)
            if (const auto one = write_of(record.id, merge::deletion, entry.stamp)) stand.insert(*one);
    for (const std::size_t one : maximal({dossier, record.id, merge::deletion}))
        if (model::is_true(writes_[one].value)) deletions.push_back(one);
        else if (!passed_on(one) || stand.count(one)) against.push_back(one);
    if (deletions.empty()) return {false, false};
    for (const auto& [key, unused] : standing_)
        if (std::get<0>(key) == dossier && std::get<2>(key) != merge::deletion && under(std::get<1>(key), record.id))
            for (const std::size_t one : maximal(key)) against.push_back(one);
    const bool hidden = std::all_of(against.begin(), against.end(), [&](std::size_t one) {
        return std::any_of(deletions.begin(), deletions.end(),
                           [&](std::size_t d) { return writes_[d].family.has(one); });
    });
    return {hidden, !hidden};
}

void Truth::check_hidden(const merge::Record& record, const Id& dossier) {
    if (!lost_.empty() || silently_ || late_marks_.count(record.id)) return;
    const auto must = should_hide(record, dossier);
    const merge::Deletion reads = merge::read_deletion(record);
    const std::pair have{reads == merge::Deletion::hidden, reads == merge::Deletion::conflict};
    if (must.first) ++counts["deleted"];
    if (must.second) ++counts["deleted and changed"];
    if (have != must)
        violated("hidden", std::string(entity(record.entity).name) + " " + record.id.text() + " reads " +
                               (have.first    ? "deleted"
                                : have.second ? "in conflict"
                                              : "present") +
                               ", must be " +
                               (must.first    ? "deleted"
                                : must.second ? "in conflict"
                                              : "present"));
}

void Truth::check_touched(server::Reader& reader) {
    std::map<Id, merge::Record> records;
    const auto record = [&](const Id& id) -> merge::Record& {
        const auto found = records.find(id);
        return found != records.end() ? found->second : records.emplace(id, must_have(reader, id)).first->second;
    };
    std::set<std::pair<Id, Id>> family;
    for (const Key& key : touched_) {
        check_field(record(std::get<1>(key)), key);
        for (Id at = std::get<1>(key); !at.zero();) {
            family.emplace(std::get<0>(key), at);
            const auto above = parent_.find(at);
            at = above == parent_.end() ? Id{} : above->second;
        }
    }
    touched_.clear();
    for (const auto& [dossier, id] : family)
        if (standing_.lower_bound({dossier, id, merge::FieldKey{}}) != standing_.end() && purged_.count(id) == 0) {
            auto row = reader.record(id);
            if (row.ok() && *row) check_hidden(record(id), dossier);
        }
}

void Truth::holds(server::Reader& reader) {
    for (const auto& [key, unused] : standing_) touched_.insert(key);
    check_touched(reader);
}

void Truth::nothing_gone(const std::set<std::size_t>& on_devices) const {
    if (may_be_gone_) return;
    for (const std::size_t i : on_devices)
        if (works_[i].fate == Work::Fate::accepted && placed_.count(i) == 0 && !is_erased(works_[i].dossier))
            violated("gone", "own number " + std::to_string(works_[i].seq) + " of " + works_[i].user +
                                 " was accepted, and is nowhere now");
}

void Truth::opened(const std::string& device, const Id& dossier, const Shown& shown, const View& view,
                   server::ServerSeq S) {
    if (ever_put_back()) return;
    const WriteSet known = this->known(shown);
    for (const Place& place : log_) {
        const Written& w = writes_[place.write];
        if (works_[w.work].dossier == dossier && place.server_seq <= S && view.sees(w.entity, w.key.number) &&
            !known.has(place.write) && !vague(place.write))
            violated("claim", device + " says it has seen up to " + std::to_string(S) + ", but was not shown " +
                                  named(place.write) + " of " + std::to_string(place.server_seq));
    }
    for (const auto& [id, record] : shown)
        for (const merge::FieldState& field : record.fields)
            for (const merge::Entry& entry : field.entries) {
                const auto one = write_of(id, field.key, entry.stamp);
                for (const merge::Entry& other : field.entries) {
                    const auto by = write_of(id, field.key, other.stamp);
                    if (one && by && *one != *by && writes_[*by].past.has(*one))
                        violated("stale",
                                 device + " shows " + named(*one) + " beside " + named(*by) + ", which replaced it");
                }
            }
}

void Truth::whole(const std::string& device, const Id& dossier, const Shown& shown, const View& view) const {
    if (ever_put_back()) return;
    const WriteSet known = this->known(shown);
    std::map<server::ServerSeq, std::pair<int, int>> had;  // place -> there, not there
    for (const Place& place : log_) {
        const Written& w = writes_[place.write];
        if (works_[w.work].dossier != dossier || !view.sees(w.entity, w.key.number) || vague(place.write)) continue;
        auto& [there, missing] = had[place.server_seq];
        ++(known.has(place.write) ? there : missing);
    }
    for (const auto& [place, parts] : had)
        if (parts.first > 0 && parts.second > 0)
            violated("torn", device + " holds a part of the transaction at " + std::to_string(place));
}

}  // namespace wegwijs::simulator
