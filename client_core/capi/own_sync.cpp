#include "client_core/capi/own_sync.hpp"

#include <utility>

namespace wegwijs::capi {

bool OwnSync::start(std::function<void(const std::atomic<bool>&)> work) {
    std::thread before;
    {
        const std::lock_guard lock(mutex_);
        if (running_ || stopped_) return false;
        before.swap(thread_);  // it has ended, or is about to
    }
    if (before.joinable()) before.join();
    const std::lock_guard lock(mutex_);
    if (running_ || stopped_) return false;
    running_ = true;
    cancel_ = false;
    thread_ = std::thread([this, work = std::move(work)]() mutable {
        work(cancel_);
        work = nullptr;  // what it holds is the host's: gone before anybody hears that it has ended
        const std::lock_guard ending(mutex_);
        running_ = false;
        ended_.notify_all();
    });
    return true;
}

void OwnSync::wait() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [&] { return !running_; });
}

void OwnSync::stop() {
    std::thread last;
    {
        const std::lock_guard lock(mutex_);
        stopped_ = cancel_ = true;
        last.swap(thread_);
    }
    if (last.joinable()) last.join();
}

}  // namespace wegwijs::capi
