// How entries read, and whether a write may be made by one who read them. No policy changes what is stored.
#include <algorithm>
#include <iterator>
#include <tuple>

#include "client_core/shared/base/result.hpp"
#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::merge {
namespace {

constexpr const char* names[] = {"laatste", "beoordelen", "verzameling", "eerste", "intrekking_wint", "server"};

bool loses_to(const Entry& a, const Entry& b) {
    return std::tie(a.stamp.at, a.stamp.device, a.stamp.seq) < std::tie(b.stamp.at, b.stamp.device, b.stamp.seq);
}

bool placed_before(const Entry& a, const Entry& b) {
    return std::tie(a.stamp.server_seq, a.stamp.seq, a.stamp.device) <
           std::tie(b.stamp.server_seq, b.stamp.seq, b.stamp.device);
}

bool differ(const Entries& entries) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const Entry& e) { return e.value != entries.front().value; });
}

/// The greatest of the entries that `prevails` picks; of all entries when it picks none.
template <class Prevails>
const Entry& greatest(const Entries& entries, Prevails prevails) {
    const Entry* best = nullptr;
    for (const Entry& entry : entries)
        if (prevails(entry) && (!best || loses_to(*best, entry))) best = &entry;
    return best ? *best : winner(entries);
}

}  // namespace

const char* to_text(Policy policy) { return names[static_cast<std::size_t>(policy)]; }

std::optional<Policy> policy_from_text(std::string_view text) {
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (text == names[i]) return static_cast<Policy>(i);
    return std::nullopt;
}

const Entry& winner(const Entries& entries) {
    ALWAYS(!entries.empty());
    return *std::max_element(entries.begin(), entries.end(), loses_to);
}

Reading read(Policy policy, const Entries& entries, const std::function<bool(ByteView)>& withdrawn) {
    if (entries.empty()) return {};
    if (entries.size() == 1) return {&entries.front(), false};
    switch (policy) {
        case Policy::verzameling:
            return {&greatest(entries, [](const Entry& e) { return model::is_true(e.value); }), false};
        case Policy::intrekking_wint:
            return {&greatest(entries, [&](const Entry& e) { return withdrawn && withdrawn(e.value); }), false};
        case Policy::eerste:
            return {&*std::min_element(entries.begin(), entries.end(), placed_before), differ(entries)};
        case Policy::beoordelen: return {&winner(entries), differ(entries)};
        case Policy::laatste:
        case Policy::server: break;
    }
    return {&winner(entries), false};
}

Deletion read_deletion(const Record& record) {
    const Entries* entries = record.find(deletion);
    if (!entries) return Deletion::none;
    const auto deleted =
        std::count_if(entries->begin(), entries->end(), [](const Entry& e) { return model::is_true(e.value); });
    if (deleted == 0) return Deletion::none;
    return static_cast<std::size_t>(deleted) == entries->size() ? Deletion::hidden : Deletion::conflict;
}

std::string judge(Policy policy, const Entries& seen, ByteView value, Kind kind,
                  const std::function<bool(ByteView from, ByteView to)>& move_allowed,
                  const std::function<bool(ByteView)>& withdrawn) {
    if (policy == Policy::server) return "server";
    const bool conflict = read(policy, seen, withdrawn).conflict;
    const bool decides = kind == Kind::decide;
    if (conflict && !decides) return "conflict_open";
    if (policy == Policy::eerste && !seen.empty() && !(decides && conflict)) return "al_vastgelegd";
    if (!move_allowed) return {};
    if (seen.empty()) return move_allowed(model::null_value, value) ? "" : "zet";
    const bool allowed = std::any_of(seen.begin(), seen.end(), [&](const Entry& e) {
        return (decides && e.value == value) || move_allowed(e.value, value);
    });
    return allowed ? "" : "zet";
}

}  // namespace wegwijs::merge
