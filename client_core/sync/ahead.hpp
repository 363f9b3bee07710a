// What a device will ask once it has applied an answer, known before it applies it: so the next request can be under
// way meanwhile. Pure.
#pragma once

#include <optional>

#include "client_core/store/sync_state.hpp"

namespace wegwijs::sync {

/// Where the round stands after an answer that pulls. REQUIRES: `answer.as_of`.
void advance(store::SyncState& state, const protocol::SyncAnswer& answer);

struct Foreseen {
    store::SyncState state;
    std::uint64_t acked = 0;
};

/// The state after the answer, in what a request says of it. Empty where that cannot be told without applying it: a
/// fork, a gap, a refusal, a new pack, a dossier taken away, a sum that differs. Rather too often empty than wrong.
std::optional<Foreseen> foresee(const store::SyncState& state, std::uint64_t acked, const protocol::SyncAnswer& answer);

}  // namespace wegwijs::sync
