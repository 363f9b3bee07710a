// From a one-time code to a device number.
#include <array>
#include <atomic>
#include <latch>
#include <new>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "sync_server/auth/enrol_code.hpp"
#include "sync_server/auth/enrolment_page.hpp"
#include "sync_server/http/public_pages.hpp"
#include "tests/server/made_server.hpp"

using namespace wegwijs;
using namespace wegwijs::server;
using namespace wegwijs::test;
using Json = nlohmann::json;

namespace {

struct Desk {
    Desk()
        : service(*made.server->store, made.clock),
          page({*made.server->store, *made.server->admin, service, made.clock, false}),
          key(crypto::SigningKey::make(made.random)) {
        REQUIRE(add_user(*made.server, "noor", {{"baas", "0405", {}, {}}}).ok());
    }

    std::string code(UnixMs valid_ms = 15 * 60'000) {
        auto made_code = make_code(*made.server, "noor", valid_ms);
        REQUIRE(made_code.ok());
        return made_code->code;
    }

    Outgoing enrolment(Bytes body, const crypto::SigningKey& signer) {
        Outgoing out = outgoing(made, "/v1/enrolments", "enrol:" + to_base64(signer.public_key), std::move(body));
        out.request.headers["content-type"] = "application/json";
        return out;
    }

    http::Response send(const std::string& with_code, const crypto::SigningKey& signer) {
        const Json body{{"code", with_code}, {"publicKey", to_base64(signer.public_key)}};
        return page.answer(enrolment(body.dump(), signer).sign(signer));
    }

    MadeServer made;
    SyncService service;
    EnrolmentPage page;
    crypto::SigningKey key;
};

Json json_of(const http::Response& response) {
    Json json = Json::parse(response.body, nullptr, false);
    REQUIRE(json.is_object());
    return json;
}

std::string code_of(const http::Response& response) {
    CHECK(response.content_type == "application/problem+json");
    return std::to_string(response.status) + " " + json_of(response).value("code", "");
}

constexpr std::size_t threads_at_once = 6, devices_of_each = 30;

struct Enrolled {
    std::set<std::uint64_t> numbers;
    std::size_t refused = 0;
};

Enrolled enrol_at_once(SyncService& service) {
    std::array<std::vector<std::uint64_t>, threads_at_once> numbers;
    std::atomic<std::size_t> refused = 0;
    std::latch begin(threads_at_once);
    const auto enrol = [&](std::size_t thread) {
        begin.arrive_and_wait();
        for (std::size_t n = 0; n < devices_of_each; ++n) {
            const auto number = service.enrol("noor", Bytes(31, static_cast<char>(n)) + static_cast<char>(thread));
            if (number.ok()) numbers[thread].push_back(*number);
            else ++refused;
        }
    };
    std::vector<std::thread> running;
    for (std::size_t thread = 0; thread < threads_at_once; ++thread) running.emplace_back(enrol, thread);
    for (std::thread& thread : running) thread.join();
    Enrolled enrolled{{}, refused};
    for (const auto& own : numbers) enrolled.numbers.insert(own.begin(), own.end());
    return enrolled;
}

/// Refuses every third batch. It counts without a lock: the service lets one write at a time.
class SometimesBusy final : public Store {
public:
    explicit SometimesBusy(Store& store) : store_(store) {}
    Result<std::unique_ptr<Snapshot>> snapshot() override { return store_.snapshot(); }
    Result<std::unique_ptr<Batch>> begin() override {
        if (++begun_ % 3 == 0) return Error{"server_store", "Another process writes.", Retry::later};
        return store_.begin();
    }

private:
    Store& store_;
    std::uint64_t begun_ = 0;
};

class OnceWithoutMemory final : public Store {
public:
    explicit OnceWithoutMemory(Store& store) : store_(store) {}
    Result<std::unique_ptr<Snapshot>> snapshot() override { return store_.snapshot(); }
    Result<std::unique_ptr<Batch>> begin() override {
        if (!std::exchange(had_none_, true)) throw std::bad_alloc();
        return store_.begin();
    }

private:
    Store& store_;
    bool had_none_ = false;
};

}  // namespace

