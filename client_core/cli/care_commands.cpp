// status, check.
#include "client_core/cli/local_time.hpp"
#include "client_core/cli/program.hpp"
#include "client_core/cli/table.hpp"
#include "client_core/shared/model/moment.hpp"

namespace wegwijs::cli {

namespace {

Status status(const Program& program) {
    const auto store = TRY(program.open());
    const store::StoreStatus now = TRY(store->status());
    const Json value{
        {"unsent", now.unsent},       {"rejected", now.rejected},
        {"conflicts", now.conflicts}, {"dossiers", now.dossiers},
        {"records", now.records},     {"last_sync", now.last_sync ? Json(model::moment_text(*now.last_sync)) : Json()},
        {"in_step", now.in_step},     {"store_bytes", now.store_bytes}};
    const std::string text = table({{},
                                    {"only here, not sent yet", std::to_string(now.unsent)},
                                    {"refused by the server", std::to_string(now.rejected)},
                                    {"to be decided", std::to_string(now.conflicts)},
                                    {"files (people)", std::to_string(now.dossiers)},
                                    {"records", std::to_string(now.records)},
                                    {"last sync", now.last_sync ? local_time(*now.last_sync) : "never"},
                                    {"in step with the server", now.in_step ? "yes" : "no"},
                                    {"size", std::to_string((now.store_bytes + 1023) / 1024) + " kB"}});
    return program.answer(value, text);
}

Status check(const Program& program) {
    const auto store = TRY(program.open());
    const store::CheckReport report = TRY(store->check());
    std::string text = report.ok ? "The store is whole.\n" : "The store is damaged:\n";
    for (const std::string& finding : report.findings) text += "  found: " + finding + "\n";
    for (const std::string& repaired : report.repaired) text += "  repaired: " + repaired + "\n";
    TRY(program.answer({{"ok", report.ok}, {"findings", report.findings}, {"repaired", report.repaired}}, text));
    if (report.ok) return done();
    return answered(
        "Not everything could be repaired. Nothing was deleted. Copy the store's files, sync, and ask for help.");
}

}  // namespace

void add_care_commands(CLI::App& app, Program& program) {
    CLI::App* command =
        add_command(app, "status", "Is all of mine safe? What is only here, refused, to be decided", "wegwijs status");
    command->callback([&program] { program.chosen = [&program] { return status(program); }; });
    command =
        add_command(app, "check", "Reads every page and index, compares the sums, and repairs what can be repaired",
                    "wegwijs check");
    command->callback([&program] { program.chosen = [&program] { return check(program); }; });
}

}  // namespace wegwijs::cli
