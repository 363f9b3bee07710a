// The server on loopback against whoever connects to it: well meant, clumsy and hostile.
#include <new>
#include <thread>

#include <catch2/catch.hpp>
#include <poll.h>

#include "sync_server/http/problem.hpp"
#include "sync_server/http/router.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/socket.hpp"

using namespace wegwijs;
using namespace wegwijs::http;
using namespace wegwijs::test;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;
using std::chrono::milliseconds;

namespace {

const std::string get = "GET /v1/echo HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(const std::string& body) {
    return "POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Response echo(const Request& request) {
    Response response;
    response.content_type = "application/octet-stream";
    response.body = request.method + ' ' + request.query + ' ' + request.body;
    response.device = 7;
    return response;
}

Router echoing() {
    Router router;
    router.add("GET", "/v1/echo", echo);
    router.add("POST", "/v1/echo", echo);
    return router;
}

}  // namespace

TEST_CASE("requests on one connection are answered in order, also when they come at once") {
    HttpServer server(echoing());
    Socket client = Socket::connect(server->port());

    client.send(get + post("een") + post("twee") + "HEAD /v1/echo HTTP/1.1\r\nHost: a\r\n\r\n");

    const std::string first = client.answer();
    CHECK_THAT(first, StartsWith("HTTP/1.1 200 OK\r\n") && Contains("\r\nAPI-Version: 1.0.0\r\n") &&
                          EndsWith("\r\n\r\nGET  "));
    CHECK_THAT(client.answer(), EndsWith("POST  een"));
    CHECK_THAT(client.answer(), EndsWith("POST  twee"));
    CHECK_THAT(client.head(), StartsWith("HTTP/1.1 200") && Contains("Content-Length: 6\r\n"));
    client.send_no_more();
    CHECK(client.until_closed().empty());
}

