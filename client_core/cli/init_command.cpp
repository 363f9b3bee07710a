// init: a store, a device, a pack.
#include "client_core/api/enrolment.hpp"
#include "client_core/cli/program.hpp"
#include "client_core/sync/runner.hpp"

namespace wegwijs::cli {

namespace {

struct InitArguments {
    std::string server, code, ca_file;
};

Status answer(const Program& program, const store::Identity& identity) {
    const std::string role = identity.role.empty() ? "no role yet" : identity.role;
    TRY(program.answer({{"device", identity.device}, {"user", identity.user}, {"role", identity.role}}, {}));
    program.tell("The store is made. This is device " + std::to_string(identity.device) + " of " + identity.user +
                 " (" + role + "). Without the PIN nobody can open it, you neither. Next: wegwijs sync.");
    return done();
}

Status init(const Program& program, const InitArguments& arguments) {
    const store::OpenOptions options = TRY(program.options());
    if (sync::authority_of(arguments.server).empty())
        return usage("--server is an address like https://wegwijs.example.nl.");
    const auto store = TRY(api::enrol(options, {arguments.server, arguments.code, arguments.ca_file}));
    return answer(program, store->identity());
}

}  // namespace

void add_init_command(CLI::App& app, Program& program) {
    auto arguments = std::make_shared<InitArguments>();
    CLI::App* command = add_command(
        app, "init", "Makes a store for one user on this device and enrols it at the server",
        "wegwijs init --store anna.db --pin-file pin.txt --server https://wegwijs.example.nl --code CODE\n\n"
        "The code comes from 'wegwijs-server enrol-code' and works once. A killed init can be repeated with the same "
        "code and PIN.");
    command->add_option("--server", arguments->server, "The server's address")->required()->type_name("URL");
    command->add_option("--code", arguments->code, "The one-time code")->required()->type_name("CODE");
    command->add_option("--ca", arguments->ca_file, "PEM: trust only these certificates, not the system's")
        ->type_name("FILE");
    command->callback(
        [&program, arguments] { program.chosen = [&program, arguments] { return init(program, *arguments); }; });
}

}  // namespace wegwijs::cli
