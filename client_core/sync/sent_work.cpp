#include "client_core/sync/sent_work.hpp"

#include <algorithm>

namespace wegwijs::sync {

using merge::Entries;
using merge::Entry;
using merge::Write;

namespace {

constexpr std::size_t at_once = 2000;  ///< the rest with the next sync: no sync should take long for this

/// Whether an own write is still an entry of the field.
bool stands(const Entries* entries, const Entry& own, const merge::Lineage& lineage) {
    return entries && std::any_of(entries->begin(), entries->end(), [&](const Entry& e) {
               return e.stamp.seq == own.stamp.seq && merge::own(lineage, own.stamp.device, UINT64_MAX, e.stamp);
           });
}

/// Values that were replaced before the server had them back are nowhere but in the transaction.
Status remember(store::Tables& tables, const merge::Lineage& lineage, std::uint64_t device, const store::OwnRow& row) {
    const auto transaction = protocol::decode_transaction(row.canonical);
    const auto dossier = TRY(tables.dossier(row.dossier));
    const auto role = dossier ? tables.pack().role(dossier->role) : std::nullopt;
    if (!transaction.ok() || !role) return done();
    for (const Write& write : transaction->writes) {
        const auto record = TRY(tables.load(write.record));
        if (!record || record->row == 0) continue;
        // The role may be another one by now: what it does not read must not move to where it stays.
        if (!tables.pack().may_read(*role, record->shown.entity, write.key.number)) continue;
        const Entry own{{row.server_seq, device, row.seq, row.at.value_or(transaction->at)}, write.value};
        const auto base = TRY(tables.base(record->row));
        const auto confirmed = base.find(write.key);
        const bool shown = stands(record->shown.find(write.key), own, lineage);
        if (shown || (confirmed != base.end() && stands(&confirmed->second, own, lineage))) continue;
        TRY(tables.remember(record->row, write.key, own));
    }
    return done();
}

/// The own transactions up to `upto` that can be read here; `upto` comes down to what is done at once.
Result<std::vector<std::uint64_t>> readable(store::Tables& tables, std::uint64_t& upto) {
    std::vector<std::uint64_t> found;
    TRY(tables.for_outbox(1, [&](const store::OwnRow& row) {
        if (row.seq > upto) return false;
        if (row.canonical.empty() || row.sealed || row.is_void) return true;
        if (found.size() == at_once) {
            upto = row.seq - 1;
            return false;
        }
        found.push_back(row.seq);
        return true;
    }));
    return found;
}

}  // namespace

Status let_go(store::Tables& tables, store::SyncState& state, std::uint64_t upto) {
    const std::uint64_t device = TRY(tables.device());
    upto = std::min(upto, TRY(tables.acked()));
    for (const std::uint64_t seq : TRY(readable(tables, upto))) {
        const auto row = TRY(tables.own(seq));
        if (!row || !row->code.empty()) continue;  // what was refused never was a value; some of it has to stay
        if (row->server_seq > state.round.base.seq) {
            upto = seq - 1;
            break;
        }
        TRY(remember(tables, state.lineage, device, *row));
    }
    if (upto == 0) return done();
    TRY(tables.drop_sent_before(upto + 1));
    state.own_from = std::max(state.own_from, upto + 1);
    return done();
}

}  // namespace wegwijs::sync
