#include "client_core/store/save_overlay.hpp"

#include <algorithm>

namespace wegwijs::store {

void SaveOverlay::know(Stored record) {
    const Id id = record.shown.id;
    Held& held = held_[id];
    held.there = record.row != 0;
    held.stored = std::move(record);
    held.stored.dossier = dossier_.nr;
}

SaveOverlay::Held* SaveOverlay::held(const Id& id) {
    if (last_ && last_->stored.shown.id == id) return last_;
    auto [place, added] = held_.try_emplace(id);
    Held& held = place->second;
    if (added) {
        held.stored.shown.id = id;
        held.stored.dossier = dossier_.nr;
        auto found = tables_.load(id);
        if (!found) failure_ = found.error();
        // A record of another dossier is none of this transaction's.
        else if (*found && (*found)->dossier == dossier_.nr) {
            held.stored = std::move(**found);
            held.there = true;
        }
    }
    last_ = &held;
    return last_;
}

merge::Record* SaveOverlay::find(const Id& id) {
    Held* found = held(id);
    return found->there ? &found->stored.shown : nullptr;
}

merge::Record& SaveOverlay::add(const merge::Creation& creation) {
    Held* made = held(creation.record);
    made->there = true;
    made->touched = true;
    made->stored.shown.entity = creation.entity;
    made->stored.shown.parent = creation.parent;
    return made->stored.shown;
}

std::vector<Id> SaveOverlay::children(const Id& id) {
    auto stored = tables_.children(id);
    if (!stored) {
        failure_ = stored.error();
        return {};
    }
    std::vector<Id> found = std::move(*stored);
    for (const auto& [child, record] : held_)
        if (record.there && record.stored.row == 0 && record.stored.shown.parent == id) found.push_back(child);
    return found;
}

void SaveOverlay::before(const merge::Record& record, const merge::FieldKey& key, std::uint64_t device,
                         const merge::Context& context, const merge::Lineage& lineage) {
    Held* const changed = held(record.id);
    changed->touched = true;
    if (changed->stored.row == 0 || changed->base.contains(key)) return;
    const merge::Entries* entries = record.find(key);
    merge::Entries confirmed;
    bool hides = false;
    if (entries)
        for (const merge::Entry& entry : *entries) {
            const bool covered = merge::covers(lineage, device, context, entry.stamp);
            if (entry.stamp.server_seq != merge::unsent) {
                confirmed.push_back(entry);
                hides |= covered;
            } else if (covered) {
                changed->replaced.emplace_back(key, entry);
            }
        }
    // A deletion leaves marks that carry the stamps of confirmed entries: from what is shown nobody could tell them
    // apart.
    if (hides || key == merge::deletion) changed->base.emplace(key, std::move(confirmed));
}

void SaveOverlay::lay(const merge::Transaction& transaction, std::uint64_t device, const merge::Context& context,
                      const merge::Lineage& lineage,
                      const std::function<bool(const merge::Record&, const merge::FieldKey&)>& sees) {
    merge::apply(
        *this, transaction, device, merge::unsent, transaction.at, context, lineage,
        [&](const merge::Record& record, const merge::FieldKey& key) { before(record, key, device, context, lineage); },
        sees);
}

Result<std::vector<Id>> SaveOverlay::write() {
    if (failure_) return *failure_;
    std::vector<Id> touched;
    for (auto& [id, held] : held_) {
        // A role may create what it cannot read back: then nothing of it stays here but the transaction.
        if (!held.touched || held.stored.shown.fields.empty()) continue;
        TRY(tables_.save(held.stored));
        for (const auto& [key, confirmed] : held.base) TRY(tables_.add_base(held.stored.row, key, confirmed));
        for (const auto& [key, entry] : held.replaced) TRY(tables_.remember(held.stored.row, key, entry));
        touched.push_back(id);
    }
    return touched;
}

}  // namespace wegwijs::store
