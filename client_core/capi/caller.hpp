// Calls what the host handed in: one after another, on one thread, and never from within a call of the host's.
//
// Where the library is built without threads (WEGWIJS_NO_THREADS) the host asks for it with run().
//
// Thread safety: any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#ifndef WEGWIJS_NO_THREADS
#include <condition_variable>
#include <mutex>
#include <thread>
#endif

namespace wegwijs::capi {

class Caller {
public:
    using Job = std::function<void()>;

    Caller() = default;
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;
    ~Caller() { stop(); }

    /// `owner`: whose callback it is, for leave().
    void post(std::uint64_t owner, Job job);
    /// When it has returned nothing of this owner is called any more. From within a callback it does not wait for that
    /// one.
    void leave(std::uint64_t owner);
    /// When it has returned all that was posted for this owner was called. REQUIRES: not within a callback.
    void wait_for(std::uint64_t owner);
    /// Is this thread within a callback?
    bool within() const;
    /// Until nothing waits to be called; without threads it calls that itself, and gives how many. REQUIRES: not within
    /// a callback.
    std::uint32_t run();
    /// Calls what waits, and takes nothing more. REQUIRES: not within a callback.
    void stop();

private:
    struct Waiting {
        std::uint64_t owner;
        Job job;
    };
    std::deque<Waiting> waiting_;
    std::uint64_t running_ = 0;  ///< the owner of the callback that runs; 0: none

#ifdef WEGWIJS_NO_THREADS
    bool stopped_ = false;
#else
    void work();
    mutable std::mutex mutex_;  // guards all of the above
    std::condition_variable changed_;
    std::thread thread_;
    bool stopped_ = false;
#endif
};

}  // namespace wegwijs::capi
