// The client's transport against our real server, and against servers that do not do as they should.
#include <thread>

#include "sync_server/http/problem.hpp"
#include "tests/transport/certificate.hpp"
#include "tests/transport/ends.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
using namespace wegwijs::transport;
using Catch::Contains;
using Catch::StartsWith;
using http::Request;
using http::Response;

TEST_CASE("a request and its answer arrive whole, whatever their bytes") {
    HttpServer server([](const Request& request) {
        Response response = echo(request);
        response.status = 201;
        response.headers = {
            {"X-Seen", request.method + ' ' + request.target + ' ' + std::string(request.header("x-own"))},
            {"X-Twice", "a"},
            {"x-twice", "b"}};
        return response;
    });
    const auto transport = to(server.url() + "/");
    const std::string body("a\0b\xff\r\n\r\n", 8);
    HttpRequest request = asking(body, "/v1/sync?x=1");
    request.headers.emplace_back("X-Own", "value");

    const auto answer = transport->send(request, {}, nullptr);

    REQUIRE(answer.ok());
    CHECK(answer->status == 201);
    CHECK(answer->body == body);
    CHECK(answer->header("x-seen") == "POST /v1/sync?x=1 value");
    CHECK(answer->header("x-twice") == "a, b");
    CHECK(answer->header("content-type") == "application/cbor");
}

TEST_CASE("five megabytes go up and down, counted alike on both sides, with progress") {
    HttpServer server(echo);
    const auto transport = to(server.url());
    const std::string body = five_megabytes();
    std::uint64_t last_up = 0;
    std::uint64_t last_down = 0;

    const auto answer = transport->send(
        asking(body),
        [&](std::uint64_t up, std::uint64_t down) {
            CHECK(up >= last_up);
            last_up = up;
            last_down = down;
        },
        nullptr);

    REQUIRE(answer.ok());
    CHECK(answer->body == body);
    CHECK(last_up == body.size());
    CHECK(last_down == body.size());
    const std::string line = server.log_lines(1)[0];
    CHECK_THAT(line, Contains("\"bytes_in\":" + std::to_string(answer->bytes_up) + ',') &&
                         Contains("\"bytes_out\":" + std::to_string(answer->bytes_down) + ','));
}

TEST_CASE("a small body is counted once") {
    for (const std::size_t size : {0u, 1u, 900u, 40'000u, 70'000u}) {
        HttpServer server(echo);
        const auto answer = to(server.url())->send(asking(std::string(size, 'x')), {}, nullptr);
        REQUIRE(answer.ok());
        CHECK_THAT(server.log_lines(1)[0], Contains("\"bytes_in\":" + std::to_string(answer->bytes_up) + ','));
    }
}

TEST_CASE("a request carries no more headers than it needs") {
    std::string seen;
    {
        OneConnection server([&](Socket& socket) {
            seen = socket.head();
            socket.send("HTTP/1.1 204 \r\n\r\n");
        });
        REQUIRE(to(server.url())
                    ->send({.method = "POST", .path = "/v1/sync", .headers = {}, .body = "abc"}, {}, nullptr)
                    .ok());
        const std::size_t host = seen.find("Host: ");
        REQUIRE(host != std::string::npos);
        seen.erase(host, seen.find('\n', host) + 1 - host);
    }
    CHECK(seen == "POST /v1/sync HTTP/1.1\r\nUser-Agent: wegwijs\r\nContent-Length: 3\r\n\r\n");
}

TEST_CASE("other methods and empty bodies go as they are") {
    HttpServer server([](const Request& request) {
        Response response;
        response.content_type = "text/plain";
        response.body = request.method + ' ' + std::to_string(request.body.size());
        return response;
    });
    const auto transport = to(server.url());
    for (const char* method : {"GET", "POST", "PUT", "DELETE"}) {
        const auto answer = transport->send({.method = method, .path = "/", .headers = {}, .body = {}}, {}, nullptr);
        REQUIRE(answer.ok());
        CHECK(answer->body == std::string(method) + " 0");
    }
}

