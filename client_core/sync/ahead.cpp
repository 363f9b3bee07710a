#include "client_core/sync/ahead.hpp"

#include <algorithm>

namespace wegwijs::sync {

using protocol::SyncAnswer;
using store::SyncState;

namespace {

/// In which state the dossiers were passed: the round's end says it of all of them, but some were passed later.
void walk_on(SyncState& state, const SyncAnswer& answer) {
    constexpr std::size_t at_most = 64;
    auto& steps = state.walked;
    if (state.round.end.seq == 0) steps.clear();
    const protocol::Step now{answer.round_done ? UINT64_MAX : answer.at, answer.as_of->seq};
    const protocol::Number before = steps.empty() ? 0 : steps.back().upto;
    if (now.upto > before) {
        const bool same = !steps.empty() && (steps.back().seen == now.seen || steps.size() == at_most);
        if (same) steps.back().upto = now.upto;  // rather less than it was
        else steps.push_back(now);
    }
    if (!answer.round_done) return;
    state.steps = std::move(steps);
    steps.clear();
    if (state.steps.back().seen <= answer.end.seq) state.steps.clear();
}

/// Something other than records that came in and own work that was taken as it was.
bool out_of_the_ordinary(const SyncState& state, const SyncAnswer& answer) {
    if (state.stuck || state.differed || !state.chain.empty()) return true;
    if (answer.epoch != state.epoch || answer.fork || answer.probe || answer.last || answer.gap || !answer.as_of)
        return true;
    if (!answer.pack_json.empty() || !answer.differs.empty() || answer.kept > 0) return true;
    const bool taken_away = std::any_of(answer.items.begin(), answer.items.end(), [](const protocol::Item& item) {
        return item.what == protocol::Item::What::forget || item.what == protocol::Item::What::erase;
    });
    return taken_away || std::any_of(answer.outcomes.begin(), answer.outcomes.end(),
                                     [](const protocol::Outcome& o) { return !o.code.empty() || o.at || o.S; });
}

}  // namespace

void advance(SyncState& state, const SyncAnswer& answer) {
    walk_on(state, answer);
    state.stage = answer.stage;
    state.round.at = answer.at;
    state.round.end = answer.end;
    if (answer.round_done) state.round = {answer.end, 0, {}};
}

std::optional<Foreseen> foresee(const SyncState& state, std::uint64_t acked, const SyncAnswer& answer) {
    if (out_of_the_ordinary(state, answer)) return std::nullopt;
    Foreseen after{state, acked};
    for (const auto& [first, branch] : answer.starts) after.state.known_starts[first] = branch;
    for (const protocol::Outcome& o : answer.outcomes) {
        if (o.from > after.acked + 1) return std::nullopt;
        after.acked = std::max(after.acked, o.from + o.count - 1);
    }
    after.state.heard = *answer.as_of;
    advance(after.state, answer);
    return after;
}

}  // namespace wegwijs::sync
