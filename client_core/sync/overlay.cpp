#include "client_core/sync/overlay.hpp"

#include <algorithm>

namespace wegwijs::sync {

using merge::Entries;
using merge::Entry;
using merge::FieldKey;
using merge::FieldState;
using merge::Record;

Record confirmed(const store::Stored& stored, const store::Tables::Base& base) {
    Record record;
    record.id = stored.shown.id;
    record.entity = stored.shown.entity;
    record.parent = stored.shown.parent;
    for (const FieldState& field : stored.shown.fields) {
        if (base.count(field.key)) continue;
        Entries entries;
        for (const Entry& e : field.entries)
            if (e.stamp.server_seq != merge::unsent) entries.push_back(e);
        if (!entries.empty()) record.fields.push_back({field.key, std::move(entries)});
    }
    for (const auto& [key, entries] : base)
        if (!entries.empty()) record.at(key) = entries;
    return record;
}

Result<Overlay::Held*> Overlay::held(const Id& id) {
    auto [place, added] = held_.try_emplace(id);
    Held& held = place->second;
    if (!added) return &held;
    auto stored = TRY(tables_.load(id));
    if (stored) {
        held.stored = std::move(*stored);
        held.base = TRY(tables_.base(held.stored.row));
        held.confirmed = confirmed(held.stored, held.base);
        held.exists = !held.confirmed.fields.empty();
    } else {
        held.stored.dossier = dossier_.nr;
    }
    return &held;
}

Result<Record*> Overlay::confirmed_record(const Id& id) {
    Held* h = TRY(held(id));
    if (h->stored.row == 0 && !h->exists) return nullptr;
    h->exists = true;
    return &h->confirmed;
}

Record& Overlay::confirm_new(const Id& id, std::uint16_t entity, const Id& parent) {
    Held& h = held_[id];
    h.stored.dossier = dossier_.nr;
    h.exists = true;
    h.confirmed.id = id;
    h.confirmed.entity = entity;
    h.confirmed.parent = parent;
    return h.confirmed;
}

Status Overlay::number(const Id& id, protocol::Number number) {
    Held* h = TRY(held(id));
    h->stored.number = number;
    return done();
}

Status Overlay::touch(const Id& id) {
    TRY(held(id));
    return done();
}

Result<Bytes> Overlay::own_value(const Id& record, const FieldKey& key, const merge::Stamp& stamp) {
    Held* h = TRY(held(record));
    const std::uint64_t seq = stamp.seq;
    const auto base = h->base.find(key);
    const Entries* places[] = {h->stored.shown.find(key), base == h->base.end() ? nullptr : &base->second};
    for (const Entries* entries : places) {
        if (!entries) continue;
        for (const Entry& e : *entries)
            if (e.stamp.seq == seq && (e.stamp.server_seq == merge::unsent ||
                                       (e.stamp.device == stamp.device && e.stamp.server_seq == stamp.server_seq)))
                return e.value;
    }
    const merge::Transaction* transaction = TRY(own(seq));
    if (!transaction) return Bytes{};
    Bytes value;
    for (const merge::Write& write : transaction->writes)
        if (write.record == record && write.key == key) value = write.value;
    // What a write did to a record above or below it came back as a mark.
    if (value.empty() && key == merge::deletion) value = model::false_value;
    return value;
}

Result<std::vector<FieldState>> Overlay::own_fields(const Id& id, const merge::Stamp& stamp) {
    Record record;
    const merge::Transaction* transaction = TRY(own(stamp.seq));
    if (!transaction) return std::move(record.fields);
    for (const merge::Write& write : transaction->writes)
        if (write.record == id) record.at(write.key) = {{stamp, write.value}};
    return std::move(record.fields);
}

Result<const merge::Transaction*> Overlay::own(std::uint64_t seq) {
    auto known = own_.find(seq);
    if (known == own_.end()) {
        auto row = TRY(tables_.own(seq));
        if (!row || row->canonical.empty() || row->sealed) return nullptr;
        known = own_.emplace(seq, TRY(protocol::decode_transaction(row->canonical))).first;
    }
    return &known->second;
}

Status Overlay::remember(const Id& id, const FieldKey& key, const Entries& was, const Entries& now) {
    if (was.empty() || key == merge::deletion) return done();
    Held* h = TRY(held(id));
    if (h->stored.row == 0) return done();
    for (const Entry& old : was) {
        const bool stands = std::any_of(now.begin(), now.end(), [&](const Entry& e) {
            return e.stamp.device == old.stamp.device && e.stamp.seq == old.stamp.seq;
        });
        if (!stands) TRY(tables_.remember(h->stored.row, key, old));
    }
    return done();
}

Result<std::vector<merge::Transaction>> Overlay::bearing(const std::vector<store::OwnRow>& pending) {
    std::vector<merge::Transaction> all;
    for (const store::OwnRow& row : pending) {
        if (row.is_void || row.sealed || row.canonical.empty()) continue;
        auto decoded = protocol::decode_transaction(row.canonical);
        if (!decoded.ok()) continue;  // it goes up closed, and is judged there
        merge::Transaction& t = all.emplace_back(std::move(decoded.value()));
        t.context.S =
            row.S ? *row.S : merge::translate(t.context.S, state_.line_starts, state_.line_starts, state_.known_starts);
        for (const merge::Write& write : t.writes) deletions_ |= write.key == merge::deletion;
    }
    // A deletion bears on all that hangs under it. Else a record's state is its own, and that of another matters only
    // where one transaction wrote both.
    std::vector<bool> bears(all.size(), deletions_);
    auto known = [&](const merge::Write& write) { return knows(write.record); };
    for (bool more = true; more;) {
        more = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& writes = all[i].writes;
            if (bears[i] ? std::all_of(writes.begin(), writes.end(), known)
                         : std::none_of(writes.begin(), writes.end(), known))
                continue;
            bears[i] = more = true;
            for (const merge::Write& write : writes) TRY(touch(write.record));
        }
    }
    std::vector<merge::Transaction> found;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (bears[i]) found.push_back(std::move(all[i]));
    return found;
}

