// What the server refused: kept, readable, and possible to try again on what is shown now.
#include <algorithm>

#include "client_core/store/state.hpp"
#include "client_core/store/view.hpp"

namespace wegwijs::store {

namespace {

Error not_listed() {
    return refused("niet_getoond",
                   "There is no refused change of this number. Nothing was changed. Look at the list again.");
}

/// The same changes, checked against what is shown now.
Status redraft(Drafter& drafter, const model::Pack& pack, const merge::Transaction& old, const OpenEdit& edit) {
    for (const merge::Creation& made : old.created) {
        if (edit.find(made.record)) continue;
        const model::Entity* entity = pack.entity(made.entity);
        if (!entity) return refused("mag_niet", "This kind of record is not known here. Nothing was saved.");
        TRY(drafter.create(made.record, *entity, made.parent));
    }
    for (const merge::Write& write : old.writes) TRY(drafter.write(write.record, write.key, write.value));
    return drafter.finish();
}

}  // namespace

Result<std::vector<RejectedView>> Store::rejected() {
    std::vector<RejectedView> found;
    {
        sqlite::Cached query = TRY(state_->db().db().prepare("SELECT seq, code, reason FROM rejected ORDER BY seq"));
        while (TRY(query->step())) {
            RejectedView& one = found.emplace_back();
            one.n = static_cast<std::uint64_t>(query->integer(0));
            one.code = std::string(query->text(1));
            one.reason = std::string(query->text(2));
        }
    }
    const View view(*state_);
    for (RejectedView& one : found) {
        const auto row = TRY(state_->db().own(one.n));
        one.sealed = row && row->sealed;
        one.transaction_json = "null";
        if (!row || row->sealed || row->canonical.empty()) continue;
        const auto transaction = protocol::decode_transaction(row->canonical);
        if (transaction.ok()) one.transaction_json = view.transaction(transaction.value());
    }
    return found;
}

Status Store::rejected_discard(std::uint64_t n) {
    sqlite::Cached query = TRY(state_->db().db().prepare("SELECT 1 FROM rejected WHERE seq = ?1"));
    query->bind(1, static_cast<std::int64_t>(n));
    if (!TRY(query->step())) return not_listed();
    return state_->db().remove_rejected(n);
}

Status Store::rejected_retry(std::uint64_t n) {
    SqlTables& stored = state_->db();
    {
        sqlite::Cached query = TRY(stored.db().prepare("SELECT 1 FROM rejected WHERE seq = ?1"));
        query->bind(1, static_cast<std::int64_t>(n));
        if (!TRY(query->step())) return not_listed();
    }
    const auto row = TRY(stored.own(n));
    if (!row || row->sealed || row->canonical.empty())
        return refused("sealed",
                       "This refused change can no longer be read here; the server keeps it for the lead worker. "
                       "Nothing was changed.");
    const merge::Transaction old = TRY(protocol::decode_transaction(row->canonical));

    OpenEdit edit;
    const merge::Creation* root = nullptr;
    for (const merge::Creation& made : old.created)
        if (made.record == old.dossier) root = &made;
    if (root && !TRY(stored.load(root->record))) {
        const model::Entity* entity = pack().entity(root->entity);
        if (!entity) return refused("mag_niet", "This kind of record is not known here. Nothing was saved.");
        edit = TRY(state_->begin_dossier(old.dossier, *entity, old.municipality));
        // The dossier's row stays when its only transaction was refused.
        if (auto known = TRY(stored.dossier(old.dossier))) edit.dossier.nr = known->nr;
    } else {
        const auto dossier = TRY(stored.dossier(old.dossier));
        if (!dossier)
            return refused("dossier_weg",
                           "This file is no longer on this device. Nothing was saved. Sync, or ask for access to it.");
        edit = TRY(state_->begin(TRY(state_->writable_dossier(dossier->nr))));
    }
    for (const merge::Write& write : old.writes) {
        if (edit.find(write.record)) continue;
        auto shown = TRY(stored.load(write.record));
        if (shown && shown->dossier == edit.dossier.nr) edit.shown.push_back(std::move(*shown));
    }
    Draft draft;
    draft.kind = old.kind == merge::Kind::decide ? merge::Kind::decide : merge::Kind::plain;
    Drafter drafter(pack(), edit, draft);
    TRY(redraft(drafter, pack(), old, edit));
    edit.instead_of = n;
    TRY(state_->commit(edit, std::move(draft)));
    return done();
}

}  // namespace wegwijs::store
