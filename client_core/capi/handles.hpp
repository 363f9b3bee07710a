// The opaque handles of the C header. A handle is a number that is given once and never read through, so one that was
// closed, or that is no handle at all, is found out whatever the caller does with it.
//
// Thread safety: any thread. What a handle stands for lives on while a call works with it, also when it is closed.
// A table lives until the process is gone: a store that its program left open may have a callback in the middle of a
// virtual machine that takes no thread any more, and a destructor that waited for it would wait for ever.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>

#ifndef WEGWIJS_NO_THREADS
#include <mutex>
#endif

namespace wegwijs::capi {

#ifdef WEGWIJS_NO_THREADS
struct Mutex {
    void lock() {}
    void unlock() {}
};
#else
using Mutex = std::mutex;
#endif

struct Lock {
    explicit Lock(Mutex& of) : mutex(of) { mutex.lock(); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock() { mutex.unlock(); }
    Mutex& mutex;
};

/// `kind`: a number below eight of its own for each type of handle.
template <class Handle, class Object, std::uintptr_t kind>
class Handles {
public:
    Handle* give(std::shared_ptr<Object> object) {
        const Lock lock(mutex_);
        const std::uintptr_t number = ++last_ * 8 + kind;
        objects_.emplace(number, std::move(object));
        return reinterpret_cast<Handle*>(number);
    }
    /// Null: it is not open.
    std::shared_ptr<Object> find(const Handle* handle) {
        const Lock lock(mutex_);
        const auto found = objects_.find(reinterpret_cast<std::uintptr_t>(handle));
        return found == objects_.end() ? nullptr : found->second;
    }
    /// Null: it was not open.
    std::shared_ptr<Object> take(const Handle* handle) {
        const Lock lock(mutex_);
        const auto found = objects_.find(reinterpret_cast<std::uintptr_t>(handle));
        if (found == objects_.end()) return nullptr;
        std::shared_ptr<Object> object = std::move(found->second);
        objects_.erase(found);
        return object;
    }

private:
    Mutex mutex_;
    std::unordered_map<std::uintptr_t, std::shared_ptr<Object>> objects_;
    std::uintptr_t last_ = 0;
};

}  // namespace wegwijs::capi