Status Overlay::rebuild(const std::vector<store::OwnRow>& pending, store::Change::Why why) {
    deletions_ = dossier_.any_deletion;
    const std::vector<merge::Transaction> transactions = TRY(bearing(pending));
    for (auto& [id, h] : held_) {
        for (const FieldState& field : h.confirmed.fields) deletions_ |= field.key == merge::deletion;
        // Where nothing own is laid over it, what is confirmed is what is shown.
        if (transactions.empty()) h.shown = std::move(h.confirmed);
        else h.shown = h.confirmed;
    }
    laying_ = true;
    const std::uint64_t device = TRY(tables_.device());
    // As a save shows it: what its writer may not read back is not shown before it is accepted either.
    const auto role = tables_.pack().role(dossier_.role);
    const auto sees = [&](const Record& record, const FieldKey& key) {
        return !role || tables_.pack().may_read(*role, record.entity, key.number);
    };
    for (const merge::Transaction& t : transactions)
        merge::apply(*this, t, device, merge::unsent, t.at, t.context, state_.lineage, {}, sees);
    laying_ = false;
    if (failure_) return *failure_;
    dossier_.any_deletion = dossier_.any_deletion || deletions_;
    for (auto& [id, h] : held_) TRY(write(h, transactions.empty() ? store::Tables::Base{} : hidden(h), why));
    return done();
}

/// What own transactions hide of the confirmed state.
store::Tables::Base Overlay::hidden(const Held& h) {
    store::Tables::Base base;
    // Marks of an own pending deletion carry the stamps of confirmed entries, so they cannot be told apart by stamp.
    const Entries* shown_deletion = h.shown.find(merge::deletion);
    const Entries* held_deletion = h.confirmed.find(merge::deletion);
    if (shown_deletion && (!held_deletion || *held_deletion != *shown_deletion))
        base[merge::deletion] = held_deletion ? *held_deletion : Entries{};
    for (const FieldState& field : h.confirmed.fields) {
        const Entries* shown = h.shown.find(field.key);
        for (const Entry& e : field.entries)
            if (!shown || std::find(shown->begin(), shown->end(), e) == shown->end()) {
                base[field.key] = field.entries;
                break;
            }
    }
    return base;
}

Status Overlay::write(Held& h, const store::Tables::Base& base, store::Change::Why why) {
    const Id id = h.shown.id.zero() ? h.stored.shown.id : h.shown.id;
    if (h.shown.fields.empty()) {
        if (h.stored.row != 0) {
            TRY(tables_.erase(id));
            tables_.changed(dossier_.id, why, id);
        }
        return done();
    }
    h.stored.shown = std::move(h.shown);
    h.stored.dossier = dossier_.nr;
    TRY(tables_.save(h.stored));
    if (base != h.base) TRY(tables_.set_base(h.stored.row, base));
    tables_.changed(dossier_.id, why, id);
    return done();
}

Record* Overlay::find(const Id& id) {
    auto known = held_.find(id);
    if (known == held_.end()) {
        auto loaded = held(id);
        if (!loaded.ok()) {
            failure_ = loaded.error();
            return nullptr;
        }
        known = held_.find(id);
        known->second.shown = known->second.confirmed;
    }
    Held& h = known->second;
    return h.shown.fields.empty() && !h.exists ? (h.shown.id.zero() ? nullptr : &h.shown) : &h.shown;
}

Record& Overlay::add(const merge::Creation& creation) {
    Held& h = held_[creation.record];
    h.stored.dossier = dossier_.nr;
    h.shown.id = creation.record;
    h.shown.entity = creation.entity;
    h.shown.parent = creation.parent;
    return h.shown;
}

std::vector<Id> Overlay::children(const Id& id) {
    auto stored = tables_.children(id);
    if (!stored.ok()) {
        failure_ = stored.error();
        return {};
    }
    std::vector<Id> found = std::move(stored.value());
    for (const auto& [child, h] : held_)
        if (h.shown.parent == id && std::find(found.begin(), found.end(), child) == found.end()) found.push_back(child);
    return found;
}

}  // namespace wegwijs::sync
