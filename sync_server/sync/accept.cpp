#include "sync_server/sync/accept.hpp"

#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/protocol/state.hpp"

namespace wegwijs::server {

using merge::Creation;
using merge::FieldKey;
using merge::Transaction;
using merge::Write;

namespace {

/// A line that makes more records than this is not searched for each: reading them all would grow with the square.
constexpr std::size_t records_in_line = 16;

template <class List>
const Creation* named(const List& list, const Id& record) {
    for (const Creation& c : list)
        if (c.record == record) return &c;
    return nullptr;
}

bool reads(const std::optional<View>& view, std::uint16_t entity, std::uint16_t field) {
    return view && view->pack->may_read(view->role, entity, field);
}

}  // namespace

Result<Acceptor> Acceptor::begin(Batch& batch, WorkingSet& set, std::shared_ptr<const Packs> packs,
                                 const Access& access, const DeviceRow& device, const merge::EpochStarts& known_starts,
                                 UnixMs now) {
    Acceptor a;
    a.batch_ = &batch;
    a.set_ = &set;
    a.packs_ = std::move(packs);
    a.access_ = &access;
    a.device_ = device;
    a.lineage_ = TRY(batch.lineage());
    a.starts_ = TRY(batch.epoch_starts());
    a.declared_ = TRY(batch.declared_starts());
    a.known_ = known_starts;
    a.known_.insert(a.starts_.begin(), a.starts_.end());
    a.now_ = now;
    return a;
}

Result<std::pair<merge::Context, bool>> Acceptor::take_context(const Transaction& tx) {
    merge::Context context = tx.context;
    if (tx.context.S == last_S_ && tx.check == last_check_) {
        context.S = last_taken_.first.S;
        return std::pair{context, last_taken_.second};
    }
    context.S = merge::translate(tx.context.S, declared_, starts_, known_);
    bool lost = context.S != tx.context.S;
    if (lost) seam::reached(seam::Mark::context_taken_back);
    // Behind an epoch whose branch point nobody knows, a number may be one of a history that this server never had.
    const auto blurs = [&](const auto& start) { return start.first > context.S && !declared_.contains(start.first); };
    if (lost && std::any_of(starts_.begin(), starts_.end(), blurs)) context.S = 0;
    if (!lost && !seam::is(seam::Fault::ignore_history)) {
        auto check = TRY(batch_->check_at(context.S));
        if (!check || *check != tx.check) {  // a history that this server does not know
            seam::reached(seam::Mark::history_unknown);
            context.S = 0;
            lost = true;
        }
    }
    last_S_ = tx.context.S;
    last_check_ = tx.check;
    last_taken_ = {context, lost};
    return std::pair{context, lost};
}

Result<OutcomeRow> Acceptor::take(IncomingRow& row) {
    OutcomeRow outcome;
    outcome.seq = row.seq;
    outcome.hash = row.hash;
    auto refuse = [&](std::string code, std::string detail) {
        outcome.code = std::move(code);
        outcome.detail = std::move(detail);
        return outcome;
    };
    if (row.closed) {  // kept as it came: whoever has the right key can still open it
        TRY(batch_->quarantine(device_.number, row.seq, 0, "sealed", row.canonical, now_));
        return refuse("sealed", "Deze wijziging is verzegeld en kon op de server niet worden geopend. Ze is bewaard.");
    }
    if (!row.transaction) return refuse("void", "Deze wijziging had geen inhoud meer.");
    const Transaction& tx = *row.transaction;
    if (!protocol::names_municipality(tx.municipality))
        return refuse("ongeldig", "De gemeente is geen code van vier cijfers.");
    WorkingSet::Dossier* dossier = TRY(set_->dossier(tx.dossier));
    if (dossier && dossier->row.erased != 0) {
        seam::reached(seam::Mark::refused_erased);
        return refuse("gewist", "Dit dossier is gewist.");
    }
    Point head = TRY(batch_->head());
    if (tx.context.n >= tx.seq) return refuse("context", "De wijziging zegt meer te hebben gezien dan kan.");
    auto [context, lost] = TRY(take_context(tx));
    if (!lost && context.S > head.seq) return refuse("context", "De wijziging zegt meer te hebben gezien dan kan.");
    bool begins = named(tx.created, tx.dossier) != nullptr;
    if (!dossier && !begins && !lost) return refuse("onbekend", "Dit dossier is op de server niet bekend.");
    if (!dossier) {
        dossier = &set_->begin_dossier(tx.dossier, tx.municipality);
        dossier->row.orphan = !begins;
        if (!begins) seam::reached(seam::Mark::orphan_dossier);
    }
    set_->enter(*dossier);
    const bool fits = row.fits == packs_->newest().version();
    Judged judged{row, tx, *dossier, context, lost, fits, {}, {}, false, false};
    auto refused = TRY(judge(judged));
    if (set_->failure()) return *set_->failure();
    if (refused) {
        if (refused->code == "no_right") seam::reached(seam::Mark::refused_no_right);
        if (refused->code == "verwijderd") seam::reached(seam::Mark::refused_deleted);
        if (refused->code == "no_right" || refused->code == "context")
            TRY(batch_->quarantine(device_.number, row.seq, dossier->row.number, refused->code, row.canonical, now_));
        set_->drop_untouched();
        return refuse(std::move(refused->code), std::move(refused->detail));
    }
    return place(judged, row);
}

Acceptor::Verdict Acceptor::judge(Judged& j) {
    const bool is_new = j.dossier.is_new;
    const auto& moves = j.dossier.moves;
    // A creation that comes after work of others on the same dossier (after a restore) is judged by its municipality.
    const bool orphan = !is_new && j.dossier.row.orphan && named(j.tx.created, j.tx.dossier);
    std::optional<Id> id = is_new || orphan ? std::nullopt : std::optional<Id>(j.tx.dossier);
    Point head = TRY(batch_->head());
    j.now = access_->at(id, moves, j.tx.municipality, head.seq);
    if (!is_new) j.then = access_->at(j.tx.dossier, moves, j.tx.municipality, j.context.S);
    if (j.row.writes.empty() && j.tx.created.empty())
        return std::optional<Refusal>(Refusal{"leeg", "De wijziging is leeg."});
    for (const Creation& c : j.tx.created) {
        if (TRY(batch_->purged(c.record)))
            return std::optional<Refusal>(Refusal{"verwijderd", "Dit gegeven is verwijderd."});
        if (set_->elsewhere(c.record))
            return std::optional<Refusal>(Refusal{"ongeldig", "Dit gegeven hoort al bij een ander dossier."});
    }
    j.all_new = all_new(j);
    if (j.all_new && j.fits) return may_make(j);
    protocol::own_writes(j.row);
    for (const Write& write : j.tx.writes)
        if (auto refused = TRY(judge_write(j, write, named(j.tx.created, write.record)))) return refused;
    if (!j.fits)
        if (auto found = shortcoming(j.row, packs_->newest()))
            return std::optional<Refusal>(Refusal{std::move(found->code), std::move(found->detail)});
    return std::optional<Refusal>();
}

/// As judge_write for the writes of what is all new and was looked at: only the right to them is left to ask.
std::optional<Acceptor::Refusal> Acceptor::may_make(Judged& j) const {
    const Creation* made = nullptr;
    for (const protocol::WriteView& write : j.row.writes) {
        if (!made || made->record != write.record) made = named(j.tx.created, write.record);
        if (auto refused = permitted(j, write.key, made->entity, true)) return refused;
    }
    return std::nullopt;
}

Acceptor::Verdict Acceptor::judge_write(Judged& j, const Write& write, const Creation* created) {
    using Maybe = std::optional<Refusal>;
    merge::Record* record = set_->find(write.record);
    const Creation* touched = created ? created : named(j.tx.touched, write.record);
    if (!touched) return Maybe(Refusal{"onbekend", "De wijziging noemt een gegeven dat niet bekend is."});
    const std::uint16_t number = record ? record->entity : touched->entity;
    const model::Entity* entity = packs_->newest().entity(number);
    if (!entity) return Maybe(Refusal{"onbekend", "De wijziging noemt een soort gegeven dat de server niet kent."});
    if (auto refused = permitted(j, write.key, number, created != nullptr)) return Maybe(std::move(refused));
    if (record && blind_overwrite(j, write))
        return Maybe(Refusal{"context", "De wijziging zou iets vervangen dat de schrijver niet mocht zien."});
    // One that is there was not destroyed, and what is created here was looked at before.
    if (!record && !created && TRY(batch_->purged(write.record)))
        return Maybe(Refusal{"verwijderd", "Dit gegeven is verwijderd."});
    if (!record && !created && !j.lost) return Maybe(Refusal{"onbekend", "Dit gegeven is op de server niet bekend."});
    static const merge::Record nothing;
    const bool looked_at = j.fits && number == touched->entity;
    return judge_value(j, write, *entity, record ? *record : nothing, created != nullptr, looked_at);
}

Acceptor::Verdict Acceptor::judge_value(const Judged& j, const Write& write, const model::Entity& entity,
                                        const merge::Record& record, bool created, bool looked_at) {
    using Maybe = std::optional<Refusal>;
    if (write.key == merge::deletion) {
        if (entity.append_only && !created)
            return Maybe(
                Refusal{"append_only", "Dit gegeven kan niet worden veranderd, alleen verbeterd met een nieuw."});
        return Maybe();
    }
    const model::Field* field = entity.field(write.key.number);
    if (!field) return Maybe(Refusal{"onbekend_veld", "De server kent dit veld nog niet."});
    if (!looked_at)
        if (auto good = model::check(*field, write.value); !good.ok())
            return Maybe(Refusal{"ongeldig", good.error().message});
    if (created) return Maybe();
    if (entity.append_only)
        return Maybe(Refusal{"append_only", "Dit gegeven kan niet worden veranderd, alleen verbeterd met een nieuw."});
    if (entity.frozen_by(record) && !seam::is(seam::Fault::signed_may_change))
        return Maybe(Refusal{"bevroren", "Dit is vastgesteld en kan niet meer veranderen."});
    if (j.tx.kind == merge::Kind::guarded && !seam::is(seam::Fault::guarded_as_plain) &&
        guarded_unseen(const_cast<Judged&>(j), record))
        return Maybe(
            Refusal{"niet_gezien", "Er is iets bijgekomen dat nog niet was gezien. Lees het en stel opnieuw vast."});
    // Judged by what its context covers and what still stands; where nothing stands it is concurrent, and accepted.
    merge::Entries seen;
    if (const merge::Entries* entries = record.find(write.key))
        for (const merge::Entry& e : *entries)
            if (merge::covers(lineage_, device_.number, j.context, e.stamp) || seam::is(seam::Fault::judge_by_now))
                seen.push_back(e);
    const merge::Entries* standing = record.find(write.key);
    bool concurrent = seen.empty() && ((standing && !standing->empty()) || j.lost);
    if (concurrent || j.tx.kind == merge::Kind::decide) return Maybe();
    std::string code = model::judge(*field, seen, write.value, j.tx.kind);
    if (code.empty()) return Maybe();
    return Maybe(Refusal{code, "Deze wijziging mag niet na wat de schrijver had gezien."});
}

std::optional<Acceptor::Refusal> Acceptor::permitted(Judged& j, const FieldKey& key, std::uint16_t entity,
                                                     bool created) const {
    auto may = [&](const std::optional<View>& view) {
        if (!view) return false;
        if (!created) return view->pack->may_write(view->role, entity, key.number);
        return view->pack->may_create(view->role, entity) && view->pack->may_fill(view->role, entity, key.number);
    };
    if (may(j.now)) return std::nullopt;
    j.beyond = true;
    Refusal refusal{"no_right", "U hebt hier geen recht (meer) op. De wijziging is bewaard; de regievoerder beslist."};
    if (seam::is(seam::Fault::no_late_work)) return refusal;
    const bool is_new = j.dossier.is_new;
    std::optional<Id> id = is_new ? std::nullopt : std::optional<Id>(j.tx.dossier);
    for (const Access::Event& event : access_->events(id, j.dossier.moves, j.tx.municipality)) {
        if (event.server_seq == 0 || !may(access_->at(id, j.dossier.moves, j.tx.municipality, event.server_seq - 1)))
            continue;
        if (event.at < now_ - limits::late_work_ms && !seam::is(seam::Fault::late_for_ever)) return refusal;
        if (j.context.S < event.server_seq || j.lost) return std::nullopt;
        return refusal;
    }
    return refusal;
}

/// An entry may only be dropped, or hidden by a deletion, by someone whose role could see its field at S.
bool Acceptor::blind_overwrite(Judged& j, const Write& write) {
    if (j.lost || j.dossier.is_new) return false;
    auto unseen = [&](const merge::Record& record, const merge::FieldState& field) {
        if (reads(j.then, record.entity, field.key.number)) return false;
        return std::any_of(field.entries.begin(), field.entries.end(), [&](const merge::Entry& e) {
            return e.stamp.server_seq <= j.context.S && !merge::own(lineage_, device_.number, j.context.n, e.stamp);
        });
    };
    const merge::Record* record = set_->find(write.record);
    if (write.key != merge::deletion) {
        for (const merge::FieldState& field : record->fields)
            if (field.key == write.key) return unseen(*record, field);
        return false;
    }
    std::vector<Id> family{write.record};
    for (std::size_t i = 0; i < family.size(); ++i) {
        const merge::Record* member = set_->find(family[i]);
        if (!member) continue;
        for (const merge::FieldState& field : member->fields)
            if (unseen(*member, field)) return true;
        auto below = set_->children(family[i]);
        family.insert(family.end(), below.begin(), below.end());
    }
    return false;
}

/// What cannot be taken back is refused if the record holds any entry that its writer had not seen, or could not see.
bool Acceptor::guarded_unseen(Judged& j, const merge::Record& record) {
    for (const merge::FieldState& field : record.fields) {
        if (!reads(j.then ? j.then : j.now, record.entity, field.key.number)) return true;
        for (const merge::Entry& e : field.entries)
            if (!merge::covers(lineage_, device_.number, j.context, e.stamp)) return true;
    }
    return false;
}

Result<OutcomeRow> Acceptor::place(Judged& j, IncomingRow& row) {
    OutcomeRow outcome;
    outcome.seq = row.seq;
    outcome.hash = row.hash;
    outcome.server_seq = TRY(batch_->next());
    UnixMs at = j.tx.at;
    if (at > now_ + limits::clock_ahead_ms) {
        at = now_;
        outcome.at = at;
    }
    if (j.context.S != j.tx.context.S) outcome.S = j.context.S;
    TRY(set_->place(j.dossier, outcome.server_seq, at));
    ServerSeq given = TRY(batch_->append({LedgerKind::transaction, device_.number, row.seq, j.dossier.row.number,
                                          row.hash, at, outcome.S, outcome.at.has_value(), std::move(row.canonical)}));
    ALWAYS(given == outcome.server_seq);
    if (j.all_new) make(j, outcome.server_seq, at);
    else apply(j, outcome.server_seq, at);
    dossier_changed(j, outcome.server_seq);
    if (set_->failure()) return *set_->failure();
    // Work that its writer may not see, or no longer: what it holds has to be sent, or taken back, anew.
    if (j.beyond) seam::reached(seam::Mark::late_work);
    if (j.beyond) TRY(batch_->add_late_sight(device_.user, j.dossier.row.number, outcome.server_seq));
    return outcome;
}

void Acceptor::apply(Judged& j, ServerSeq server_seq, UnixMs at) {
    DossierRow& dossier = j.dossier.row;
    const model::Pack& pack = packs_->newest();
    auto sum_of = [&](const merge::Record& record, const FieldKey& key) -> std::uint64_t {
        const merge::Entries* entries = record.find(key);
        return entries ? merge::fingerprint(dossier.id, record.id, key, *entries) : 0;
    };
    // Told of each change before it is made, so the one told of before has been made: it counts as it stands now.
    std::optional<std::pair<Id, FieldKey>> changing;
    auto settle = [&] {
        if (!changing) return;
        const auto& [id, key] = *changing;
        if (const merge::Record* record = set_->find(id)) {
            dossier.sums[pack.visibility(record->entity, key.number)] += sum_of(*record, key);
            if (key == merge::deletion) dossier.any_deletion = true;
            set_->touch(id, server_seq);
        }
        changing.reset();
    };
    auto before = [&](const merge::Record& record, const FieldKey& key) {
        settle();
        changing.emplace(record.id, key);
        if (record.find(key) && !seam::is(seam::Fault::sum_without_old))
            dossier.sums[pack.visibility(record.entity, key.number)] -= sum_of(record, key);
    };
    if (j.lost)
        for (const Creation& c : j.tx.touched)
            if (!set_->find(c.record)) set_->add(c);
    merge::apply(*set_, j.tx, device_.number, server_seq, at, j.context, lineage_, before);
    settle();
}

/// Are the records that it makes not there, and is there no deletion that they would have to stand against? Then there
/// is nothing to merge with.
bool Acceptor::all_new(const Judged& j) {
    if (!j.row.makes || j.dossier.row.any_deletion) return false;
    return std::none_of(j.tx.created.begin(), j.tx.created.end(),
                        [&](const Creation& c) { return set_->find(c.record) != nullptr; });
}

/// As apply() for what is all new.
void Acceptor::make(const Judged& j, ServerSeq server_seq, UnixMs at) {
    const model::Pack& pack = packs_->newest();
    DossierRow& dossier = j.dossier.row;
    const merge::Stamp stamp{server_seq, device_.number, j.tx.seq, at};
    std::size_t i = 0;
    for (const protocol::WriteGroup& group : j.row.groups) {
        const Creation& creation = *named(j.tx.created, group.record);
        model::RoleSet readers = ~model::RoleSet{0};
        for (; i < j.row.writes.size() && j.row.writes[i].record == group.record; ++i) {
            const FieldKey& key = j.row.writes[i].key;
            const model::RoleSet seen_by = pack.visibility(creation.entity, key.number);
            readers &= seen_by;
            dossier.sums[seen_by] += merge::fingerprint(dossier.id, group.record, key, stamp, j.row.value_sums[i]);
        }
        const bool few = j.row.groups.size() <= records_in_line;
        set_->add(creation, {protocol::encode_state(stamp, group.changes), stamp, readers, few});
    }
}

void Acceptor::dossier_changed(Judged& j, ServerSeq server_seq) {
    for (const Creation& c : j.tx.created) set_->touch(c.record, server_seq);
    if (named(j.tx.created, j.tx.dossier)) j.dossier.row.orphan = false;
    j.dossier.row.last = server_seq;
    j.dossier.dirty = true;
}

}  // namespace wegwijs::server
