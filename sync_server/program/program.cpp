#include "sync_server/program/program.hpp"

#include <cstdio>
#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

#include "client_core/shared/system/system.hpp"

namespace wegwijs::server {

namespace {

void print(FILE* to, const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), to);
    if (text.empty() || text.back() != '\n') std::fputc('\n', to);
    std::fflush(to);
}

/// Columns, not bytes: every byte of UTF-8 but those that go on a character.
std::size_t width(const std::string& text) {
    std::size_t columns = 0;
    for (const char c : text) columns += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return columns;
}

}  // namespace

FolderPaths Program::paths() const {
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    return {dir, credentials ? credentials : ""};
}

Origin Program::origin() {
    const passwd* account = ::getpwuid(::getuid());
    return {account ? account->pw_name : "uid " + std::to_string(::getuid()), "cli"};
}

Result<Folder> Program::open() const { return open_folder(paths(), origin(), system::clock(), system::random()); }

void Program::answer(const Json& value, const std::string& text) const {
    if (json) print(stdout, text_of(value));
    else if (!text.empty()) print(stdout, text);
}

void Program::tell(const std::string& text) const {
    if (!json) print(stderr, text);
}

int Program::failed(const Error& error) const {
    if (error.code == "answered") {
        tell(error.message);
        return 1;
    }
    if (json)
        print(
            stdout,
            text_of({{"error", {{"code", error.code}, {"message", error.message}, {"retry", to_text(error.retry)}}}}));
    else print(stderr, error.message);
    return error.code == "usage" ? 2 : 1;
}

std::function<Status()> Program::changing(std::string_view name, std::function<Status(Folder&)> work) {
    return [this, name = std::string(name), work = std::move(work)]() -> Status {
        Folder folder = TRY(open());
        Status result = work(folder);
        if (result.ok() || result.error().code == "usage") return result;
        // A refusal is written down too; that this fails must not hide why the command did.
        const Status noted = folder.admin->audit(folder.origin.actor, name, {}, result.error().code, folder.origin.via,
                                                 folder.clock.now());
        if (!noted.ok()) tell("The refusal could not be written to the audit log.");
        return result;
    };
}

std::function<Status()> Program::looking(std::string_view name, std::function<Status(Folder&)> look) {
    return changing(name, [name = std::string(name), look = std::move(look)](Folder& folder) -> Status {
        TRY(look(folder));
        return folder.admin->audit(folder.origin.actor, name, {}, "ok", folder.origin.via, folder.clock.now());
    });
}

std::string text_of(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i >= widths.size()) widths.push_back(0);
            widths[i] = std::max(widths[i], width(row[i]));
        }
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size()) text.append(widths[i] - width(row[i]) + 2, ' ');
        }
        text.push_back('\n');
    }
    return text;
}

std::string moment(UnixMs at) { return at == 0 ? "-" : system::format_utc(at); }

CLI::App* add_command(CLI::App& under, const std::string& name, const std::string& what, const std::string& example) {
    CLI::App* command = under.add_subcommand(name, what);
    command->footer("Example:\n  " + example);
    command->fallthrough();
    return command;
}

}  // namespace wegwijs::server
