// wegwijs: one user's store on one device.
#include <csignal>
#include <cstring>

#include "client_core/cli/program.hpp"
#include "client_core/shared/crypto/crypto.hpp"

namespace {

using namespace wegwijs;
using namespace wegwijs::cli;

/// What is wrong with the arguments, without repeating one: a number that somebody typed may be a BSN.
std::string usage_of(const CLI::ParseError& error) {
    const std::string& kind = error.get_name();
    if (kind == "RequiredError" || kind == "RequiresError" || kind == "ExcludesError") return error.what();
    if (kind == "ExtrasError") return "There is an argument that this command does not know.";
    if (kind == "ConversionError" || kind == "ValidationError")
        return "An argument does not have the form that it needs.";
    if (kind == "ArgumentMismatch") return "An option has too few or too many values.";
    return "The arguments could not be understood.";
}

int run(CLI::App& app, Program& program, int argc, char** argv) {
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {  // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError& error) {
        // What stood behind the mistake was not read any more.
        for (int i = 1; i < argc; ++i) program.json |= std::strcmp(argv[i], "--json") == 0;
        return program.failed(usage(usage_of(error) + " See --help."));
    }
    if (!program.chosen) return program.failed(usage("Which command? See --help."));
    const Status result = program.chosen();
    return result.ok() ? 0 : program.failed(result.error());
}

void add_commands(CLI::App& app, Program& program) {
    add_init_command(app, program);
    add_schema_commands(app, program);
    add_record_commands(app, program);
    add_edit_commands(app, program);
    add_read_commands(app, program);
    add_sql_command(app, program);
    add_sync_command(app, program);
    add_conflict_commands(app, program);
    add_rejected_commands(app, program);
    add_import_command(app, program);
    add_care_commands(app, program);
}

}  // namespace

int main(int argc, char** argv) {
    Program program;
    std::signal(SIGPIPE, SIG_IGN);  // whoever reads our answer may go away; what we write stays whole
    if (!crypto::initialise())
        return program.failed({"crypto", "The encryption library cannot be used on this machine. Nothing was changed.",
                               Retry::after_update});
    CLI::App app{
        "Wegwijs: intakes and plans on your own device, with or without a network. Nothing that you save is lost."};
    app.name("wegwijs");
    app.set_version_flag("--version", WEGWIJS_VERSION);
    app.add_option("--store", program.store_file, "The store; else WEGWIJS_STORE")->type_name("FILE");
    app.add_option("--pin-file", program.pin_file, "A file with the PIN; else WEGWIJS_PIN holds the PIN itself")
        ->type_name("FILE");
    app.add_option("--lang", program.language, "The language of labels")
        ->type_name("nl|en")
        ->check(CLI::IsMember({"nl", "en"}))
        ->capture_default_str();
    app.add_flag("--json", program.json, "One JSON value on standard output, for programs; errors too");
    app.footer(
        "Example:\n  export WEGWIJS_STORE=anna.db WEGWIJS_PIN=...\n  wegwijs init --server https://wegwijs.example.nl "
        "--code CODE\n"
        "  wegwijs sync\n  wegwijs create deelnemer gemeente=0405 weergavenaam='Amina'\n\n"
        "A copy of a store is FILE with FILE.key and FILE.key.2, and FILE-wal and FILE.once where they are there, made "
        "while no command runs.\n\n"
        "Exit status: 0 done, 1 refused or failed, 2 wrong usage.");
    app.require_subcommand(1);
    app.fallthrough();
    add_commands(app, program);
    return run(app, program, argc, argv);
}
