// Where the library has a network and threads of its own: enrolling, and a sync beside other calls.
#include <nlohmann/json.hpp>

#include "client_core/api/convert.hpp"
#include "client_core/api/enrolment.hpp"
#include "client_core/api/sync.hpp"
#include "client_core/capi/forms.hpp"
#include "client_core/capi/opened.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;

namespace {

using Json = nlohmann::json;

SyncOptions outer(const sync::Options& options) {
    SyncOptions out;
    out.first = api::outer(options.first);
    out.check_all = options.check_all;
    out.attempts = options.attempts;
    return out;
}

std::string progress_json(const SyncProgress& at) {
    Json json = {{"phase", at.phase == SyncProgress::Phase::pushing ? "pushing" : "pulling"},
                 {"done", at.done},
                 {"total", at.total},
                 {"bytes_up", at.bytes_up},
                 {"bytes_down", at.bytes_down},
                 {"left_ms", nullptr}};
    if (at.left) json["left_ms"] = at.left->count();
    return json.dump();
}

SyncEnd end_of(const SyncReport& report) {
    SyncEnd end{{}, report.bytes_up, report.bytes_down, report.took.count()};
    end.report.pushed = report.pushed;
    end.report.rejected = report.rejected;
    end.report.pulled = report.pulled;
    end.report.forgotten = report.forgotten;
    end.report.conflicts = report.conflicts;
    end.report.requests = report.requests;
    end.report.in_step = report.in_step;
    end.report.repaired = report.repaired;
    return end;
}

/// What the host hears of one sync.
struct Listener {
    wegwijs_sync_progress progress;
    wegwijs_sync_done done;
    std::shared_ptr<Context> context;

    void tell_progress(Opened& opened, const SyncProgress& at) const {
        if (!progress) return;
        opened.caller().post(sync_owner, [listener = *this, text = progress_json(at)] {
            listener.progress({text.data(), text.size()}, listener.context->get());
        });
    }
    void tell_done(Opened& opened, const Result<SyncReport>& result) const {
        if (result.ok()) opened.log().say(WEGWIJS_LOG_INFO, log_line(end_of(*result)));
        else opened.log().say_failed_sync(result.error());
        if (!done) return;
        opened.caller().post(sync_owner, [listener = *this, result] {
            wegwijs_error error;
            std::string text;
            if (result.ok()) {
                succeed(&error);
                text = report_json(end_of(*result));
            } else {
                fail(&error, result.error());
            }
            listener.done({text.data(), text.size()}, &error, listener.context->get());
        });
    }
};

}  // namespace

wegwijs_status wegwijs_store_enrol(const wegwijs_store_options* options, wegwijs_string server, wegwijs_string code,
                                   wegwijs_string ca_file, wegwijs_store** store, wegwijs_error* error) {
    if (!store) return misuse(error, "There is no place for the store.");
    *store = nullptr;
    auto open = options_of(options);
    if (!open.ok()) return fail(error, open.error());
    const api::EnrolRequest request{std::string(view(server)), std::string(view(code)), std::string(view(ca_file))};
    return hand_out(api::enrol(*open, request), store, error);
}

wegwijs_status wegwijs_sync_start(wegwijs_store* store, wegwijs_string options_json, wegwijs_sync_progress progress,
                                  wegwijs_sync_done done, void* context, void (*release)(void* context),
                                  wegwijs_error* error) {
    const Listener listener{progress, done, std::make_shared<Context>(context, release)};
    const auto opened = stores().find(store);
    if (!opened) return misuse(error, "This is not a store that is open.");
    const auto options = sync_options_of(view(options_json));
    if (!options.ok()) return fail(error, options.error());
    SyncOptions out = outer(*options);
    // The thread ends before the store does: close() waits for it.
    Opened* const at = opened.get();
    out.progress = [at, listener](const SyncProgress& now) { listener.tell_progress(*at, now); };
    const bool started = opened->own_sync().start([at, out, listener](const std::atomic<bool>& cancel) {
        listener.tell_done(
            *at, api::alone(&at->store(), [&](store::Store&) { return api::run_sync(at->store(), out, &cancel); }));
    });
    if (started) return succeed(error);
    return fail(error,
                {"sync_busy", "A sync of this store is running already. Nothing is lost. Wait for it.", Retry::later});
}

wegwijs_status wegwijs_sync_cancel(wegwijs_store* store, wegwijs_error* error) {
    const auto opened = stores().find(store);
    if (!opened) return misuse(error, "This is not a store that is open.");
    opened->own_sync().cancel();
    return succeed(error);
}

wegwijs_status wegwijs_sync_wait(wegwijs_store* store, wegwijs_error* error) {
    const auto opened = stores().find(store);
    if (!opened) return misuse(error, "This is not a store that is open.");
    if (opened->caller().within()) return misuse(error, "A callback does not wait for a sync.");
    opened->own_sync().wait();
    opened->caller().wait_for(sync_owner);
    return succeed(error);
}
