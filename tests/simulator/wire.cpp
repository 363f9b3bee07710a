#include "tests/simulator/wire.hpp"

#include <nlohmann/json.hpp>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/protocol/signature.hpp"
#include "tests/simulator/tablet.hpp"

namespace wegwijs::simulator {

http::Request signed_request(const store::Identity& by, std::uint64_t device, UnixMs now, Random& random, ByteView body,
                             protocol::Codec& codec) {
    http::Request request;
    request.method = "POST";
    request.target = request.path = "/v1/sync";
    request.authority = "wegwijs.example";
    request.body = must(codec.compress(body, protocol::Encoding::zstd, 1), "a request is packed");
    const protocol::HttpMessage message{"POST", request.authority, request.path, "zstd", request.body};
    const auto headers = protocol::sign_request(message, std::to_string(device), now / 1000, random.bytes(16), by.key);
    request.headers = {{"content-type", "application/cbor"},
                       {"content-encoding", "zstd"},
                       {"content-digest", headers.content_digest},
                       {"signature-input", headers.signature_input},
                       {"signature", headers.signature}};
    return request;
}

Result<Bytes> body_of(const http::Response& response, protocol::Codec& codec) {
    if (response.status == 200) {
        for (const auto& [name, value] : response.headers)
            if (name == "Content-Encoding")
                return codec.decompress(response.body, protocol::Encoding::zstd, limits::message_bytes);
        return response.body;
    }
    const auto problem = nlohmann::json::parse(response.body, nullptr, false);
    const std::string code = problem.value("code", "http_" + std::to_string(response.status));
    return Error{code, problem.value("detail", ""), retry_from_text(problem.value("retry", "")).value_or(Retry::later)};
}

}  // namespace wegwijs::simulator
