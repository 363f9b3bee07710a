#include "tests/bench/server.hpp"

#include <filesystem>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wegwijs::bench {

namespace {

struct Started {
    pid_t process = -1;
    int output = -1;
};

/// Its standard output comes through a pipe. It ends when this process does.
Started start(std::vector<std::string> arguments, bool quiet) {
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) give_up("No pipe could be made.");
    std::vector<char*> list;
    for (std::string& argument : arguments) list.push_back(argument.data());
    list.push_back(nullptr);
    const pid_t process = ::fork();
    if (process < 0) give_up("No process could be started.");
    if (process == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(out[1], STDOUT_FILENO);
        if (quiet) ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        ::execv(list.front(), list.data());
        ::_exit(127);
    }
    ::close(out[1]);
    return {process, out[0]};
}

std::string line_of(int from) {
    std::string text;
    for (char c = 0; ::read(from, &c, 1) == 1 && c != '\n';) text.push_back(c);
    return text;
}

/// Reads what comes until it ends: a log that nobody reads would stop its writer. Gives the process that does.
pid_t drain(int from) {
    const pid_t reader = ::fork();
    if (reader < 0) give_up("No process could be started.");
    if (reader == 0) {
        for (char part[4096]; ::read(from, part, sizeof part) > 0;) continue;
        ::_exit(0);
    }
    ::close(from);
    return reader;
}

}  // namespace

Server::Server(std::string program, std::string folder, const std::string& pack)
    : program_(std::move(program)), folder_(std::move(folder)) {
    (void)run({"init", "--dir", folder_, "--pack", pack});
    const Started started = start({program_, "serve", "--dir", folder_, "--listen", "127.0.0.1:0"}, true);
    process_ = started.process;
    constexpr std::string_view before = "listening on ";
    const std::string line = line_of(started.output);
    if (line.rfind(before, 0) != 0) give_up("The server did not start: " + line);
    url_ = line.substr(before.size());
    log_reader_ = drain(started.output);
}

Server::~Server() { stop(); }

void Server::stop() {
    if (process_ <= 0) return;
    ::kill(process_, SIGTERM);
    int status = 0;
    ::waitpid(process_, &status, 0);
    ::waitpid(log_reader_, nullptr, 0);
    process_ = -1;
    if (status != 0) give_up("The server did not end well; its message, if it left one, is above.");
}

Json Server::run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), program_);
    arguments.emplace_back("--json");
    const Started started = start(arguments, false);
    std::string text, line;
    while (!(line = line_of(started.output)).empty()) text += line + "\n";
    ::close(started.output);
    int status = 0;
    ::waitpid(started.process, &status, 0);
    if (status != 0) give_up("wegwijs-server " + arguments[1] + " failed: " + text);
    return Json::parse(text, nullptr, false);
}

void Server::add_user(const std::string& name, const std::string& municipality) {
    (void)run({"user", "add", name, "--dir", folder_, "--role", "medewerker", "--gemeente", municipality});
}

std::string Server::enrol_code(const std::string& user) {
    return run({"enrol-code", user, "--dir", folder_, "--valid", "2h"}).value("code", "");
}

std::uint64_t Server::store_bytes() const {
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
        if (entry.is_regular_file()) bytes += entry.file_size();
    return bytes;
}

}  // namespace wegwijs::bench
