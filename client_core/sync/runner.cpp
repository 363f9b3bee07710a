#include "client_core/sync/runner.hpp"

#include "client_core/shared/protocol/compress.hpp"
#include "client_core/sync/http.hpp"

namespace wegwijs::sync {

namespace {

/// A way to the server: one request at a time, packed and signed where it is sent.
class Lane {
public:
    explicit Lane(transport::HttpTransport& through) : through_(through) {}
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;
    ~Lane() {
        if (busy_) (void)through_.finish();  // it uses what goes now
    }

    void begin(const Signer& signer, const char* path, Bytes body, const std::atomic<bool>* cancel) {
        plain_ = std::move(body);
        auto make = [this, signer, path, at = signer.now()]() -> Result<transport::HttpRequest> {
            // A fifth smaller, by level 3, is worth its time on any link but the fastest.
            packed_ = TRY(codec_.compress(plain_, protocol::own_encoding, fast_ ? 1 : 3));
            return signer.request(at, path, "application/cbor", protocol::to_text(protocol::own_encoding), packed_);
        };
        through_.begin(std::move(make), cancel);
        busy_ = true;
    }

    Result<transport::HttpResponse> finish(RunReport& report) {
        busy_ = false;
        auto response = TRY(through_.finish());
        report.bytes_up += response.bytes_up;
        report.bytes_down += response.bytes_down;
        // Only what has a large body tells something of the link.
        constexpr std::uint64_t large = 64 * 1024, fast_bytes_per_us = 16;
        if (response.bytes_up >= large && response.took_us > 0)
            fast_ = response.bytes_up / response.took_us >= fast_bytes_per_us;
        return response;
    }

private:
    transport::HttpTransport& through_;
    protocol::Codec codec_;
    Bytes plain_, packed_;
    bool fast_ = false, busy_ = false;
};

/// Requests, and where the transport can do two things at once the rows ahead of them.
struct Lanes {
    explicit Lanes(transport::HttpTransport& transport) : requests(transport) {
        if (transport::HttpTransport* beside = transport.beside()) rows.emplace(*beside);
    }
    Lane requests;
    std::optional<Lane> rows;
};

/// Asks what the engine wants to ask, and gives it the answer. While the request is under way it brings the rows that
/// follow, and applies the last answer.
Action ask(store::Store& store, Lanes& lanes, Engine& engine, Action action, RunReport& report,
           const RunOptions& options) {
    store::Tables& tables = store.tables();
    auto device = tables.device();
    if (!device.ok()) return engine.failed(device.error());
    const Signer signer{store.identity().key, std::to_string(*device), options.authority, tables.clock(),
                        tables.random()};
    lanes.requests.begin(signer, "/v1/sync", std::move(action.body), options.cancel);
    Bytes rows = lanes.rows ? engine.prepare() : Bytes();
    const bool brings = !rows.empty();
    if (brings) lanes.rows->begin(signer, "/v1/rows", std::move(rows), options.cancel);
    std::optional<Action> instead = action.ahead ? engine.settle() : std::nullopt;
    auto response = lanes.requests.finish(report);
    bool arrived = false;
    if (brings) {
        auto kept = lanes.rows->finish(report);
        arrived = kept.ok() && kept->status == 204;
    }
    if (instead) return std::move(*instead);
    if (!response.ok()) return engine.failed(response.error());
    if (arrived) engine.arrived();
    auto body = body_of(std::move(response.value()));
    return body.ok() ? engine.answered(*body) : engine.failed(body.error());
}

void tell(const RunOptions& options, const Engine& engine, const RunReport& report, UnixMs took) {
    if (!options.progress) return;
    RunProgress progress{engine.progress(), report.bytes_up, report.bytes_down, {}};
    const auto& p = progress.sync;
    if (p.total > 0 && p.done > 0 && p.done < p.total)
        progress.left_ms = took * static_cast<UnixMs>(p.total - p.done) / static_cast<UnixMs>(p.done);
    options.progress(progress);
}

}  // namespace

Result<RunReport> run(store::Store& store, transport::HttpTransport& transport, const RunOptions& options) {
    store::Tables& tables = store.tables();
    RunReport report;
    Engine engine(store);
    Lanes lanes(transport);
    const UnixMs began = tables.clock().now();
    Action action = engine.start(options.sync);
    for (;;) {
        report.sync = engine.report();
        report.took_ms = tables.clock().now() - began;
        tell(options, engine, report, report.took_ms);
        if (options.cancel && *options.cancel) return engine.cancel().error;
        if (action.what == Action::What::finished) {
            report.sync.conflicts = TRY(store.status()).conflicts;
            return report;
        }
        if (action.what == Action::What::failed) return action.error;
        if (action.what == Action::What::wait) {
            if (options.sleep) options.sleep(action.wait_ms);
            action = engine.woken();
            continue;
        }
        action = ask(store, lanes, engine, std::move(action), report, options);
    }
}

Result<Enrolment> enrol(transport::HttpTransport& transport, const std::string& server_url,
                        const std::string& authority, const std::string& code, const crypto::SigningKey& key,
                        Clock& clock, Random& random) {
    const std::string body = enrolment_body(code, key);
    const Signer signer = enrolment_signer(key, authority, clock, random);
    const auto response =
        TRY(transport.send(signer.request(signer.now(), "/v1/enrolments", "application/json", "", body), {}, nullptr));
    return enrolment_of(response, server_url, key);
}

}  // namespace wegwijs::sync
