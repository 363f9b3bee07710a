// What the sync engine keeps in the store between requests, and a save needs to know.
#pragma once

#include "client_core/shared/protocol/messages.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::store {

/// Read whole, changed in memory and written whole, in the local commit that applies an answer.
struct SyncState {
    std::uint64_t epoch = 0;
    Point heard;            ///< (as_of, check) of the last answer
    protocol::Round round;  ///< base is the cursor
    std::optional<protocol::Stage> stage;
    merge::EpochStarts known_starts;  ///< epochs of any line that this device ever heard of
    merge::EpochStarts line_starts;   ///< those of the present line
    merge::Lineage lineage;           ///< own ancestry
    std::vector<std::pair<std::string, std::string>> roles;
    bool stuck = false;
    std::vector<protocol::ChainPoint> chain;  ///< to answer a probe with
    std::uint64_t parts = 0;                  ///< parts of a large dossier that wait in the store
    std::optional<UnixMs> last_sync;          ///< when the last round of pulling was complete
    bool differed = false;                    ///< a sum did not match, and that dossier has not come again yet
    std::uint64_t own_from = 1;               ///< from this seq on all own transactions can be read here
    std::vector<protocol::Step> walked;       ///< what the round under way passed, and up to where
    std::vector<protocol::Step> steps;        ///< the same of the last one, where that is more than the cursor

    static Result<SyncState> load(store::Tables& tables);
    Status save(store::Tables& tables) const;
};

}  // namespace wegwijs::store