TEST_CASE("who asks to close, or speaks HTTP/1.0, is closed after the answer") {
    HttpServer server(echoing());
    Socket asks = Socket::connect(server->port());
    asks.send("GET /v1/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK_THAT(asks.until_closed(), Contains("\r\nConnection: close\r\n"));

    Socket old = Socket::connect(server->port());
    old.send("GET /v1/echo HTTP/1.0\r\n\r\n");
    CHECK_THAT(old.until_closed(), StartsWith("HTTP/1.1 200"));

    Socket old_but_open = Socket::connect(server->port());
    old_but_open.send("GET /v1/echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK_THAT(old_but_open.answer(), Contains("\r\nConnection: keep-alive\r\n"));
}

TEST_CASE("garbage and broken requests get a problem and a closed connection") {
    Limits limits;
    limits.body_bytes = 1000;
    HttpServer server(echoing(), limits);
    const std::vector<std::pair<std::string, std::string>> cases = {
        {std::string("\x16\x03\x01\x02\x00\x01\x00", 7), "400"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
        {post(std::string(1001, 'x')), "413"},
        {"GET /" + std::string(5000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", "431"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "501"},
    };
    for (const auto& [bytes, status] : cases) {
        INFO(bytes.substr(0, 60));
        Socket client = Socket::connect(server->port());
        client.send(bytes);
        const std::string answer = client.until_closed();
        CHECK_THAT(answer, StartsWith("HTTP/1.1 " + status + ' ') && Contains("\r\nConnection: close\r\n") &&
                               Contains("\r\nContent-Type: application/problem+json\r\n") &&
                               Contains("\r\nAPI-Version: 1.0.0\r\n") && Contains("\r\nRequest-Id: ") &&
                               Contains("\"status\":" + status));
    }
}

TEST_CASE("a request that stops halfway is answered when the other side listens on") {
    HttpServer server(echoing());
    Socket in_head = Socket::connect(server->port());
    in_head.send("GET /v1/echo HTTP/1.1\r\nHo");
    in_head.send_no_more();
    CHECK_THAT(in_head.until_closed(), StartsWith("HTTP/1.1 400 "));

    Socket in_body = Socket::connect(server->port());
    in_body.send(post("12345").substr(0, post("12345").size() - 1));
    in_body.send_no_more();
    CHECK_THAT(in_body.until_closed(), StartsWith("HTTP/1.1 400 "));
}

TEST_CASE("a trailing slash is another address, and a wrong method is told which are right") {
    HttpServer server(echoing());
    Socket client = Socket::connect(server->port());
    client.send("GET /v1/echo/ HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK_THAT(client.answer(), StartsWith("HTTP/1.1 404 "));
    client.send("DELETE /v1/echo HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK_THAT(client.answer(), StartsWith("HTTP/1.1 405 ") && Contains("\r\nAllow: GET, HEAD, POST\r\n"));
    client.send(get);
    CHECK_THAT(client.answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_CASE("who waits for 100 Continue gets it, unless the body would be refused") {
    Limits limits;
    limits.body_bytes = 10;
    HttpServer server(echoing(), limits);
    Socket client = Socket::connect(server->port());
    client.send("POST /v1/echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    CHECK(client.head() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    CHECK_THAT(client.answer(), EndsWith("POST  abc"));
    client.send("POST /v1/echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
    CHECK_THAT(client.until_closed(), StartsWith("HTTP/1.1 413 "));
}

TEST_CASE("a slow sender is answered with 408, wherever it hangs") {
    Limits limits;
    SECTION("in the head") {
        limits.header = milliseconds{30};
        HttpServer server(echoing(), limits);
        std::string answer;
        for (int i = 0; i < 50 && answer.empty();
             ++i) {  // on a busy machine the head may be late, and nobody answers that
            Socket client = Socket::connect(server->port());
            client.send("GET /v1/echo HTTP/1.1\r\n");
            answer = client.until_closed();
        }
        CHECK_THAT(answer, StartsWith("HTTP/1.1 408 "));
    }
    SECTION("in the body") {
        limits.stall = milliseconds{30};
        HttpServer server(echoing(), limits);
        Socket client = Socket::connect(server->port());
        client.send(post("12345").substr(0, post("12345").size() - 1));
        CHECK_THAT(client.until_closed(), StartsWith("HTTP/1.1 408 "));
    }
    SECTION("dripping") {
        limits.body = milliseconds{60};
        HttpServer server(echoing(), limits);
        Socket client = Socket::connect(server->port());
        client.send("POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n");
        pollfd answered{client.handle(), POLLIN, 0};
        while (poll(&answered, 1, 5) == 0) client.send("x");
        CHECK_THAT(client.until_closed(), StartsWith("HTTP/1.1 408 "));
    }
}

TEST_CASE("a connection that says nothing is closed without a word") {
    Limits limits;
    limits.idle = milliseconds{20};
    SECTION("from the start") {
        limits.header = milliseconds{20};
        HttpServer server(echoing(), limits);
        CHECK(Socket::connect(server->port()).until_closed().empty());
    }
    SECTION("after an answer") {
        HttpServer server(echoing(), limits);
        Socket client = Socket::connect(server->port());
        client.send(get);
        CHECK_THAT(client.answer(), StartsWith("HTTP/1.1 200 "));
        CHECK(client.until_closed().empty());
    }
}

TEST_CASE("who does not read its answer does not hold the connection") {
    Limits limits;
    limits.stall = milliseconds{50};
    HttpServer server(
        [](const Request&) {
            Response large;
            large.body.assign(64 * 1024 * 1024, 'x');
            return large;
        },
        limits);
    Socket client = Socket::connect(server->port());
    client.send(get);
    CHECK_THAT(server.log_lines(1)[0], Contains("\"status\":200"));  // noted when it was given up
    CHECK(client.until_closed().size() < 64u * 1024 * 1024);
}

TEST_CASE("over the limit of connections the answer is 503 with a time to wait") {
    Limits limits;
    SECTION("in all") { limits.connections = 2; }
    SECTION("of one address") { limits.per_address = 2; }
    HttpServer server(echoing(), limits);
    std::vector<Socket> inside;
    for (int i = 0; i < 2; ++i) {
        inside.push_back(Socket::connect(server->port()));
        inside.back().send(get);
        REQUIRE_THAT(inside.back().answer(), StartsWith("HTTP/1.1 200 "));
    }
    for (int i = 0; i < 20; ++i) {
        Socket over = Socket::connect(server->port());
        CHECK_THAT(over.until_closed(), StartsWith("HTTP/1.1 503 ") && Contains("\r\nRetry-After: 5\r\n"));
    }
    inside[0].send(get);
    CHECK_THAT(inside[0].answer(), StartsWith("HTTP/1.1 200 "));

    inside.clear();
    std::string answer;
    do {  // until the server has seen that they are gone
        Socket next = Socket::connect(server->port());
        next.send(get);
        answer = next.answer();
    } while (answer.starts_with("HTTP/1.1 503 "));
    CHECK_THAT(answer, StartsWith("HTTP/1.1 200 "));
}

TEST_CASE("over the limit of requests in flight the answer is 503, and the connection stays") {
    Limits limits;
    limits.requests_in_flight = 1;
    Gate entered;
    Gate leave;
    HttpServer server(
        [&](const Request& request) {
            if (request.method == "POST") {
                entered.open();
                leave.wait();
            }
            return echo(request);
        },
        limits);
    Socket slow = Socket::connect(server->port());
    slow.send(post("x"));
    entered.wait();

    Socket other = Socket::connect(server->port());
    other.send(get);
    CHECK_THAT(other.answer(), StartsWith("HTTP/1.1 503 ") && Contains("\r\nRetry-After: 5\r\n"));
    leave.open();
    CHECK_THAT(slow.answer(), EndsWith("POST  x"));
    other.send(get);
    CHECK_THAT(other.answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_CASE("a handler that finds no memory is answered for with 500, and the server goes on") {
    HttpServer server([](const Request& request) -> Response {
        if (request.method == "POST") throw std::bad_alloc();
        return echo(request);
    });
    Socket client = Socket::connect(server->port());
    client.send(post("x") + get);
    CHECK_THAT(client.answer(), StartsWith("HTTP/1.1 500 ") && Contains("application/problem+json"));
    CHECK_THAT(client.answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_CASE("a server that stops finishes what runs and takes nothing new") {
    Gate entered;
    Gate leave;
    HttpServer server([&](const Request& request) {
        entered.open();
        leave.wait();
        return echo(request);
    });
    Socket idle = Socket::connect(server->port());
    Socket running = Socket::connect(server->port());
    running.send(post("x"));
    entered.wait();

    std::thread stopping([&] { server->stop(); });
    CHECK(idle.until_closed().empty());
    CHECK_FALSE(Socket::connect(server->port()).open());
    leave.open();
    CHECK_THAT(running.until_closed(), Contains("\r\nConnection: close\r\n") && EndsWith("POST  x"));
    stopping.join();
}

TEST_CASE("a server that stops waits no longer than its grace for who never finishes") {
    Limits limits;
    limits.grace = milliseconds{30};
    HttpServer server(echoing(), limits);
    Socket client = Socket::connect(server->port());
    client.send(get);
    REQUIRE_THAT(client.answer(), StartsWith("HTTP/1.1 200 "));
    client.send("GET /v1/echo HTTP/1.1\r\n");

    server->stop();
    server->stop();
    CHECK_FALSE(Socket::connect(server->port()).open());
}

TEST_CASE("the log names the request without query, header or body") {
    HttpServer server(echoing());
    Socket client = Socket::connect(server->port());
    const std::string secret = "999990019";
    client.send("POST /v1/echo?bsn=" + secret + " HTTP/1.1\r\nHost: a\r\nX-Bsn: " + secret +
                "\r\nContent-Length: 9\r\n\r\n" + secret);
    const std::string answer = client.answer();
    client.send("BSN /" + secret + " HTTP/1.1\r\nHost: " + secret + "\r\n\r\n");
    client.answer();

    const std::vector<std::string> lines = server.log_lines(2);
    CHECK_THAT(lines[0], Contains("\"method\":\"POST\",\"path\":\"/v1/echo\",\"status\":200") &&
                             Contains("\"device\":7") &&
                             Contains("\"bytes_out\":" + std::to_string(answer.size()) + ','));
    CHECK_THAT(lines[1], Contains("\"method\":\"-\",\"status\":404"));
    for (const std::string& line : lines) CHECK_THAT(line, !Contains(secret));
}

TEST_CASE("a server that cannot listen says why") {
    HttpServer server(echoing());
    FixedClock clock;
    Log log(clock, [](std::string_view) {});
    const auto taken = Server::start("127.0.0.1", server->port(), std::nullopt, {}, echo, 1, log);
    REQUIRE_FALSE(taken.ok());
    CHECK(taken.error().code == "address_in_use");
    const auto elsewhere = Server::start("192.0.2.1", 0, std::nullopt, {}, echo, 1, log);
    REQUIRE_FALSE(elsewhere.ok());
    CHECK(elsewhere.error().code == "address");
    const auto bare = Server::start("127.0.0.1", 0, Tls{"missing.pem", "missing.pem"}, {}, echo, 1, log);
    REQUIRE_FALSE(bare.ok());
    CHECK(bare.error().code == "tls_certificate");
}
