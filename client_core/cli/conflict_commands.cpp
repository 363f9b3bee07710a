// conflicts, decide.
#include "client_core/cli/once.hpp"
#include "client_core/cli/show.hpp"
#include "client_core/cli/values.hpp"

namespace wegwijs::cli {

namespace {

struct DecideArguments {
    std::string id, field, value;
    std::uint64_t edit = 0;
};

std::string card(store::Store& store, const store::ConflictView& conflict, const Json& values, Lang lang) {
    const model::Entity* entity = store.pack().entity(conflict.entity);
    const model::Field* field = field_of(entity, conflict.field);
    std::string text = (entity ? label(entity->label, lang, conflict.entity) : conflict.entity) + " " +
                       conflict.id.text() + "\n  " + (field ? label(*field, lang) : conflict.field) + " (" +
                       conflict.field + ")\n";
    for (const Json& value : values) text += "    - " + entry_text(field, value, lang) + "\n";
    return text;
}

Status conflicts(const Program& program) {
    const auto store = TRY(program.open());
    Json list = Json::array();
    std::string text;
    for (const store::ConflictView& conflict : TRY(store->conflicts())) {
        Json values = Json::array();
        for (const store::EntryView& entry : conflict.values) values.push_back(entry_json(entry));
        text += card(*store, conflict, values, program.lang());
        list.push_back({{"id", conflict.id.text()},
                        {"entity", conflict.entity},
                        {"field", conflict.field},
                        {"values", std::move(values)}});
    }
    return program.answer(
        list, text.empty() ? "Nothing to decide.\n" : text + "\nDecide with: wegwijs decide ID FIELD VALUE\n");
}

/// `talen:ar` names one element.
store::Assignment choice_of(const Id& id, const std::string& field, const std::string& value) {
    const std::size_t colon = field.find(':');
    if (colon == field.npos) return {id, field, value, std::nullopt};
    return {id, field.substr(0, colon), value, field.substr(colon + 1)};
}

Status decide(const Program& program, const DecideArguments& arguments) {
    const Id id = TRY(id_of(arguments.id));
    ValueSource source;
    const std::string value = TRY(source.text(arguments.value));
    const auto store = TRY(program.open());
    Once once = TRY(
        Once::begin(program, *store, {"decide", id.text(), arguments.field, value, std::to_string(arguments.edit)}));
    const store::Assignment choice = choice_of(id, arguments.field, value);
    if (!once.done_before())
        TRY(arguments.edit != 0 ? store->decide(TRY(store->find_edit(arguments.edit)), choice) : store->decide(choice));
    return once.answer({{"id", id.text()}}, {}, "Decided. The other values stay in the history.");
}

}  // namespace

void add_conflict_commands(CLI::App& app, Program& program) {
    CLI::App* command = add_command(
        app, "conflicts", "Fields with more than one value, for a person to choose: what, by whom, where, when",
        "wegwijs conflicts");
    command->callback([&program] { program.chosen = [&program] { return conflicts(program); }; });

    auto arguments = std::make_shared<DecideArguments>();
    command = add_command(app, "decide", "Closes a conflict with the value that is right: one of them, or another",
                          "wegwijs decide ID geboortedatum 1994-02\n  wegwijs decide ID _verwijderd false     keeps a "
                          "record that one deleted and another changed");
    command->add_option("id", arguments->id, "The record")->required()->type_name("ID");
    command->add_option("field", arguments->field, "The field, as conflicts names it")->required()->type_name("FIELD");
    command->add_option("value", arguments->value, "The value; @FILE and - as with set")
        ->required()
        ->type_name("VALUE");
    command->add_option("--edit", arguments->edit, "Decide over what was shown when this edit opened (see edit open)")
        ->type_name("N")
        ->check(whole_number);
    command->callback(
        [&program, arguments] { program.chosen = [&program, arguments] { return decide(program, *arguments); }; });
}

}  // namespace wegwijs::cli