TEST_CASE("a code and a key become a device that knows everything it needs") {
    Desk desk;
    const http::Response response = desk.send(desk.code(), desk.key);
    REQUIRE(response.status == 201);
    const Json json = json_of(response);
    CHECK(json["device"] == 1);
    CHECK(json["user"] == "noor");
    CHECK(json["role"] == "baas");
    CHECK(json["epoch"] == 1);
    CHECK(json["pack"] == 1);
    CHECK(model::Pack::load(json["packJson"].get<std::string>()).ok());
    bool decoded = false;
    const Bytes box = from_base64(json["boxKey"].get<std::string>(), decoded);
    REQUIRE(decoded);

    // What is sealed to it can be opened with what the server kept.
    auto secret = desk.made.server->admin->setting(box_secret_setting);
    REQUIRE(secret.ok());
    REQUIRE(secret->has_value());
    const Bytes sealed = crypto::seal_to("werk", box, desk.made.random);
    const auto opened = crypto::open_from(sealed, {box, from_base64(**secret, decoded)});
    REQUIRE(opened.ok());
    CHECK(*opened == "werk");
}

TEST_CASE("the public description names what an enrolment gives, and how it can be refused") {
    Desk desk;
    const Json described = Json::parse(http::openapi_document());
    const Json& operation = described["paths"]["/enrolments"]["post"];
    const Json& answer = described["components"]["schemas"]["AangemeldApparaat"];
    const Json given = json_of(desk.send(desk.code(), desk.key));
    CHECK(answer["properties"].size() == given.size());
    CHECK(answer["required"].size() == given.size());
    for (const auto& [name, value] : given.items()) {
        INFO(name);
        REQUIRE(answer["properties"].contains(name));
        CHECK(answer["properties"][name]["type"] == (value.is_string() ? "string" : "integer"));
    }
    CHECK_FALSE(operation["security"].empty());  // signed with the new key itself
    CHECK(operation["responses"].contains("401"));
    CHECK(operation["responses"].contains("429"));
    const Json problem = json_of(desk.send("0000-0000-0000", desk.key));
    for (const auto& [name, value] : problem.items()) {
        INFO(name);
        CHECK(described["components"]["schemas"]["Probleem"]["properties"].contains(name));
    }
    CHECK(described["paths"]["/sync"]["post"]["responses"].contains("403"));
}

TEST_CASE("a code works once; the device that used it may ask again for the answer that it never got") {
    Desk desk;
    const std::string code = desk.code();
    const http::Response first = desk.send(code, desk.key);
    REQUIRE(first.status == 201);
    const http::Response again = desk.send(code, desk.key);
    REQUIRE(again.status == 201);
    CHECK(json_of(again) == json_of(first));
    CHECK(code_of(desk.send(code, crypto::SigningKey::make(desk.made.random))) == "403 code_invalid");
}

