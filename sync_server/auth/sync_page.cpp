#include "sync_server/auth/sync_page.hpp"

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/protocol/messages.hpp"
#include "sync_server/auth/problems.hpp"

namespace wegwijs::server {

namespace {

constexpr std::string_view media_type = "application/cbor";
constexpr int zstd_level = 3;
constexpr int gzip_level = 6;
// The header field that says how it is packed has to be earned back.
constexpr std::size_t coding_header = sizeof "Content-Encoding: zstd\r\n";

}  // namespace

void SyncPage::add_to(http::Router& router) {
    router.add(
        "POST", "/v1/sync", [this](const http::Request& request) { return answer(request); }, std::string(media_type));
    router.add(
        "POST", "/v1/rows", [this](const http::Request& request) { return answer(request, &SyncPage::rows); },
        std::string(media_type));
}

http::Response SyncPage::answer(const http::Request& request) { return answer(request, &SyncPage::sync); }

http::Response SyncPage::answer(const http::Request& request, Page page) {
    const Result<Sender> sender = authenticator_.authenticate(request);
    if (!sender.ok()) return problem_of(sender.error());
    Result<http::Response> answered = (this->*page)(request, *sender);
    http::Response response = answered.ok() ? std::move(answered).value() : problem_of(answered.error());
    response.device = sender->device;
    return response;
}

Result<Bytes> SyncPage::plain_body(const http::Request& request, protocol::Encoding& coding) {
    const std::optional<protocol::Encoding> named = protocol::encoding_from_text(request.header("content-encoding"));
    if (!named)
        return Error{"encoding", "The request's content coding is not known here. Use zstd or gzip.", Retry::never};
    coding = *named;
    return codecs_.decompress(request.body, coding, limits::message_bytes);
}

Result<http::Response> SyncPage::rows(const http::Request& request, const Sender& sender) {
    protocol::Encoding coding{};
    TRY(service_.keep_ahead(sender.device, TRY(plain_body(request, coding))));
    http::Response response;
    response.status = 204;
    return response;
}

Result<http::Response> SyncPage::sync(const http::Request& request, const Sender& sender) {
    protocol::Encoding coding{};
    const Bytes plain = TRY(plain_body(request, coding));
    const protocol::SyncRequest message = TRY(protocol::decode_request(plain));
    const std::int64_t skew = skew_ms(sender.created, clock_.now());
    const protocol::SyncAnswer answer = TRY(service_.handle(sender.device, message, skew));

    http::Response response;
    response.content_type = media_type;
    response.body = protocol::encode(answer);
    if (coding == protocol::Encoding::identity) return response;
    Bytes packed =
        TRY(codecs_.compress(response.body, coding, coding == protocol::Encoding::zstd ? zstd_level : gzip_level));
    if (packed.size() + coding_header >= response.body.size()) return response;
    response.body = std::move(packed);
    response.headers.emplace_back("Content-Encoding", protocol::to_text(coding));
    return response;
}

}  // namespace wegwijs::server
