#include "client_core/sync/runner.hpp"

#include <nlohmann/json.hpp>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/protocol/compress.hpp"
#include "client_core/shared/protocol/signature.hpp"

namespace wegwijs::sync {

namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* name) {
    auto at = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// What a problem+json answer says, as our error.
Error error_of(const transport::HttpResponse& response) {
    json problem = json::parse(response.body, nullptr, false);
    std::string code = text_of(problem, "code"), detail = text_of(problem, "detail");
    Retry retry = retry_from_text(text_of(problem, "retry"))
                      .value_or(response.status >= 500 || response.status == 429 ? Retry::later : Retry::never);
    // Some words mean something between this program and its caller only.
    if (code.empty() || code == "answered" || code == "usage") code = "http_" + std::to_string(response.status);
    if (detail.empty())
        detail = "The server answered with status " + std::to_string(response.status) + ". Nothing is lost.";
    return {code, detail, retry};
}

struct Signer {
    const crypto::SigningKey& key;
    std::string keyid, authority;
    Clock& clock;
    Random& random;

    /// What a signature takes of this moment.
    struct Moment {
        UnixMs seconds = 0;
        Bytes nonce;
    };
    Moment now() const { return {clock.now() / 1000, random.bytes(16)}; }

    /// Uses neither clock nor chance, so it may be called on any thread. REQUIRES: `body` stays for as long as the
    /// request is used.
    transport::HttpRequest request(const Moment& at, const char* path, const char* type, const char* encoding,
                                   ByteView body) const {
        protocol::HttpMessage message{"POST", authority, path, encoding, body};
        auto signed_ = protocol::sign_request(message, keyid, at.seconds, at.nonce, key);
        transport::HttpRequest request;
        request.path = path;
        request.headers = {{"content-type", type},
                           {"content-digest", signed_.content_digest},
                           {"signature-input", signed_.signature_input},
                           {"signature", signed_.signature}};
        if (*encoding) request.headers.emplace_back("content-encoding", encoding);
        request.body = body;
        return request;
    }
};

Result<Bytes> body_of(transport::HttpResponse response) {
    if (response.status != 200) return error_of(response);
    if (response.header("content-encoding") == "zstd")
        return protocol::decompress(response.body, protocol::Encoding::zstd, limits::message_bytes);
    return std::move(response.body);
}

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
            packed_ = TRY(codec_.compress(plain_, protocol::Encoding::zstd, fast_ ? 1 : 3));
            return signer.request(at, path, "application/cbor", "zstd", packed_);
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

std::string authority_of(std::string_view url) {
    const bool tls = url.substr(0, 8) == "https://";
    if (!tls && url.substr(0, 7) != "http://") return {};
    url.remove_prefix(tls ? 8 : 7);
    std::string authority(url.substr(0, url.find('/')));
    std::string_view usual = tls ? ":443" : ":80";
    if (authority.size() > usual.size() && std::string_view(authority).substr(authority.size() - usual.size()) == usual)
        authority.resize(authority.size() - usual.size());
    return authority;
}

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
    const std::string public_key = to_base64(key.public_key);
    const std::string body = json{{"code", code}, {"publicKey", public_key}}.dump();
    Signer signer{key, "enrol:" + public_key, authority, clock, random};
    auto response =
        TRY(transport.send(signer.request(signer.now(), "/v1/enrolments", "application/json", "", body), {}, nullptr));
    if (response.status != 200 && response.status != 201) return error_of(response);
    json answer = json::parse(response.body, nullptr, false);
    auto number = [&](const char* name) -> std::uint64_t {
        auto at = answer.is_object() ? answer.find(name) : answer.end();
        return answer.is_object() && at != answer.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : 0;
    };
    Enrolment made;
    bool good = false;
    made.identity.device = number("device");
    made.identity.epoch = number("epoch");
    made.identity.user = text_of(answer, "user");
    made.identity.role = text_of(answer, "role");
    made.identity.server_url = server_url;
    made.identity.key = key;
    made.identity.server_box_key = from_base64(text_of(answer, "boxKey"), good);
    made.pack_json = text_of(answer, "packJson");
    const bool fits = made.identity.device <= INT64_MAX && made.identity.epoch <= INT64_MAX &&
                      made.identity.server_box_key.size() == 32;
    if (!good || !fits || made.identity.device == 0 || made.identity.epoch == 0 || made.identity.user.empty() ||
        made.pack_json.empty())
        return Error{"answer_broken",
                     "The server's answer to the enrolment could not be read. Ask for a new code and try again.",
                     Retry::later};
    return made;
}

}  // namespace wegwijs::sync
