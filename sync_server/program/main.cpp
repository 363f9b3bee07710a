// wegwijs-server: the central server and the commands that look after it.
#include <cstdio>
#include <cstring>

#include <sys/stat.h>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/system/system.hpp"
#include "sync_server/program/program.hpp"

namespace {

using namespace wegwijs;
using namespace wegwijs::server;

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
        return program.failed({"usage", usage_of(error) + " See --help.", Retry::never});
    }
    if (!program.chosen) return program.failed({"usage", "Which command? See --help.", Retry::never});
    const Status result = program.chosen();
    return result.ok() ? 0 : program.failed(result.error());
}

}  // namespace

int main(int argc, char** argv) {
    system::keep_memory();
    ::umask(077);  // what this program makes is for its own account
    Program program;
    if (!crypto::initialise())
        return program.failed(
            {"system", "The crypto library cannot be used on this machine. Nothing was changed.", Retry::never});
    CLI::App app{"The central server of Wegwijs. Every command but init and serve also works while it serves."};
    app.name("wegwijs-server");
    app.set_version_flag("--version", WEGWIJS_VERSION);
    app.add_option("--dir", program.dir, "The server's folder")->required()->type_name("DIR");
    app.add_flag("--json", program.json, "One JSON value on standard output, for programs");
    app.footer(
        "Example:\n  wegwijs-server init --dir /var/lib/wegwijs\n  wegwijs-server serve --dir /var/lib/wegwijs "
        "--listen 127.0.0.1:8443\n\n"
        "Exit status: 0 done, 1 refused or failed, 2 wrong usage.");
    app.require_subcommand(1);
    app.fallthrough();
    add_server_commands(app, program);
    add_people_commands(app, program);
    add_device_commands(app, program);
    add_dossier_commands(app, program);
    add_delivery_commands(app, program);
    add_upkeep_commands(app, program);
    return run(app, program, argc, argv);
}
