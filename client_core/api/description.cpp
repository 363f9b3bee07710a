#include "client_core/api/description.hpp"

#include <nlohmann/json.hpp>

namespace wegwijs::api {

namespace {

using Json = nlohmann::ordered_json;

/// The role of the first grant, when none is known yet: a store that never synced.
std::uint8_t role_of(store::Store& store) {
    if (const auto role = store.role_in(std::nullopt)) return *role;
    return store.pack().role(store.identity().role).value_or(0);
}

std::string label(const model::Label& label, Language language, const std::string& otherwise) {
    const std::string& first = language == Language::nl ? label.nl : label.en;
    const std::string& second = language == Language::nl ? label.en : label.nl;
    return !first.empty() ? first : !second.empty() ? second : otherwise;
}

bool of_use(const model::Pack& pack, std::uint8_t role, const model::Entity& entity) {
    return pack.may_read_any(role, entity.number) || pack.may_create(role, entity.number);
}

Json field_json(const model::Field& field, bool read, bool write, Language language) {
    Json values = Json::array();
    for (const model::Code& one : field.values) values.push_back(one.code);
    return {{"name", field.name},
            {"label", label(field.label, language, field.name)},
            {"type", to_text(field.type)},
            {"required", field.required},
            {"policy", merge::to_text(field.policy)},
            {"class", field.sensitivity},
            {"read", read},
            {"write", write},
            {"values", std::move(values)}};
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string entities_json(store::Store& store, Language language) {
    const std::uint8_t role = role_of(store);
    Json list = Json::array();
    for (const model::Entity& entity : store.pack().entities())
        if (of_use(store.pack(), role, entity))
            list.push_back({{"name", entity.name}, {"label", label(entity.label, language, entity.name)}});
    return text_of(list);
}

Result<std::string> fields_json(store::Store& store, std::string_view name, Language language) {
    const model::Pack& pack = store.pack();
    const std::uint8_t role = role_of(store);
    const model::Entity* entity = pack.entity(name);
    if (!entity || !of_use(pack, role, *entity))
        return Error{"invalid_value", "There is no kind of record of that name for your role. Ask for the entities.",
                     Retry::never};
    Json list = Json::array();
    for (const model::Field& field : entity->fields) {
        const bool read = pack.may_read(role, entity->number, field.number);
        const bool write =
            pack.may_write(role, entity->number, field.number) || pack.may_fill(role, entity->number, field.number);
        if (read || write) list.push_back(field_json(field, read, write, language));
    }
    return text_of(list);
}

}  // namespace wegwijs::api
