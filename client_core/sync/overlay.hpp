// Lays own transactions that have not come back over what is confirmed (design: shown = confirmed + unsent, always).
#pragma once

#include <map>

#include "client_core/store/sync_state.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::sync {

using merge::Id;
using merge::ServerSeq;
using protocol::Point;
using store::SyncState;

/// The confirmed state of a record: base rows where there are, else the shown entries that are not own pending ones.
merge::Record confirmed(const store::Stored& stored, const store::Tables::Base& base);

/// Rebuilds what is shown of some records of one dossier. Use: `confirm` what the server sent, `touch` what else has to
/// be looked at again, then `rebuild`.
class Overlay final : public merge::Records {
public:
    Overlay(store::Tables& tables, store::DossierRow& dossier, const SyncState& state)
        : tables_(tables), dossier_(dossier), state_(state) {}

    /// The confirmed record, to be changed in place; null when it is not held.
    Result<merge::Record*> confirmed_record(const Id& id);
    merge::Record& confirm_new(const Id& id, std::uint16_t entity, const Id& parent);
    /// The server's number of a record.
    Status number(const Id& id, protocol::Number number);
    Status touch(const Id& id);
    /// Keeps for the history what no longer stands: entries of `was` that are not among `now`.
    Status remember(const Id& id, const merge::FieldKey& key, const merge::Entries& was, const merge::Entries& now);
    /// The value of an own entry that came back without it; empty: unknown.
    Result<Bytes> own_value(const Id& record, const merge::FieldKey& key, const merge::Stamp& stamp);
    /// What the own transaction of this stamp wrote to a record; empty: it is not here.
    Result<std::vector<merge::FieldState>> own_fields(const Id& record, const merge::Stamp& stamp);
    /// Was this record looked at already?
    bool knows(const Id& id) const { return held_.count(id) > 0; }
    /// Is there anything to rebuild? If not, nothing pending has to be read.
    bool idle() const { return held_.empty(); }
    /// Lays the pending transactions over and writes every record that was looked at.
    Status rebuild(const std::vector<store::OwnRow>& pending, store::Change::Why why);

    merge::Record* find(const Id& id) override;
    merge::Record& add(const merge::Creation& creation) override;
    std::vector<Id> children(const Id& id) override;
    bool any_deletion() override { return deletions_; }

private:
    struct Held {
        store::Stored stored;
        store::Tables::Base base;
        merge::Record confirmed, shown;
        bool exists = false;
    };
    Result<Held*> held(const Id& id);
    /// Null: its content is not here, or cannot be read.
    Result<const merge::Transaction*> own(std::uint64_t seq);
    /// Of the pending transactions, those that bear on what was looked at.
    Result<std::vector<merge::Transaction>> bearing(const std::vector<store::OwnRow>& pending);
    static store::Tables::Base hidden(const Held& held);
    Status write(Held& held, const store::Tables::Base& base, store::Change::Why why);

    store::Tables& tables_;
    store::DossierRow& dossier_;
    const SyncState& state_;
    std::map<Id, Held> held_;
    std::map<std::uint64_t, merge::Transaction> own_;
    bool deletions_ = false;
    bool laying_ = false;
    std::optional<Error> failure_;
};

}  // namespace wegwijs::sync
