// edit open, edit drop: what a form does, by hand.
#include "client_core/cli/show.hpp"

namespace wegwijs::cli {

namespace {

Status open_edit(const Program& program, const std::vector<std::string>& texts) {
    std::vector<Id> ids;
    for (const std::string& text : texts) ids.push_back(TRY(id_of(text)));
    const auto store = TRY(program.open());
    const Json records = TRY(records_json(*store, ids));
    const store::Edit edit = TRY(store->open_edit(ids));
    std::string text = std::to_string(edit.number) + "\n";
    TRY(program.answer({{"edit", edit.number}, {"dossier", edit.dossier.text()}}, text));
    for (const Json& record : records) program.tell(record_text(store->pack(), record, program.lang()));
    return done();
}

Status drop_edit(const Program& program, std::uint64_t number) {
    const auto store = TRY(program.open());
    TRY(store->drop_edit({number, {}}));
    TRY(program.answer({{"edit", number}}, {}));
    program.tell("The edit is closed. Nothing was saved.");
    return done();
}

}  // namespace

void add_edit_commands(CLI::App& app, Program& program) {
    CLI::App* edit = add_command(
        app, "edit", "An edit keeps what you were shown, so that nothing unseen is overwritten when you save",
        "wegwijs edit open ID        prints a number and the record\n  wegwijs set ID taal=ar --edit 1");
    edit->require_subcommand(1);

    auto ids = std::make_shared<std::vector<std::string>>();
    CLI::App* command = add_command(*edit, "open", "Opens an edit over records of one person; prints its number",
                                    "wegwijs edit open ID");
    command->add_option("ids", *ids, "The records")->required()->type_name("ID");
    command->callback([&program, ids] { program.chosen = [&program, ids] { return open_edit(program, *ids); }; });

    auto number = std::make_shared<std::uint64_t>(0);
    command = add_command(*edit, "drop", "Closes an edit without saving", "wegwijs edit drop 1");
    command->add_option("number", *number, "The edit")->required()->type_name("N")->check(whole_number);
    command->callback(
        [&program, number] { program.chosen = [&program, number] { return drop_edit(program, *number); }; });
}

}  // namespace wegwijs::cli
