// The parts of the HTTP server that need no socket.
#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sync_server/http/head.hpp"
#include "sync_server/http/listen_policy.hpp"
#include "sync_server/http/log.hpp"
#include "sync_server/http/problem.hpp"
#include "sync_server/http/public_pages.hpp"
#include "sync_server/http/request_reader.hpp"
#include "sync_server/http/router.hpp"
#include "tests/support/http_server.hpp"

using namespace wegwijs;
using namespace wegwijs::http;
using Json = nlohmann::json;
using Step = RequestReader::Step;

namespace {

Json parsed(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    REQUIRE_FALSE(json.is_discarded());
    return json;
}

Response yes(const Request&) { return {}; }

Request asked(std::string method, std::string path, std::string content_type = {}) {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    if (!content_type.empty()) request.headers["content-type"] = std::move(content_type);
    return request;
}

std::string header_of(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

/// Feeds `bytes` in pieces of `piece` until the reader has decided.
Step feed(RequestReader& reader, std::string_view bytes, std::size_t piece) {
    while (!bytes.empty()) {
        const auto room = reader.room();
        const std::size_t count = std::min({piece, bytes.size(), room.size()});
        std::copy_n(bytes.begin(), count, room.begin());
        reader.commit(count);
        bytes.remove_prefix(count);
        Step step = reader.step();
        if (step == Step::header) step = reader.step();
        if (step != Step::more) return step;
    }
    return Step::more;
}

}  // namespace

TEST_CASE("without TLS the server listens on this machine only") {
    for (const char* host : {"127.0.0.1", "127.9.8.7", "localhost", "::1", "[::1]"}) {
        INFO(host);
        CHECK(may_listen(host, false, false).ok());
    }
    for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "example.invalid", "127.0.0.1.example.invalid", "127.1",
                             "127.0.0.256", "127.0.0.01", "127.0.0.1 ", "LOCALHOST.", ""}) {
        INFO(host);
        const Status refused = may_listen(host, false, false);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code == "tls_required");
        CHECK(may_listen(host, true, false).ok());
        CHECK(may_listen(host, false, true).ok());
    }
}

TEST_CASE("a problem has status, title and detail in Dutch, and all faults at once") {
    const Response response =
        problem(400, "invalid_input", "Ongeldige invoer", "2 velden voldoen niet.",
                {.members = {{"verwacht", "17"}},
                 .faults = {{"pip.niveau", "PIP-N2", "Mag niet."}, {"pip.dag", "PIP-D1", "Te vroeg."}}});
    const Json json = parsed(response.body);

    CHECK(response.status == 400);
    CHECK(response.content_type == "application/problem+json");
    CHECK(json == Json{{"status", 400},
                       {"title", "Ongeldige invoer"},
                       {"detail", "2 velden voldoen niet."},
                       {"code", "invalid_input"},
                       {"verwacht", "17"},
                       {"fouten",
                        {{{"veld", "pip.niveau"}, {"code", "PIP-N2"}, {"uitleg", "Mag niet."}},
                         {{"veld", "pip.dag"}, {"code", "PIP-D1"}, {"uitleg", "Te vroeg."}}}}});
    CHECK(parsed(problem(404, "not_found", {}, "Weg.").body)["title"] == "Niet gevonden");
    CHECK(parsed(problem(400, "x", {}, "\xff\"\n").body)["detail"] == "\xEF\xBF\xBD\"\n");
}

TEST_CASE("a path and a method find their handler, and nothing else does") {
    Router router;
    router.add("POST", "/v1/sync", yes, "application/cbor");
    router.add("GET", "/v1/health", yes);

    CHECK(router(asked("POST", "/v1/sync", "application/cbor")).status == 200);
    CHECK(router(asked("POST", "/v1/sync", "Application/CBOR ; x=y")).status == 200);
    CHECK(router(asked("POST", "/v1/sync", "application/cbor")).path_template == "/v1/sync");
    CHECK(router(asked("POST", "/v1/sync", "application/json")).status == 415);
    CHECK(router(asked("POST", "/v1/sync")).status == 415);
    CHECK(router(asked("HEAD", "/v1/health")).status == 200);
    for (const char* path : {"/v1/sync/", "/v1/health/", "/", "", "/v1/Sync", "/v1//sync", "/v1/%73ync"}) {
        INFO(path);
        CHECK(router(asked("POST", path)).status == 404);
        CHECK(router(asked("POST", path)).path_template.empty());
    }
    const Response wrong = router(asked("DELETE", "/v1/health"));
    CHECK(wrong.status == 405);
    CHECK(header_of(wrong, "Allow") == "GET, HEAD");
}

TEST_CASE("every head carries the version and the security headers, and no header can be smuggled in") {
    Response response;
    response.content_type = "text/plain";
    response.body = "abc";
    response.headers = {{"X-Good", "1"}, {"X-Bad", "1\r\nSet-Cookie: a=b"}, {"X-\nBad", "1"}};
    const std::string head = head_of(response, {.now = 1'795'509'000'000, .tls = false});

    CHECK(head ==
          "HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 08:30:00 GMT\r\nAPI-Version: 1.0.0\r\n"
          "Cache-Control: no-store\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
          "Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nContent-Type: "
          "text/plain\r\n"
          "Content-Length: 3\r\nX-Good: 1\r\n\r\n");
    CHECK(head_of(response, {.tls = true}).find("Strict-Transport-Security: max-age=31536000") != std::string::npos);
    response.status = 204;
    CHECK(head_of(response, {}).find("Content-Length") == std::string::npos);
}

