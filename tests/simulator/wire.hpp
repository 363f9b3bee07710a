// A request as it goes over the line: packed and signed by the device's key, and read by the page that answers it.
// Without sockets: what the HTTP server makes of bytes is tested in tests/server and tests/fuzz.
#pragma once

#include "client_core/shared/protocol/compress.hpp"
#include "client_core/store/store.hpp"
#include "sync_server/http/message.hpp"

namespace wegwijs::simulator {

http::Request signed_request(const store::Identity& by, std::uint64_t device, UnixMs now, Random& random, ByteView body,
                             protocol::Codec& codec);
/// The body, or the error that the answer tells.
Result<Bytes> body_of(const http::Response& response, protocol::Codec& codec);

}  // namespace wegwijs::simulator
