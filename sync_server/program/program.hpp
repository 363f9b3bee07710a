// What all commands share: where the server is, how they answer, and how a failure looks.
#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "sync_server/admin/folder.hpp"

namespace wegwijs::server {

using Json = nlohmann::ordered_json;

/// One run of the program. One thread.
class Program {
public:
    std::string dir;
    bool json = false;
    /// The command that the arguments chose.
    std::function<Status()> chosen;

    FolderPaths paths() const;
    static Origin origin();
    Result<Folder> open() const;

    /// The command's answer: `value` with --json, else `text`. Both are data: they go to standard output.
    void answer(const Json& value, const std::string& text) const;
    /// For people, to standard error; silent with --json.
    void tell(const std::string& text) const;
    /// Prints the failure, unless its code is "answered": then the answer said it. Gives the exit status.
    int failed(const Error& error) const;

    /// A command that only looks: opens the folder, writes the audit line, and calls `look`.
    std::function<Status()> looking(std::string_view action, std::function<Status(Folder&)> look);
    /// A command that changes something, and writes its own audit line when it succeeds.
    std::function<Status()> changing(std::string_view action, std::function<Status(Folder&)> work);
};

/// JSON as text that is always UTF-8.
std::string text_of(const Json& json, int indent = -1);

/// A table for people: columns as wide as their widest cell.
std::string table(const std::vector<std::vector<std::string>>& rows);

/// "2026-11-24T08:30:00.000Z", or "-" for 0.
std::string moment(UnixMs at);

/// A subcommand with an example under its help.
CLI::App* add_command(CLI::App& under, const std::string& name, const std::string& what, const std::string& example);

void add_server_commands(CLI::App& app, Program& program);    ///< init, serve
void add_people_commands(CLI::App& app, Program& program);    ///< user, grant, enrol-code
void add_device_commands(CLI::App& app, Program& program);    ///< devices
void add_dossier_commands(CLI::App& app, Program& program);   ///< dossier move, erase
void add_delivery_commands(CLI::App& app, Program& program);  ///< deliver, receipt, setting, report, pilot
void add_upkeep_commands(CLI::App& app, Program& program);    ///< verify, backup, restore, status, pack

}  // namespace wegwijs::server
