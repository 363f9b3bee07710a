// user, grant, enrol-code.
#include <memory>

#include "sync_server/admin/local_day.hpp"
#include "sync_server/admin/people.hpp"
#include "sync_server/program/program.hpp"

namespace wegwijs::server {

namespace {

/// --role, and over what.
struct GrantOptions {
    std::string role, until;
    std::vector<std::string> municipalities, dossiers;
};

void add_options(CLI::App& command, GrantOptions& options) {
    command.add_option("--role", options.role,
                       "The role: klantmanager, werksaam-consulent, vrijwilliger, coordinator or taalaanbieder (or one "
                       "of the server's own pack)");
    command.add_option("--gemeente", options.municipalities, "Over a municipality: its CBS code of four digits")
        ->type_name("CODE");
    command.add_option("--dossier", options.dossiers, "Over one person's dossier: its id")->type_name("ID");
    command.add_option("--until", options.until, "Ends by itself after this day, 2026-12-31")->type_name("DATE");
}

Result<std::vector<GrantOrder>> orders_of(const GrantOptions& options) {
    const bool scoped = !options.municipalities.empty() || !options.dossiers.empty();
    if (options.role.empty() && !scoped && options.until.empty()) return std::vector<GrantOrder>();
    if (options.role.empty() || !scoped)
        return Error{"usage", "A grant needs --role, and --gemeente or --dossier. See --help.", Retry::never};
    GrantOrder order;
    order.role = options.role;
    if (!options.until.empty()) {
        order.until = end_of_day(options.until);
        if (!order.until)
            return Error{"usage", "--until is a day of the calendar, written like 2026-12-31.", Retry::never};
    }
    std::vector<GrantOrder> orders;
    for (const std::string& code : options.municipalities) {
        order.municipality = code;
        orders.push_back(order);
    }
    order.municipality.clear();
    for (const std::string& text : options.dossiers) {
        order.dossier = Id::from_text(text);
        if (!order.dossier)
            return Error{"usage", "--dossier is an id of 32 hexadecimal digits with hyphens.", Retry::never};
        orders.push_back(order);
    }
    return orders;
}

Json json_of(const Grant& grant) {
    Json json = {{"grant", grant.number}, {"user", grant.user}, {"role", grant.role}};
    json["gemeente"] = grant.dossier ? Json() : Json(grant.municipality);
    json["dossier"] = grant.dossier ? Json(grant.dossier->text()) : Json();
    json["from"] = moment(grant.from_at);
    json["until"] = grant.until ? Json(moment(*grant.until)) : Json();
    json["ended"] = grant.end == 0 ? Json() : Json(moment(grant.end_at));
    return json;
}

Status list_grants(const Program& program, Folder& folder) {
    Json all = Json::array();
    std::vector<std::vector<std::string>> rows{{"GRANT", "USER", "ROLE", "OVER", "FROM", "UNTIL", "ENDED"}};
    for (const Grant& grant : TRY(TRY(folder.store->snapshot())->all_grants())) {
        all.push_back(json_of(grant));
        rows.push_back({std::to_string(grant.number), grant.user, grant.role,
                        grant.dossier ? grant.dossier->text() : grant.municipality, moment(grant.from_at),
                        moment(grant.until.value_or(0)), moment(grant.end_at)});
    }
    program.answer(all, table(rows));
    return done();
}

Status list_users(const Program& program, Folder& folder) {
    Json all = Json::array();
    std::vector<std::vector<std::string>> rows{{"USER", "ADDED", "GRANTS", "DEVICES"}};
    const auto snapshot = TRY(folder.store->snapshot());
    const std::vector<DeviceRow> devices = TRY(snapshot->devices());
    for (const UserRow& user : TRY(folder.admin->users())) {
        Json grants = Json::array();
        for (const Grant& grant : TRY(snapshot->grants(user.name)))
            if (grant.end == 0) grants.push_back(json_of(grant));
        Json own = Json::array();
        for (const DeviceRow& device : devices)
            if (device.user == user.name && !device.revoked) own.push_back(device.number);
        rows.push_back({user.name, moment(user.added), std::to_string(grants.size()), std::to_string(own.size())});
        all.push_back({{"user", user.name}, {"added", moment(user.added)}, {"grants", grants}, {"devices", own}});
    }
    program.answer(all, table(rows));
    return done();
}

void add_user_commands(CLI::App& app, Program& program) {
    CLI::App* user = add_command(app, "user", "People who work with this server", "wegwijs-server --dir D user list");
    user->require_subcommand(1);
    auto name = std::make_shared<std::string>();
    auto options = std::make_shared<GrantOptions>();
    CLI::App* add = add_command(*user, "add", "Adds a user, with grants if you like",
                                "wegwijs-server --dir D user add noor --role klantmanager --gemeente 0405 0498");
    add->add_option("NAME", *name, "The user's name")->required();
    add_options(*add, *options);
    add->callback([&program, name, options] {
        program.chosen = program.changing("user.add", [&program, name, options](Folder& folder) -> Status {
            const std::vector<std::uint64_t> numbers = TRY(add_user(folder, *name, TRY(orders_of(*options))));
            program.answer({{"user", *name}, {"grants", numbers}}, {});
            program.tell("User added, with " + std::to_string(numbers.size()) + " grant(s). Next: enrol-code.");
            return done();
        });
    });
    CLI::App* list = add_command(*user, "list", "All users", "wegwijs-server --dir D user list --json");
    list->callback([&program] {
        program.chosen =
            program.looking("user.list", [&program](Folder& folder) { return list_users(program, folder); });
    });
}

void add_grant_commands(CLI::App& app, Program& program) {
    CLI::App* command =
        add_command(app, "grant", "Who may see what, in which role",
                    "wegwijs-server --dir D grant noor --role klantmanager --gemeente 0405 --until 2026-12-31\n"
                    "  wegwijs-server --dir D grant end 3");
    auto name = std::make_shared<std::string>();
    auto options = std::make_shared<GrantOptions>();
    command->add_option("NAME", *name, "The user's name");
    add_options(*command, *options);
    command->require_subcommand(0, 1);
    command->callback([&program, command, name, options] {
        if (!command->get_subcommands().empty()) return;
        program.chosen = program.changing("grant.add", [&program, name, options](Folder& folder) -> Status {
            const std::vector<GrantOrder> orders = TRY(orders_of(*options));
            if (name->empty() || orders.size() != 1)
                return Error{"usage", "A grant needs a user, --role, and one --gemeente or one --dossier. See --help.",
                             Retry::never};
            const std::uint64_t number = TRY(grant(folder, *name, orders.front()));
            program.answer({{"grant", number}}, "grant " + std::to_string(number));
            return done();
        });
    });
    auto number = std::make_shared<std::uint64_t>(0);
    CLI::App* end = add_command(*command, "end", "Ends a grant now: devices forget at their next sync",
                                "wegwijs-server --dir D grant end 3");
    end->add_option("N", *number, "The grant's number")->required();
    end->callback([&program, number] {
        program.chosen = program.changing("grant.end", [&program, number](Folder& folder) -> Status {
            TRY(end_grant(folder, *number));
            program.answer({{"grant", *number}}, {});
            program.tell("Grant ended.");
            return done();
        });
    });
    CLI::App* list = add_command(*command, "list", "All grants, ended ones too", "wegwijs-server --dir D grant list");
    list->callback([&program] {
        program.chosen =
            program.looking("grant.list", [&program](Folder& folder) { return list_grants(program, folder); });
    });
}

}  // namespace

void add_people_commands(CLI::App& app, Program& program) {
    add_user_commands(app, program);
    add_grant_commands(app, program);
    auto name = std::make_shared<std::string>();
    auto valid = std::make_shared<std::string>("15m");
    CLI::App* code = add_command(app, "enrol-code", "A one-time code with which a user enrols one device",
                                 "wegwijs-server --dir D enrol-code noor --valid 2h");
    code->add_option("NAME", *name, "The user's name")->required();
    code->add_option("--valid", *valid, "How long: 90s, 15m, 2h or 1d")->type_name("TIME")->capture_default_str();
    code->callback([&program, name, valid] {
        program.chosen = program.changing("enrol_code.make", [&program, name, valid](Folder& folder) -> Status {
            const std::optional<UnixMs> ms = duration(*valid);
            if (!ms) return Error{"usage", "--valid is a time like 90s, 15m, 2h or 1d.", Retry::never};
            const EnrolCode made = TRY(make_code(folder, *name, *ms));
            program.answer({{"code", made.code}, {"until", moment(made.until)}}, made.code);
            program.tell("Valid once, until " + moment(made.until) + ".");
            return done();
        });
    });
}

}  // namespace wegwijs::server
