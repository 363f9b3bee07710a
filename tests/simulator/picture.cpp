// What a delivery must hold, from what stands on the server. That this is what people typed, the other checks see to;
// the hours come from the truth alone.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "client_core/shared/model/value.hpp"
#include "sync_server/sync/working_set.hpp"
#include "tests/simulator/nights.hpp"

namespace wegwijs::simulator {

namespace {

using Json = nlohmann::json;

std::string json_text(const FieldRule& field, const Bytes& value) {
    if (field.kind == Kind::minutes) return std::to_string(model::decode_integer(value).value_or(0));
    if (field.kind == Kind::entry) {
        const auto bytes = model::decode_bytes(value);
        const auto id = bytes ? Id::from_bytes(*bytes) : std::nullopt;
        return Json(id ? id->text() : "").dump();
    }
    return Json(std::string(model::decode_text(value).value_or(""))).dump();
}

bool differ(const merge::Entries& entries) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const merge::Entry& e) { return e.value != entries.front().value; });
}

bool in_conflict(const FieldRule& field, const merge::Entries& entries) {
    return (field.policy == "beoordelen" || field.policy == "eerste") && differ(entries);
}

/// A person's file as a delivery sees it.
struct Dossier {
    Id id;
    std::map<Id, merge::Record> records;
    std::set<Id> hidden;

    bool is_hidden(const Id& record) const {
        Id at = record;
        for (int depth = 0; depth < 8 && !at.zero(); ++depth) {
            const auto found = records.find(at);
            if (found == records.end()) return false;
            if (merge::read_deletion(found->second) == merge::Deletion::hidden) return true;
            at = found->second.parent;
        }
        return false;
    }
};

/// By field of the pack's list: what may stand there. A set is the list of its present elements.
std::map<std::string, Picture::Texts> fields_of(const EntityRule& of, const merge::Record& record) {
    std::map<std::string, Picture::Texts> all;
    std::map<std::string, std::vector<std::string>> sets;
    for (const merge::FieldState& state : record.fields) {
        const FieldRule* field = of.field(state.key.number);
        if (!field || !field->delivered || field->sensitivity == 'C' || state.entries.empty()) continue;
        const std::string name(field->name);
        if (field->kind == Kind::elements) {
            if (std::any_of(state.entries.begin(), state.entries.end(),
                            [](const merge::Entry& e) { return model::is_true(e.value); }))
                sets[name].emplace_back(state.key.element.view());
            continue;
        }
        for (const merge::Entry& entry : state.entries) all[name].insert(json_text(*field, entry.value));
    }
    for (auto& [name, present] : sets) {
        std::sort(present.begin(), present.end());
        all[name].insert(Json(present).dump());
    }
    return all;
}

bool shows(const EntityRule& of, const merge::Record& record, Kind kind, std::string_view value) {
    for (const merge::FieldState& state : record.fields) {
        const FieldRule* field = of.field(state.key.number);
        if (field && field->kind == kind)
            return std::any_of(state.entries.begin(), state.entries.end(), [&](const merge::Entry& e) {
                return model::decode_text(e.value).value_or("") == value;
            });
    }
    return false;
}

void add(Picture& picture, const Dossier& dossier, const merge::Record& record) {
    const EntityRule& of = entity(record.entity);
    if (of.name == "plan" && !dossier.is_hidden(record.id) && shows(of, record, Kind::choice, omitting))
        picture.left_out.insert(dossier.id);
    if (file_of(of).empty()) return;
    const RowPlace place{std::string(file_of(of)), record.id};
    picture.dossiers[place] = dossier.id;
    if (dossier.is_hidden(record.id)) return;
    bool open = merge::read_deletion(record) == merge::Deletion::conflict;
    for (const merge::FieldState& state : record.fields)
        if (const FieldRule* field = of.field(state.key.number)) open |= in_conflict(*field, state.entries);
    if (open) picture.undecided.insert(place);
    if (of.name != "besluit" || shows(of, record, Kind::stand, signed_off)) picture.rows[place] = fields_of(of, record);
}

}  // namespace

Picture picture_of(server::Reader& reader, const Truth& truth) {
    Picture picture;
    picture.epoch = must(reader.epoch(), "a night");
    std::set<Id> hidden;
    for (const server::DossierRow& row : must(reader.changed(0, 0), "a night")) {
        if (row.erased != 0) continue;
        picture.versions[row.id] = std::to_string(row.last) + "," +
                                   std::to_string(must(reader.moves(row.number), "a night").back().server_seq);
        Dossier dossier{row.id, {}, {}};
        must(reader.records(row.number, 0, 0,
                            [&](server::RecordRow& record) {
                                server::unpack(record);
                                dossier.records.emplace(record.record.id, std::move(record.record));
                                return true;
                            }),
             "a night");
        for (const auto& [id, record] : dossier.records) {
            add(picture, dossier, record);
            if (dossier.is_hidden(id)) hidden.insert(id);
        }
    }
    picture.hours = truth.hours(hidden);
    return picture;
}

}  // namespace wegwijs::simulator
