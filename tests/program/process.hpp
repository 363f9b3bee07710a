// The real program, run as a person or a service manager would.
#pragma once

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace wegwijs::test {

/// Goes with everything in it.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "wegwijs-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string path(const std::string& name = "server") const { return path_ + "/" + name; }

private:
    std::string path_;
};

/// A process whose standard output is read through a pipe; its standard error goes to a file without a name.
class Process {
public:
    explicit Process(std::vector<std::string> arguments, const std::string& program = WEGWIJS_SERVER_PROGRAM) {
        int out[2];
        REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
        std::string name = (std::filesystem::temp_directory_path() / "wegwijs-err-XXXXXX").string();
        errors_ = ::mkstemp(name.data());
        REQUIRE(errors_ >= 0);
        ::unlink(name.c_str());
        arguments.insert(arguments.begin(), program);
        std::vector<char*> list;
        for (std::string& argument : arguments) list.push_back(argument.data());
        list.push_back(nullptr);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            ::dup2(out[1], STDOUT_FILENO);
            ::dup2(errors_, STDERR_FILENO);
            ::execv(list.front(), list.data());
            ::_exit(127);
        }
        ::close(out[1]);
        output_ = out[0];
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
        ::close(output_);
        ::close(errors_);
    }

    /// One line of standard output without its end; empty when there is no more.
    std::string line() {
        std::string text;
        for (char c = 0; ::read(output_, &c, 1) == 1 && c != '\n';) text.push_back(c);
        return text;
    }
    std::string rest() {
        std::string text;
        char part[4096];
        for (ssize_t got = 0; (got = ::read(output_, part, sizeof part)) > 0;)
            text.append(part, static_cast<std::size_t>(got));
        return text;
    }
    std::string errors() {
        std::string text(static_cast<std::size_t>(::lseek(errors_, 0, SEEK_END)), '\0');
        REQUIRE(::pread(errors_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
        return text;
    }
    void signal(int number) { ::kill(pid_, number); }
    /// The exit status; 256 and more: a signal ended it.
    int wait() {
        int status = 0;
        REQUIRE(::waitpid(pid_, &status, 0) == pid_);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
    }

private:
    pid_t pid_ = -1;
    int output_ = -1, errors_ = -1;
};

struct Outcome {
    int status = 0;
    std::string out, err;
};

inline Outcome run(const std::vector<std::string>& arguments) {
    Process process(arguments);
    Outcome outcome;
    outcome.out = process.rest();
    outcome.status = process.wait();
    outcome.err = process.errors();
    return outcome;
}

/// With --json, and parsed; `code` of its error when it failed.
inline nlohmann::json run_json(std::vector<std::string> arguments, int expected = 0) {
    arguments.emplace_back("--json");
    const Outcome outcome = run(arguments);
    INFO(outcome.out << outcome.err);
    CHECK(outcome.status == expected);
    nlohmann::json json = nlohmann::json::parse(outcome.out, nullptr, false);
    REQUIRE_FALSE(json.is_discarded());
    if (expected != 0) {
        REQUIRE(json.contains("error"));
        CHECK(json["error"].size() == 3);
        CHECK_FALSE(json["error"].value("message", "").empty());
    }
    return json;
}

inline std::string failure(const std::vector<std::string>& arguments, int expected = 1) {
    return run_json(arguments, expected)["error"].value("code", "");
}

}  // namespace wegwijs::test
