// rejected, with retry, discard and export.
#include "client_core/cli/once.hpp"
#include "client_core/cli/table.hpp"

namespace wegwijs::cli {

namespace {

enum class Do { retry, discard, show };

Json transaction_of(const store::RejectedView& one) { return one.sealed ? Json() : json_of(one.transaction_json); }

Status rejected(const Program& program) {
    const auto store = TRY(program.open());
    Json list = Json::array();
    std::vector<Row> rows{{"n", "code", "reason"}};
    for (const store::RejectedView& one : TRY(store->rejected())) {
        list.push_back(
            {{"n", one.n}, {"reason", one.reason}, {"code", one.code}, {"transaction", transaction_of(one)}});
        rows.push_back({std::to_string(one.n), one.code, one.reason});
    }
    return program.answer(list, rows.size() > 1 ? table(rows) + "\nNothing is lost: retry N, discard N or export N.\n"
                                                : "The server refused nothing.\n");
}

Result<store::RejectedView> one_of(store::Store& store, std::uint64_t n) {
    for (store::RejectedView& one : TRY(store.rejected()))
        if (one.n == n) return std::move(one);
    return Error{
        "niet_getoond",
        "Nothing of that number was refused, or it was dealt with. Nothing was changed. See 'wegwijs rejected'.",
        Retry::never};
}

Status show(const Program& program, store::Store& store, std::uint64_t n) {
    const store::RejectedView one = TRY(one_of(store, n));
    if (one.sealed)
        return Error{"sealed",
                     "This was written in a file that you may no longer see, so it cannot be shown here. It is safe, "
                     "and the server's own people can read it.",
                     Retry::never};
    const Json transaction = transaction_of(one);
    return program.answer(transaction, text_of(transaction, 2));
}

Status deal_with(const Program& program, std::uint64_t n, Do what) {
    const auto store = TRY(program.open());
    if (what == Do::show) return show(program, *store, n);
    Once once =
        TRY(Once::begin(program, *store, {"rejected", what == Do::retry ? "retry" : "discard", std::to_string(n)}));
    if (!once.done_before()) TRY(what == Do::retry ? store->rejected_retry(n) : store->rejected_discard(n));
    return once.answer({{"n", n}}, {}, what == Do::retry ? "Saved anew; it goes with the next sync." : "Thrown away.");
}

}  // namespace

void add_rejected_commands(CLI::App& app, Program& program) {
    CLI::App* command =
        add_command(app, "rejected", "What the server refused, with the reason; it is kept here until you deal with it",
                    "wegwijs rejected\n  wegwijs rejected export 3 > 3.json\n  wegwijs rejected retry 3");
    command->require_subcommand(0, 1);
    command->callback([&program, command] {
        if (command->get_subcommands().empty()) program.chosen = [&program] { return rejected(program); };
    });

    struct Sub {
        const char* name;
        const char* about;
        Do what;
    };
    for (const Sub& sub : {Sub{"retry", "Saves the same changes again, over what is here now", Do::retry},
                           Sub{"discard", "Throws it away for good", Do::discard},
                           Sub{"export", "Prints it, to type it in elsewhere", Do::show}}) {
        auto n = std::make_shared<std::uint64_t>(0);
        CLI::App* under =
            add_command(*command, sub.name, sub.about, std::string("wegwijs rejected ") + sub.name + " 3");
        under->add_option("n", *n, "Its number")->required()->type_name("N")->check(whole_number);
        under->callback([&program, n, what = sub.what] {
            program.chosen = [&program, n, what] { return deal_with(program, *n, what); };
        });
    }
}

}  // namespace wegwijs::cli
