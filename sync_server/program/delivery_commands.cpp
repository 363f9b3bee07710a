// deliver, receipt, setting, report, pilot.
#include <memory>

#include "client_core/shared/system/system.hpp"
#include "sync_server/delivery/deliver.hpp"
#include "sync_server/delivery/delivery_settings.hpp"
#include "sync_server/delivery/receipt.hpp"
#include "sync_server/program/program.hpp"
#include "sync_server/report/report.hpp"

namespace wegwijs::server {

namespace {

Status note(Folder& folder, std::string_view action, std::string_view object) {
    return folder.admin->audit(folder.origin.actor, action, object, "ok", folder.origin.via, folder.clock.now());
}

Status make_delivery(const Program& program, Folder& folder, const DeliverOptions& options) {
    const DeliveryReport made = TRY(deliver(options, *folder.admin, folder.clock, folder.random));
    TRY(note(folder, "delivery.make", std::to_string(made.delivery)));
    program.answer({{"delivery", made.delivery},
                    {"night", made.night},
                    {"folder", made.folder},
                    {"files", made.files},
                    {"rows", made.rows},
                    {"held_back", made.held_back},
                    {"destroyed", made.destroyed},
                    {"again", made.again}},
                   table({{"delivery", std::to_string(made.delivery)},
                          {"night", made.night},
                          {"folder", made.folder},
                          {"rows", std::to_string(made.rows)},
                          {"held back", std::to_string(made.held_back)},
                          {"destroyed", std::to_string(made.destroyed)}}));
    if (made.again) program.tell("This night had been delivered before: the same files were written again.");
    if (made.held_back > 0)
        program.tell(
            "Held back are records with an open conflict: afstemming.ndjson names them. They go along once decided.");
    return done();
}

void add_deliver(CLI::App& app, Program& program) {
    auto options = std::make_shared<DeliverOptions>();
    CLI::App* command =
        add_command(app, "deliver", "The nightly delivery to WerkSaam: a folder of files with a manifest",
                    "wegwijs-server --dir D deliver --to /srv/leveringen --night 2026-11-24");
    command->add_option("--to", options->to, "The folder to write into")->required()->type_name("DIR");
    command
        ->add_option("--night", options->night, "Its date; the same night again gives the same bytes (default: today)")
        ->type_name("DATE");
    command->callback([&program, options] {
        program.chosen = program.changing(
            "delivery.make", [&program, options](Folder& folder) { return make_delivery(program, folder, *options); });
    });
}

void add_receipt(CLI::App& app, Program& program) {
    auto file = std::make_shared<std::string>();
    CLI::App* command =
        add_command(app, "receipt", "What WerkSaam answered (ontvangst.json): confirmed rows are not sent again",
                    "wegwijs-server --dir D receipt ontvangst.json");
    command->add_option("FILE", *file, "The receipt")->required();
    command->callback([&program, file] {
        program.chosen = program.changing("delivery.receipt", [&program, file](Folder& folder) -> Status {
            const Bytes text = TRY(system::read_file(*file));
            const ReceiptReport taken = TRY(take_receipt(text, *folder.admin));
            TRY(note(folder, "delivery.receipt", std::to_string(taken.delivery)));
            program.answer({{"delivery", taken.delivery},
                            {"confirmed", taken.confirmed},
                            {"refused", taken.refused},
                            {"owed", taken.owed}},
                           table({{"delivery", std::to_string(taken.delivery)},
                                  {"confirmed", std::to_string(taken.confirmed)},
                                  {"refused", std::to_string(taken.refused)},
                                  {"still owed", std::to_string(taken.owed)}}));
            return done();
        });
    });
}

void add_setting(CLI::App& app, Program& program) {
    auto name = std::make_shared<std::string>();
    auto value = std::make_shared<std::string>();
    CLI::App* command =
        add_command(app, "setting", "What deliveries depend on: werksaam_box, map_pvt_telt_mee, oin:GEMEENTE",
                    "wegwijs-server --dir D setting map_pvt_telt_mee true");
    command->add_option("NAME", *name, "The setting")->required();
    command->add_option("VALUE", *value, "Its value; without one it is taken back");
    command->callback([&program, name, value] {
        program.chosen = program.changing("setting.set", [&program, name, value](Folder& folder) -> Status {
            TRY(set_delivery_setting(*name, *value, *folder.admin));
            TRY(note(folder, "setting.set", *name));
            program.answer({{"setting", *name}}, {});
            return done();
        });
    });
}

Status show_report(const Program& program, Folder& folder, const std::string& pilot, const std::string& to) {
    const PilotReport report = TRY(make_report(pilot, *folder.admin, folder.clock));
    Json json = Json::parse(to_json(report), nullptr, false);
    std::string text = "Pilot " + report.pilot.name + ", " + moment(report.cut_off) + ": " +
                       std::to_string(report.devices_synced) + " of " + std::to_string(report.devices) +
                       " devices synced before cut-off\n";
    for (const ReportTable& part : report.tables) {
        std::vector<std::vector<std::string>> rows{part.columns};
        rows.insert(rows.end(), part.rows.begin(), part.rows.end());
        text += "\n" + part.title + "\n" + table(rows) + (part.note.empty() ? "" : part.note + "\n");
    }
    if (!to.empty()) {
        const ReportFiles files = TRY(write_report(report, to));
        json["files"] = {files.html, files.csv};
        text += "\n" + files.html + "\n" + files.csv + "\n";
    }
    program.answer(json, text);
    return done();
}

void add_report(CLI::App& app, Program& program) {
    auto pilot = std::make_shared<std::string>(default_pilot);
    auto to = std::make_shared<std::string>();
    CLI::App* command = add_command(app, "report", "The pilot report: a table here, HTML and CSV with --to",
                                    "wegwijs-server --dir D report --to /srv/rapporten --pilot gelijk");
    command->add_option("--pilot", *pilot, "Its name: one that was set, or gelijk or naar_inwoners")
        ->capture_default_str();
    command->add_option("--to", *to, "The folder for the HTML and CSV files")->type_name("DIR");
    command->callback([&program, pilot, to] {
        program.chosen = program.looking(
            "report.make", [&program, pilot, to](Folder& folder) { return show_report(program, folder, *pilot, *to); });
    });
}

void add_pilot(CLI::App& app, Program& program) {
    CLI::App* command = add_command(app, "pilot", "Pilots: periods and quota per municipality",
                                    "wegwijs-server --dir D pilot set proef proef.json");
    command->require_subcommand(1);
    auto name = std::make_shared<std::string>();
    auto file = std::make_shared<std::string>();
    CLI::App* set = add_command(*command, "set", "From a JSON file: methode, totaal, gemeenten, perioden",
                                "wegwijs-server --dir D pilot set proef proef.json");
    set->add_option("NAME", *name, "Letters, digits, - and _")->required();
    set->add_option("FILE", *file, "The pilot's settings")->required();
    set->callback([&program, name, file] {
        program.chosen = program.changing("pilot.set", [&program, name, file](Folder& folder) -> Status {
            const Bytes text = TRY(system::read_file(*file));
            const Pilot pilot = TRY(set_pilot(*name, text, *folder.admin));
            TRY(note(folder, "pilot.set", *name));
            program.answer({{"pilot", pilot.name}, {"quota", pilot.planned}}, "pilot " + pilot.name);
            return done();
        });
    });
}

}  // namespace

void add_delivery_commands(CLI::App& app, Program& program) {
    add_deliver(app, program);
    add_receipt(app, program);
    add_setting(app, program);
    add_report(app, program);
    add_pilot(app, program);
}

}  // namespace wegwijs::server
