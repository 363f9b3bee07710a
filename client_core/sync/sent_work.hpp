// Own work that the server and its backups hold is let go: its place in the chain stays, its body does not.
#pragma once

#include "client_core/store/sync_state.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::sync {

/// Lets the bodies of own transactions up to `upto` go, as far as they have come back. What they wrote and no longer
/// stands is remembered first, for the history. Afterwards `state.own_from` says what can still be read here.
Status let_go(store::Tables& tables, store::SyncState& state, std::uint64_t upto);

}  // namespace wegwijs::sync
