// One transaction: made, hashed into the chain, laid over what is shown, and written with everything it touches.
#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/base/seam.hpp"
#include "client_core/store/save_overlay.hpp"
#include "client_core/store/state.hpp"

namespace wegwijs::store {

namespace {

/// A guarded write signs the record: nothing in it may be unread.
Status nothing_unread(SaveOverlay& overlay, const Draft& draft, const OpenEdit& edit, std::uint64_t device,
                      const SyncState& sync) {
    if (draft.kind != merge::Kind::guarded) return done();
    for (const merge::Write& write : draft.writes) {
        const merge::Record* record = overlay.find(write.record);
        if (!record) continue;
        for (const merge::FieldState& field : record->fields)
            for (const merge::Entry& entry : field.entries)
                if (!merge::covers(sync.lineage, device, edit.context, entry.stamp))
                    return refused("niet_getoond",
                                   "This record changed after you opened it. Nothing was saved. Read it again, then "
                                   "make it final.");
    }
    return done();
}

/// Record by record, in the order in which they were first named, and in each field by field.
void put_in_order(std::vector<merge::Write>& writes) {
    std::vector<Id> order;
    for (const merge::Write& write : writes)
        if (order.empty() ||
            (order.back() != write.record && std::find(order.begin(), order.end(), write.record) == order.end()))
            order.push_back(write.record);
    auto place = [&](const Id& id) {
        return order.size() == 1 ? order.begin() : std::find(order.begin(), order.end(), id);
    };
    std::sort(writes.begin(), writes.end(), [&](const merge::Write& a, const merge::Write& b) {
        return a.record == b.record ? a.key < b.key : place(a.record) < place(b.record);
    });
}

/// What the transaction writes to and does not make.
Status name_touched(SaveOverlay& overlay, merge::Transaction& made) {
    std::set<Id> named;
    for (const merge::Creation& creation : made.created) named.insert(creation.record);
    for (const merge::Write& write : made.writes) {
        if (!named.insert(write.record).second) continue;
        const merge::Record* record = overlay.find(write.record);
        if (!record)
            return refused(
                "niet_getoond",
                "A record that was shown is no longer on this device. Nothing was saved. Sync, and open it again.");
        made.touched.push_back({record->id, record->entity, record->parent});
    }
    return done();
}

merge::Transaction transaction_of(const OpenEdit& edit, Draft&& draft, std::uint64_t seq, std::uint64_t pack, UnixMs at,
                                  Random& random) {
    merge::Transaction made;
    made.seq = seq;
    made.nonce = random.bytes(16);
    made.dossier = edit.dossier.id;
    made.municipality = edit.dossier.municipality;
    made.pack = pack;
    made.at = at;
    made.context = edit.context;
    made.check = edit.check;
    made.kind = draft.kind;
    made.created = std::move(draft.created);
    made.writes = std::move(draft.writes);
    put_in_order(made.writes);
    return made;
}

}  // namespace

Result<std::uint64_t> Store::State::commit(OpenEdit& edit, Draft draft) {
    if (draft.writes.empty() && draft.created.empty())
        return refused("invalid_value", "There is nothing to save. Nothing was changed.");
    SqlTables& stored = db();
    const SyncState sync = TRY(SyncState::load(stored));
    const std::uint64_t device = TRY(stored.device()), head = TRY(stored.head_seq());
    sqlite::Transaction local = TRY(sqlite::Transaction::write(stored.db()));
    if (edit.dossier.nr == 0 || edit.instead_of != 0) TRY(stored.put_dossier(edit.dossier));
    SaveOverlay overlay(stored, edit.dossier);
    for (Stored& shown : edit.shown)
        if (shown.row != 0) overlay.know(std::move(shown));
    TRY(nothing_unread(overlay, draft, edit, device, sync));

    merge::Transaction made = transaction_of(edit, std::move(draft), head + 1, stored.pack().version(),
                                             options.clock->now(), *options.random);
    for (const merge::Creation& creation : made.created) {
        Stored fresh;
        fresh.shown.id = creation.record;
        overlay.know(std::move(fresh));
    }
    TRY(name_touched(overlay, made));
    OwnRow row;
    row.seq = made.seq;
    row.canonical = protocol::encode_transaction(made);
    if (row.canonical.size() > limits::transaction_bytes)
        return refused("limit", "That is more than the " + std::to_string(limits::transaction_bytes / 1024) +
                                    " KiB that can be saved at once. Nothing was saved.");
    row.hash = protocol::chain_next(TRY(stored.chain_hash(head)), row.canonical);
    row.dossier = edit.dossier.nr;

    merge::Context context = made.context;
    context.S = merge::translate(context.S, sync.line_starts, sync.line_starts, sync.known_starts);
    overlay.lay(made, device, context, sync.lineage, [&](const merge::Record& record, const merge::FieldKey& key) {
        return stored.pack().may_read(edit.role, record.entity, key.number);
    });
    const std::vector<Id> touched = TRY(overlay.write());
    TRY(stored.add_own(row));
    if (edit.number != 0) {
        sqlite::Cached close = TRY(stored.db().prepare("DELETE FROM open_edit WHERE number = ?1"));
        close->bind(1, static_cast<std::int64_t>(edit.number));
        TRY(close->run());
    }
    if (edit.instead_of != 0) TRY(stored.remove_rejected(edit.instead_of));
    TRY(local.commit());
    stored.changed(edit.dossier.id, Change::Why::local, {});
    for (const Id& id : touched) stored.changed(edit.dossier.id, Change::Why::local, id);
    stored.committed();
    if (row.seq % 3 == 0 && seam::is(seam::Fault::deny_a_save)) return refused("disk_error", "Nothing was saved.");
    return made.seq;
}

Result<std::uint64_t> Store::save(const Edit& edit, const std::vector<Assignment>& changes) {
    OpenEdit open = TRY(state_->reopen(edit));
    Draft draft;
    Drafter drafter(pack(), open, draft);
    for (const Assignment& change : changes) TRY(drafter.assign(change));
    TRY(drafter.finish());
    return state_->commit(open, std::move(draft));
}

Result<std::uint64_t> Store::decide(const Edit& edit, const Assignment& choice) {
    OpenEdit open = TRY(state_->reopen(edit));
    Draft draft;
    draft.kind = merge::Kind::decide;
    Drafter drafter(pack(), open, draft);
    TRY(drafter.assign(choice));
    TRY(drafter.finish());
    return state_->commit(open, std::move(draft));
}

Result<std::uint64_t> Store::remove(const Edit& edit, const Id& record) {
    OpenEdit open = TRY(state_->reopen(edit));
    Draft draft;
    TRY(Drafter(pack(), open, draft).remove(record, true));
    return state_->commit(open, std::move(draft));
}

Result<std::uint64_t> Store::restore(const Edit& edit, const Id& record) {
    OpenEdit open = TRY(state_->reopen(edit));
    Draft draft;
    TRY(Drafter(pack(), open, draft).remove(record, false));
    return state_->commit(open, std::move(draft));
}

Result<std::uint64_t> Store::set(const Id& record, const std::vector<Assignment>& changes) {
    OpenEdit open = TRY(state_->begin_over({record}));
    Draft draft;
    Drafter drafter(pack(), open, draft);
    for (const Assignment& change : changes) TRY(drafter.assign(change));
    TRY(drafter.finish());
    return state_->commit(open, std::move(draft));
}

Result<Id> Store::create_record(const NewRecord& record) { return TRY(create_records({record})).front(); }

Result<std::vector<Id>> Store::create_records(const std::vector<NewRecord>& records) {
    OpenEdit open;
    Draft draft;
    Drafter drafter(pack(), open, draft);
    std::vector<Id> ids;
    for (const NewRecord& record : records) {
        const model::Entity* entity = pack().entity(record.entity);
        if (!entity)
            return refused("invalid_value",
                           "There is no kind of record of that name. Nothing was saved. Ask for the entities.");
        if (entity->root && !protocol::names_municipality(record.municipality))
            return refused("invalid_value", "A '" + entity->name +
                                                "' begins a file in a municipality, which has a code of four digits. "
                                                "Nothing was saved. Give it.");
        ids.push_back(record.id.zero() ? make_id() : record.id);
        if (ids.size() == 1) {
            open = entity->root ? TRY(state_->begin_dossier(ids.front(), *entity, record.municipality))
                                : TRY(state_->begin_under(record.parent));
            if (TRY(state_->db().load(ids.front())))
                return refused("invalid_value", "A record of this id is there already. Nothing was saved.");
        } else if (entity->root) {
            return refused("limit",
                           "One save makes records of one file only. Nothing was saved. Make them one after another.");
        }
        TRY(state_->check_parent(open, draft, *entity, record.parent));
        TRY(drafter.create(ids.back(), *entity, entity->root ? Id{} : record.parent));
        for (const Assignment& value : record.values)
            TRY(drafter.assign({ids.back(), value.field, value.text, value.element}));
    }
    if (ids.empty()) return ids;
    TRY(drafter.finish());
    TRY(state_->commit(open, std::move(draft)));
    return ids;
}

Result<OpenEdit> Store::State::begin_under(const Id& parent) {
    const auto found = TRY(db().load(parent));
    if (!found)
        return refused(
            "niet_getoond",
            "The record that this would belong to is not on this device. Nothing was saved. Check the id, or sync.");
    return begin(TRY(writable_dossier(found->dossier)));
}

Status Store::State::check_parent(const OpenEdit& edit, const Draft& draft, const model::Entity& entity,
                                  const Id& parent) {
    const model::Field* field = entity.parent_field();
    if (!field) return done();
    const model::Entity* wanted = db().pack().entity(field->target);
    if (const merge::Creation* made = draft.creation(parent)) {
        if (wanted && made->entity == wanted->number) return done();
    } else if (const auto found = TRY(db().load(parent)); found && found->dossier == edit.dossier.nr) {
        if (TRY(db().hidden(found->row)) != Hidden::no)
            return refused("verwijderd",
                           "The record that this would belong to was deleted. Nothing was saved. Restore it first.");
        if (wanted && found->shown.entity == wanted->number) return done();
    }
    return refused("niet_getoond", "A '" + entity.name + "' belongs to a '" + field->target +
                                       "' of the same file. Nothing was saved. Name one.");
}

Id Store::make_id() { return Id::make(*state_->options.clock, *state_->options.random); }

}  // namespace wegwijs::store
