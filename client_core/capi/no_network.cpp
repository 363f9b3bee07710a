// Where neither a network nor threads are built in: what needs them says so. The host sends the requests itself, by
// wegwijs_enrolment_begin and wegwijs_exchange_begin.
#include "client_core/capi/opened.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;

namespace {

wegwijs_status not_built_in(wegwijs_error* error) {
    return fail(error, {"not_built_in",
                        "This build has no network of its own. Nothing was changed. The program sends the requests.",
                        Retry::never});
}

}  // namespace

wegwijs_status wegwijs_store_enrol(const wegwijs_store_options*, wegwijs_string, wegwijs_string, wegwijs_string,
                                   wegwijs_store** store, wegwijs_error* error) {
    if (store) *store = nullptr;
    return not_built_in(error);
}

wegwijs_status wegwijs_sync_start(wegwijs_store*, wegwijs_string, wegwijs_sync_progress, wegwijs_sync_done,
                                  void* context, void (*release)(void* context), wegwijs_error* error) {
    const Context held(context, release);
    return not_built_in(error);
}

wegwijs_status wegwijs_sync_cancel(wegwijs_store*, wegwijs_error* error) { return not_built_in(error); }

wegwijs_status wegwijs_sync_wait(wegwijs_store*, wegwijs_error* error) { return not_built_in(error); }
