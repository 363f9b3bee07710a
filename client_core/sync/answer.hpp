// Applies one answer of the server to the store, in the caller's local transaction (docs/protocol.md, "The device").
#pragma once

#include "client_core/store/tables.hpp"
#include "client_core/sync/engine.hpp"
#include "client_core/sync/overlay.hpp"
#include "client_core/sync/parts.hpp"

namespace wegwijs::sync {

class AnswerApplier {
public:
    AnswerApplier(store::Tables& tables, SyncState& state, const store::Identity& identity, Report& report, Owed& owed)
        : tables_(tables), state_(state), identity_(identity), report_(report), owed_(owed) {}

    Status apply(protocol::SyncAnswer& answer);
    /// The server does not know this device's number: one that was put back may still know the number that it had
    /// before a fork, and then finds out by the chain how they stand. False: there is none.
    Result<bool> take_number_before();

private:
    using Touched = std::map<std::int64_t, std::vector<Id>>;  ///< local dossier -> records to look at again

    Status new_epoch(const protocol::SyncAnswer& answer);
    Status fork(const protocol::Fork& fork);
    Status show_unsent_anew();
    Status probe(std::uint64_t low, std::uint64_t high);
    Status gap(std::uint64_t expected);
    Status close_holes(std::uint64_t from);
    Result<bool> about_this_store(const protocol::SyncAnswer& answer);
    Status outcomes(const protocol::SyncAnswer& answer);
    Status outcome(const protocol::Outcome& outcome, std::uint64_t acked);
    Status erased_with(std::uint64_t seq);
    Status look_again(std::uint64_t seq);
    Status rebuild_touched();

    Status pull(protocol::SyncAnswer& answer);
    Status content(protocol::Item& item, const Point& as_of);
    Status look_at_what_came_back(const store::DossierRow& row, merge::ServerSeq as_of);
    bool narrower(const store::DossierRow& row) const;
    Status forget(const Id& dossier);
    Status erase(const Id& dossier);
    Status drop(store::DossierRow& row, store::Change::Why why);
    Status follow_roles();
    Status drop_stale();
    Result<bool> begins_again(const store::DossierRow& row);

    store::Tables& tables_;
    SyncState& state_;
    const store::Identity& identity_;
    Report& report_;
    Owed& owed_;
    Parts parts_{tables_, state_};
    Touched touched_;
};

}  // namespace wegwijs::sync
