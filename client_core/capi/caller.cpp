#include "client_core/capi/caller.hpp"

#include <algorithm>
#include <utility>

namespace wegwijs::capi {

#ifdef WEGWIJS_NO_THREADS

void Caller::post(std::uint64_t owner, Job job) {
    if (!stopped_) waiting_.push_back({owner, std::move(job)});
}

void Caller::leave(std::uint64_t owner) {
    std::erase_if(waiting_, [&](const Waiting& one) { return one.owner == owner; });
}

void Caller::wait_for(std::uint64_t) { run(); }

bool Caller::within() const { return running_ != 0; }

std::uint32_t Caller::run() {
    std::uint32_t called = 0;
    // Not what the callbacks themselves set off: that waits for the next time.
    for (std::size_t left = waiting_.size(); left > 0 && !waiting_.empty() && running_ == 0; --left, ++called) {
        const Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        running_ = next.owner;
        next.job();
        running_ = 0;
    }
    return called;
}

void Caller::stop() {
    stopped_ = true;
    run();
}

#else

void Caller::post(std::uint64_t owner, Job job) {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    waiting_.push_back({owner, std::move(job)});
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
    changed_.notify_all();
}

void Caller::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stopped_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        running_ = next.owner;
        lock.unlock();
        next.job();
        next.job = {};  // what it holds may be the host's, and goes outside the lock
        lock.lock();
        running_ = 0;
        changed_.notify_all();
    }
}

void Caller::leave(std::uint64_t owner) {
    std::deque<Waiting> gone;
    std::unique_lock lock(mutex_);
    for (std::size_t i = waiting_.size(); i > 0; --i) {
        Waiting one = std::move(waiting_.front());
        waiting_.pop_front();
        (one.owner == owner ? gone : waiting_).push_back(std::move(one));
    }
    if (thread_.get_id() != std::this_thread::get_id()) changed_.wait(lock, [&] { return running_ != owner; });
}

void Caller::wait_for(std::uint64_t owner) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
        return running_ != owner &&
               std::none_of(waiting_.begin(), waiting_.end(), [&](const Waiting& one) { return one.owner == owner; });
    });
}

bool Caller::within() const {
    const std::lock_guard lock(mutex_);
    return thread_.get_id() == std::this_thread::get_id();
}

std::uint32_t Caller::run() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return running_ == 0 && waiting_.empty(); });
    return 0;
}

void Caller::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

#endif

}  // namespace wegwijs::capi
