// dossier move, erase.
#include <memory>

#include "sync_server/admin/dossiers.hpp"
#include "sync_server/program/program.hpp"

namespace wegwijs::server {

namespace {

Result<Id> id_of(const std::string& text) {
    const std::optional<Id> id = Id::from_text(text);
    if (!id) return Error{"usage", "A dossier is named by its id: 32 hexadecimal digits with hyphens.", Retry::never};
    return *id;
}

void add_move(CLI::App& app, Program& program) {
    CLI::App* dossier =
        add_command(app, "dossier", "One person's dossier", "wegwijs-server --dir D dossier move ID --gemeente 0498");
    dossier->require_subcommand(1);
    auto id = std::make_shared<std::string>();
    auto municipality = std::make_shared<std::string>();
    CLI::App* move =
        add_command(*dossier, "move", "The person moved: another municipality is in charge from now on",
                    "wegwijs-server --dir D dossier move 01935e2b-7b0c-7000-8000-000000000001 --gemeente 0498");
    move->add_option("ID", *id, "The dossier's id")->required();
    move->add_option("--gemeente", *municipality, "Its CBS code of four digits")->required()->type_name("CODE");
    move->callback([&program, id, municipality] {
        program.chosen = program.changing("dossier.move", [&program, id, municipality](Folder& folder) -> Status {
            const Id dossier_id = TRY(id_of(*id));
            TRY(move_dossier(folder, dossier_id, *municipality));
            program.answer({{"dossier", dossier_id.text()}, {"gemeente", *municipality}}, {});
            program.tell("Moved. Devices learn it at their next sync.");
            return done();
        });
    });
}

}  // namespace

void add_dossier_commands(CLI::App& app, Program& program) {
    add_move(app, program);
    auto id = std::make_shared<std::string>();
    auto yes = std::make_shared<bool>(false);
    CLI::App* erase = add_command(app, "erase", "Destroys a person's dossier for good: here, on devices and in backups",
                                  "wegwijs-server --dir D erase 01935e2b-7b0c-7000-8000-000000000001 --yes");
    erase->add_option("ID", *id, "The dossier's id")->required();
    erase->add_flag("--yes", *yes, "Yes, for good");
    erase->callback([&program, id, yes] {
        program.chosen = program.changing("dossier.erase", [&program, id, yes](Folder& folder) -> Status {
            const Id dossier = TRY(id_of(*id));
            if (!*yes)
                return Error{"not_confirmed",
                             "An erasure cannot be undone. Nothing was changed. Say --yes if you are sure.",
                             Retry::never};
            TRY(erase_dossier(folder, dossier));
            program.answer({{"dossier", dossier.text()}, {"erased", true}}, {});
            program.tell("Erased. Devices drop it at their next sync.");
            return done();
        });
    });
}

}  // namespace wegwijs::server
