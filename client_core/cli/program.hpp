// What all commands share: where the store is, the PIN, how they answer, and how a failure looks.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "client_core/cli/labels.hpp"
#include "client_core/store/store.hpp"

namespace wegwijs::cli {

using Json = nlohmann::ordered_json;
using store::Id;

/// One run of the program. One thread.
class Program {
public:
    std::string store_file, pin_file, language = "nl";
    bool json = false;
    /// The command that the arguments chose.
    std::function<Status()> chosen;

    /// The PIN, without the line end behind it. Errors "usage" (none was given) and those of reading a file.
    Result<Bytes> pin() const;
    /// Where the store is. Error "usage": nobody said it.
    Result<std::string> path() const;
    Result<store::OpenOptions> options() const;
    Result<std::unique_ptr<store::Store>> open() const;
    Lang lang() const { return language == "en" ? Lang::en : Lang::nl; }

    /// The command's answer: `value` with --json, else `text`. Both are data: they go to standard output. Fails when
    /// they could not be written, so that nobody takes for told what nobody read.
    Status answer(const Json& value, const std::string& text) const;
    /// For people, to standard error; silent with --json.
    void tell(const std::string& text) const;
    /// Prints the failure, unless its code is "answered": then the answer said it. Gives the exit status.
    int failed(const Error& error) const;
};

/// JSON as text that is always UTF-8.
std::string text_of(const Json& json, int indent = -1);
/// The store's JSON; null when it is none.
Json json_of(const std::string& text);
/// Error "usage": exit status 2.
Error usage(std::string message);
/// The answer was given already; only the exit status says that it was a refusal.
Error answered(std::string message);
Result<Id> id_of(const std::string& text);

/// Checks an option that is a number of something that is kept: digits, 1 to 2^63 - 1.
std::string whole_number(const std::string& text);

/// A subcommand with an example under its help.
CLI::App* add_command(CLI::App& under, const std::string& name, const std::string& what, const std::string& example);

void add_init_command(CLI::App& app, Program& program);
void add_schema_commands(CLI::App& app, Program& program);  ///< entities, fields
void add_record_commands(CLI::App& app, Program& program);  ///< create, set, remove, restore
void add_edit_commands(CLI::App& app, Program& program);    ///< edit open, edit drop
void add_read_commands(CLI::App& app, Program& program);    ///< get, list, find, history
void add_sql_command(CLI::App& app, Program& program);
void add_sync_command(CLI::App& app, Program& program);
void add_conflict_commands(CLI::App& app, Program& program);  ///< conflicts, decide
void add_rejected_commands(CLI::App& app, Program& program);  ///< rejected, with retry, discard and export
void add_import_command(CLI::App& app, Program& program);
void add_care_commands(CLI::App& app, Program& program);  ///< status, check

}  // namespace wegwijs::cli
