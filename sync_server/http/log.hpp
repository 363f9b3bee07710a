// The server's log: one JSON object a line, for the journal. It holds what an administrator needs and nothing about
// people: no query, no header, no body, no name, no address; of a path only its template.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::http {

enum class Level { debug, info, warning, error };

class Log {
public:
    using Sink = std::function<void(std::string_view line)>;  ///< gets whole lines, newline included, one at a time

    /// Lines below `least` are left out.
    Log(Clock& clock, Sink sink, Level least = Level::info);

    /// A sink that writes to this process' standard output and flushes after each line.
    static Sink standard_output();

    /// One answered request. Empty texts, and a device of 0, are left out.
    struct Exchange {
        std::string_view method{};
        std::string_view path_template{};
        int status = 0;
        double ms = 0;               ///< from the first byte of the request to the last of the answer
        std::uint64_t bytes_in = 0;  ///< headers and body, within TLS
        std::uint64_t bytes_out = 0;
        std::uint64_t device = 0;
        std::string_view request{};  ///< the request's id
        std::string_view code{};     ///< of the problem
    };
    void exchange(const Exchange& exchange);

    /// Anything else that happened. `event` and `code` are constants of ours, never what somebody sent.
    void event(Level level, std::string_view event, std::string_view code = {},
               std::initializer_list<std::pair<std::string_view, std::int64_t>> numbers = {});

    /// Safe from any thread, like the two above.
    UnixMs now();

private:
    void write(std::string_view line);

    Clock& clock_;
    Sink sink_;
    Level least_;
    std::mutex mutex_;
};

}  // namespace wegwijs::http
