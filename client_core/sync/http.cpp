#include "client_core/sync/http.hpp"

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

}  // namespace

transport::HttpRequest Signer::request(const Moment& at, const char* path, const char* type, const char* encoding,
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

Result<Bytes> body_of(transport::HttpResponse response) {
    if (response.status != 200) return error_of(response);
    const auto encoding = protocol::encoding_from_text(response.header("content-encoding"));
    if (encoding && *encoding != protocol::Encoding::identity)
        return protocol::decompress(response.body, *encoding, limits::message_bytes);
    return std::move(response.body);
}

std::string enrolment_body(const std::string& code, const crypto::SigningKey& key) {
    return json{{"code", code}, {"publicKey", to_base64(key.public_key)}}.dump(-1, ' ', false,
                                                                               json::error_handler_t::replace);
}

Signer enrolment_signer(const crypto::SigningKey& key, const std::string& authority, Clock& clock, Random& random) {
    return {key, "enrol:" + to_base64(key.public_key), authority, clock, random};
}

Result<Enrolment> enrolment_of(const transport::HttpResponse& response, const std::string& server_url,
                               const crypto::SigningKey& key) {
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

bool is_this_machine(std::string_view authority) {
    std::string_view host = authority.substr(0, authority.find(']') + 1);  // [::1]
    if (host.empty()) host = authority.substr(0, authority.find(':'));
    if (host == "localhost" || host == "[::1]") return true;
    return host.substr(0, 4) == "127." && host.find_first_not_of("0123456789.") == host.npos;
}

}  // namespace wegwijs::sync
