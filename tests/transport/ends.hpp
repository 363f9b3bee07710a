// The two ends of a request in the tests of the transport.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "client_core/transport/curl_transport.hpp"
#include "sync_server/http/router.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/socket.hpp"

namespace wegwijs::test {

inline std::unique_ptr<transport::CurlTransport> to(const std::string& url) {
    auto opened = transport::CurlTransport::open({.url = url, .ca_file = {}});
    REQUIRE(opened.ok());
    return std::move(opened).value();
}

inline transport::HttpRequest asking(ByteView body, std::string path = "/v1/sync") {
    return {.method = "POST", .path = std::move(path), .headers = {{"Content-Type", "application/cbor"}}, .body = body};
}

inline http::Response echo(const http::Request& request) {
    http::Response response;
    response.content_type = "application/cbor";
    response.body = request.body;
    return response;
}

inline std::string five_megabytes() {
    std::string bytes(5'000'000, '\0');
    std::uint32_t state = 1;
    for (char& c : bytes) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return bytes;
}

inline std::string code_of(const Result<transport::HttpResponse>& result) {
    return result.ok() ? "ok" : result.error().code;
}

/// A server that takes one connection and does with it what the test says.
class OneConnection {
public:
    explicit OneConnection(std::function<void(Socket&)> behave)
        : thread_([this, behave = std::move(behave)] {
              Socket socket = listener_.accept();
              behave(socket);
          }) {}
    ~OneConnection() { thread_.join(); }
    std::string url() const { return listener_.url(); }

private:
    Listener listener_;
    std::thread thread_;
};

}  // namespace wegwijs::test
