// What stands behind a public Store: the store itself, who may work on it, and who is told.
#pragma once

#include <map>
#include <memory>
#include <type_traits>
#include <utility>

#include "client_core/api/gate.hpp"
#include "client_core/include/wegwijs/record.hpp"
#include "client_core/store/store.hpp"

namespace wegwijs::api {

class OpenStore {
public:
    explicit OpenStore(std::unique_ptr<store::Store> store);
    OpenStore(const OpenStore&) = delete;
    OpenStore& operator=(const OpenStore&) = delete;

    store::Store& held() { return *store_; }
    /// From inside the gate. What is asked after it gets "store_closed"; nobody is told any more.
    void close() { store_.reset(), observers_.clear(); }
    bool closed() const { return store_ == nullptr; }
    Gate& gate() { return gate_; }

    std::uint64_t observe(Observer observer);
    void unobserve(std::uint64_t number) { observers_.erase(number); }

    /// From inside the gate: says that a sync runs, for as long as what it gives lives. Error "sync_busy".
    class Syncing;
    Result<Syncing> begin_sync();

private:
    void tell(const std::vector<store::Change>& changes) const noexcept;

    std::unique_ptr<store::Store> store_;
    Gate gate_;
    std::map<std::uint64_t, Observer> observers_;
    std::uint64_t last_observer_ = 0;
    bool syncing_ = false;
};

/// Ends, inside the gate, what begin_sync() began.
class OpenStore::Syncing {
public:
    explicit Syncing(bool& syncing) : syncing_(&syncing) { *syncing_ = true; }
    Syncing(Syncing&& other) noexcept : syncing_(std::exchange(other.syncing_, nullptr)) {}
    Syncing& operator=(Syncing&&) = delete;
    ~Syncing() {
        if (syncing_) *syncing_ = false;
    }

private:
    bool* syncing_;
};

Error store_closed();
Error in_callback();

/// Runs `work` on the store with nobody else inside. Gives what it gives, or why it could not begin.
template <class Work>
std::invoke_result_t<Work, store::Store&> alone(OpenStore* open, const Work& work) {
    if (!open) return store_closed();
    if (!open->gate().enter()) return in_callback();
    const Inside inside(open->gate());
    if (open->closed()) return store_closed();
    return work(open->held());
}

}  // namespace wegwijs::api
