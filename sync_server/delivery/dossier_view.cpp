#include "sync_server/delivery/dossier_view.hpp"

#include <algorithm>
#include <map>

namespace wegwijs::server {

namespace {

void note_conflict(SeenRecord& seen, const merge::FieldState& state) {
    ++seen.conflicts;
    seen.disputed.push_back(state.key.number);
    const UnixMs since = state.entries.size() > 1 ? state.entries[1].stamp.at : state.entries.front().stamp.at;
    if (seen.conflict_since == 0 || since < seen.conflict_since) seen.conflict_since = since;
}

SeenRecord see(const model::Entity& entity, RecordRow&& row) {
    SeenRecord seen;
    seen.row = std::move(row);
    seen.entity = &entity;
    const merge::Deletion deletion = merge::read_deletion(seen.row.record);
    seen.hidden = deletion == merge::Deletion::hidden;
    for (const merge::FieldState& state : seen.row.record.fields) {
        if (state.key.number == 0) {
            if (deletion == merge::Deletion::conflict) note_conflict(seen, state);
            continue;
        }
        const model::Field* field = entity.field(state.key.number);
        if (field && state.entries.size() > 1 && model::read(*field, state.entries).conflict)
            note_conflict(seen, state);
    }
    return seen;
}

/// What hangs under a deleted record is deleted with it.
void hide_what_hangs_under(std::vector<SeenRecord>& records) {
    std::map<Id, SeenRecord*> by_id;
    for (SeenRecord& record : records) by_id[record.id()] = &record;
    for (SeenRecord& record : records) {
        // A line of parents is short; the bound stands against a damaged one that goes round.
        auto above = by_id.find(record.row.record.parent);
        for (std::size_t step = 0; above != by_id.end() && step < 8 && !record.hidden; ++step) {
            record.hidden = merge::read_deletion(above->second->row.record) == merge::Deletion::hidden;
            above = by_id.find(above->second->row.record.parent);
        }
    }
}

}  // namespace

model::Value SeenRecord::value(const model::Field& field) const {
    const merge::Entries* entries = row.record.find({field.number, ""});
    if (!entries) return model::null_value;
    const merge::Entry* shown = model::read(field, *entries).shown;
    return shown ? shown->value : model::Value(model::null_value);
}

std::string SeenRecord::text(std::string_view name) const {
    const model::Field* field = entity->field(name);
    if (!field || field->type == model::Type::set) return {};
    return model::to_text(*field, value(*field));
}

std::vector<std::string> SeenRecord::elements(std::uint16_t number) const {
    const model::Field* field = entity->field(number);
    std::vector<std::string> present;
    for (const merge::FieldState& state : row.record.fields) {
        if (!field || state.key.number != number) continue;
        const merge::Entry* shown = model::read(*field, state.entries).shown;
        if (shown && model::is_true(shown->value)) present.emplace_back(state.key.element.view());
    }
    std::sort(present.begin(), present.end());
    return present;
}

std::optional<Id> SeenRecord::ref(std::string_view name) const {
    const model::Field* field = entity->field(name);
    if (!field) return std::nullopt;
    const model::Value held = value(*field);
    const std::optional<ByteView> bytes = model::decode_bytes(held);
    return bytes ? Id::from_bytes(*bytes) : std::nullopt;
}

UnixMs SeenRecord::written_at() const {
    UnixMs at = 0;
    for (const merge::FieldState& state : row.record.fields)
        for (const merge::Entry& entry : state.entries) at = std::max(at, entry.stamp.at);
    return at;
}

std::vector<const SeenRecord*> DossierView::living(std::string_view entity) const {
    std::vector<const SeenRecord*> found;
    for (const SeenRecord& record : records)
        if (!record.hidden && record.is(entity)) found.push_back(&record);
    return found;
}

const SeenRecord* DossierView::find(const Id& id) const {
    const auto found = std::find_if(records.begin(), records.end(), [&](const SeenRecord& r) { return r.id() == id; });
    return found == records.end() ? nullptr : &*found;
}

Result<DossierView> view_dossier(Reader& reader, const model::Pack& pack, const DossierRow& row) {
    DossierView dossier{row, {}};
    TRY(reader.records(row.number, 0, 0, [&](RecordRow& record) {
        const model::Entity* entity = pack.entity(record.record.entity);
        if (entity) dossier.records.push_back(see(*entity, std::move(record)));
        return true;
    }));
    hide_what_hangs_under(dossier.records);
    return dossier;
}

bool shows(const DossierView& dossier, std::string_view entity, std::string_view field,
           const std::vector<std::string>& values) {
    const std::vector<const SeenRecord*> living = dossier.living(entity);
    return std::any_of(living.begin(), living.end(), [&](const SeenRecord* record) {
        return std::find(values.begin(), values.end(), record->text(field)) != values.end();
    });
}

}  // namespace wegwijs::server
