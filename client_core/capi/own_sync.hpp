// A sync on a thread of the library, one at a time for each store.
//
// Thread safety: any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace wegwijs::capi {

class OwnSync {
public:
    OwnSync() = default;
    OwnSync(const OwnSync&) = delete;
    OwnSync& operator=(const OwnSync&) = delete;
    ~OwnSync() { stop(); }

    /// False: one runs already, or this was stopped. `work` is told whether it should end.
    bool start(std::function<void(const std::atomic<bool>& cancel)> work);
    void cancel() { cancel_ = true; }
    /// Until none runs.
    void wait();
    /// Cancels, waits, and starts none any more.
    void stop();

private:
    std::mutex mutex_;  // guards what follows, but for cancel_
    std::condition_variable ended_;
    std::thread thread_;
    bool running_ = false, stopped_ = false;
    std::atomic<bool> cancel_{false};
};

}  // namespace wegwijs::capi
