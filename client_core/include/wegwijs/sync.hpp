// What a sync is told and what it tells.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <wegwijs/id.hpp>

namespace wegwijs {

/// Asks a running sync to stop. Thread safety: any thread, and a signal handler too.
class Cancel {
public:
    Cancel() = default;
    Cancel(const Cancel&) = delete;
    Cancel& operator=(const Cancel&) = delete;

    /// For good: the next sync takes a new Cancel.
    void ask() noexcept { asked_ = true; }
    bool asked() const noexcept { return asked_; }

private:
    friend class Store;
    std::atomic<bool> asked_{false};
};

struct SyncProgress {
    enum class Phase { pushing, pulling } phase = Phase::pushing;
    std::uint64_t done = 0, total = 0;  ///< transactions sent of those to send; records received (total 0: not known)
    std::uint64_t bytes_up = 0, bytes_down = 0;     ///< of HTTP, heads included, without TLS
    std::optional<std::chrono::milliseconds> left;  ///< how long the phase may still take; empty: not known
};

struct SyncOptions {
    std::vector<Id> first = {};  ///< dossiers to come first: today's appointments
    bool check_all = false;  ///< compare the sums of all that is here with the server's; once a day it is done anyway
    int attempts = 5;        ///< of one request, with growing pauses of at most a minute; 0: until cancelled
    /// Called on the thread that syncs, before and after each request. It must not throw, nor use the store.
    std::function<void(const SyncProgress&)> progress = {};
    const Cancel* cancel = nullptr;  ///< must stay until sync() returns
};

/// What a sync did.
struct SyncReport {
    std::uint64_t pushed = 0;     ///< transactions that the server took
    std::uint64_t rejected = 0;   ///< transactions that it refused: Store::rejected() has them
    std::uint64_t pulled = 0;     ///< records received
    std::uint64_t forgotten = 0;  ///< dossiers that left this device
    std::uint64_t conflicts = 0;  ///< fields that wait for a person to decide when it ends
    std::uint64_t requests = 0;
    std::uint64_t bytes_up = 0, bytes_down = 0;  ///< of HTTP, heads included, without TLS
    std::chrono::milliseconds took{0};
    bool in_step = false;   ///< nothing is left to send or to fetch
    bool repaired = false;  ///< a sum differed, and the dossier was fetched again
};

}  // namespace wegwijs
