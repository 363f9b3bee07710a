#include "sync_server/auth/enrolment_page.hpp"

#include <nlohmann/json.hpp>

#include "client_core/shared/crypto/crypto.hpp"
#include "sync_server/auth/authenticate.hpp"
#include "sync_server/auth/enrol_code.hpp"
#include "sync_server/auth/problems.hpp"
#include "sync_server/http/problem.hpp"

namespace wegwijs::server {

namespace {

using Json = nlohmann::json;

constexpr std::string_view key_prefix = "enrol:";
constexpr std::size_t key_bytes = 32;
constexpr std::size_t longest_body = 4 * 1024;
constexpr int deepest_body = 4;

struct Asked {
    std::string code;
    Bytes public_key;
};

/// The public key that the request is signed with.
Result<Bytes> signer_of(const http::Request& request) {
    const protocol::SignatureHeaders headers = signature_headers(request);
    const protocol::SignatureInput input = TRY(protocol::parse_signature_input(headers.signature_input));
    bool decoded = input.keyid.starts_with(key_prefix);
    Bytes key = decoded ? from_base64(std::string_view(input.keyid).substr(key_prefix.size()), decoded) : Bytes();
    if (!decoded || key.size() != key_bytes)
        return Error{"signature_invalid", "An enrolment is signed with the new key itself. Nothing was changed.",
                     Retry::never};
    TRY(protocol::verify_request(signed_parts(request), headers, input, key));
    return key;
}

/// Not through the general parser alone: nesting is bounded, since it is walked by recursion.
Json read_json(ByteView body) {
    int depth = 0;
    const auto bounded = [&](int at, Json::parse_event_t, Json&) {
        depth = std::max(depth, at);
        return at <= deepest_body;
    };
    Json json = Json::parse(body, bounded, false);
    return depth > deepest_body ? Json(Json::value_t::discarded) : json;
}

std::optional<std::string> text_member(const Json& json, const char* name) {
    const auto at = json.find(name);
    if (at == json.end() || !at->is_string()) return std::nullopt;
    return at->get_ref<const std::string&>();
}

/// What was sent, or all that is wrong with it.
std::optional<Asked> read_body(ByteView body, std::vector<http::Fault>& faults) {
    const Json json = body.size() <= longest_body ? read_json(body) : Json(Json::value_t::discarded);
    if (!json.is_object()) {
        faults.push_back({"", "json", "De inhoud is geen JSON-object van ten hoogste 4 kB."});
        return std::nullopt;
    }
    Asked asked;
    if (const auto code = text_member(json, "code")) asked.code = *code;
    else faults.push_back({"code", "text", "Verplicht, en een tekst."});
    bool decoded = false;
    if (const auto key = text_member(json, "publicKey")) asked.public_key = from_base64(*key, decoded);
    if (!decoded || asked.public_key.size() != key_bytes)
        faults.push_back({"publicKey", "key", "Verplicht: een publieke Ed25519-sleutel van 32 bytes in base64."});
    for (const auto& member : json.items())
        if (member.key() != "code" && member.key() != "publicKey") {
            faults.push_back({"", "unknown", "Er staat een veld in dat deze server niet kent."});
            break;
        }
    if (!faults.empty()) return std::nullopt;
    return asked;
}

Error code_invalid() {
    return Error{"code_invalid", "This code is unknown, used or expired. Nothing was changed. Ask for a new one.",
                 Retry::never};
}

/// Who is guessing: behind a proxy the last address that it added itself.
std::string address_of(const http::Request& request, bool behind_proxy) {
    const std::string_view forwarded = behind_proxy ? request.header("x-forwarded-for") : std::string_view();
    if (forwarded.empty()) return request.remote;
    const std::size_t comma = forwarded.rfind(',');
    std::string_view last = comma == forwarded.npos ? forwarded : forwarded.substr(comma + 1);
    while (!last.empty() && last.front() == ' ') last.remove_prefix(1);
    return std::string(last);
}

}  // namespace

void EnrolmentPage::add_to(http::Router& router) {
    router.add(
        "POST", "/v1/enrolments", [this](const http::Request& request) { return answer(request); }, "application/json");
}

http::Response EnrolmentPage::answer(const http::Request& request) {
    Result<http::Response> answered = enrol(request);
    if (answered.ok()) return std::move(answered).value();
    http::Response response = problem_of(answered.error());
    if (response.status == 429) response.headers.emplace_back("Retry-After", "60");
    return response;
}

Result<http::Response> EnrolmentPage::enrol(const http::Request& request) {
    if (!request.header("content-encoding").empty())
        return Error{"encoding", "An enrolment is sent as it is, without a content coding.", Retry::never};
    const Bytes signer = TRY(signer_of(request));
    std::vector<http::Fault> faults;
    const std::optional<Asked> asked = read_body(request.body, faults);
    if (!asked)
        return http::problem(400, "invalid_input", {},
                             "De aanmelding is niet zoals deze server haar verwacht. Er is niets gewijzigd.",
                             {.members = {{"retry", "never"}}, .faults = faults});
    if (!crypto::equal(asked->public_key, signer))
        return Error{"signature_invalid", "An enrolment is signed with the new key itself. Nothing was changed.",
                     Retry::never};
    const UnixMs now = parts_.clock.now();
    const std::string address = address_of(request, parts_.behind_proxy);
    if (!tries_.allowed(address, now))
        return Error{"too_many_tries", "Too many wrong codes. Wait a minute and try again.", Retry::later};
    const Bytes hash = enrol_code_hash(asked->code);
    Result<Redeemed> redeemed = hash.empty()
                                    ? Result<Redeemed>(code_invalid())
                                    : parts_.admin.redeem_enrol_code(hash, crypto::hash(signer, key_bytes), now);
    if (!redeemed.ok()) {
        if (redeemed.error().code != "enrol_code" && !hash.empty()) return redeemed.error();
        tries_.wrong(address, now);
        return code_invalid();
    }
    const std::uint64_t device = TRY(device_of(redeemed->user, signer));
    return welcome(device, redeemed->user);
}

/// A code that was redeemed but whose device was not added yet (a crash in between) comes by here again.
Result<std::uint64_t> EnrolmentPage::device_of(const std::string& user, ByteView public_key) {
    for (const DeviceRow& device : TRY(TRY(parts_.store.snapshot())->devices()))
        if (device.user == user && device.public_key == public_key && !device.revoked) return device.number;
    const std::uint64_t number = TRY(parts_.service.enrol(user, public_key));
    TRY(parts_.admin.audit(user, "device.enrol", std::to_string(number), "ok", "http", parts_.clock.now()));
    return number;
}

Result<http::Response> EnrolmentPage::welcome(std::uint64_t device, const std::string& user) {
    const std::optional<std::string> box_key = TRY(parts_.admin.setting(box_public_setting));
    const auto snapshot = TRY(parts_.store.snapshot());
    const std::vector<PackRow> packs = TRY(snapshot->packs());
    if (packs.empty() || !box_key)
        return Error{"server_store", "This server was not made completely. Make it anew with 'wegwijs-server init'.",
                     Retry::later};
    std::string role;
    for (const Grant& grant : TRY(snapshot->grants(user)))
        if (role.empty() && grant.end == 0) role = grant.role;
    const Json json = {{"device", device},
                       {"user", user},
                       {"role", role},
                       {"epoch", TRY(snapshot->epoch())},
                       {"pack", packs.back().version},
                       {"packJson", TRY(snapshot->pack_json(packs.back().version))},
                       {"boxKey", *box_key}};
    http::Response response;
    response.status = 201;
    response.content_type = "application/json";
    response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    response.device = device;
    return response;
}

}  // namespace wegwijs::server
