// devices.
#include <memory>

#include "sync_server/admin/people.hpp"
#include "sync_server/program/program.hpp"

namespace wegwijs::server {

namespace {

Status list_devices(const Program& program, Folder& folder) {
    Json all = Json::array();
    std::vector<std::vector<std::string>> rows{{"DEVICE", "USER", "SEEN", "UNSENT", "SKEW", "HAS UP TO", "STATE"}};
    const auto snapshot = TRY(folder.store->snapshot());
    for (const DeviceRow& device : TRY(snapshot->devices())) {
        all.push_back({{"device", device.number},
                       {"user", device.user},
                       {"enrolled", moment(device.enrolled)},
                       {"seen", moment(device.seen)},
                       {"unsent", device.unsent},
                       {"skew_ms", device.skew_ms},
                       {"cursor", device.cursor},
                       {"last", device.last},
                       {"parent", device.branch.parent == 0 ? Json() : Json(device.branch.parent)},
                       {"revoked", device.revoked}});
        rows.push_back({std::to_string(device.number), device.user, moment(device.seen), std::to_string(device.unsent),
                        std::to_string(device.skew_ms) + " ms", std::to_string(device.cursor),
                        device.revoked ? "revoked" : "active"});
    }
    program.answer(all, table(rows));
    return done();
}

}  // namespace

void add_device_commands(CLI::App& app, Program& program) {
    CLI::App* command =
        add_command(app, "devices", "All devices: last contact, what they have, unsent work, skew of their clock",
                    "wegwijs-server --dir D devices\n  wegwijs-server --dir D devices revoke 4");
    command->require_subcommand(0, 1);
    command->callback([&program, command] {
        if (!command->get_subcommands().empty()) return;
        program.chosen =
            program.looking("device.list", [&program](Folder& folder) { return list_devices(program, folder); });
    });
    auto number = std::make_shared<std::uint64_t>(0);
    CLI::App* revoke = add_command(*command, "revoke", "Refuses a device from now on; its user keeps the grants",
                                   "wegwijs-server --dir D devices revoke 4");
    revoke->add_option("N", *number, "The device's number")->required();
    revoke->callback([&program, number] {
        program.chosen = program.changing("device.revoke", [&program, number](Folder& folder) -> Status {
            TRY(revoke_device(folder, *number));
            program.answer({{"device", *number}, {"revoked", true}}, {});
            program.tell("The device is refused from now on.");
            return done();
        });
    });
}

}  // namespace wegwijs::server
