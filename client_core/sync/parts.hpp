// The parts of a large dossier that came so far: they wait in the store, and nothing of them shows before the last one.
#pragma once

#include "client_core/store/sync_state.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::sync {

class Parts {
public:
    Parts(store::Tables& tables, store::SyncState& state) : tables_(tables), state_(state) {}

    Status keep(const protocol::Item& item);
    Status drop();
    /// What waits, put together with the last part. Error "answer_broken".
    Status join(protocol::Item& last);

private:
    store::Tables& tables_;
    store::SyncState& state_;
};

}  // namespace wegwijs::sync
