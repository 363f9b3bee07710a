// entities, fields: what the pack knows, for this role.
#include "client_core/cli/program.hpp"
#include "client_core/cli/table.hpp"

namespace wegwijs::cli {

namespace {

/// The role of the first grant, when none is known yet: a store that never synced.
std::uint8_t role_of(store::Store& store) {
    if (const auto role = store.role_in(std::nullopt)) return *role;
    return store.pack().role(store.identity().role).value_or(0);
}

bool may_write(const model::Pack& pack, std::uint8_t role, const model::Entity& entity, const model::Field& field) {
    return pack.may_write(role, entity.number, field.number) || pack.may_fill(role, entity.number, field.number);
}

bool of_use(const model::Pack& pack, std::uint8_t role, const model::Entity& entity) {
    return pack.may_read_any(role, entity.number) || pack.may_create(role, entity.number);
}

Status entities(const Program& program) {
    const auto store = TRY(program.open());
    const std::uint8_t role = role_of(*store);
    Json list = Json::array();
    std::vector<Row> rows{{"name", "label"}};
    for (const model::Entity& entity : store->pack().entities()) {
        if (!of_use(store->pack(), role, entity)) continue;
        const std::string text = label(entity.label, program.lang(), entity.name);
        list.push_back({{"name", entity.name}, {"label", text}});
        rows.push_back({entity.name, text});
    }
    return program.answer(list, table(rows));
}

Json field_json(const model::Pack& pack, std::uint8_t role, const model::Entity& entity, const model::Field& field,
                Lang lang) {
    Json values = Json::array();
    for (const model::Code& one : field.values) values.push_back(one.code);
    return {{"name", field.name},
            {"label", label(field, lang)},
            {"type", to_text(field.type)},
            {"required", field.required},
            {"policy", merge::to_text(field.policy)},
            {"class", field.sensitivity},
            {"read", pack.may_read(role, entity.number, field.number)},
            {"write", may_write(pack, role, entity, field)},
            {"values", std::move(values)}};
}

std::string values_text(const model::Field& field) {
    std::string text;
    for (const model::Code& one : field.values) text += (text.empty() ? "" : " | ") + one.code;
    return text;
}

Status fields(const Program& program, const std::string& name) {
    const auto store = TRY(program.open());
    const model::Pack& pack = store->pack();
    const std::uint8_t role = role_of(*store);
    const model::Entity* entity = pack.entity(name);
    if (!entity || !of_use(pack, role, *entity))
        return Error{"invalid_value", "There is no kind of record of that name for your role. See 'wegwijs entities'.",
                     Retry::never};
    Json list = Json::array();
    std::vector<Row> rows{{"name", "label", "type", "", "may", "values"}};
    for (const model::Field& field : entity->fields) {
        const bool read = pack.may_read(role, entity->number, field.number),
                   write = may_write(pack, role, *entity, field);
        if (!read && !write) continue;
        list.push_back(field_json(pack, role, *entity, field, program.lang()));
        rows.push_back({field.name, label(field, program.lang()), to_text(field.type), field.required ? "required" : "",
                        read && write ? "read, write"
                        : read        ? "read"
                                      : "write",
                        shortened(values_text(field), 60)});
    }
    return program.answer(list, table(rows));
}

}  // namespace

void add_schema_commands(CLI::App& app, Program& program) {
    CLI::App* command =
        add_command(app, "entities", "The kinds of records that your role works with", "wegwijs entities");
    command->callback([&program] { program.chosen = [&program] { return entities(program); }; });

    auto name = std::make_shared<std::string>();
    command = add_command(app, "fields", "The fields of one kind of record: type, who decides a conflict, codes",
                          "wegwijs fields deelnemer");
    command->add_option("entity", *name, "Its name, from entities")->required()->type_name("ENTITY");
    command->callback([&program, name] { program.chosen = [&program, name] { return fields(program, *name); }; });
}

}  // namespace wegwijs::cli
