// JavaScript has no function that the core could call by its address, so here are those that pass a call on.
#include "bindings/web/wasm/host.hpp"
#include "client_core/include/wegwijs/wegwijs.h"

namespace {

void observed(wegwijs_string changes_json, void*) {
    wegwijs::host::host_observed(changes_json.data, changes_json.size);
}

void logged(wegwijs_log_level level, wegwijs_string line, void*) {
    wegwijs::host::host_logged(level, line.data, line.size);
}

}  // namespace

extern "C" {

/// From now on the host is told of every change, and all that the library says about itself. Once for each store.
__attribute__((export_name("web_listen"))) wegwijs_status web_listen(wegwijs_store* store, wegwijs_error* error) {
    std::uint64_t number = 0;
    const wegwijs_status observing = wegwijs_store_observe(store, observed, nullptr, nullptr, &number, error);
    if (observing != WEGWIJS_OK) return observing;
    return wegwijs_store_log(store, WEGWIJS_LOG_INFO, logged, nullptr, nullptr, error);
}
}
