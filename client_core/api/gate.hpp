// One at a time through a store, and nobody from within a call of his own.
//
// Thread safety: any thread.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#ifndef WEGWIJS_NO_THREADS
#include <atomic>
#include <mutex>
#include <thread>
#endif

namespace wegwijs::api {

#ifdef WEGWIJS_NO_THREADS

class Turn {
public:
    bool take() { return !std::exchange(taken_, true); }
    void give_back() { taken_ = false; }

private:
    bool taken_ = false;
};

#else

class Turn {
public:
    /// Waits for others. False: this thread has it already.
    bool take() {
        if (taker_ == std::this_thread::get_id()) return false;
        mutex_.lock();
        taker_ = std::this_thread::get_id();
        return true;
    }
    /// REQUIRES: this thread has it.
    void give_back() {
        taker_ = std::thread::id();
        mutex_.unlock();
    }

private:
    std::mutex mutex_;
    std::atomic<std::thread::id> taker_{};
};

#endif

/// Work that goes on in later calls as if nobody had been inside in between.
class Unfinished {
public:
    virtual ~Unfinished() = default;
    /// From inside, before anybody else does anything there: takes what it still needs.
    virtual void settle() = 0;
};

class Gate {
public:
    /// Waits for others, and settles what they left unfinished. False: this thread is inside already, so it comes from
    /// a function that was handed in.
    bool enter() {
        if (!turn_.take()) return false;
        for (const auto& one : std::exchange(unfinished_, {})) one->settle();
        return true;
    }
    /// For who only goes on with what he left unfinished. False: it is settled.
    bool go_on() { return turn_.take(); }
    /// REQUIRES: this thread is inside.
    void leave() { turn_.give_back(); }

    /// From inside: `one` will be settled, unless it is finished before.
    void leave_unfinished(std::shared_ptr<Unfinished> one) { unfinished_.push_back(std::move(one)); }
    /// From inside.
    void finished(const Unfinished* one) {
        std::erase_if(unfinished_, [one](const auto& other) { return other.get() == one; });
    }

private:
    Turn turn_;
    std::vector<std::shared_ptr<Unfinished>> unfinished_;
};

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
