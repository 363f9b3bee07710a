// init, serve.
#include <memory>

#include "client_core/shared/model/pack_files.hpp"
#include "client_core/shared/system/system.hpp"
#include "sync_server/admin/make_server.hpp"
#include "sync_server/admin/packs.hpp"
#include "sync_server/program/built_in_pack.hpp"
#include "sync_server/program/serving.hpp"

namespace wegwijs::server {

namespace {

Result<std::string> read_built_in(const std::string& path) {
    for (const PackFile& file : built_in_pack())
        if (file.path == path) return std::string(file.text);
    return Error{"pack_invalid", "The pack that this program carries is not whole. Install the program again.",
                 Retry::after_update};
}

Result<std::string> pack_of(const std::string& dir) {
    if (!dir.empty()) return read_pack_folder(dir);
    return model::join_pack(TRY(read_built_in("pack.json")), read_built_in);
}

Status init(const Program& program, const std::string& pack, const std::string& region) {
    const NewServer made{region, TRY(pack_of(pack))};
    TRY(make_server(program.paths(), made, Program::origin(), system::clock(), system::random()));
    program.answer({{"region", region}}, {});
    program.tell(
        "The server is made. Keep a copy of its key (the file 'sleutel') apart from the backups: without it nobody "
        "can read them. Next: user add, enrol-code, serve.");
    return done();
}

}  // namespace

void add_server_commands(CLI::App& app, Program& program) {
    auto pack = std::make_shared<std::string>();
    auto region = std::make_shared<std::string>("regio");
    CLI::App* command = add_command(app, "init", "Makes a server in an empty folder",
                                    "wegwijs-server init --dir /var/lib/wegwijs --region westfriesland");
    command->add_option("--pack", *pack, "A folder with a schema pack; else the one that comes with this program")
        ->type_name("DIR");
    command->add_option("--region", *region, "The region's name, for people")->type_name("NAME")->capture_default_str();
    command->callback([&program, pack, region] {
        program.chosen = [&program, pack, region] { return init(program, *pack, *region); };
    });

    auto options = std::make_shared<ServeOptions>();
    command = add_command(app, "serve", "Serves until SIGTERM: 'listening on URL', then one JSON log line an event",
                          "wegwijs-server serve --dir D --listen 0.0.0.0:8443 --tls-cert chain.pem --tls-key key.pem");
    command->add_option("--listen", options->listen, "Where; port 0 takes a free one")
        ->required()
        ->type_name("HOST:PORT");
    CLI::Option* certificate =
        command->add_option("--tls-cert", options->certificate_file, "PEM: the whole chain, the server's own first")
            ->type_name("FILE");
    CLI::Option* key = command->add_option("--tls-key", options->key_file, "PEM: its private key")->type_name("FILE");
    certificate->needs(key);
    key->needs(certificate);
    command
        ->add_flag("--behind-proxy", options->behind_proxy,
                   "A proxy in front does the TLS, and says who asks (X-Forwarded-For)")
        ->excludes(certificate);
    CLI::Option* app_folder = command->add_option_function<std::string>(
        "--app", [options](const std::string& folder) { options->app = folder; },
        "The folder with the tablet app, served to browsers; else the one that was built or installed with this "
        "program");
    app_folder->type_name("DIR");
    command
        ->add_flag_callback(
            "--no-app", [options] { options->app = std::string(); }, "Serves no app")
        ->excludes(app_folder);
    command->callback(
        [&program, options] { program.chosen = [&program, options] { return serve(program, *options); }; });
}

}  // namespace wegwijs::server
