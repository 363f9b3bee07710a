// Who may sync, and what is refused before anything is looked at.
#include <nlohmann/json.hpp>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/protocol/compress.hpp"
#include "sync_server/auth/seen_nonces.hpp"
#include "sync_server/auth/sync_page.hpp"
#include "tests/server/made_server.hpp"

using namespace wegwijs;
using namespace wegwijs::server;
using namespace wegwijs::test;

namespace {

Bytes plain_request() {
    protocol::SyncRequest request;
    request.epoch = 1;
    request.head.hash = protocol::chain_start;
    request.push_before = protocol::chain_start;
    request.budget = 64 * 1024;
    request.pack = 1;
    return protocol::encode(request);
}

/// A server with one device of a user who may see one municipality.
struct OneDevice {
    OneDevice()
        : service(*made.server->store, made.clock),
          page(*made.server->store, service, made.clock, made.random),
          key(crypto::SigningKey::make(made.random)) {
        REQUIRE(add_user(*made.server, "noor", {{"baas", "0405", {}, {}}}).ok());
        auto number = service.enrol("noor", key.public_key);
        REQUIRE(number.ok());
        device = *number;
    }

    Outgoing sync(Bytes body = plain_request(), std::string coding = {}) {
        Outgoing out = outgoing(made, "/v1/sync", std::to_string(device), std::move(body));
        out.request.headers["content-type"] = "application/cbor";
        if (!coding.empty()) out.request.headers["content-encoding"] = std::move(coding);
        return out;
    }

    /// "200", or the status and the problem's code.
    std::string verdict(const http::Request& request) {
        const http::Response response = page.answer(request);
        if (response.status == 200) return "200";
        CHECK(response.content_type == "application/problem+json");
        const auto json = nlohmann::json::parse(response.body, nullptr, false);
        REQUIRE(json.is_object());
        CHECK(json.contains("retry"));
        CHECK(json.value("detail", "") != "");
        return std::to_string(response.status) + " " + json.value("code", "");
    }

    MadeServer made;
    SyncService service;
    SyncPage page;
    crypto::SigningKey key;
    std::uint64_t device = 0;
};

}  // namespace

TEST_CASE("a device that signs with its own key is answered") {
    OneDevice one;
    const http::Response response = one.page.answer(one.sync().sign(one.key));
    REQUIRE(response.status == 200);
    CHECK(response.content_type == "application/cbor");
    CHECK(response.device == one.device);
    const auto answer = protocol::decode_answer(response.body);
    REQUIRE(answer.ok());
    CHECK(answer->epoch == 1);
    CHECK(answer->roles == std::vector<std::pair<std::string, std::string>>{{"0405", "baas"}});
}

TEST_CASE("an answer comes in the coding in which the question came") {
    OneDevice one;
    for (const auto coding : {protocol::Encoding::zstd, protocol::Encoding::gzip}) {
        const std::string name = protocol::to_text(coding);
        INFO(name);
        protocol::SyncRequest request;
        request.epoch = 1;
        request.head.hash = request.push_before = protocol::chain_start;
        request.budget = 64 * 1024;  // without a pack: the answer brings it, and is worth compressing
        auto packed = protocol::compress(protocol::encode(request), coding, 3);
        REQUIRE(packed.ok());
        const http::Response response = one.page.answer(one.sync(*packed, name).sign(one.key));
        REQUIRE(response.status == 200);
        REQUIRE(response.headers.size() == 1);
        CHECK(response.headers.front() == std::pair<std::string, std::string>{"Content-Encoding", name});
        auto plain = protocol::decompress(response.body, coding, 1 << 20);
        REQUIRE(plain.ok());
        auto answer = protocol::decode_answer(*plain);
        REQUIRE(answer.ok());
        CHECK(answer->pack_json.size() > response.body.size());
    }
}

TEST_CASE("whoever does not prove who he is gets nothing, and changes nothing") {
    OneDevice one;
    const std::uint64_t head = one.made.head();
    const auto stranger = crypto::SigningKey::make(one.made.random);

    CHECK(one.verdict(one.sync().request) == "401 signature_missing");
    CHECK(one.verdict(one.sync().sign(stranger)) == "401 signature_invalid");
    for (const char* keyid : {"99", "0", "01", "-1", "1 ", "noor", "99999999999999999999", "18446744073709551615"}) {
        INFO(keyid);
        Outgoing out = one.sync();
        out.keyid = keyid;
        CHECK(one.verdict(out.sign(one.key)) == "401 device_unknown");
    }
    Outgoing changed = one.sync();
    changed.sign(one.key).body += '\0';
    CHECK(one.verdict(changed.request) == "401 digest_mismatch");
    Outgoing moved = one.sync();
    moved.sign(one.key).authority = "elsewhere.example";
    CHECK(one.verdict(moved.request) == "401 signature_invalid");
    Outgoing asked = one.sync();
    asked.sign(one.key).target += "?x=1";
    CHECK(one.verdict(asked.request) == "401 signature_invalid");
    Outgoing recoded = one.sync();
    recoded.sign(one.key).headers["content-encoding"] = "zstd";
    CHECK(one.verdict(recoded.request) == "401 signature_invalid");
    CHECK(one.made.head() == head);
}

TEST_CASE("a copy of a request is not answered, the same question signed anew is") {
    OneDevice one;
    Outgoing out = one.sync();
    out.sign(one.key);
    CHECK(one.verdict(out.request) == "200");
    CHECK(one.verdict(out.request) == "401 replayed");
    CHECK(one.verdict(one.sync().sign(one.key)) == "200");
}

