// One at a time through a store, and nobody from within a call of his own.
//
// Thread safety: any thread.
#pragma once

#include <utility>

#ifndef WEGWIJS_NO_THREADS
#include <atomic>
#include <mutex>
#include <thread>
#endif

namespace wegwijs::api {

#ifdef WEGWIJS_NO_THREADS

class Gate {
public:
    /// False: this comes from a function that was handed in.
    bool enter() { return !std::exchange(inside_, true); }
    void leave() { inside_ = false; }

private:
    bool inside_ = false;
};

#else

class Gate {
public:
    /// Waits for others. False: this thread is inside already, so it comes from a function that was handed in.
    bool enter() {
        if (inside_ == std::this_thread::get_id()) return false;
        mutex_.lock();
        inside_ = std::this_thread::get_id();
        return true;
    }
    /// REQUIRES: this thread is inside.
    void leave() {
        inside_ = std::thread::id();
        mutex_.unlock();
    }

private:
    std::mutex mutex_;
    std::atomic<std::thread::id> inside_{};
};

#endif

/// Leaves at the end of its scope.
class Inside {
public:
    explicit Inside(Gate& gate) : gate_(gate) {}
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside() { gate_.leave(); }

private:
    Gate& gate_;
};

/// Lets others in for the length of its scope.
class Outside {
public:
    explicit Outside(Gate& gate) : gate_(gate) { gate_.leave(); }
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;
    ~Outside() { gate_.enter(); }

private:
    Gate& gate_;
};

}  // namespace wegwijs::api
