// get, list, find, history.
#include "client_core/cli/local_time.hpp"
#include "client_core/cli/show.hpp"
#include "client_core/cli/sql_words.hpp"
#include "client_core/cli/table.hpp"
#include "client_core/shared/model/moment.hpp"

namespace wegwijs::cli {

namespace {

constexpr std::size_t most_found = 25;

struct ListArguments {
    std::string entity, where, dossier;
};

Status get(const Program& program, const std::string& text) {
    const Id id = TRY(id_of(text));
    const auto store = TRY(program.open());
    const Json record = json_of(TRY(store->record_json(id)));
    return program.answer(record, record_text(store->pack(), record, program.lang()));
}

Status list(const Program& program, const ListArguments& arguments) {
    std::optional<Id> dossier;
    if (!arguments.dossier.empty()) dossier = TRY(id_of(arguments.dossier));
    const auto store = TRY(program.open());
    const auto ids = store->list(arguments.entity, arguments.where, dossier);
    if (!ids.ok()) return sql_error(ids.error(), store->pack().entity(arguments.entity));
    const Json records = TRY(records_json(*store, *ids));
    return program.answer(records, records_table(store->pack(), records, program.lang()));
}

Status find(const Program& program, const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    const auto store = TRY(program.open());
    const std::vector<Id> ids = TRY(store->find(text, most_found));
    const Json records = TRY(records_json(*store, ids));
    return program.answer(records, records_table(store->pack(), records, program.lang()));
}

Status history(const Program& program, const std::string& text, const std::string& field) {
    const Id id = TRY(id_of(text));
    const auto store = TRY(program.open());
    const model::Entity* entity = store->pack().entity(text_member(json_of(TRY(store->record_json(id))), "entity"));
    Json values = Json::array();
    std::vector<Row> rows{{"", "field", "value", "by", "device", "at"}};
    for (const store::HistoryView& one : TRY(store->history(id, field))) {
        values.push_back({{"field", one.field},
                          {"value", json_of(one.value_json)},
                          {"by", one.by},
                          {"device", one.device},
                          {"at", model::moment_text(one.at)},
                          {"stands", one.stands}});
        const model::Field* known = field_of(entity, one.field);
        rows.push_back({one.stands ? "*" : "", known ? label(*known, program.lang()) : one.field,
                        shortened(shown(known, one.value_json, program.lang()), 48), one.by, std::to_string(one.device),
                        local_time(one.at)});
    }
    return program.answer(values, rows.size() > 1 ? table(rows) : "No values.\n");
}

}  // namespace

void add_read_commands(CLI::App& app, Program& program) {
    auto id = std::make_shared<std::string>();
    CLI::App* command = add_command(app, "get", "One record, with both values of an open conflict", "wegwijs get ID");
    command->add_option("id", *id, "The record")->required()->type_name("ID");
    command->callback([&program, id] { program.chosen = [&program, id] { return get(program, *id); }; });

    auto which = std::make_shared<ListArguments>();
    command = add_command(app, "list", "The records of one kind",
                          "wegwijs list deelnemer --where \"voorkeurstaal = 'ti' AND weergavenaam LIKE 'A%'\"");
    command->add_option("entity", which->entity, "The kind of record")->required()->type_name("ENTITY");
    command->add_option("--where", which->where, "A condition in SQL over its columns (see fields); it can only read")
        ->type_name("SQL");
    command->add_option("--dossier", which->dossier, "Only of this file")->type_name("ID");
    command->callback([&program, which] { program.chosen = [&program, which] { return list(program, *which); }; });

    auto words = std::make_shared<std::vector<std::string>>();
    command = add_command(app, "find", "People by name in any spelling, by number, by phone; best first",
                          "wegwijs find mohamed ahmad");
    command->add_option("text", *words, "What you know of the name or number")->required()->type_name("TEXT");
    command->callback([&program, words] { program.chosen = [&program, words] { return find(program, *words); }; });

    auto of = std::make_shared<std::string>(), field = std::make_shared<std::string>();
    command =
        add_command(app, "history", "Every value that a record has had here: who, when, which device; * stands now",
                    "wegwijs history ID geboortedatum");
    command->add_option("id", *of, "The record")->required()->type_name("ID");
    command->add_option("field", *field, "Only this field")->type_name("FIELD");
    command->callback(
        [&program, of, field] { program.chosen = [&program, of, field] { return history(program, *of, *field); }; });
}

}  // namespace wegwijs::cli
