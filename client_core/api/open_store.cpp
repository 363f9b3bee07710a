#include "client_core/api/open_store.hpp"

#include "client_core/api/convert.hpp"

namespace wegwijs::api {

OpenStore::OpenStore(std::unique_ptr<store::Store> store) : store_(std::move(store)) {
    store_->observe([this](const std::vector<store::Change>& changes) { tell(changes); });
}

std::uint64_t OpenStore::observe(Observer observer) {
    if (observer) observers_.emplace(++last_observer_, std::move(observer));
    return last_observer_;
}

Result<OpenStore::Syncing> OpenStore::begin_sync() {
    if (syncing_)
        return Error{"sync_busy",
                     "A sync of this store is running already. Nothing is lost. Wait for it, or cancel it.",
                     Retry::later};
    return Syncing(syncing_);
}

void OpenStore::tell(const std::vector<store::Change>& changes) const noexcept {
    if (observers_.empty()) return;
    std::vector<Change> told;
    for (const store::Change& change : changes) told.push_back(change_of(change));
    for (const auto& [number, observer] : observers_) observer(told);
}

Error store_closed() {
    return {"store_closed", "This store is not open. Nothing was changed. Open it first.", Retry::never};
}

Error in_callback() {
    return {"in_callback",
            "The store was used from within a function that it had called itself. Nothing was changed. Use it after "
            "that function has returned.",
            Retry::never};
}

}  // namespace wegwijs::api
