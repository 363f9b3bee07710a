// Bad input against the real server: a clear problem each time, and nothing changed.
#include <map>
#include <memory>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/compress.hpp"
#include "client_core/shared/protocol/messages.hpp"
#include "client_core/shared/protocol/signature.hpp"
#include "client_core/shared/system/system.hpp"
#include "tests/program/process.hpp"
#include "tests/support/socket.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
using Json = nlohmann::json;

namespace {

using Headers = std::map<std::string, std::string>;

struct Answer {
    int status = 0;
    std::string head, body;
};

/// One serving program with one enrolled device, and what it takes to talk to it.
class Server {
public:
    Server() : dir_(folder_.path()) {
        REQUIRE(crypto::initialise());
        run_json({"init", "--dir", dir_});
        run_json({"user", "add", "noor", "--role", "klantmanager", "--gemeente", "0405", "--dir", dir_});
        process_ =
            std::make_unique<Process>(std::vector<std::string>{"serve", "--listen", "127.0.0.1:0", "--dir", dir_});
        const std::string url = process_->line();
        authority_ = url.substr(url.rfind('/') + 1);
        REQUIRE_FALSE(authority_.empty());
        key = crypto::SigningKey::make(system::random());
        device = enrol();
    }
    ~Server() {
        process_->signal(SIGTERM);
        CHECK(process_->wait() == 0);
    }

    std::uint64_t enrol() {
        const Bytes body = enrolment(code());
        const Answer answer = post(
            "/v1/enrolments",
            signed_headers("/v1/enrolments", "enrol:" + to_base64(key.public_key), body, "application/json"), body);
        REQUIRE(answer.status == 201);
        return Json::parse(answer.body, nullptr, false).value("device", 0);
    }
    std::string code() { return run_json({"enrol-code", "noor", "--dir", dir_})["code"]; }
    Bytes enrolment(const std::string& with_code) {
        return Json{{"code", with_code}, {"publicKey", to_base64(key.public_key)}}.dump();
    }

    Headers signed_headers(const std::string& path, const std::string& keyid, ByteView body, const std::string& type,
                           const std::string& coding = {}) {
        const protocol::HttpMessage message{"POST", authority_, path, coding, body};
        const auto s =
            protocol::sign_request(message, keyid, system::clock().now() / 1000, system::random().bytes(16), key);
        Headers headers{{"content-type", type},
                        {"content-digest", s.content_digest},
                        {"signature-input", s.signature_input},
                        {"signature", s.signature}};
        if (!coding.empty()) headers["content-encoding"] = coding;
        return headers;
    }

    Answer send(const std::string& bytes) {
        Socket socket =
            Socket::connect(static_cast<std::uint16_t>(std::stoi(authority_.substr(authority_.rfind(':') + 1))));
        REQUIRE(socket.open());
        socket.send(bytes);
        const std::string all = socket.answer();
        const std::size_t end = all.find("\r\n\r\n");
        REQUIRE(end != std::string::npos);
        return {std::stoi(all.substr(9, 3)), all.substr(0, end), all.substr(end + 4)};
    }
    Answer post(const std::string& path, const Headers& headers, ByteView body) {
        std::string bytes = "POST " + path + " HTTP/1.1\r\nHost: " + authority_ + "\r\n";
        for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
        bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
        return send(bytes.append(body));
    }
    Answer sync(ByteView body, const std::string& coding = {}) {
        return post("/v1/sync", signed_headers("/v1/sync", std::to_string(device), body, "application/cbor", coding),
                    body);
    }
    std::uint64_t head() { return run_json({"status", "--dir", dir_})["head"]; }
    void revoke() { run_json({"devices", "revoke", std::to_string(device), "--dir", dir_}); }

