// A sync whose requests the host sends.
#include <utility>

#include <nlohmann/json.hpp>

#include "client_core/capi/forms.hpp"
#include "client_core/capi/opened.hpp"
#include "client_core/shared/protocol/compress.hpp"
#include "client_core/sync/http.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;

namespace {

using Json = nlohmann::json;
using What = sync::Action::What;

Error no_answer() {
    return {"offline", "The server was not reached. Nothing is lost; everything typed is on this device.",
            Retry::when_online};
}

/// Names of headers are the same in any case (RFC 9110, section 5.1).
std::string lower_case(std::string name) {
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name;
}

class Exchange {
public:
    Exchange(std::shared_ptr<Opened> opened, api::OpenStore::Syncing syncing, const sync::Options& options)
        : opened_(std::move(opened)),
          syncing_(std::move(syncing)),
          engine_(opened_->store().held()),
          began_(tables().clock().now()),
          action_(engine_.start(options)) {}

    Opened& opened() { return *opened_; }
    std::shared_ptr<Opened> keep() const { return opened_; }

    /// What to do next. From inside the gate.
    struct Next {
        wegwijs_step step = 0;
        std::string text;
        ByteView body;
        std::uint32_t wait_ms = 0;
    };
    Result<Next> next() {
        if (action_.what == What::wait && waiting_) action_ = engine_.woken();
        waiting_ = action_.what == What::wait;
        switch (action_.what) {
            case What::send: return send();
            case What::wait: return Next{WEGWIJS_STEP_WAIT, {}, {}, static_cast<std::uint32_t>(action_.wait_ms)};
            case What::finished: return Next{WEGWIJS_STEP_FINISHED, TRY(report()), {}, 0};
            case What::failed: break;
        }
        if (!std::exchange(said_, true)) opened_->log().say_failed_sync(action_.error);
        return action_.error;
    }

    Status answer(std::uint64_t id, int status, const Json& headers, ByteView body) {
        if (id != asked_ || action_.what != What::send) return done();
        asked_ = 0;
        if (status == 0) {
            action_ = engine_.failed(no_answer());
            return done();
        }
        transport::HttpResponse response;
        response.status = status;
        for (const auto& [name, value] : headers.items())
            if (value.is_string()) response.headers[lower_case(name)] = value.get<std::string>();
        response.body = body;
        bytes_down_ += body.size();
        auto plain = sync::body_of(std::move(response));
        action_ = plain.ok() ? engine_.answered(*plain) : engine_.failed(plain.error());
        return done();
    }

private:
    store::Tables& tables() { return opened_->store().held().tables(); }

    Result<Next> send() {
        if (asked_ == 0) {
            const store::Identity& identity = opened_->store().held().identity();
            const sync::Signer signer{identity.key, std::to_string(TRY(tables().device())),
                                      sync::authority_of(identity.server_url), tables().clock(), tables().random()};
            packed_ = TRY(codec_.compress(action_.body, protocol::own_encoding, 3));
            const auto request = signer.request(signer.now(), "/v1/sync", "application/cbor",
                                                protocol::to_text(protocol::own_encoding), packed_);
            asked_ = ++last_;
            Json headers = Json::object();
            for (const auto& [name, value] : request.headers) headers[name] = value;
            request_ =
                Json{{"id", asked_}, {"method", request.method}, {"path", request.path}, {"headers", headers}}.dump(
                    -1, ' ', false, Json::error_handler_t::replace);
            bytes_up_ += packed_.size();
        }
        return Next{WEGWIJS_STEP_SEND, request_, packed_, 0};
    }

    Result<std::string> report() {
        SyncEnd end{engine_.report(), bytes_up_, bytes_down_, tables().clock().now() - began_};
        end.report.conflicts = TRY(opened_->store().held().status()).conflicts;
        if (!std::exchange(said_, true)) opened_->log().say(WEGWIJS_LOG_INFO, log_line(end));
        return report_json(end);
    }

    std::shared_ptr<Opened> opened_;
    api::OpenStore::Syncing syncing_;
    sync::Engine engine_;
    UnixMs began_;
    sync::Action action_;
    protocol::Codec codec_;
    Bytes packed_;
    std::string request_;
    std::uint64_t last_ = 0, asked_ = 0, bytes_up_ = 0, bytes_down_ = 0;
    bool waiting_ = false;
    bool said_ = false;  ///< to the log, how it ended
};

Handles<wegwijs_exchange, Exchange, 3>& exchanges() {
    static auto* const all = new Handles<wegwijs_exchange, Exchange, 3>;  // never destroyed: see Handles
    return *all;
}

}  // namespace

wegwijs_status wegwijs_exchange_begin(wegwijs_store* store, wegwijs_string options_json, wegwijs_exchange** exchange,
                                      wegwijs_error* error) {
    if (!exchange) return misuse(error, "There is no place for the exchange.");
    *exchange = nullptr;
    const auto opened = stores().find(store);
    return on(
        store, error,
        [&](store::Store&) -> Result<std::shared_ptr<Exchange>> {
            const sync::Options options = TRY(sync_options_of(view(options_json)));
            return std::make_shared<Exchange>(opened, TRY(opened->store().begin_sync()), options);
        },
        [&](const std::shared_ptr<Exchange>& made) {
            *exchange = exchanges().give(made);
            return true;
        });
}

wegwijs_status wegwijs_exchange_next(wegwijs_exchange* exchange, wegwijs_step* step, wegwijs_text* request,
                                     wegwijs_text* body, uint32_t* wait_ms, wegwijs_error* error) {
    const auto found = exchanges().find(exchange);
    if (!found || !step || !request || !body || !wait_ms)
        return misuse(error, "This is not an exchange that is open, or there is no place for what comes next.");
    *request = *body = {};
    const auto next = api::alone(&found->opened().store(), [&](store::Store&) { return found->next(); });
    if (!next.ok()) return fail(error, next.error());
    *step = next->step;
    *wait_ms = next->wait_ms;
    if (give(request, next->text) && give(body, next->body)) return succeed(error);
    wegwijs_text_free(request);
    return fail(error, {"memory", "There is not enough memory for the request.", Retry::later});
}

wegwijs_status wegwijs_exchange_answer(wegwijs_exchange* exchange, uint64_t id, int32_t http_status,
                                       wegwijs_string headers_json, wegwijs_string body, wegwijs_error* error) {
    const auto found = exchanges().find(exchange);
    if (!found) return misuse(error, "This is not an exchange that is open.");
    const std::string_view text = view(headers_json);
    const Json headers = text.empty() ? Json::object() : Json::parse(text.begin(), text.end(), nullptr, false);
    if (!headers.is_object())
        return fail(error,
                    {"invalid_json", "The headers are not an object of texts. Nothing was changed.", Retry::never});
    const Status done = api::alone(&found->opened().store(),
                                   [&](store::Store&) { return found->answer(id, http_status, headers, view(body)); });
    return done.ok() ? succeed(error) : fail(error, done.error());
}

wegwijs_status wegwijs_exchange_close(wegwijs_exchange* exchange, wegwijs_error* error) {
    if (!exchange) return succeed(error);
    auto taken = exchanges().take(exchange);
    if (!taken) return misuse(error, "This is not an exchange that is open.");
    // It says inside the gate that no sync runs any more.
    const std::shared_ptr<Opened> opened = taken->keep();
    if (opened->store().gate().enter()) {
        const api::Inside inside(opened->store().gate());
        taken.reset();
    }
    return succeed(error);
}
