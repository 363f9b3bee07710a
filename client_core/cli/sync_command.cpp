// sync: push, pull, until in step.
#include "client_core/cli/interrupt.hpp"
#include "client_core/cli/program.hpp"
#include "client_core/cli/progress_bar.hpp"
#include "client_core/transport/curl_transport.hpp"

namespace wegwijs::cli {

namespace {

struct SyncArguments {
    bool watch = false, check = false;
    std::uint64_t every_seconds = 30;
    std::vector<std::string> first;
};

Json report_json(const sync::RunReport& report) {
    return {{"pushed", report.sync.pushed},
            {"rejected", report.sync.rejected},
            {"pulled", report.sync.pulled},
            {"forgotten", report.sync.forgotten},
            {"conflicts", report.sync.conflicts},
            {"bytes_up", report.bytes_up},
            {"bytes_down", report.bytes_down},
            {"requests", report.sync.requests},
            {"seconds", static_cast<double>(report.took_ms) / 1000.0},
            {"in_step", report.sync.in_step}};
}

std::string report_text(const sync::RunReport& report) {
    const sync::Report& done = report.sync;
    std::string text =
        "Sent " + std::to_string(done.pushed) + ", received " + std::to_string(done.pulled) + " records.";
    if (done.forgotten > 0)
        text += " " + std::to_string(done.forgotten) + " files left this device: you may no longer see them.";
    if (done.rejected > 0)
        text += " The server refused " + std::to_string(done.rejected) + ": see 'wegwijs rejected', nothing is lost.";
    if (done.conflicts > 0)
        text += " " + std::to_string(done.conflicts) + " fields have two values: see 'wegwijs conflicts'.";
    if (done.repaired) text += " A file differed from the server's and was fetched again.";
    return text + (done.in_step ? " In step with the server." : " Not everything is in step yet: sync again.");
}

Result<sync::RunReport> sync_once(const Program& program, const SyncArguments& arguments, const Interrupt& interrupt) {
    const auto store = TRY(program.open());
    const store::Identity& identity = store->identity();
    transport::TransportOptions to;
    to.url = identity.server_url;
    to.ca_file = identity.ca_file;
    const auto transport = TRY(transport::CurlTransport::open(to));
    sync::RunOptions options;
    for (const std::string& text : arguments.first) options.sync.first.push_back(TRY(id_of(text)));
    options.sync.check_all = arguments.check;
    options.authority = sync::authority_of(identity.server_url);
    options.cancel = &interrupt.asked();
    options.sleep = [&](UnixMs ms) { interrupt.wait(ms); };
    ProgressBar bar(!program.json, program.lang());
    options.progress = [&](const sync::RunProgress& progress) { bar.draw(progress); };
    return sync::run(*store, *transport, options);
}

Status tell_report(const Program& program, const sync::RunReport& report) {
    TRY(program.answer(report_json(report), {}));
    program.tell(report_text(report));
    return done();
}

/// The store is closed in between, so that other commands can use it; when one does just now, the next round comes.
Status watch(const Program& program, const SyncArguments& arguments, const Interrupt& interrupt) {
    while (!interrupt.asked()) {
        const auto report = sync_once(program, arguments, interrupt);
        if (report.ok()) TRY(tell_report(program, *report));
        else if (interrupt.asked()) break;
        else if (report.error().retry == Retry::now || report.error().retry == Retry::later ||
                 report.error().retry == Retry::when_online)
            program.tell(report.error().message);
        else return report.error();
        interrupt.wait(static_cast<UnixMs>(arguments.every_seconds) * 1000);
    }
    program.tell("Stopped. What was not sent yet stays here and goes with the next sync.");
    return done();
}

Status run_sync(const Program& program, const SyncArguments& arguments) {
    const Interrupt interrupt;
    if (arguments.watch) return watch(program, arguments, interrupt);
    const auto report = sync_once(program, arguments, interrupt);
    if (!report.ok()) return report.error();
    return tell_report(program, *report);
}

}  // namespace

void add_sync_command(CLI::App& app, Program& program) {
    auto arguments = std::make_shared<SyncArguments>();
    CLI::App* command =
        add_command(app, "sync", "Sends what is only here, fetches what is new, until both are the same",
                    "wegwijs sync\n  wegwijs sync --watch --every 60\n\nCtrl-C stops at a safe point. With --watch and "
                    "--json: one report a line.");
    CLI::Option* watching = command->add_flag("--watch", arguments->watch, "Go on, with a pause, until Ctrl-C");
    command->add_option("--every", arguments->every_seconds, "The pause")
        ->type_name("SECONDS")
        ->capture_default_str()
        ->check(CLI::Range(1, 86'400))
        ->needs(watching);
    command->add_option("--first", arguments->first, "Fetch these files first: today's appointments")
        ->type_name("DOSSIER");
    command->add_flag("--check", arguments->check, "Compare the sums of everything that is here with the server's");
    command->callback(
        [&program, arguments] { program.chosen = [&program, arguments] { return run_sync(program, *arguments); }; });
}

}  // namespace wegwijs::cli
