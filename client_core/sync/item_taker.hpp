// Takes one complete item of a dossier into what is confirmed, and keeps the dossier's running sum.
#pragma once

#include "client_core/sync/overlay.hpp"

namespace wegwijs::sync {

struct ItemTaker {
    store::Tables& tables;
    store::DossierRow& row;
    const SyncState& state;
    Overlay overlay{tables, row, state};

    Status take(protocol::Item& item);

private:
    /// A record that is what an own transaction made it. True: it stands here as just that, and is confirmed; else
    /// `fields` is filled in.
    Result<bool> take_own(protocol::ItemRecord& record);
    Status take_new(merge::Record& record, std::vector<merge::FieldState>& fields);
    Result<merge::Record*> target(const protocol::ItemRecord& record);
    /// Entries of this device came back without their value: the device has it.
    Status fill_own_values(const Id& record, merge::FieldState& field);
    Status clear_what_is_not_in(const protocol::Item& item);
    std::uint64_t sum_of(const merge::Record& record) const;
};

}  // namespace wegwijs::sync
