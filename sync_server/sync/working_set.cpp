#include "sync_server/sync/working_set.hpp"

#include <algorithm>

#include "client_core/shared/protocol/state.hpp"

namespace wegwijs::server {

void unpack(RecordRow& row) {
    if (!row.packed) return;
    auto fields = protocol::decode_state(row.packed->state);
    ALWAYS(fields.ok());  // it was made here, of what had been read
    row.record.fields = std::move(fields.value());
    row.packed.reset();
}

Result<WorkingSet::Dossier*> WorkingSet::dossier(const Id& id) {
    if (auto known = dossiers_.find(id); known != dossiers_.end()) return known->second.get();
    auto row = TRY(batch_.dossier(id));
    if (!row) return nullptr;
    auto dossier = std::make_unique<Dossier>();
    dossier->row = std::move(*row);
    dossier->moves = TRY(batch_.moves(dossier->row.number));
    return dossiers_.emplace(id, std::move(dossier)).first->second.get();
}

WorkingSet::Dossier& WorkingSet::begin_dossier(const Id& id, const std::string& municipality) {
    auto dossier = std::make_unique<Dossier>();
    dossier->row.id = id;
    dossier->row.municipality = municipality;
    dossier->is_new = true;
    auto& place = dossiers_[id];
    place = std::move(dossier);
    return *place;
}

Status WorkingSet::place(Dossier& dossier, ServerSeq server_seq, UnixMs at) {
    if (!dossier.is_new) return done();
    dossier.row.last = server_seq;
    dossier.row.number = TRY(batch_.add_dossier(dossier.row, server_seq, at));
    dossier.moves = {{server_seq, dossier.row.municipality, at}};
    dossier.is_new = false;
    return done();
}

RecordRow* WorkingSet::row(const Id& id) {
    if (looked_at_ && *looked_at_ == id) return found_;
    const auto merged = merged_.find(id);
    auto known = records_.find(merged == merged_.end() ? id : merged->second);
    if (known == records_.end()) {
        auto read = batch_.record(id);
        if (!read.ok()) {
            failure_ = read.error();
            return nullptr;
        }
        auto row = read.value() ? std::make_unique<RecordRow>(std::move(*read.value())) : nullptr;
        const Id own = row ? row->record.id : id;
        // Under an old name it is still one record: a second copy would be written over the first.
        if (own != id) merged_.emplace(id, own);
        known = records_.try_emplace(own, std::move(row)).first;
    }
    looked_at_ = id;
    return found_ = known->second.get();
}

void WorkingSet::touch(const Id& id, ServerSeq server_seq) {
    RecordRow* record = row(id);
    if (!record || record->last == server_seq) return;  // a transaction touches it for each field
    record->last = server_seq;
    if (record->created == 0) record->created = server_seq;
    record->dossier = current_->row.number;
    current_->dirty = true;
    if (is_dirty_.insert(record->record.id).second) dirty_.push_back(record->record.id);
}

void WorkingSet::drop_untouched() {
    looked_at_.reset();
    for (const Id& id : fresh_)
        if (!is_dirty_.count(id)) records_.erase(id);
    fresh_.clear();
    for (auto it = dossiers_.begin(); it != dossiers_.end();)
        it = it->second->is_new ? dossiers_.erase(it) : std::next(it);
}

merge::Record* WorkingSet::find(const Id& id) {
    RecordRow* found = row(id);
    // What is in another dossier is not there for this transaction.
    if (!found || elsewhere(id)) return nullptr;
    unpack(*found);
    return &found->record;
}

bool WorkingSet::elsewhere(const Id& id) {
    const RecordRow* found = row(id);
    return found && found->dossier != 0 && found->dossier != current_->row.number;
}

merge::Record& WorkingSet::add(const merge::Creation& creation) {
    auto row = std::make_unique<RecordRow>();
    row->record.id = creation.record;
    row->record.entity = creation.entity;
    row->record.parent = creation.parent;
    row->dossier = current_->row.number;
    auto& place = records_[creation.record];
    place = std::move(row);
    looked_at_ = creation.record;
    found_ = place.get();
    fresh_.push_back(creation.record);
    return place->record;
}

void WorkingSet::add(const merge::Creation& creation, PackedFields fields) {
    add(creation);
    found_->packed = std::move(fields);
}

std::vector<Id> WorkingSet::children(const Id& id) {
    std::vector<Id> found;
    auto read = batch_.children(id);
    if (!read.ok()) {
        failure_ = read.error();
        return found;
    }
    found = std::move(read.value());
    for (const Id& dirty : dirty_)
        if (records_[dirty] && records_[dirty]->record.parent == id &&
            std::find(found.begin(), found.end(), dirty) == found.end())
            found.push_back(dirty);
    return found;
}

Status WorkingSet::flush() {
    for (const Id& id : dirty_) TRY(batch_.put_record(*records_[id]));
    for (auto& [id, dossier] : dossiers_)
        if (dossier->dirty) TRY(batch_.update_dossier(dossier->row));
    flushed_.insert(flushed_.end(), dirty_.begin(), dirty_.end());
    dirty_.clear();
    is_dirty_.clear();
    return done();
}

WrittenRecords WorkingSet::take_written() {
    std::vector<std::unique_ptr<RecordRow>> rows;
    rows.reserve(flushed_.size());
    for (const Id& id : flushed_)
        if (auto known = records_.find(id); known != records_.end()) {
            if (known->second) rows.push_back(std::move(known->second));
            records_.erase(known);
        }
    flushed_.clear();
    looked_at_.reset();
    return WrittenRecords(std::move(rows));
}

WrittenRecords::WrittenRecords(std::vector<std::unique_ptr<RecordRow>> rows) : rows_(std::move(rows)) {
    std::sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) { return a->number < b->number; });
    numbers_.reserve(rows_.size());
    for (auto& row : rows_) {
        numbers_.push_back(row->number);
        if (dossiers_.empty() || dossiers_.back() != row->dossier) dossiers_.push_back(row->dossier);
    }
    std::sort(dossiers_.begin(), dossiers_.end());
}

bool WrittenRecords::any_of(Number dossier) const {
    return std::binary_search(dossiers_.begin(), dossiers_.end(), dossier);
}

std::unique_ptr<RecordRow> WrittenRecords::take(const RecordPlace& place) {
    const auto found = std::lower_bound(numbers_.begin(), numbers_.end(), place.number);
    if (found == numbers_.end() || *found != place.number) return nullptr;
    std::unique_ptr<RecordRow>& row = rows_[static_cast<std::size_t>(found - numbers_.begin())];
    if (!row || row->last != place.last) return nullptr;
    // As it would be read: a field without an entry is not written.
    std::erase_if(row->record.fields, [](const merge::FieldState& field) { return field.entries.empty(); });
    return std::move(row);
}

}  // namespace wegwijs::server
