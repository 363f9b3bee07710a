// Time, memory and processes of a measurement. Anything that goes wrong ends the program with a message: a figure of a
// run that failed is worth nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/types.h>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::bench {

using Json = nlohmann::ordered_json;

[[noreturn]] void give_up(const std::string& why);

template <class T>
T need(Result<T> result) {
    if (!result.ok()) give_up(result.error().code + ": " + result.error().message);
    return std::move(result).value();
}
inline void need(const Status& status) {
    if (!status.ok()) give_up(status.error().code + ": " + status.error().message);
}

/// Wall time, and processor time of this process, both in seconds, summed over several stretches.
class Stopwatch {
public:
    void start();
    void stop();
    double seconds() const { return wall_; }
    double cpu_seconds() const { return cpu_; }
    template <class Work>
    void time(const Work& work) {
        start();
        work();
        stop();
    }

private:
    double wall_ = 0, cpu_ = 0, wall_from_ = 0, cpu_from_ = 0;
};

/// Resident memory of a process in MiB: now, and the most since forget_peak(). 0 where the system does not say.
double resident_mb(pid_t process);
double peak_mb(pid_t process);
void forget_peak(pid_t process);
/// Processor time of another process so far, in seconds.
double cpu_seconds_of(pid_t process);

/// Runs `work` in a process of its own, so that its memory is its own, and gives what it returned.
Json in_child(const std::function<Json()>& work);
/// `count` of them at once: each prepares, and when all have, all work. Gives what each `work` returned.
std::vector<Json> in_children(int count, const std::function<std::function<Json()>(int)>& prepare);

std::uint64_t bytes_of(const std::string& database);  ///< the file and its log
double median(std::vector<double> values);

}  // namespace wegwijs::bench