TEST_CASE("the log says what happened and nothing about people") {
    test::FixedClock clock;
    std::string line;
    Log log(clock, [&](std::string_view text) { line += text; });
    log.exchange({.method = "POST",
                  .path_template = "/v1/sync",
                  .status = 200,
                  .ms = 1.239,
                  .bytes_in = 10,
                  .bytes_out = 20,
                  .device = 7,
                  .request = "a-1"});
    CHECK(line ==
          "{\"time\":\"2026-11-24T08:30:00.000Z\",\"level\":\"info\",\"event\":\"request\",\"method\":\"POST\","
          "\"path\":\"/v1/sync\",\"status\":200,\"ms\":1.24,\"bytes_in\":10,\"bytes_out\":20,\"device\":7,"
          "\"request\":\"a-1\"}\n");
    line.clear();
    log.event(Level::debug, "detail");
    CHECK(line.empty());
    log.event(Level::warning, "slow_disk", "io", {{"ms", 900}});
    CHECK(parsed(line)["ms"] == 900);
    CHECK(parsed(line)["level"] == "warning");
}

TEST_CASE("health and the description are public") {
    bool well = true;
    Router router;
    add_public_pages(router, [&] { return Health{well, 3}; });

    CHECK(router(asked("GET", "/v1/health")).body == R"({"status":"ok","epoch":3})");
    well = false;
    CHECK(router(asked("GET", "/v1/health")).body == R"({"status":"degraded","epoch":3})");
    const Response description = router(asked("GET", "/v1/openapi.json"));
    CHECK(description.content_type == "application/json");
    CHECK(header_of(description, "Access-Control-Allow-Origin") == "*");
}

TEST_CASE("the description follows the NL GOV API Design Rules") {
    const Json json = parsed(openapi_document());
    CHECK(json["openapi"] == "3.1.0");
    CHECK(json["info"]["version"] == std::string(api_version));
    for (const char* name : {"name", "email", "url"}) CHECK(json["info"]["contact"].contains(name));
    CHECK(json["servers"][0]["url"] == "/v1");
    CHECK(json["paths"].size() == 5);
    const auto resolved = [&](const Json& part) {
        return part.contains("$ref") ? json[Json::json_pointer(part["$ref"].get<std::string>().substr(1))] : part;
    };
    for (const auto& [path, methods] : json["paths"].items()) {
        for (const auto& [method, operation] : methods.items()) {
            for (const auto& [status, reference] : operation["responses"].items()) {
                INFO(path << ' ' << method << ' ' << status);
                const Json response = resolved(reference);
                CHECK(response["headers"].contains("API-Version"));
                if (status[0] == '4' || status[0] == '5')
                    CHECK(response["content"].contains("application/problem+json"));
            }
        }
    }
}

TEST_CASE("a request is the same however it was cut into pieces") {
    const std::string bytes =
        "POST /v1/sync?sinds=3 HTTP/1.1\r\nHost: server.invalid:8443\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: "
        "5\r\n\r\nabcde"
        "\r\nPOST http://other.invalid/v1/b HTTP/1.1\r\nhost: x\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size()}) {
        INFO(piece);
        RequestReader reader{Limits{}};
        std::string_view rest = bytes;
        const std::size_t first = bytes.find("\r\nPOST");
        if (piece == bytes.size()) {
            REQUIRE(feed(reader, rest, piece) == Step::complete);
            rest = {};
        } else {
            REQUIRE(feed(reader, rest.substr(0, first), piece) == Step::complete);
            rest.remove_prefix(first);
        }
        CHECK(reader.request().method == "POST");
        CHECK(reader.request().path == "/v1/sync");
        CHECK(reader.request().query == "sinds=3");
        CHECK(reader.request().target == "/v1/sync?sinds=3");
        CHECK(reader.request().authority == "server.invalid:8443");
        CHECK(reader.request().header("x-a") == "1, 2");
        CHECK(reader.request().body == "abcde");
        CHECK(reader.keep_alive());
        CHECK(reader.bytes() == first);
        reader.next();
        Step step = rest.empty() ? reader.step() : feed(reader, rest, piece);
        if (step == Step::header) step = reader.step();
        REQUIRE(step == Step::complete);
        CHECK(reader.request().authority == "other.invalid");
        CHECK(reader.request().path == "/v1/b");
        CHECK(reader.request().body == "abcde");
        CHECK(reader.bytes() >= bytes.size() - first - 2);
    }
}

TEST_CASE("what is not a request is refused as soon as that is certain") {
    const std::string host = "Host: a\r\n";
    const std::vector<std::pair<std::string, int>> cases = {
        {std::string("\x16\x03\x01\x02", 4), 400},
        {"hallo daar\r\n", 400},
        {"GET /\r\n", 400},
        {"GET / HTTP/2.0\r\n" + host + "\r\n", 505},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" + host + host + "\r\n", 400},
        {"GET x HTTP/1.1\r\n" + host + "\r\n", 400},
        {"CONNECT a:80 HTTP/1.1\r\n" + host + "\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1001\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nfff\r\n" + std::string(0xfff, 'x'), 413},
        {"GET /" + std::string(1000, 'x') + " HTTP/1.1\r\n" + host + "\r\n", 414},
        {"GET /" + std::string(5000, 'x'), 414},
        {"GET / HTTP/1.1\r\n" + host + "X: " + std::string(5000, 'x'), 431},
    };
    Limits limits;
    limits.body_bytes = 1000;
    limits.header_bytes = 2000;
    limits.target_bytes = 500;
    for (const auto& [bytes, status] : cases) {
        for (const std::size_t piece : {std::size_t{1}, bytes.size()}) {
            INFO(bytes.substr(0, 80) << " in pieces of " << piece);
            RequestReader reader{limits};
            REQUIRE(feed(reader, bytes, piece) == Step::refused);
            CHECK(reader.refusal().status == status);
        }
    }
}