TEST_CASE("a code that is unknown, expired or no code at all is refused without saying which") {
    Desk desk;
    const std::string expired = desk.code(60'000);
    desk.made.clock.at += 60'000;
    const http::Response late = desk.send(expired, desk.key);
    const http::Response unknown = desk.send("0000-0000-0000", desk.key);
    CHECK(code_of(late) == "403 code_invalid");
    CHECK(late.body == unknown.body);
    CHECK(desk.send("111222333", desk.key).body == late.body);
}

TEST_CASE("a code may be typed in small letters, without hyphens, and with O and I for 0 and 1") {
    const Bytes meant = enrol_code_hash("A01B-C0D1-EF23");
    REQUIRE(meant.size() == 32);
    for (const char* typed : {"a01bc0d1ef23", "AOIB-CODL-EF23", " a0ib c0d1 ef23 "}) {
        INFO(typed);
        CHECK(enrol_code_hash(typed) == meant);
    }
    for (const char* typed : {"", "A01B-C0D1-EF2", "A01B-C0D1-EF234", "A01B-C0D1-EF2U", "A01B-C0D1-EF2*"}) {
        INFO(typed);
        CHECK(enrol_code_hash(typed).empty());
    }
}

TEST_CASE("who guesses ten times within a minute has to wait for the next, others do not") {
    Desk desk;
    const std::string good = desk.code();
    for (int i = 0; i < 10; ++i) CHECK(code_of(desk.send("0000-0000-0000", desk.key)) == "403 code_invalid");
    const http::Response stopped = desk.send(good, desk.key);
    CHECK(code_of(stopped) == "429 too_many_tries");
    CHECK(stopped.headers == std::vector<std::pair<std::string, std::string>>{{"Retry-After", "60"}});

    Outgoing elsewhere =
        desk.enrolment(Json{{"code", good}, {"publicKey", to_base64(desk.key.public_key)}}.dump(), desk.key);
    elsewhere.request.remote = "192.0.2.8";
    CHECK(desk.page.answer(elsewhere.sign(desk.key)).status == 201);
    desk.made.clock.at += 60'000;
    CHECK(desk.send(good, desk.key).status == 201);
}

TEST_CASE("an enrolment proves that its sender has the key") {
    Desk desk;
    const std::string code = desk.code();
    const auto other = crypto::SigningKey::make(desk.made.random);
    const Bytes body = Json{{"code", code}, {"publicKey", to_base64(desk.key.public_key)}}.dump();

    CHECK(code_of(desk.page.answer(desk.enrolment(body, desk.key).request)) == "401 signature_missing");
    CHECK(code_of(desk.page.answer(desk.enrolment(body, desk.key).sign(other))) == "401 signature_invalid");
    CHECK(code_of(desk.page.answer(desk.enrolment(body, other).sign(other))) == "401 signature_invalid");
    Outgoing numbered = desk.enrolment(body, desk.key);
    numbered.keyid = "1";
    CHECK(code_of(desk.page.answer(numbered.sign(desk.key))) == "401 signature_invalid");
    CHECK(desk.send(code, desk.key).status == 201);
}

TEST_CASE("a body that is no enrolment is refused with everything that is wrong with it, and no value") {
    Desk desk;
    const std::uint64_t head = desk.made.head();
    const auto faults_of = [&](const Bytes& body) {
        const http::Response response = desk.page.answer(desk.enrolment(body, desk.key).sign(desk.key));
        CHECK(code_of(response) == "400 invalid_input");
        CHECK(response.body.find("geheim") == std::string::npos);
        return json_of(response)["fouten"].size();
    };
    CHECK(faults_of("") == 1);
    CHECK(faults_of("[]") == 1);
    CHECK(faults_of("{\"code\":\"geheim\"") == 1);
    CHECK(faults_of(Bytes(3000, '[')) == 1);
    CHECK(faults_of("\xff\xfe") == 1);
    CHECK(faults_of("{}") == 2);
    CHECK(faults_of("{\"code\":12,\"publicKey\":[\"geheim\"]}") == 2);
    CHECK(faults_of("{\"code\":12,\"publicKey\":\"geheim\",\"geheim\":1}") == 3);
    CHECK(faults_of("{\"code\":\"" + Bytes(5000, 'x') + "\"}") == 1);
    CHECK(desk.made.head() == head);
}

TEST_CASE("devices that enrol at once share a commit, and each gets a number of its own") {
    Desk desk;
    const std::uint64_t head = desk.made.head();
    const Enrolled enrolled = enrol_at_once(desk.service);
    CHECK(enrolled.refused == 0);
    CHECK(enrolled.numbers.size() == threads_at_once * devices_of_each);
    CHECK(desk.made.head() == head + enrolled.numbers.size());
}

TEST_CASE("a commit that fails is tried again for each of those that shared it, and who is refused is not there") {
    Desk desk;
    SometimesBusy store(*desk.made.server->store);
    SyncService service(store, desk.made.clock);
    const std::uint64_t head = desk.made.head();
    const Enrolled enrolled = enrol_at_once(service);
    CHECK(enrolled.refused > 0);
    CHECK(enrolled.numbers.size() + enrolled.refused == threads_at_once * devices_of_each);
    CHECK(desk.made.head() == head + enrolled.numbers.size());
}

TEST_CASE("work that fails for want of memory does not stop the work after it") {
    Desk desk;
    OnceWithoutMemory store(*desk.made.server->store);
    SyncService service(store, desk.made.clock);
    const auto first = service.enrol("noor", Bytes(32, 'a'));
    REQUIRE_FALSE(first.ok());
    CHECK(first.error().code == "internal");
    CHECK(first.error().retry == Retry::later);
    CHECK(service.enrol("noor", Bytes(32, 'b')).ok());
}
