#include "client_core/sync/answer.hpp"

#include <algorithm>

#include "client_core/shared/base/seam.hpp"
#include "client_core/sync/ahead.hpp"
#include "client_core/sync/broken.hpp"
#include "client_core/sync/item_taker.hpp"
#include "client_core/sync/sent_work.hpp"

namespace wegwijs::sync {

using protocol::Item;
using protocol::SyncAnswer;
using store::DossierRow;
using store::OwnRow;

namespace {

/// A device keeps asking for a dossier whose sum differs so often; then a person has to look.
constexpr int repairs_at_most = 3;

/// Under which the number is kept that this device had before a fork gave it this one.
std::string before_key(std::uint64_t device) { return "device_before:" + std::to_string(device); }

}  // namespace

Status AnswerApplier::apply(SyncAnswer& answer) {
    for (const auto& [first, branch] : answer.starts) state_.known_starts[first] = branch;
    // The hashes were for the last answer's question; one that asks nothing more has no use for them.
    if (!answer.probe) state_.chain.clear();
    if (answer.epoch != state_.epoch) return new_epoch(answer);
    if (answer.fork) return fork(*answer.fork);
    if (answer.probe) return probe(answer.probe->first, answer.probe->second);
    if (answer.last) return done();
    if (answer.gap) TRY(gap(*answer.gap));
    if (!TRY(about_this_store(answer))) return done();
    if (!answer.outcomes.empty()) TRY(outcomes(answer));
    if (answer.as_of) TRY(pull(answer));
    return rebuild_touched();
}

/// The server was restored: contexts stay as they are, what it no longer has goes up again, and the first round is
/// whole.
Status AnswerApplier::new_epoch(const SyncAnswer& answer) {
    for (DossierRow& row : TRY(tables_.dossiers())) {
        if (row.as_of.seq < state_.round.base.seq) row.as_of = state_.round.base;
        row.stale = row.held;
        row.number = 0;
        TRY(tables_.put_dossier(row));
    }
    TRY(tables_.forget_numbers());
    state_.epoch = answer.epoch;
    state_.round = {};
    state_.stage.reset();
    TRY(parts_.drop());
    state_.heard = {};
    state_.line_starts = answer.starts;
    state_.walked.clear();
    state_.steps.clear();
    owed_ = {};
    seam::reached(seam::Mark::new_epoch);
    if (answer.last && !seam::is(seam::Fault::forget_to_push_again)) TRY(tables_.unsend_after(*answer.last));
    return show_unsent_anew();
}

Status AnswerApplier::fork(const protocol::Fork& fork) {
    const std::uint64_t head = TRY(tables_.head_seq());
    if (fork.upto > head || fork.start > head + 1) return broken("it tells of work that was never done here");
    seam::reached(fork.upto == 0 ? seam::Mark::fork_without_beginning : seam::Mark::fork);
    state_.lineage.clear();
    for (const auto& line : fork.line)
        if (line.parent != 0) state_.lineage[line.device] = {line.parent, line.upto};
    state_.chain.clear();
    state_.stuck = false;
    TRY(tables_.set_value(before_key(fork.device),
                          model::encode_integer(static_cast<std::int64_t>(TRY(tables_.device())))));
    TRY(tables_.set_device(fork.device));
    TRY(tables_.unsend_after(fork.upto));
    if (fork.start > fork.upto + 1) TRY(tables_.set_acked(fork.start - 1));
    return show_unsent_anew();
}

/// What is shown of unsent work carries the number that this device had, or its context as it was taken before.
Status AnswerApplier::show_unsent_anew() {
    std::vector<std::uint64_t> unsent;
    TRY(tables_.for_outbox(TRY(tables_.acked()) + 1, [&](const OwnRow& row) {
        unsent.push_back(row.seq);
        return true;
    }));
    for (const std::uint64_t seq : unsent) TRY(look_again(seq));
    return rebuild_touched();
}

Result<bool> AnswerApplier::take_number_before() {
    const std::uint64_t device = TRY(tables_.device());
    const auto before = model::decode_integer(TRY(tables_.value(before_key(device))));
    if (!before) return false;
    seam::reached(seam::Mark::number_before);
    TRY(tables_.set_value(before_key(device), {}));
    state_.lineage.erase(device);
    TRY(tables_.set_device(static_cast<std::uint64_t>(*before)));
    TRY(show_unsent_anew());
    return true;
}

/// The server looks for the longest beginning of our chain that it knows: our hashes between two places, a few hundred.
Status AnswerApplier::probe(std::uint64_t low, std::uint64_t high) {
    constexpr std::uint64_t at_most = 256;
    const std::uint64_t head = TRY(tables_.head_seq());
    high = std::min(high, head + 1);
    if (low + 1 >= high) return broken("it looks for a fork outside the chain");
    seam::reached(seam::Mark::probe);
    state_.chain.clear();
    const std::uint64_t step = std::max<std::uint64_t>(1, (high - low - 1 + at_most - 1) / at_most);
    const auto say = [&](std::uint64_t seq) -> Status {
        if (seq == 0 || seq > head) return done();
        if (TRY(tables_.chain_hash(seq)).empty()) TRY(close_holes(seq));
        state_.chain.push_back({seq, TRY(tables_.chain_hash(seq))});
        return done();
    };
    for (std::uint64_t seq = low; seq < high; seq = seq == low ? low + step : seq + step) TRY(say(seq));
    return say(high);
}

Status AnswerApplier::gap(std::uint64_t expected) {
    if (expected == 0 || expected > TRY(tables_.head_seq())) return broken("it expects work that was never done");
    if (seam::is(seam::Fault::forget_to_push_again)) return state_.stuck = true, done();
    TRY(tables_.unsend_after(expected - 1));
    return close_holes(expected);
}

/// Rows that a damaged store lost get a void one in their place, and those behind it a new hash.
Status AnswerApplier::close_holes(std::uint64_t from) {
    const std::uint64_t head = TRY(tables_.head_seq());
    Bytes before = TRY(tables_.chain_hash(from - 1));
    while (before.empty()) before = TRY(tables_.chain_hash(--from - 1));  // of 0 it is always known
    bool other_chain = false;
    for (std::uint64_t seq = from; seq <= head; ++seq) {
        std::optional<OwnRow> row = TRY(tables_.own(seq));
        if (!row) {
            row.emplace();
            row->seq = seq;
            row->is_void = other_chain = true;
            row->hash = tables_.random().bytes(protocol::chain_start.size());
            TRY(tables_.add_own(*row));
        } else if (row->is_void || row->sealed || row->canonical.empty()) {
            other_chain = false;  // its hash is sent as it stands
        } else if (other_chain) {
            row->hash = protocol::chain_next(before, row->canonical);
            TRY(tables_.update_own(*row));
        }
        before = row->hash;
    }
    return done();
}

/// An outcome names a transaction by its hash too: a copy of this store may have used the same numbers. Then nothing of
/// the answer counts, and the next request says what stands here in that place: that makes a fork of it.
Result<bool> AnswerApplier::about_this_store(const SyncAnswer& answer) {
    if (answer.outcomes.empty()) return true;
    const protocol::Outcome& last = answer.outcomes.back();
    const std::uint64_t upto = last.from + last.count - 1;
    Bytes hash = TRY(tables_.chain_hash(upto));
    if (hash == answer.outcome_hash || seam::is(seam::Fault::reuse_number)) return true;
    seam::reached(seam::Mark::other_copy);
    if (hash.empty()) return broken("it is about another copy of this store");
    state_.chain = {{upto, std::move(hash)}};
    return false;
}

Status AnswerApplier::outcomes(const SyncAnswer& answer) {
    std::uint64_t acked = TRY(tables_.acked());
    for (const protocol::Outcome& o : answer.outcomes) {
        TRY(outcome(o, acked));
        acked = std::max(acked, o.from + o.count - 1);
    }
    return tables_.set_acked(acked);
}

Status AnswerApplier::outcome(const protocol::Outcome& o, std::uint64_t acked) {
    if (o.from > acked + 1) return broken("it leaves some of our work out");
    if (o.code.empty() && !o.at && !o.S) {
        const std::uint64_t skip = o.from <= acked ? acked + 1 - o.from : 0;
        if (skip >= o.count) return done();
        report_.pushed += o.count - skip;
        owed_.last_own = o.server_seq + o.count - 1;
        return tables_.accept_run(o.from + skip, o.count - skip, o.server_seq + skip);
    }
    if (o.from <= acked) return done();
    auto row = TRY(tables_.own(o.from));
    if (!row) return broken("it judges work that is not here");
    row->server_seq = o.server_seq;
    row->at = o.at;
    row->S = o.S;
    row->code = o.code;
    row->detail = o.detail;
    TRY(tables_.update_own(*row));
    if (o.code.empty()) {
        ++report_.pushed;
        owed_.last_own = o.server_seq;
        return done();
    }
    if (o.code == "gewist") return erased_with(o.from);
    TRY(look_again(o.from));
    if (o.code == "void") return done();
    ++report_.rejected;
    if (seam::is(seam::Fault::lose_a_refusal)) return done();
    return tables_.add_rejected(o.from, o.code, o.detail);
}

/// Who had no sight of a dossier is not told that it was erased. What he wrote in it goes all the same.
Status AnswerApplier::erased_with(std::uint64_t seq) {
    const auto row = TRY(tables_.own(seq));
    if (!row || row->dossier == 0) return done();
    const auto dossier = TRY(tables_.dossier(row->dossier));
    return dossier ? erase(dossier->id) : done();
}

/// What a transaction showed has to be shown anew without it.
Status AnswerApplier::look_again(std::uint64_t seq) {
    auto row = TRY(tables_.own(seq));
    if (!row || row->sealed || row->canonical.empty() || row->dossier == 0) return done();
    const auto transaction = protocol::decode_transaction(row->canonical);
    if (!transaction.ok()) return done();
    auto& ids = touched_[row->dossier];
    for (const auto* records : {&transaction->created, &transaction->touched})
        for (const merge::Creation& c : *records) {
            ids.push_back(c.record);
            // What is written stands against the deletion of every record above it.
            for (Id above = c.parent; !above.zero() && std::find(ids.begin(), ids.end(), above) == ids.end();) {
                ids.push_back(above);
                const auto stored = TRY(tables_.load(above));
                above = stored ? stored->shown.parent : Id{};
            }
        }
    return done();
}

Status AnswerApplier::rebuild_touched() {
    for (const auto& [nr, ids] : touched_) {
        auto dossier = TRY(tables_.dossier(nr));
        if (!dossier) continue;
        Overlay overlay(tables_, *dossier, state_);
        for (const Id& id : ids) TRY(overlay.touch(id));
        TRY(overlay.rebuild(TRY(tables_.pending(nr, dossier->as_of.seq)), store::Change::Why::synced));
        TRY(tables_.put_dossier(*dossier));
    }
    touched_.clear();
    return done();
}

Status AnswerApplier::pull(SyncAnswer& answer) {
    if (!answer.pack_json.empty()) {
        seam::reached(seam::Mark::pack_taken);
        TRY(tables_.take_pack(answer.pack_json));
    }
    state_.heard = *answer.as_of;
    state_.roles = answer.roles;
    for (const auto& [device, user] : answer.names) TRY(tables_.set_value("device:" + std::to_string(device), user));
    for (Item& item : answer.items) {
        if (!item.part && owed_.to_compare.erase(item.dossier) > 0) report_.repaired = true;
        if (item.what == Item::What::forget) TRY(forget(item.id));
        else if (item.what == Item::What::erase) TRY(erase(item.id));
        else if (item.part && !seam::is(seam::Fault::apply_a_part)) TRY(parts_.keep(item));
        else TRY(content(item, *answer.as_of));
    }
    if (!answer.stage) TRY(parts_.drop());  // of a dossier that may no longer be seen
    advance(state_, answer);
    if (answer.round_done) {
        TRY(drop_stale());
        TRY(tables_.close_refused(state_.round.base.seq));
    }
    // Not while parts wait: they may bring own entries whose values are taken from here.
    if (answer.kept > 0 && !state_.stage) TRY(let_go(tables_, state_, answer.kept));
    // Nor then: the dossier that they are of was begun here, it may be, and is held by another right.
    return state_.stage ? done() : follow_roles();
}

Status AnswerApplier::content(Item& item, const Point& as_of) {
    TRY(parts_.join(item));
    auto found = TRY(tables_.dossier(item.id));
    DossierRow row = found ? std::move(*found) : DossierRow{};
    row.id = item.id;
    row.number = item.dossier;
    row.municipality = item.municipality;
    const bool other_role = found && !row.role.empty() && row.role != item.role;
    row.role = item.role;
    row.held = true;
    row.made_here = row.stale = false;
    if (found && narrower(row)) TRY(look_at_what_came_back(row, as_of.seq));
    const bool other_pack = found && TRY(tables_.pack_of(row.nr)) != tables_.pack().version();
    row.as_of = as_of;
    TRY(tables_.put_dossier(row));
    TRY(tables_.came_by_this_pack(row.nr));
    // Own work that could not be read back is shown where it can be read now.
    if (other_role || other_pack)
        for (const OwnRow& own : TRY(tables_.pending(row.nr, as_of.seq))) TRY(look_again(own.seq));
    ItemTaker taker{tables_, row, state_};
    TRY(taker.take(item));
    report_.pulled += item.records.size();
    if (row.sum == item.sum) {
        row.repairs = 0;
    } else if (seam::reached(seam::Mark::sum_differed);
               row.repairs < repairs_at_most) {  // asked for again with the next request, by its sum
        ++row.repairs;
        owed_.to_compare.insert(row.number);
    }
    auto touched = touched_.find(row.nr);
    if (touched != touched_.end()) {
        for (const Id& id : touched->second) TRY(taker.overlay.touch(id));
        touched_.erase(touched);
    }
    if (!taker.overlay.idle() || row.any_deletion) {
        std::vector<OwnRow> pending = TRY(tables_.pending(row.nr, as_of.seq));
        if (seam::is(seam::Fault::overlay_forgotten)) pending.clear();
        TRY(taker.overlay.rebuild(pending, store::Change::Why::synced));
    }
    if (other_role && narrower(row)) {
        seam::reached(seam::Mark::narrowed);
        // Sealed work can no longer be laid over what is confirmed: what it showed goes.
        for (const OwnRow& own : TRY(tables_.pending(row.nr, as_of.seq))) TRY(look_again(own.seq));
        TRY(tables_.narrow_dossier(row, identity_.server_box_key));
        state_.own_from = TRY(tables_.head_seq()) + 1;  // what was sealed can no longer be read here
    }
    return tables_.put_dossier(row);
}

/// Own work that is now behind `as_of` is no longer laid over what is confirmed. What its writer may not read back, no
/// item brings, so nothing else would look at it.
Status AnswerApplier::look_at_what_came_back(const DossierRow& row, merge::ServerSeq as_of) {
    for (const OwnRow& own : TRY(tables_.pending(row.nr, row.as_of.seq)))
        if (own.server_seq != 0 && own.server_seq <= as_of) TRY(look_again(own.seq));
    return done();
}

/// Is there a field that this role may not read? Then what an earlier role left behind goes.
bool AnswerApplier::narrower(const store::DossierRow& row) const {
    const auto role = tables_.pack().role(row.role);
    for (const model::Entity& entity : tables_.pack().entities())
        for (const model::Field& field : entity.fields)
            if (!role || !tables_.pack().may_read(*role, entity.number, field.number)) return true;
    return false;
}

/// The right to a dossier ended: nothing readable stays. What is unsent can still be pushed, but no longer read.
Status AnswerApplier::forget(const Id& dossier) {
    auto row = TRY(tables_.dossier(dossier));
    if (!row) return done();
    if (row->held) ++report_.forgotten;
    seam::reached(seam::Mark::forget);
    if (!seam::is(seam::Fault::leave_readable)) TRY(tables_.seal_own(row->nr, identity_.server_box_key));
    return drop(*row, store::Change::Why::forgotten);
}

Status AnswerApplier::erase(const Id& dossier) {
    auto row = TRY(tables_.dossier(dossier));
    if (!row) return done();
    seam::reached(seam::Mark::erase);
    if (!seam::is(seam::Fault::keep_what_was_erased)) TRY(tables_.void_own(row->nr));
    return drop(*row, store::Change::Why::erased);
}

Status AnswerApplier::drop(DossierRow& row, store::Change::Why why) {
    TRY(tables_.drop_dossier_content(row.nr));
    row.held = row.made_here = row.stale = false;
    row.number = 0;
    row.sum = 0;
    row.role.clear();
    TRY(tables_.put_dossier(row));
    touched_.erase(row.nr);
    tables_.changed(row.id, why, {});
    owed_.log = true;
    // Some own work up to now can no longer be read here.
    state_.own_from = TRY(tables_.head_seq()) + 1;
    return done();
}

/// Dossiers that were begun here and that the server does not have yet follow the user's roles.
Status AnswerApplier::follow_roles() {
    for (DossierRow& row : TRY(tables_.dossiers())) {
        if (!row.made_here || row.held) continue;
        auto role = std::find_if(state_.roles.begin(), state_.roles.end(),
                                 [&](const auto& r) { return r.first == row.municipality; });
        if (role != state_.roles.end()) {
            if (row.role == role->second) continue;
            seam::reached(seam::Mark::made_here_follows_role);
            row.role = role->second;
            TRY(tables_.put_dossier(row));
        } else {
            TRY(forget(row.id));
        }
    }
    return done();
}

/// What the first round after a restore of the server did not bring is no longer confirmed. What was begun here is on
/// its way back; of the rest nobody knows whether this user may see it.
Status AnswerApplier::drop_stale() {
    for (DossierRow& row : TRY(tables_.dossiers())) {
        if (!row.stale) continue;
        seam::reached(seam::Mark::stale_dropped);
        if (!TRY(begins_again(row))) {
            TRY(forget(row.id));
            continue;
        }
        row.stale = row.held = false;
        row.made_here = true;
        row.sum = 0;
        row.as_of = {};
        Overlay overlay(tables_, row, state_);
        for (const Id& id : TRY(tables_.records_of(row.nr))) {
            if (auto* record = TRY(overlay.confirmed_record(id))) record->fields.clear();
        }
        TRY(overlay.rebuild(TRY(tables_.pending(row.nr, 0)), store::Change::Why::synced));
        TRY(tables_.put_dossier(row));
    }
    return done();
}

/// Does own work that goes up again, or that has not come back, begin this dossier?
Result<bool> AnswerApplier::begins_again(const DossierRow& row) {
    for (const OwnRow& own : TRY(tables_.pending(row.nr, 0))) {
        if (own.is_void || own.sealed || own.canonical.empty()) continue;
        const auto transaction = protocol::decode_transaction(own.canonical);
        if (!transaction.ok()) continue;
        for (const merge::Creation& c : transaction->created)
            if (c.record == row.id) return true;
    }
    return false;
}

}  // namespace wegwijs::sync
