#include "client_core/api/sync.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "client_core/api/convert.hpp"
#include "client_core/sync/runner.hpp"
#include "client_core/transport/curl_transport.hpp"

namespace wegwijs::api {

namespace {

/// How soon a pause between two tries sees that it is no longer wanted.
constexpr UnixMs look_ms = 50;

/// Nothing of the store is in use while an answer is waited for: it is applied in a step of its own.
class OutsideTransport final : public transport::HttpTransport {
public:
    OutsideTransport(transport::HttpTransport& through, Gate& gate) : through_(through), gate_(gate) {}
    Result<transport::HttpResponse> send(const transport::HttpRequest& request, const transport::Progress& progress,
                                         const std::atomic<bool>* cancel) override {
        const Outside outside(gate_);
        return through_.send(request, progress, cancel);
    }
    void begin(transport::RequestMaker make, const std::atomic<bool>* cancel) override {
        through_.begin(std::move(make), cancel);
    }
    Result<transport::HttpResponse> finish() override {
        const Outside outside(gate_);
        return through_.finish();
    }
    transport::HttpTransport* beside() override {
        if (!beside_)
            if (transport::HttpTransport* through = through_.beside())
                beside_ = std::make_unique<OutsideTransport>(*through, gate_);
        return beside_.get();
    }

private:
    transport::HttpTransport& through_;
    Gate& gate_;
    std::unique_ptr<OutsideTransport> beside_;
};

void pause(Gate& gate, UnixMs ms, const std::atomic<bool>* cancel) {
    const Outside outside(gate);
    for (; ms > 0 && !(cancel && *cancel); ms -= look_ms)
        std::this_thread::sleep_for(std::chrono::milliseconds(std::min(ms, look_ms)));
}

SyncProgress progress_of(const sync::RunProgress& at) {
    SyncProgress out;
    if (at.sync.phase == sync::Progress::Phase::pulling) out.phase = SyncProgress::Phase::pulling;
    out.done = at.sync.done;
    out.total = at.sync.total;
    out.bytes_up = at.bytes_up;
    out.bytes_down = at.bytes_down;
    if (at.left_ms) out.left = std::chrono::milliseconds(*at.left_ms);
    return out;
}

SyncReport report_of(const sync::RunReport& report) {
    SyncReport out;
    out.pushed = report.sync.pushed;
    out.rejected = report.sync.rejected;
    out.pulled = report.sync.pulled;
    out.forgotten = report.sync.forgotten;
    out.conflicts = report.sync.conflicts;
    out.requests = report.sync.requests;
    out.bytes_up = report.bytes_up;
    out.bytes_down = report.bytes_down;
    out.took = std::chrono::milliseconds(report.took_ms);
    out.in_step = report.sync.in_step;
    out.repaired = report.sync.repaired;
    return out;
}

}  // namespace

Result<SyncReport> run_sync(OpenStore& open, const SyncOptions& options, const std::atomic<bool>* cancel) {
    const OpenStore::Syncing syncing = TRY(open.begin_sync());
    store::Store& store = open.held();
    Gate& gate = open.gate();
    const store::Identity& identity = store.identity();
    transport::TransportOptions to;
    to.url = identity.server_url;
    to.ca_file = identity.ca_file;
    const auto curl = TRY(transport::CurlTransport::open(to));
    OutsideTransport transport(*curl, gate);
    sync::RunOptions run;
    run.sync.first = inner(options.first);
    run.sync.check_all = options.check_all;
    run.sync.attempts = options.attempts;
    run.authority = sync::authority_of(identity.server_url);
    run.cancel = cancel;
    run.sleep = [&](UnixMs ms) { pause(gate, ms, cancel); };
    if (options.progress)
        run.progress = [&](const sync::RunProgress& at) noexcept { options.progress(progress_of(at)); };
    return report_of(TRY(sync::run(store, transport, run)));
}

}  // namespace wegwijs::api
