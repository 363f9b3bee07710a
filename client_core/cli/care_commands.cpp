// status, check.
#include "client_core/cli/local_time.hpp"
#include "client_core/cli/program.hpp"
#include "client_core/cli/table.hpp"
#include "client_core/shared/model/moment.hpp"

namespace wegwijs::cli {

namespace {

Json json_of(const store::Salvaged& s) {
    Json dossiers = Json::array();
    for (const Id& id : s.dossiers) dossiers.push_back(id.text());
    return {{"at", model::moment_text(s.at)},
            {"damaged_file", s.aside},
            {"store", s.saved_in.empty() ? Json() : Json(s.saved_in)},
            {"opens", s.in_place},
            {"saved", {{"unsent", s.unsent}, {"refused", s.refused}, {"dossiers", std::move(dossiers)}}},
            {"lost", {{"unsent", s.unsent_lost}, {"refused", s.refused_lost}, {"all_told", s.all_told}}},
            {"words", store::words_of(s)}};
}

Status status(const Program& program) {
    const auto store = TRY(program.open());
    const store::StoreStatus now = TRY(store->status());
    Json value{
        {"unsent", now.unsent},       {"rejected", now.rejected},
        {"conflicts", now.conflicts}, {"dossiers", now.dossiers},
        {"records", now.records},     {"last_sync", now.last_sync ? Json(model::moment_text(*now.last_sync)) : Json()},
        {"in_step", now.in_step},     {"store_bytes", now.store_bytes}};
    if (now.salvaged) value["salvaged"] = json_of(*now.salvaged);
    if (now.log_lost) value["log_lost"] = model::moment_text(*now.log_lost);
    std::string text = table({{},
                              {"only here, not sent yet", std::to_string(now.unsent)},
                              {"refused by the server", std::to_string(now.rejected)},
                              {"to be decided", std::to_string(now.conflicts)},
                              {"files (people)", std::to_string(now.dossiers)},
                              {"records", std::to_string(now.records)},
                              {"last sync", now.last_sync ? local_time(*now.last_sync) : "never"},
                              {"in step with the server", now.in_step ? "yes" : "no"},
                              {"size", std::to_string((now.store_bytes + 1023) / 1024) + " kB"}});
    if (now.salvaged) text += store::words_of(*now.salvaged) + "\n";
    if (now.log_lost) text += store::words_of_lost_log(*now.log_lost) + "\n";
    return program.answer(value, text);
}

Status check(const Program& program, bool set_aside) {
    auto store = program.open();
    // What could be saved stands in its place by now, so the rest of the answer is about that.
    const bool was_damaged = !store && store.error().code == "store_damaged" && store.error().retry == Retry::now;
    if (was_damaged) store = program.open();
    if (!store) return store.error();
    store::CheckReport report = TRY((*store)->check());
    std::string text = was_damaged ? "" : report.ok ? "The store is whole.\n" : "The store is damaged:\n";
    for (const std::string& finding : report.findings) text += "  found: " + finding + "\n";
    for (const std::string& repaired : report.repaired) text += "  repaired: " + repaired + "\n";
    if (set_aside && !report.ok) {
        store->reset();
        report.salvaged = TRY(store::Store::set_aside(TRY(program.options())));
    }
    Json value{{"ok", report.ok && !was_damaged}, {"findings", report.findings}, {"repaired", report.repaired}};
    if (report.salvaged) {
        value["salvaged"] = json_of(*report.salvaged);
        text += store::words_of(*report.salvaged) + "\n";
    }
    if (report.log_lost) {
        value["log_lost"] = model::moment_text(*report.log_lost);
        text += store::words_of_lost_log(*report.log_lost) + "\n";
    }
    TRY(program.answer(value, text));
    if (was_damaged || (set_aside && !report.ok)) return answered("");
    if (report.ok) return done();
    return answered(
        "Nothing was deleted. Next: wegwijs sync, as far as it goes; then wegwijs check --set-aside, which makes a new "
        "store of everything that can still be read and keeps this one.");
}

}  // namespace

void add_care_commands(CLI::App& app, Program& program) {
    CLI::App* command =
        add_command(app, "status", "Is all of mine safe? What is only here, refused, to be decided", "wegwijs status");
    command->callback([&program] { program.chosen = [&program] { return status(program); }; });
    command =
        add_command(app, "check", "Reads every page and index, compares the sums, and repairs what can be repaired",
                    "wegwijs check");
    const auto set_aside = std::make_shared<bool>(false);
    command->add_flag("--set-aside", *set_aside,
                      "When it is damaged: keep the file as it is, and make a new store of what can still be read");
    command->callback(
        [&program, set_aside] { program.chosen = [&program, set_aside] { return check(program, *set_aside); }; });
}

}  // namespace wegwijs::cli
