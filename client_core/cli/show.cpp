#include "client_core/cli/show.hpp"

#include <algorithm>

#include "client_core/cli/local_time.hpp"
#include "client_core/cli/table.hpp"
#include "client_core/shared/model/moment.hpp"

namespace wegwijs::cli {

namespace {

constexpr std::size_t most_columns = 5;
constexpr std::size_t widest_cell = 32;

std::string title(const model::Entity* entity, const std::string& name, Lang lang) {
    return entity ? label(entity->label, lang, name) : name;
}

std::string state_word(const Json& record, Lang lang) {
    const std::string state = text_member(record, "state");
    std::string word = state;
    if (state == "local") word = lang == Lang::nl ? "alleen hier" : "only here";
    if (state == "server") word = lang == Lang::nl ? "bij de server" : "at the server";
    if (state == "delivered") word = lang == Lang::nl ? "geleverd" : "delivered";
    if (record.contains("conflicts") && !record["conflicts"].empty())
        word += lang == Lang::nl ? ", keuze nodig" : ", to be decided";
    if (record.contains("deleted")) word += lang == Lang::nl ? ", verwijderd" : ", deleted";
    return word;
}

const Json& member(const Json& object, const char* name) {
    static const Json none = Json::object();
    const auto at = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && at != object.end() ? *at : none;
}

/// The fields that most of these records fill in shortly, in the pack's order.
std::vector<const model::Field*> columns_of(const model::Entity& entity, const std::vector<const Json*>& records) {
    std::vector<const model::Field*> columns;
    for (const model::Field& field : entity.fields) {
        if (field.is_parent || columns.size() == most_columns) continue;
        const bool filled = std::any_of(records.begin(), records.end(), [&](const Json* record) {
            const Json& fields = member(*record, "fields");
            const auto at = fields.find(field.name);
            return at != fields.end() && !at->is_null() &&
                   !(at->is_string() && at->get_ref<const std::string&>().size() > 2 * widest_cell);
        });
        if (filled) columns.push_back(&field);
    }
    return columns;
}

std::string entity_table(const model::Entity& entity, const std::vector<const Json*>& records, Lang lang) {
    const auto columns = columns_of(entity, records);
    Row head{"id"};
    for (const model::Field* field : columns) head.push_back(label(*field, lang));
    head.push_back(lang == Lang::nl ? "waar" : "where");
    std::vector<Row> rows{head};
    for (const Json* record : records) {
        Row row{text_member(*record, "id")};
        for (const model::Field* field : columns) {
            const Json& fields = member(*record, "fields");
            const auto at = fields.find(field->name);
            row.push_back(
                at == fields.end() || at->is_null() ? "" : shortened(shown(field, text_of(*at), lang), widest_cell));
        }
        row.push_back(state_word(*record, lang));
        rows.push_back(std::move(row));
    }
    return table(rows);
}

}  // namespace

std::string text_member(const Json& object, const char* name) {
    const Json& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

const model::Field* field_of(const model::Entity* entity, const std::string& name) {
    return entity ? entity->field(name) : nullptr;
}

Json entry_json(const store::EntryView& entry) {
    return {{"value", json_of(entry.value_json)},
            {"by", entry.by},
            {"device", entry.device},
            {"at", model::moment_text(entry.at)}};
}

std::string entry_text(const model::Field* field, const Json& entry, Lang lang) {
    const auto at = model::parse_moment(text_member(entry, "at"));
    return shown(field, text_of(member(entry, "value")), lang) + "  (" + text_member(entry, "by") + ", " +
           (lang == Lang::nl ? "apparaat " : "device ") + text_of(member(entry, "device")) +
           (at ? ", " + local_time(*at) : "") + ")";
}

std::string record_text(const model::Pack& pack, const Json& record, Lang lang) {
    const std::string name = text_member(record, "entity");
    const model::Entity* entity = pack.entity(name);
    std::string text =
        title(entity, name, lang) + " " + text_member(record, "id") + "  (" + state_word(record, lang) + ")\n";
    std::vector<Row> rows{Row{}};
    for (const auto& [field, value] : member(record, "fields").items()) {
        const model::Field* known = field_of(entity, field);
        rows.push_back({"  " + (known ? label(*known, lang) : field), shown(known, text_of(value), lang)});
    }
    for (const auto& [field, value] : member(record, "unknown").items())
        rows.push_back({"  ? " + field, shown(nullptr, text_of(value), lang)});
    text += table(rows);
    for (const auto& [field, entries] : member(record, "conflicts").items()) {
        const model::Field* known = field_of(entity, field);
        text += (lang == Lang::nl ? "  Kies: " : "  To be decided: ") + (known ? label(*known, lang) : field) + "\n";
        for (const Json& entry : entries) text += "    - " + entry_text(known, entry, lang) + "\n";
    }
    return text;
}

std::string records_table(const model::Pack& pack, const Json& records, Lang lang) {
    if (records.empty()) return lang == Lang::nl ? "Niets gevonden.\n" : "Nothing found.\n";
    std::string text;
    for (const model::Entity& entity : pack.entities()) {
        std::vector<const Json*> of_entity;
        for (const Json& record : records)
            if (text_member(record, "entity") == entity.name) of_entity.push_back(&record);
        if (!of_entity.empty()) text += (text.empty() ? "" : "\n") + entity_table(entity, of_entity, lang);
    }
    return text;
}

Result<Json> records_json(store::Store& store, const std::vector<Id>& ids) {
    Json records = Json::array();
    for (const Id& id : ids) records.push_back(json_of(TRY(store.record_json(id))));
    return records;
}

}  // namespace wegwijs::cli