TEST_CASE("one connection stays open from request to request") {
    OneConnection server([](Socket& socket) {
        for (int i = 0; i < 3; ++i) {
            socket.head();
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    const auto transport = to(server.url());
    for (int i = 0; i < 3; ++i)
        CHECK(transport->send({.method = "GET", .path = "/", .headers = {}, .body = {}}, {}, nullptr).ok());
}

TEST_CASE("a server that closes idle connections is not noticed") {
    http::Limits limits;
    limits.idle = std::chrono::milliseconds{1};
    HttpServer server(echo, limits);
    const auto transport = to(server.url());
    for (int i = 0; i < 50; ++i) {
        const auto answer = transport->send(asking("abc"), {}, nullptr);
        INFO(i << ' ' << code_of(answer));
        REQUIRE(answer.ok());
        CHECK(answer->body == "abc");
    }
}

TEST_CASE("an answer that says no is an answer") {
    HttpServer server([](const Request&) { return http::problem(413, "body_too_large", {}, "Te veel."); });
    const auto answer = to(server.url())->send(asking("abc"), {}, nullptr);
    REQUIRE(answer.ok());
    CHECK(answer->status == 413);
    CHECK(answer->header("content-type") == "application/problem+json");
}

TEST_CASE("a body that the server refuses while it is still sent gets the refusal, not a broken connection") {
    http::Limits limits;
    limits.body_bytes = 1000;
    HttpServer server(echo, limits);
    const std::string body = five_megabytes();
    const auto transport = to(server.url());
    for (int i = 0; i < 5; ++i) {
        const auto answer = transport->send(asking(body), {}, nullptr);
        INFO(code_of(answer));
        REQUIRE(answer.ok());
        CHECK(answer->status == 413);
    }
}

TEST_CASE("a redirect is not followed") {
    HttpServer server([](const Request&) {
        Response response;
        response.status = 302;
        response.headers = {{"Location", "https://example.invalid/"}};
        return response;
    });
    const auto answer = to(server.url())->send(asking("abc"), {}, nullptr);
    REQUIRE(answer.ok());
    CHECK(answer->status == 302);
}

TEST_CASE("plain http goes to this machine only, and an address must be one") {
    const auto code = [](const char* url) {
        const auto opened = CurlTransport::open({.url = url, .ca_file = {}});
        return opened.ok() ? std::string("ok") : opened.error().code;
    };
    for (const char* url :
         {"http://127.0.0.1:8080", "http://localhost", "http://[::1]:1", "https://example.invalid/wegwijs"})
        CHECK(code(url) == "ok");
    for (const char* url :
         {"http://example.invalid", "http://10.0.0.1", "http://127.0.0.1.example.invalid", "http://0.0.0.0"})
        CHECK(code(url) == "tls_required");
    for (const char* url : {"", "example.invalid", "ftp://example.invalid", "https://", "https://u:p@example.invalid",
                            "https://example.invalid/?x=1", "file:///etc/hosts", "https://a b"})
        CHECK(code(url) == "url");
}

TEST_CASE("nobody there is offline, and comes with when to try again") {
    std::string url;
    { url = Listener().url(); }
    const auto answer = to(url)->send(asking("abc"), {}, nullptr);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "offline");
    CHECK(answer.error().retry == Retry::when_online);
}

TEST_CASE("a connection that breaks off is cut, wherever it does") {
    for (const char* said : {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}) {
        INFO(said);
        OneConnection server([&](Socket& socket) {
            socket.head();
            socket.send(said);
        });
        const auto answer = to(server.url())->send(asking("abc"), {}, nullptr);
        REQUIRE_FALSE(answer.ok());
        CHECK(answer.error().code == "cut");
        CHECK(answer.error().retry == Retry::when_online);
    }
}

TEST_CASE("something else than a server is told apart") {
    OneConnection server([](Socket& socket) {
        socket.head();
        socket.send("220 mail.invalid ESMTP\r\n");
    });
    CHECK(code_of(to(server.url())->send(asking("abc"), {}, nullptr)) == "not_http");
}

TEST_CASE("a server that falls silent is a timeout") {
    Gate over;
    OneConnection server([&](Socket& socket) {
        socket.head();
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        over.wait();
    });
    auto transport = CurlTransport::open({.url = server.url(), .ca_file = {}, .low_speed_seconds = 1});
    REQUIRE(transport.ok());
    CHECK(code_of((*transport)->send(asking("abc"), {}, nullptr)) == "timeout");
    over.open();
}

TEST_CASE("an answer larger than agreed is refused, said or not") {
    const auto send = [](const std::string& url) {
        auto transport = CurlTransport::open({.url = url, .ca_file = {}, .max_answer_bytes = 1000});
        REQUIRE(transport.ok());
        return code_of((*transport)->send(asking("abc"), {}, nullptr));
    };
    SECTION("said") {
        HttpServer server([](const Request&) {
            Response response;
            response.body.assign(1001, 'x');
            return response;
        });
        CHECK(send(server.url()) == "answer_too_large");
    }
    SECTION("not said") {
        OneConnection server([](Socket& socket) {
            socket.head();
            socket.send("HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x'));
        });
        CHECK(send(server.url()) == "answer_too_large");
    }
    SECTION("in the head") {
        OneConnection server([](Socket& socket) {
            socket.head();
            socket.send("HTTP/1.1 200 OK\r\n");
            const std::string line = "X: " + std::string(1000, 'x') + "\r\n";
            while (socket.send(line)) {}
        });
        CHECK(send(server.url()) == "answer_too_large");
    }
}

TEST_CASE("a running request can be cancelled, and the next one works") {
    Gate leave;
    std::atomic<bool> cancel{false};
    HttpServer server([&](const Request& request) {
        if (request.path == "/slow") {
            cancel = true;
            leave.wait();
        }
        return echo(request);
    });
    const auto transport = to(server.url());

    const auto cancelled = transport->send(asking("abc", "/slow"), {}, &cancel);
    leave.open();

    REQUIRE_FALSE(cancelled.ok());
    CHECK(cancelled.error().code == "cancelled");
    cancel = false;
    CHECK(code_of(transport->send(asking("abc"), {}, &cancel)) == "ok");
}

TEST_CASE("TLS: a server that nobody vouches for gets nothing; with its certificate trusted it works") {
    const Certificate certificate;
    std::atomic<int> requests{0};
    HttpServer server(
        [&](const Request& request) {
            ++requests;
            return echo(request);
        },
        {}, http::Tls{certificate.certificate_file(), certificate.key_file()});
    const std::string port = std::to_string(server->port());
    const std::string body = five_megabytes();

    const auto refused = to("https://127.0.0.1:" + port)->send(asking(body), {}, nullptr);
    CHECK(code_of(refused) == "tls_untrusted");
    CHECK(requests == 0);

    for (const char* host : {"127.0.0.1", "localhost"}) {
        auto transport = CurlTransport::open(
            {.url = "https://" + std::string(host) + ':' + port, .ca_file = certificate.certificate_file()});
        REQUIRE(transport.ok());
        for (int i = 0; i < 2; ++i) {
            const auto answer = (*transport)->send(asking(body), {}, nullptr);
            REQUIRE(code_of(answer) == "ok");
            CHECK(answer->body == body);
            CHECK_THAT(std::string(answer->header("strict-transport-security")), StartsWith("max-age="));
        }
    }
    CHECK(requests == 4);

    auto without = CurlTransport::open({.url = "https://127.0.0.1:" + port, .ca_file = "missing.pem"});
    REQUIRE(without.ok());
    CHECK(code_of((*without)->send(asking("abc"), {}, nullptr)) == "tls_ca_file");
}

TEST_CASE("TLS: who speaks plain HTTP, or another name's server, is refused on either side") {
    const Certificate ours;
    const Certificate another;
    HttpServer server(echo, {}, http::Tls{ours.certificate_file(), ours.key_file()});
    Socket plain = Socket::connect(server->port());
    plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK_THAT(plain.until_closed(), !Contains("HTTP/1.1 200"));

    auto transport = CurlTransport::open(
        {.url = "https://127.0.0.1:" + std::to_string(server->port()), .ca_file = another.certificate_file()});
    REQUIRE(transport.ok());
    CHECK(code_of((*transport)->send(asking("abc"), {}, nullptr)) == "tls_untrusted");

    HttpServer no_tls(echo);
    CHECK(code_of(to("https://127.0.0.1:" + std::to_string(no_tls->port()))->send(asking("abc"), {}, nullptr)) ==
          "tls_failed");
}

TEST_CASE("many clients at once each get their own answer") {
    HttpServer server(echo);
    std::vector<std::thread> clients;
    std::atomic<int> right{0};
    for (int client = 0; client < 16; ++client) {
        clients.emplace_back([&, client] {
            auto transport = CurlTransport::open({.url = server.url(), .ca_file = {}});
            for (int i = 0; transport.ok() && i < 20; ++i) {
                const std::string body = std::to_string(client) + '/' + std::to_string(i);
                const auto answer = (*transport)->send(asking(body), {}, nullptr);
                if (answer.ok() && answer->body == body) ++right;
            }
        });
    }
    for (std::thread& client : clients) client.join();
    CHECK(right == 16 * 20);
}
