// verify, backup, restore, status, pack.
#include <memory>

#include "client_core/shared/system/system.hpp"
#include "sync_server/admin/backups.hpp"
#include "sync_server/admin/overview.hpp"
#include "sync_server/admin/packs.hpp"
#include "sync_server/program/program.hpp"

namespace wegwijs::server {

namespace {

Json numbers_of(const std::vector<Number>& numbers) {
    Json json = Json::array();
    for (const Number number : numbers) json.push_back(number);
    return json;
}

Json decisions_of(const std::vector<Decision>& decisions) {
    Json json = Json::array();
    for (const Decision& one : decisions) json.push_back(Json::parse(text_of(one)));
    return json;
}

Status show_integrity(const Program& program, Folder& folder) {
    const Integrity found = TRY(verify(folder));
    Json json = {{"ok", found.ok()},
                 {"transactions", found.transactions},
                 {"records", found.records},
                 {"head", found.ledger.head}};
    std::vector<std::vector<std::string>> rows{
        {"transactions", std::to_string(found.transactions)},
        {"records", std::to_string(found.records)},
        {"database pages", found.pages.empty() ? "whole" : "DAMAGED"},
        {"ledger chain", found.ledger.broken ? "BROKEN at " + std::to_string(found.ledger.first.server_seq) : "whole"},
        {"records that open", found.unreadable.empty() ? "all" : "NOT ALL"},
        {"sums", found.sums.empty() ? "as stored" : "DIFFER"},
        {"audit log", found.audit_broken == 0 ? "whole" : "BROKEN at " + std::to_string(found.audit_broken)}};
    if (!found.ok()) {
        json["pages"] = found.pages;
        json["ledger_broken_at"] = found.ledger.broken ? Json(found.ledger.first.server_seq) : Json();
        json["unreadable_dossiers"] = numbers_of(found.unreadable);
        json["wrong_sums_dossiers"] = numbers_of(found.sums);
        json["audit_broken_at"] = found.audit_broken == 0 ? Json() : Json(found.audit_broken);
        json["error"] = {{"code", "damaged"}, {"message", "What the server keeps is not whole."}, {"retry", "never"}};
    }
    program.answer(json, table(rows));
    if (found.ok()) return done();
    // The answer has said it all; only the exit status and the audit log still have to.
    return Error{"answered",
                 "What the server keeps is not whole. Stop serving, keep the folder as it is, and restore a backup "
                 "into a new one.",
                 Retry::never};
}

Status show_overview(const Program& program, Folder& folder) {
    const Overview o = TRY(look_over(folder));
    const Json json = {{"head", o.head},
                       {"epoch", o.epoch},
                       {"region", o.region},
                       {"pack", o.pack},
                       {"users", o.users},
                       {"devices", o.devices},
                       {"unsent", o.unsent},
                       {"dossiers", o.dossiers},
                       {"records", o.records},
                       {"conflicts", o.conflicts},
                       {"quarantined", o.quarantined},
                       {"last_delivery", o.last_delivery ? Json(o.last_delivery->night) : Json()},
                       {"last_backup", o.last_backup == 0 ? Json() : Json(moment(o.last_backup))}};
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : json.items())
        rows.push_back({name, value.is_null() ? "-" : value.is_string() ? value.get<std::string>() : text_of(value)});
    program.answer(json, table(rows));
    return done();
}

void add_backup_commands(CLI::App& app, Program& program) {
    auto file = std::make_shared<std::string>();
    CLI::App* command =
        add_command(app, "backup", "A consistent copy, also while it serves; sealed with the server's key",
                    "wegwijs-server --dir D backup /media/usb/wegwijs-2026-11-24.db");
    command->add_option("FILE", *file, "The file to make")->required();
    command->callback([&program, file] {
        program.chosen = program.changing("server.backup", [&program, file](Folder& folder) -> Status {
            const BackedUp made = TRY(backup(folder, *file));
            program.answer({{"file", *file}, {"head", made.head}, {"bytes", made.bytes}}, {});
            program.tell("Backup made. Keep the key (the file 'sleutel') apart from it; to restore you need both.");
            return done();
        });
    });
    auto order = std::make_shared<RestoreOrder>();
    command = add_command(app, "restore",
                          "Makes a new folder from a backup: a new epoch, in which devices send again what it misses",
                          "wegwijs-server restore /media/usb/wegwijs-2026-11-24.db --dir /var/lib/wegwijs-new");
    command->add_option("FILE", order->file, "The backup")->required();
    command->add_option("--key", order->key_file, "The server's key; else that of the folder it came from")
        ->type_name("FILE");
    command
        ->add_option("--erased", order->erased_file,
                     "The old folder's list 'gewist'; else that of the folder it came from")
        ->type_name("FILE");
    command
        ->add_option("--decisions", order->decisions_file,
                     "The old folder's list 'besluiten'; else that of the folder it came from")
        ->type_name("FILE");
    command->callback([&program, order] {
        program.chosen = [&program, order]() -> Status {
            const Restored made =
                TRY(restore(program.paths(), *order, Program::origin(), system::clock(), system::random()));
            program.answer({{"epoch", made.epoch},
                            {"head", made.head},
                            {"erased_again", made.erased_again},
                            {"decisions_again", made.decisions.again},
                            {"decisions_not_again", decisions_of(made.decisions.not_again)}},
                           {});
            program.tell(
                "Restored. Do not serve the old folder any more. What was decided since the backup was done "
                "again; devices that enrolled since need a new code.");
            for (const Decision& one : made.decisions.not_again)
                program.tell("Not done again, since its dossier or role is not here: " + text_of(one));
            return done();
        };
    });
}

}  // namespace

void add_upkeep_commands(CLI::App& app, Program& program) {
    CLI::App* command = add_command(app, "verify", "Is everything whole: pages, ledger chain, records, sums, audit log",
                                    "wegwijs-server --dir D verify");
    command->callback([&program] {
        program.chosen =
            program.looking("server.verify", [&program](Folder& folder) { return show_integrity(program, folder); });
    });
    command = add_command(app, "status", "Devices, unsent work, open conflicts, last delivery, head",
                          "wegwijs-server --dir D status --json");
    command->callback([&program] {
        program.chosen =
            program.looking("server.status", [&program](Folder& folder) { return show_overview(program, folder); });
    });
    add_backup_commands(app, program);
    CLI::App* pack = add_command(app, "pack", "The schema pack: entities, fields, roles and rules as data",
                                 "wegwijs-server --dir D pack add DIR");
    pack->require_subcommand(1);
    auto dir = std::make_shared<std::string>();
    CLI::App* add = add_command(*pack, "add", "A newer version: devices get it at their next sync",
                                "wegwijs-server --dir D pack add ./inburgering");
    add->add_option("FOLDER", *dir, "The pack's folder, with pack.json in it")->required();
    add->callback([&program, dir] {
        program.chosen = program.changing("pack.add", [&program, dir](Folder& folder) -> Status {
            const std::uint64_t version = TRY(add_pack(folder, TRY(read_pack_folder(*dir))));
            program.answer({{"pack", version}}, "pack " + std::to_string(version));
            return done();
        });
    });
}

}  // namespace wegwijs::server
