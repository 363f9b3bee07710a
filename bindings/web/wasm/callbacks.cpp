// JavaScript has no function that the core could call by its address, so here are those that pass a call on.
#include "bindings/web/wasm/host.hpp"
#include "client_core/include/wegwijs/wegwijs.h"

namespace {

void observed(wegwijs_string changes_json, void*) {
    wegwijs::host::host_observed(changes_json.data, changes_json.size);
}

}  // namespace

extern "C" {

/// From now on the host is told of every change. One for each store is enough.
__attribute__((export_name("web_observe"))) wegwijs_status web_observe(wegwijs_store* store, wegwijs_error* error) {
    std::uint64_t number = 0;
    return wegwijs_store_observe(store, observed, nullptr, nullptr, &number, error);
}
}