TEST_CASE("a forged request does not use up the nonce of the honest one") {
    OneDevice one;
    Outgoing out = one.sync();
    Outgoing forged = out;
    CHECK(one.verdict(forged.sign(crypto::SigningKey::make(one.made.random))) == "401 signature_invalid");
    CHECK(one.verdict(out.sign(one.key)) == "200");
}

TEST_CASE("a tablet whose clock is years off syncs, also after somebody put it right") {
    OneDevice one;
    Outgoing ahead = one.sync();
    ahead.created += 5LL * 365 * 24 * 3600;
    CHECK(one.verdict(ahead.sign(one.key)) == "200");
    one.made.clock.at += 120'000;
    Outgoing behind = one.sync();
    behind.created = 0;
    CHECK(one.verdict(behind.sign(one.key)) == "200");
    auto snapshot = one.made.server->store->snapshot();
    REQUIRE(snapshot.ok());
    auto row = (*snapshot)->device(one.device);
    REQUIRE(row.ok());
    CHECK((*row)->skew_ms == -one.made.clock.at + 999);  // at the latest at the end of its second
    snapshot->reset();
    CHECK(one.verdict(one.sync().sign(one.key)) == "200");
}

TEST_CASE("two clocks that are equal have no skew, whatever part of the second it is") {
    OneDevice one;
    const auto noted = [&](UnixMs ours, std::int64_t ahead_s) {
        one.made.clock.at += 120'000;
        one.made.clock.at += ours - one.made.clock.at % 1000;
        Outgoing out = one.sync();
        out.created += ahead_s;
        CHECK(one.verdict(out.sign(one.key)) == "200");
        auto snapshot = one.made.server->store->snapshot();
        REQUIRE(snapshot.ok());
        auto row = (*snapshot)->device(one.device);
        REQUIRE(row.ok());
        return (*row)->skew_ms;
    };
    CHECK(noted(0, 0) == 0);
    CHECK(noted(950, 0) == 0);
    CHECK(noted(999, 0) == 0);
    CHECK(noted(400, 3) == 2600);
    CHECK(noted(400, -3) == -2401);
}

TEST_CASE("a revoked device is refused under every number that its key has had, and its user keeps the grants") {
    OneDevice one;
    auto second = one.service.enrol("noor", one.key.public_key);
    REQUIRE(second.ok());
    REQUIRE(revoke_device(*one.made.server, one.device).ok());
    CHECK(one.verdict(one.sync().sign(one.key)) == "403 device_revoked");
    Outgoing other = one.sync();
    other.keyid = std::to_string(*second);
    CHECK(one.verdict(other.sign(one.key)) == "403 device_revoked");
    const auto stranger = crypto::SigningKey::make(one.made.random);
    CHECK(one.verdict(one.sync().sign(stranger)) == "401 signature_invalid");
    auto snapshot = one.made.server->store->snapshot();
    REQUIRE(snapshot.ok());
    auto grants = (*snapshot)->grants("noor");
    REQUIRE(grants.ok());
    REQUIRE(grants->size() == 1);
    CHECK(grants->front().end == 0);
}

TEST_CASE("a body that is not a request is refused with its reason, and changes nothing") {
    OneDevice one;
    const std::uint64_t head = one.made.head();
    const Bytes good = plain_request();
    const auto zstd = [](ByteView plain) {
        auto packed = protocol::compress(plain, protocol::Encoding::zstd, 3);
        REQUIRE(packed.ok());
        return *packed;
    };

    CHECK(one.verdict(one.sync({}).sign(one.key)) == "400 malformed");
    CHECK(one.verdict(one.sync("not a request").sign(one.key)) == "400 malformed");
    for (std::size_t size = 1; size < good.size(); ++size) {
        INFO(size);
        CHECK(one.verdict(one.sync(good.substr(0, size)).sign(one.key)) == "400 malformed");
    }
    CHECK(one.verdict(one.sync(good + '\0').sign(one.key)) == "400 malformed");
    CHECK(one.verdict(one.sync(good, "zstd").sign(one.key)) == "400 damaged");
    const Bytes packed = zstd(Bytes(1000, 'x'));
    CHECK(one.verdict(one.sync(packed.substr(0, packed.size() - 1), "zstd").sign(one.key)) == "400 damaged");
    CHECK(one.verdict(one.sync(packed, "br").sign(one.key)) == "415 encoding");
    CHECK(one.verdict(one.sync(zstd(Bytes(limits::message_bytes + 1, '\0')), "zstd").sign(one.key)) == "413 too_large");
    CHECK(one.made.head() == head);
}

TEST_CASE("of each device the last 16,384 nonces are remembered") {
    SeededRandom random(3);
    SeenNonces nonces(random);
    const auto numbered = [](int i) {
        Bytes nonce(16, '\0');
        std::memcpy(nonce.data(), &i, sizeof i);
        return nonce;
    };
    for (int i = 0; i < 16 * 1024; ++i) REQUIRE(nonces.add(1, numbered(i)));
    CHECK_FALSE(nonces.add(1, numbered(0)));
    CHECK(nonces.add(2, numbered(0)));
    CHECK(nonces.add(1, numbered(16 * 1024)));
    CHECK(nonces.add(1, numbered(0)));
    CHECK_FALSE(nonces.add(1, numbered(2)));
}
