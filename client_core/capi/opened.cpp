#include "client_core/capi/opened.hpp"

#include <utility>

#include "client_core/capi/forms.hpp"

namespace wegwijs::capi {

Handles<wegwijs_store, Opened, 1>& stores() {
    static auto* const all = new Handles<wegwijs_store, Opened, 1>;  // never destroyed: see Handles
    return *all;
}

std::uint64_t Opened::observe(wegwijs_observer observer, std::shared_ptr<Context> context) {
    // Its number is not known yet where it is made, and is when it is called.
    const auto number = std::make_shared<std::uint64_t>(0);
    *number = store_.observe([this, observer, number, context](const std::vector<Change>& changes) {
        std::string json = changes_json(changes);
        caller_.post(*number, [observer, context, text = std::move(json)] {
            observer({text.data(), text.size()}, context->get());
        });
    });
    return *number;
}

void Opened::unobserve(std::uint64_t number) {
    if (store_.gate().enter()) {
        const api::Inside inside(store_.gate());
        store_.unobserve(number);
    }
    caller_.leave(number);
}

bool Opened::begin_to_close() {
    const Lock lock(mutex_);
    return !std::exchange(closing_, true);
}

void Opened::close() {
#ifndef WEGWIJS_NO_THREADS
    own_sync_.stop();
#endif
    log_.set(0, nullptr, nullptr);
    caller_.stop();
    if (!store_.gate().enter()) return;
    const api::Inside inside(store_.gate());
    store_.close();
}

wegwijs_status hand_out(Result<std::unique_ptr<store::Store>> opened, wegwijs_store** to, wegwijs_error* error) {
    if (!opened.ok()) return fail(error, opened.error());
    *to = stores().give(std::make_shared<Opened>(std::move(*opened)));
    return succeed(error);
}

}  // namespace wegwijs::capi
