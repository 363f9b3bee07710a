#include "sync_server/auth/authenticate.hpp"

#include <algorithm>
#include <charconv>

namespace wegwijs::server {

namespace {

Error unknown_device() {
    return Error{"device_unknown",
                 "This device is not known to the server. Nothing was lost; ask for a new enrolment code.",
                 Retry::after_sign_in};
}

/// A device's number as it is signed: decimal, in its one shortest form. 0: it is none.
std::uint64_t device_number(const std::string& keyid) {
    std::uint64_t number = 0;
    const char* end = keyid.data() + keyid.size();
    const auto [at, error] = std::from_chars(keyid.data(), end, number);
    const bool whole = error == std::errc() && at == end && keyid.front() != '0';
    return whole ? number : 0;
}

}  // namespace

protocol::HttpMessage signed_parts(const http::Request& request) {
    protocol::HttpMessage message;
    message.method = request.method;
    message.authority = request.authority;
    // With its query, if it has one: a signed request has none, and verify_request refuses it.
    message.path = request.target;
    message.content_encoding = request.header("content-encoding");
    message.body = request.body;
    return message;
}

protocol::SignatureHeaders signature_headers(const http::Request& request) {
    protocol::SignatureHeaders headers;
    headers.content_digest = request.header("content-digest");
    headers.signature_input = request.header("signature-input");
    headers.signature = request.header("signature");
    return headers;
}

std::int64_t skew_ms(UnixMs created, UnixMs now) {
    constexpr UnixMs rest_of_second = 999;
    if (created > now) return created - now;
    return std::min<std::int64_t>(created - now + rest_of_second, 0);
}

Result<Sender> Authenticator::authenticate(const http::Request& request) {
    const protocol::SignatureHeaders headers = signature_headers(request);
    const protocol::SignatureInput input = TRY(protocol::parse_signature_input(headers.signature_input));
    const std::uint64_t number = device_number(input.keyid);
    if (number == 0 || number > INT64_MAX) return unknown_device();
    const auto snapshot = TRY(store_.snapshot());
    const std::optional<DeviceRow> device = TRY(snapshot->device(number));
    if (!device) return unknown_device();
    TRY(protocol::verify_request(signed_parts(request), headers, input, device->public_key));
    // Only to whoever holds its key: to anybody else a revoked device is one whose signature is wrong.
    if (device->revoked)
        return Error{"device_revoked", "This device's access was withdrawn. Ask the administrator.", Retry::never};
    if (!nonces_.add(number, input.nonce))
        return Error{"replayed",
                     "This request was answered before. Nothing was changed. Sign it anew and send it again.",
                     Retry::now};
    return Sender{number, input.created > INT64_MAX / 1000 ? INT64_MAX : input.created * 1000};
}

}  // namespace wegwijs::server