    crypto::SigningKey key;
    std::uint64_t device = 0;

private:
    Folder folder_;
    std::string dir_, authority_;
    std::unique_ptr<Process> process_;
};

/// "404 not_found", after checking that it is a whole problem (RFC 9457).
std::string problem_of(const Answer& answer) {
    INFO(answer.head << answer.body);
    CHECK(answer.head.find("Content-Type: application/problem+json") != std::string::npos);
    const Json json = Json::parse(answer.body, nullptr, false);
    REQUIRE(json.is_object());
    CHECK(json.value("status", 0) == answer.status);
    CHECK_FALSE(json.value("title", "").empty());
    CHECK_FALSE(json.value("detail", "").empty());
    return std::to_string(answer.status) + " " + json.value("code", "");
}

Bytes idle_request() {
    protocol::SyncRequest request;
    request.epoch = 1;
    request.head.hash = request.push_before = protocol::chain_start;
    request.budget = 64 * 1024;
    request.pack = 1;
    return protocol::encode(request);
}

}  // namespace

TEST_CASE("every endpoint answers bad input with a clear problem, and the ledger does not move") {
    Server server;
    const std::uint64_t head = server.head();
    const Bytes good = idle_request();
    CHECK(server.sync(good).status == 200);

    SECTION("sync: garbage, truncation, wrong types, unknown fields") {
        CHECK(problem_of(server.sync("garbage")) == "400 malformed");
        CHECK(problem_of(server.sync(good.substr(0, good.size() / 2))) == "400 malformed");
        CHECK(problem_of(server.sync("\xa1\x00\x61x")) == "400 malformed");         // {0: "x"}
        CHECK(problem_of(server.sync("\xa1\x18\x63\x00")) == "400 malformed");      // {99: 0}
        CHECK(problem_of(server.sync(Bytes(100'000, '\x81'))) == "400 malformed");  // [[[[...
        CHECK(problem_of(server.sync(good, "zstd")) == "400 damaged");
    }
    SECTION("sync: a push whose rows are not what it says") {
        protocol::SyncRequest request;
        request.epoch = 1;
        request.head = {1, Bytes(16, 'h')};
        request.push_before = protocol::chain_start;
        request.push_from = request.push_count = 1;
        for (const Bytes& rows : {Bytes("x"), Bytes(64, '\xff'), Bytes(64, '\0')}) {
            request.push = rows;
            CHECK(problem_of(server.sync(protocol::encode(request))) == "400 malformed");
        }
    }
    SECTION("sync: oversized, packed and plain") {
        auto packed = protocol::compress(Bytes(limits::message_bytes + 1, '\0'), protocol::Encoding::zstd, 1);
        REQUIRE(packed.ok());
        CHECK(problem_of(server.sync(*packed, "zstd")) == "413 too_large");
        const Answer answer = server.send(
            "POST /v1/sync HTTP/1.1\r\nHost: h\r\nContent-Type: application/cbor\r\nContent-Length: 99999999\r\n\r\n");
        CHECK(answer.status == 413);
    }
    SECTION("sync: unsigned, replayed, signed by another key") {
        CHECK(problem_of(server.post("/v1/sync", {{"content-type", "application/cbor"}}, good)) ==
              "401 signature_missing");
        const Headers once = server.signed_headers("/v1/sync", std::to_string(server.device), good, "application/cbor");
        CHECK(server.post("/v1/sync", once, good).status == 200);
        CHECK(problem_of(server.post("/v1/sync", once, good)) == "401 replayed");
        server.key = crypto::SigningKey::make(system::random());
        CHECK(problem_of(server.sync(good)) == "401 signature_invalid");
    }
    SECTION("rows ahead: garbage, oversized, unsigned, replayed; good ones change nothing either") {
        const auto rows = [&](ByteView body, const std::string& coding = {}) {
            return server.post(
                "/v1/rows",
                server.signed_headers("/v1/rows", std::to_string(server.device), body, "application/cbor", coding),
                body);
        };
        CHECK(problem_of(rows("garbage")) == "400 malformed");
        CHECK(problem_of(rows(good)) == "400 malformed");
        for (const Bytes& inside : {Bytes("x"), Bytes(64, '\xff'), Bytes(64, '\0')}) {
            const Bytes body =
                protocol::encode(protocol::RowsAhead{Bytes(16, 'n'), 1, 1, protocol::chain_start, inside});
            CHECK(problem_of(rows(body)) == "400 malformed");
            CHECK(problem_of(rows(body.substr(0, body.size() - 1))) == "400 malformed");
        }
        auto packed = protocol::compress(Bytes(limits::message_bytes + 1, '\0'), protocol::Encoding::zstd, 1);
        REQUIRE(packed.ok());
        CHECK(problem_of(rows(*packed, "zstd")) == "413 too_large");
        // One row without content.
        protocol::CborWriter row;
        row.bytes(Bytes(16, 'h'));
        const Bytes body =
            protocol::encode(protocol::RowsAhead{Bytes(16, 'n'), 1, 1, protocol::chain_start, row.buffer()});
        CHECK(problem_of(server.post("/v1/rows", {{"content-type", "application/cbor"}}, body)) ==
              "401 signature_missing");
        const Headers once = server.signed_headers("/v1/rows", std::to_string(server.device), body, "application/cbor");
        CHECK(problem_of(server.post("/v1/sync", once, body)) == "401 signature_invalid");
        CHECK(server.post("/v1/rows", once, body).status == 204);
        CHECK(problem_of(server.post("/v1/rows", once, body)) == "401 replayed");
        protocol::SyncRequest request;
        request.epoch = 1;
        request.head = {1, Bytes(16, 'h')};
        request.push_before = protocol::chain_start;
        request.push_from = request.push_count = 1;
        request.push_name = Bytes(16, 'x');
        CHECK(problem_of(server.sync(protocol::encode(request))) == "409 rows_gone");
    }
    SECTION("another method, another media type, another address") {
        CHECK(problem_of(server.post("/v1/sync", {{"content-type", "text/plain"}}, good)) == "415 media_type");
        CHECK(problem_of(server.post("/v1/nothing", {}, "")) == "404 not_found");
        CHECK(problem_of(server.post("/v1/health", {}, "")) == "405 method");
        CHECK(problem_of(server.send("GET /v1/sync HTTP/1.1\r\nHost: h\r\n\r\n")) == "405 method");
        CHECK(server.send("\x16\x03\x01 not http\r\n\r\n").status == 400);
        CHECK(server.send("GET /v1/health HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
        CHECK(server.send("GET /v1/openapi.json HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
    }
    SECTION("enrolments: garbage, wrong types, unknown fields, a used code, another's key") {
        const auto enrol = [&](const Bytes& body) {
            return server.post("/v1/enrolments",
                               server.signed_headers("/v1/enrolments", "enrol:" + to_base64(server.key.public_key),
                                                     body, "application/json"),
                               body);
        };
        CHECK(problem_of(enrol("garbage")) == "400 invalid_input");
        CHECK(problem_of(enrol("{\"code\":1,\"publicKey\":2}")) == "400 invalid_input");
        CHECK(problem_of(enrol("{\"code\":\"x\",\"publicKey\":\"" + to_base64(server.key.public_key) +
                               "\",\"rol\":\"baas\"}")) == "400 invalid_input");
        CHECK(problem_of(enrol(server.enrolment("0000-0000-0000"))) == "403 code_invalid");
        CHECK(problem_of(server.post("/v1/enrolments", {{"content-type", "application/json"}},
                                     server.enrolment("x"))) == "401 signature_missing");
    }
    CHECK(server.head() == head);
}

TEST_CASE("a device that is revoked while the server serves is refused at its next request") {
    Server server;
    CHECK(server.sync(idle_request()).status == 200);
    server.revoke();
    CHECK(problem_of(server.sync(idle_request())) == "403 device_revoked");
}
