#include "tests/bench/meter.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace wegwijs::bench {

namespace {

double clock_of(clockid_t id) {
    timespec at{};
    ::clock_gettime(id, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

double status_mb(pid_t process, const std::string& name) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind(name + ":", 0) == 0) return std::strtod(line.c_str() + name.size() + 1, nullptr) / 1024.0;
    return 0;
}

struct Pipe {
    Pipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) give_up("No pipe could be made.");
        from = ends[0];
        to = ends[1];
    }
    std::string rest() const {
        std::string text;
        char part[4096];
        for (ssize_t got = 0; (got = ::read(from, part, sizeof part)) > 0;)
            text.append(part, static_cast<std::size_t>(got));
        return text;
    }
    int from = -1, to = -1;
};

void write_all(int to, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t wrote = ::write(to, text.data() + done, text.size() - done);
        if (wrote <= 0) ::_exit(1);
        done += static_cast<std::size_t>(wrote);
    }
}

struct Child {
    pid_t process = -1;
    Pipe ready, answer;
};

Child start(const Pipe& go, const std::function<std::function<Json()>()>& prepare) {
    Child child;
    std::fflush(nullptr);
    child.process = ::fork();
    if (child.process < 0) give_up("No process could be started.");
    if (child.process == 0) {
        ::close(go.to);
        const auto work = prepare();
        write_all(child.ready.to, "1");
        (void)go.rest();
        write_all(child.answer.to, work().dump());
        ::_exit(0);
    }
    ::close(child.ready.to);
    ::close(child.answer.to);
    return child;
}

Json finish(const Child& child) {
    const std::string text = child.answer.rest();
    ::close(child.answer.from);
    int status = 0;
    ::waitpid(child.process, &status, 0);
    Json answer = Json::parse(text, nullptr, false);
    if (status != 0 || answer.is_discarded()) give_up("A part of the measurement failed; its message is above.");
    return answer;
}

}  // namespace

void give_up(const std::string& why) {
    std::fprintf(stderr, "wegwijs-bench: %s\n", why.c_str());
    std::fflush(nullptr);
    ::_exit(1);
}

void Stopwatch::start() {
    wall_from_ = clock_of(CLOCK_MONOTONIC);
    cpu_from_ = clock_of(CLOCK_PROCESS_CPUTIME_ID);
}

void Stopwatch::stop() {
    wall_ += clock_of(CLOCK_MONOTONIC) - wall_from_;
    cpu_ += clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_from_;
}

double resident_mb(pid_t process) { return status_mb(process, "VmRSS"); }
double peak_mb(pid_t process) { return status_mb(process, "VmHWM"); }
double cpu_seconds_of(pid_t process) {
    clockid_t clock{};
    return ::clock_getcpuclockid(process, &clock) == 0 ? clock_of(clock) : 0;
}
void forget_peak(pid_t process) { std::ofstream("/proc/" + std::to_string(process) + "/clear_refs") << "5"; }

Json in_child(const std::function<Json()>& work) {
    return in_children(1, [&](int) { return work; }).front();
}

std::vector<Json> in_children(int count, const std::function<std::function<Json()>(int)>& prepare) {
    const Pipe go;
    std::vector<Child> children;
    for (int n = 0; n < count; ++n) children.push_back(start(go, [&] { return prepare(n); }));
    for (const Child& child : children) {
        char one = 0;
        (void)!::read(child.ready.from, &one, 1);  // a child that failed says nothing, and is seen below
        ::close(child.ready.from);
    }
    ::close(go.to);
    std::vector<Json> answers;
    for (const Child& child : children) answers.push_back(finish(child));
    ::close(go.from);
    return answers;
}

std::uint64_t bytes_of(const std::string& database) {
    std::uint64_t bytes = 0;
    for (const char* end : {"", "-wal"}) {
        std::error_code absent;
        const auto size = std::filesystem::file_size(database + end, absent);
        if (!absent) bytes += size;
    }
    return bytes;
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace wegwijs::bench
