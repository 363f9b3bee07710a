// Enrolling a device for a host that sends requests itself.
#include <optional>

#include <nlohmann/json.hpp>

#include "client_core/api/enrolled.hpp"
#include "client_core/capi/opened.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;

namespace {

using Json = nlohmann::json;

struct Enrolling {
    store::OpenOptions options;
    std::string server, code;
    std::optional<api::PendingEnrolment> pending;  ///< none: the store is there
    Mutex mutex;
};

Handles<wegwijs_enrolment, Enrolling, 4>& enrolments() {
    static auto* const all = new Handles<wegwijs_enrolment, Enrolling, 4>;  // never destroyed: see Handles
    return *all;
}

/// The request, or an empty text where the store is there.
Result<std::string> begin(Enrolling& at) {
    if (!crypto::initialise())
        return Error{"crypto", "The encryption library cannot be used on this machine. Nothing was made.",
                     Retry::after_update};
    const std::string authority = sync::authority_of(at.server);
    if (authority.empty())
        return Error{"url", "The server's address is not usable. It looks like https://host, with a port if needed.",
                     Retry::never};
    if (at.server.substr(0, 7) == "http://" && !sync::is_this_machine(authority))
        return Error{"tls_required",
                     "This address begins with http://, which anybody on the way could read along. Nothing was made. "
                     "Use https://.",
                     Retry::never};
    if (at.options.files->exists(at.options.path)) return std::string();
    at.pending.emplace(TRY(api::PendingEnrolment::begin(at.options, at.code)));
    const crypto::SigningKey& key = at.pending->key();
    const std::string body = sync::enrolment_body(at.code, key);
    const sync::Signer signer = sync::enrolment_signer(key, authority, *at.options.clock, *at.options.random);
    const auto request = signer.request(signer.now(), "/v1/enrolments", "application/json", "", body);
    Json headers = Json::object();
    for (const auto& [name, value] : request.headers) headers[name] = value;
    return Json{{"method", request.method}, {"path", request.path}, {"headers", headers}, {"body", to_base64(body)}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::unique_ptr<store::Store>> finish(Enrolling& at, int status, std::string_view body) {
    if (!at.pending) return api::enrolled_before(at.options, at.code);
    transport::HttpResponse response;
    response.status = status;
    response.body = body;
    if (status == 0)
        return Error{"offline", "The server was not reached. Nothing is lost. Try again with the same code and PIN.",
                     Retry::when_online};
    const sync::Enrolment made = TRY(sync::enrolment_of(response, at.server, at.pending->key()));
    return api::make_enrolled(at.options, at.code, made, *at.pending);
}

}  // namespace

wegwijs_status wegwijs_enrolment_begin(const wegwijs_store_options* options, wegwijs_string server, wegwijs_string code,
                                       wegwijs_enrolment** enrolment, wegwijs_text* request, wegwijs_error* error) {
    if (!enrolment || !request) return misuse(error, "There is no place for the enrolment or its request.");
    *enrolment = nullptr;
    *request = {};
    auto open = options_of(options);
    if (!open.ok()) return fail(error, open.error());
    const auto made = std::make_shared<Enrolling>();
    made->options = std::move(*open);
    made->server = view(server);
    made->code = view(code);
    const auto text = begin(*made);
    if (!text.ok()) return fail(error, text.error());
    if (!give(request, *text)) return fail(error, {"memory", "There is not enough memory.", Retry::later});
    *enrolment = enrolments().give(made);
    return succeed(error);
}

wegwijs_status wegwijs_enrolment_answer(wegwijs_enrolment* enrolment, int32_t http_status, wegwijs_string body,
                                        wegwijs_store** store, wegwijs_error* error) {
    const auto found = enrolments().find(enrolment);
    if (!found || !store) return misuse(error, "This is not an enrolment that is open, or there is no place.");
    *store = nullptr;
    found->mutex.lock();
    auto made = finish(*found, http_status, view(body));
    found->mutex.unlock();
    return hand_out(std::move(made), store, error);
}

wegwijs_status wegwijs_enrolment_close(wegwijs_enrolment* enrolment, wegwijs_error* error) {
    if (!enrolment || enrolments().take(enrolment)) return succeed(error);
    return misuse(error, "This is not an enrolment that is open.");
}
