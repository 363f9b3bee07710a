// Drives the engine over a transport until in step: signs each request (RFC 9421), waits between tries. Blocks the
// calling thread; has none of its own.
#pragma once

#include <atomic>
#include <functional>

#include "client_core/sync/engine.hpp"
#include "client_core/sync/http.hpp"

namespace wegwijs::sync {

struct RunReport {
    Report sync;
    std::uint64_t bytes_up = 0, bytes_down = 0;  ///< HTTP, heads included
    UnixMs took_ms = 0;
};

/// `done` of `total` in this phase (total 0: not known yet), bytes so far, and how long the rest may take.
struct RunProgress {
    Progress sync;
    std::uint64_t bytes_up = 0, bytes_down = 0;
    std::optional<UnixMs> left_ms;
};

struct RunOptions {
    Options sync;
    std::function<void(const RunProgress&)> progress;
    const std::atomic<bool>* cancel = nullptr;
    /// Sleeps; returns early when cancelled. Given in, since sync has no clock to sleep by.
    std::function<void(UnixMs)> sleep;
    std::string authority;  ///< host:port of the server, as signed
};

Result<RunReport> run(store::Store& store, transport::HttpTransport& transport, const RunOptions& options);

/// `key` is the device's own, made by the caller. Errors: "code_invalid" (used, expired or unknown), and the
/// transport's.
Result<Enrolment> enrol(transport::HttpTransport& transport, const std::string& server_url,
                        const std::string& authority, const std::string& code, const crypto::SigningKey& key,
                        Clock& clock, Random& random);

}  // namespace wegwijs::sync
