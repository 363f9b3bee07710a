// What a store's handle stands for, and how a call of the C header comes to it.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "client_core/api/open_store.hpp"
#include "client_core/capi/caller.hpp"
#include "client_core/capi/context.hpp"
#include "client_core/capi/error.hpp"
#include "client_core/capi/handles.hpp"
#include "client_core/capi/log.hpp"
#ifndef WEGWIJS_NO_THREADS
#include "client_core/capi/own_sync.hpp"
#endif
#include "client_core/capi/text.hpp"

namespace wegwijs::capi {

class Opened {
public:
    explicit Opened(std::unique_ptr<store::Store> store) : store_(std::move(store)) {}

    api::OpenStore& store() { return store_; }
    Caller& caller() { return caller_; }
    Log& log() { return log_; }
#ifndef WEGWIJS_NO_THREADS
    OwnSync& own_sync() { return own_sync_; }
#endif

    /// From inside the gate.
    std::uint64_t observe(wegwijs_observer observer, std::shared_ptr<Context> context);
    void unobserve(std::uint64_t number);
    /// False: somebody else is closing it.
    bool begin_to_close();
    /// Nothing runs any more when it returns. REQUIRES: not within a callback.
    void close();

private:
    Mutex mutex_;  // guards closing_
    bool closing_ = false;
    api::OpenStore store_;
    Caller caller_;
    Log log_{caller_};
#ifndef WEGWIJS_NO_THREADS
    OwnSync own_sync_;
#endif
};

/// Whose callbacks those of a sync are; observers have small numbers.
inline constexpr std::uint64_t sync_owner = UINT64_MAX;

/// Errors "misuse", "no_pin".
Result<store::OpenOptions> options_of(const wegwijs_store_options* options);

Handles<wegwijs_store, Opened, 1>& stores();

/// Gives the host a handle to a store that was opened.
wegwijs_status hand_out(Result<std::unique_ptr<store::Store>> opened, wegwijs_store** to, wegwijs_error* error);

/// Runs `work` on the store with nobody else inside; what it gives goes to `use`, which may find that memory is short.
template <class Work, class Use>
wegwijs_status on(const wegwijs_store* handle, wegwijs_error* error, const Work& work, const Use& use) {
    const std::shared_ptr<Opened> opened = stores().find(handle);
    if (!opened) return misuse(error, "This is not a store that is open.");
    auto result = api::alone(&opened->store(), work);
    if (!result.ok()) {
        opened->log().say_failed(result.error());
        return fail(error, result.error());
    }
    if (!use(*result)) return fail(error, {"memory", "There is not enough memory for the answer.", Retry::later});
    return succeed(error);
}

/// For work that gives nothing.
template <class Work>
wegwijs_status on(const wegwijs_store* handle, wegwijs_error* error, const Work& work) {
    return on(handle, error, work, [](const auto&) { return true; });
}

/// For work that gives a text.
template <class Work>
wegwijs_status text_on(const wegwijs_store* handle, wegwijs_text* to, wegwijs_error* error, const Work& work) {
    if (!to) return misuse(error, "There is no place for the text.");
    *to = {};
    return on(handle, error, work, [&](const std::string& text) { return give(to, text); });
}

/// For work that gives a transaction's number; `to` may be null.
template <class Work>
wegwijs_status number_on(const wegwijs_store* handle, std::uint64_t* to, wegwijs_error* error, const Work& work) {
    return on(handle, error, work, [&](std::uint64_t number) {
        if (to) *to = number;
        return true;
    });
}

}  // namespace wegwijs::capi
