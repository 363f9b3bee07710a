// The library itself, opening and closing a store, and being told.
#include <cstring>

#include "client_core/capi/opened.hpp"
#include "client_core/shared/system/files.hpp"
#include "client_core/shared/system/system.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;

uint32_t wegwijs_abi_version(void) { return WEGWIJS_ABI_VERSION; }

const char* wegwijs_library_version(void) { return WEGWIJS_VERSION; }

int32_t wegwijs_has_feature(const char* name) {
    if (!name) return 0;
#ifdef WEGWIJS_CAPI_NETWORK
    if (std::strcmp(name, "network") == 0) return 1;
#endif
#ifndef WEGWIJS_NO_THREADS
    if (std::strcmp(name, "threads") == 0) return 1;
#endif
    return 0;
}

void wegwijs_text_free(wegwijs_text* text) {
    if (!text) return;
    std::free(const_cast<char*>(text->data));
    *text = {};
}

void wegwijs_store_options_init(wegwijs_store_options* options) {
    if (!options) return;
    *options = {};
    options->struct_size = sizeof *options;
}

namespace wegwijs::capi {

Result<store::OpenOptions> options_of(const wegwijs_store_options* options) {
    if (!options || options->struct_size < sizeof(wegwijs_store_options))
        return Error{"misuse", "The options were not made by wegwijs_store_options_init. Nothing was changed.",
                     Retry::never};
    if (view(options->pin).empty())
        return Error{"no_pin", "A PIN is needed. Nothing was changed. Ask the user for it.", Retry::never};
    store::OpenOptions open;
    open.path = view(options->path);
    open.pin = view(options->pin);
    open.clock = &system::clock();
    open.random = &system::random();
    open.files = &system::files();
    open.watch_log = true;
    return open;
}

}  // namespace wegwijs::capi

wegwijs_status wegwijs_store_open(const wegwijs_store_options* options, wegwijs_store** store, wegwijs_error* error) {
    if (!store) return misuse(error, "There is no place for the store.");
    *store = nullptr;
    auto open = options_of(options);
    if (!open.ok()) return fail(error, open.error());
    return hand_out(store::Store::open(*open), store, error);
}

wegwijs_status wegwijs_store_close(wegwijs_store* store, wegwijs_error* error) {
    if (!store) return succeed(error);
    const auto opened = stores().find(store);
    if (opened && opened->caller().within())
        return misuse(error, "A store is not closed from within its own callback. It is still open.");
    if (!opened || !opened->begin_to_close()) return misuse(error, "This is not a store that is open.");
    opened->close();  // callbacks that were on their way still find it
    (void)stores().take(store);
    return succeed(error);
}

wegwijs_status wegwijs_store_observe(wegwijs_store* store, wegwijs_observer observer, void* context,
                                     void (*release)(void* context), uint64_t* number, wegwijs_error* error) {
    const auto held = std::make_shared<Context>(context, release);
    const auto opened = stores().find(store);
    if (!opened || !observer || !number) return misuse(error, "There is no open store, no observer or no place.");
    return number_on(store, number, error,
                     [&](store::Store&) -> Result<std::uint64_t> { return opened->observe(observer, held); });
}

wegwijs_status wegwijs_store_unobserve(wegwijs_store* store, uint64_t number, wegwijs_error* error) {
    const auto opened = stores().find(store);
    if (!opened) return misuse(error, "This is not a store that is open.");
    opened->unobserve(number);
    return succeed(error);
}

wegwijs_status wegwijs_store_run_callbacks(wegwijs_store* store, uint32_t* called, wegwijs_error* error) {
    const auto opened = stores().find(store);
    if (!opened) return misuse(error, "This is not a store that is open.");
    if (opened->caller().within()) return misuse(error, "A callback does not wait for callbacks.");
    const std::uint32_t count = opened->caller().run();
    if (called) *called = count;
    return succeed(error);
}

wegwijs_status wegwijs_store_log(wegwijs_store* store, wegwijs_log_level least, wegwijs_log_sink sink, void* context,
                                 void (*release)(void* context), wegwijs_error* error) {
    const auto held = std::make_shared<Context>(context, release);
    const auto opened = stores().find(store);
    if (!opened) return misuse(error, "This is not a store that is open.");
    opened->log().set(least, sink, held);
    return succeed(error);
}
