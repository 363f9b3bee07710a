// init: a store, a device, a pack.
#include <filesystem>

#include "client_core/cli/pending_enrolment.hpp"
#include "client_core/cli/program.hpp"
#include "client_core/shared/system/system.hpp"
#include "client_core/store/tables.hpp"
#include "client_core/sync/runner.hpp"
#include "client_core/transport/curl_transport.hpp"

namespace wegwijs::cli {

namespace {

constexpr const char* where = "cli:enrolled";

struct InitArguments {
    std::string server, code, ca_file;
};

Status answer(const Program& program, const store::Identity& identity) {
    TRY(program.answer({{"device", identity.device}, {"user", identity.user}, {"role", identity.role}}, {}));
    program.tell("The store is made. This is device " + std::to_string(identity.device) + " of " + identity.user +
                 " (" + identity.role + "). Without the PIN nobody can open it, you neither. Next: wegwijs sync.");
    return done();
}

Error another_store() {
    return {"exists",
            "There is a store at this place already, and it was not made with this code. Nothing was changed. Choose "
            "another file.",
            Retry::never};
}

/// The store is there: an earlier try came so far, and perhaps nobody got its answer.
Status finish_earlier(const Program& program, const store::OpenOptions& options, const std::string& code) {
    const auto store = TRY(store::Store::open(options));
    if (PendingEnrolment::exists(options)) {
        const PendingEnrolment pending = TRY(PendingEnrolment::begin(options, code));
        if (pending.key().public_key != store->identity().key.public_key) return another_store();
        TRY(store->tables().set_value(where, code_mark(code)));
        TRY(pending.finish());
    }
    if (!crypto::equal(TRY(store->tables().value(where)), code_mark(code))) return another_store();
    return answer(program, store->identity());
}

Status init(const Program& program, const InitArguments& arguments) {
    const store::OpenOptions options = TRY(program.options());
    const std::string authority = sync::authority_of(arguments.server);
    if (authority.empty()) return usage("--server is an address like https://wegwijs.example.nl.");
    if (options.files->exists(options.path)) return finish_earlier(program, options, arguments.code);

    std::string ca_file;
    std::error_code ignored;  // a path that cannot be made absolute is used as it was given
    if (!arguments.ca_file.empty()) ca_file = std::filesystem::absolute(arguments.ca_file, ignored).string();
    transport::TransportOptions to;
    to.url = arguments.server;
    to.ca_file = ca_file;
    const auto transport = TRY(transport::CurlTransport::open(to));
    const PendingEnrolment pending = TRY(PendingEnrolment::begin(options, arguments.code));
    sync::Enrolment enrolment = TRY(sync::enrol(*transport, arguments.server, authority, arguments.code, pending.key(),
                                                *options.clock, *options.random));
    enrolment.identity.ca_file = ca_file;
    auto pack = TRY(model::Pack::load(enrolment.pack_json));
    const auto store = TRY(store::Store::create(options, enrolment.identity, std::move(pack)));
    TRY(store->tables().set_value(where, code_mark(arguments.code)));
    TRY(pending.finish());
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
