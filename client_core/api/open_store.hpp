// What stands behind a public Store: the store itself, who may work on it, and who is told.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <type_traits>

#include "client_core/api/gate.hpp"
#include "client_core/include/wegwijs/record.hpp"
#include "client_core/include/wegwijs/sync.hpp"
#include "client_core/store/store.hpp"

namespace wegwijs::api {

class OpenStore {
public:
    explicit OpenStore(std::unique_ptr<store::Store> store);
    OpenStore(const OpenStore&) = delete;
    OpenStore& operator=(const OpenStore&) = delete;

    store::Store& held() { return *store_; }
    Gate& gate() { return gate_; }

    std::uint64_t observe(Observer observer);
    void unobserve(std::uint64_t number) { observers_.erase(number); }

    /// From inside the gate, which it leaves while it waits. `cancel` may be null.
    Result<SyncReport> run_sync(const SyncOptions& options, const std::atomic<bool>* cancel);

private:
    void tell(const std::vector<store::Change>& changes) const noexcept;

    std::unique_ptr<store::Store> store_;
    Gate gate_;
    std::map<std::uint64_t, Observer> observers_;
    std::uint64_t last_observer_ = 0;
    bool syncing_ = false;
};

Error store_closed();
Error in_callback();

/// Runs `work` on the store with nobody else inside. Gives what it gives, or why it could not begin.
template <class Work>
std::invoke_result_t<Work, store::Store&> alone(OpenStore* open, const Work& work) {
    if (!open) return store_closed();
    if (!open->gate().enter()) return in_callback();
    const Inside inside(open->gate());
    return work(open->held());
}

}  // namespace wegwijs::api
