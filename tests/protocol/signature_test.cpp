#include "client_core/shared/protocol/signature.hpp"

#include <catch2/catch.hpp>

#include "tests/support/given.hpp"
#include "tests/support/seeded_random.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;

namespace {

Bytes unbase64(std::string_view text) {
    bool ok = false;
    Bytes bytes = from_base64(text, ok);
    REQUIRE(ok);
    return bytes;
}

/// test-key-ed25519 of RFC 9421, appendix B.1.4.
crypto::SigningKey rfc_key() {
    REQUIRE(crypto::initialise());
    test::GivenRandom seed(unbase64("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU="));
    return crypto::SigningKey::make(seed);
}

HttpMessage push() {
    HttpMessage message;
    message.method = "POST";
    message.authority = "Sync.Example:8443";
    message.path = "/sync/v1/push";
    message.content_encoding = "zstd";
    message.body = "inhoud";
    return message;
}

const Bytes nonce = "0123456789abcdef";

std::string verdict(const HttpMessage& message, const SignatureHeaders& headers, ByteView public_key) {
    const Result<SignatureInput> input = parse_signature_input(headers.signature_input);
    if (!input.ok()) return input.error().code;
    const Status status = verify_request(message, headers, *input, public_key);
    return status.ok() ? "ok" : status.error().code;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != text.npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("the key of RFC 9421 gives the signature of its appendix B.2.6") {
    const crypto::SigningKey key = rfc_key();
    CHECK(to_base64(key.public_key) == "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
    const Bytes base =
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"
        "\"@method\": POST\n"
        "\"@path\": /foo\n"
        "\"@authority\": example.com\n"
        "\"content-type\": application/json\n"
        "\"content-length\": 18\n"
        "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
        ";created=1618884473;keyid=\"test-key-ed25519\"";
    CHECK(to_base64(crypto::sign(base, key)) ==
          "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==");
}

TEST_CASE("a signed request has exactly these headers") {
    const crypto::SigningKey key = rfc_key();
    const SignatureHeaders headers = sign_request(push(), "17", 1'764'000'000, nonce, key);
    CHECK(headers.content_digest == "sha-256=:" + to_base64(crypto::sha256("inhoud")) + ":");
    const std::string params =
        "(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-encoding\");created=1764000000"
        ";keyid=\"17\";alg=\"ed25519\";nonce=\"MDEyMzQ1Njc4OWFiY2RlZg==\"";
    CHECK(headers.signature_input == "sig1=" + params);
    const Bytes base =
        "\"@method\": POST\n\"@authority\": sync.example:8443\n\"@path\": /sync/v1/push\n"
        "\"content-digest\": " +
        headers.content_digest +
        "\n\"content-encoding\": zstd\n"
        "\"@signature-params\": " +
        params;
    CHECK(headers.signature == "sig1=:" + to_base64(crypto::sign(base, key)) + ":");
    CHECK(headers.signature ==
          "sig1=:QxI+iv+CYgyAwboXd8ADJb4LcOlFLYWVyStamFnWtEh7iBuXGXbTMPi9yoOyoV0U3PWEOFkDZ5BLH9408wisAA==:");
    CHECK(verdict(push(), headers, key.public_key) == "ok");
}

TEST_CASE("what the server reads is what the device wrote") {
    const crypto::SigningKey key = rfc_key();
    const std::string keyid = "enrol:" + to_base64(key.public_key);
    HttpMessage message = push();
    message.content_encoding.clear();
    const SignatureHeaders headers = sign_request(message, keyid, 5, nonce, key);
    const Result<SignatureInput> input = parse_signature_input(headers.signature_input);
    REQUIRE(input.ok());
    CHECK(input->keyid == keyid);
    CHECK(input->created == 5);
    CHECK(input->nonce == nonce);
    CHECK(input->components == std::vector<std::string>{"@method", "@authority", "@path", "content-digest"});
    CHECK("sig1=" + input->base_params == headers.signature_input);
    CHECK(verdict(message, headers, key.public_key) == "ok");
}

TEST_CASE("tampering with anything that is signed is found") {
    const crypto::SigningKey key = rfc_key();
    const SignatureHeaders headers = sign_request(push(), "17", 1'764'000'000, nonce, key);
    const auto message_with = [](auto change) {
        HttpMessage message = push();
        change(message);
        return message;
    };
    const HttpMessage changed[] = {
        message_with([](HttpMessage& m) { m.method = "PUT"; }),
        message_with([](HttpMessage& m) { m.authority = "elders.example:8443"; }),
        message_with([](HttpMessage& m) { m.path = "/sync/v1/pull"; }),
        message_with([](HttpMessage& m) { m.path += "?alles=1"; }),
        message_with([](HttpMessage& m) { m.content_encoding = "gzip"; }),
        message_with([](HttpMessage& m) { m.content_encoding.clear(); }),
        message_with([](HttpMessage& m) { m.method = "POST\n\"@path\": /"; }),
    };
    for (const HttpMessage& message : changed) CHECK(verdict(message, headers, key.public_key) == "signature_invalid");
    CHECK(verdict(message_with([](HttpMessage& m) { m.body = "inhoed"; }), headers, key.public_key) ==
          "digest_mismatch");
    CHECK(verdict(message_with([](HttpMessage& m) { m.authority = "SYNC.example:8443"; }), headers, key.public_key) ==
          "ok");

    const std::pair<std::string, std::string> parameters[] = {
        {"1764000000", "1764000001"},
        {"\"17\"", "\"18\""},
        {"MDEy", "MDEz"},
        {"\"@method\" \"@authority\"", "\"@authority\" \"@method\""}};
    for (const auto& [from, to] : parameters) {
        SignatureHeaders other = headers;
        other.signature_input = replaced(headers.signature_input, from, to);
        CHECK(verdict(push(), other, key.public_key) == "signature_invalid");
    }
    SignatureHeaders digest = headers;
    digest.content_digest = "sha-256=:" + to_base64(crypto::sha256("anders")) + ":";
    CHECK(verdict(push(), digest, key.public_key) == "signature_invalid");
    test::SeededRandom random(9);
    CHECK(verdict(push(), headers, crypto::SigningKey::make(random).public_key) == "signature_invalid");
    CHECK(verdict(push(), headers, "") == "signature_invalid");
}

TEST_CASE("a field that was not signed cannot be added, nor one that must be signed left out") {
    const crypto::SigningKey key = rfc_key();
    HttpMessage plain = push();
    plain.content_encoding.clear();
    CHECK(verdict(push(), sign_request(plain, "17", 1, nonce, key), key.public_key) == "signature_invalid");

    // Properly signed by the right key, but over less than we ask.
    for (const char* left_out : {"\"@method\" ", "\"@authority\" ", "\"@path\" ", " \"content-digest\""}) {
        SignatureHeaders headers = sign_request(plain, "17", 1, nonce, key);
        headers.signature_input = replaced(headers.signature_input, left_out, "");
        Bytes base;
        for (const auto& [name, value] :
             std::vector<std::pair<std::string, std::string>>{{"\"@method\"", "POST"},
                                                              {"\"@authority\"", "sync.example:8443"},
                                                              {"\"@path\"", "/sync/v1/push"},
                                                              {"\"content-digest\"", headers.content_digest}})
            if (std::string(left_out).find(name) == std::string::npos) base += name + ": " + value + "\n";
        base += "\"@signature-params\": " + headers.signature_input.substr(5);
        headers.signature = "sig1=:" + to_base64(crypto::sign(base, key)) + ":";
        CHECK(verdict(plain, headers, key.public_key) == "signature_invalid");
    }
}

TEST_CASE("another order of components and parameters is as good, when it is what was signed") {
    const crypto::SigningKey key = rfc_key();
    HttpMessage message = push();
    message.content_encoding.clear();
    SignatureHeaders headers = sign_request(message, "17", 1, nonce, key);
    const std::string params =
        "(\"content-digest\" \"@path\" \"@method\" \"@authority\");nonce=\"MDEyMzQ1Njc4OWFiY2RlZg==\""
        ";keyid=\"17\";alg=\"ed25519\";created=1";
    headers.signature_input = "sig1=" + params;
    headers.signature = "sig1=:" +
                        to_base64(crypto::sign("\"content-digest\": " + headers.content_digest +
                                                   "\n\"@path\": /sync/v1/push\n\"@method\": POST\n"
                                                   "\"@authority\": sync.example:8443\n\"@signature-params\": " +
                                                   params,
                                               key)) +
                        ":";
    CHECK(verdict(message, headers, key.public_key) == "ok");
}

TEST_CASE("a missing header is told apart from a wrong one") {
    const crypto::SigningKey key = rfc_key();
    const SignatureHeaders headers = sign_request(push(), "17", 1, nonce, key);
    SignatureHeaders none = headers;
    none.signature.clear();
    CHECK(verdict(push(), none, key.public_key) == "signature_missing");
    none = headers;
    none.content_digest.clear();
    CHECK(verdict(push(), none, key.public_key) == "signature_missing");
    CHECK(parse_signature_input("").error().code == "signature_missing");
    for (const std::string& wrong : {std::string("x"), std::string("sig1="), std::string("sig1=:"),
                                     std::string("sig1=::"), "sig2" + headers.signature.substr(4),
                                     headers.signature + ", sig2=:AAAA:", headers.signature.substr(0, 20) + ":"}) {
        SignatureHeaders other = headers;
        other.signature = wrong;
        CHECK(verdict(push(), other, key.public_key) == "signature_invalid");
    }
}

TEST_CASE("Signature-Input is read strictly") {
    const std::string good =
        "sig1=(\"@method\" \"@path\");created=1;keyid=\"17\";alg=\"ed25519\";nonce=\"MDEyMzQ1Njc4OWFiY2RlZg==\"";
    REQUIRE(parse_signature_input(good).ok());
    const std::pair<std::string, std::string> changes[] = {{"sig1", "sig2"},
                                                           {"sig1=", ""},
                                                           {"(", ""},
                                                           {")", ""},
                                                           {"\" \"", "\"  \""},
                                                           {"\" \"", "\"\""},
                                                           {"(", "( "},
                                                           {";created=1", ""},
                                                           {";keyid=\"17\"", ""},
                                                           {";alg=\"ed25519\"", ""},
                                                           {";nonce=\"MDEyMzQ1Njc4OWFiY2RlZg==\"", ""},
                                                           {";created=1", ";created=1;created=1"},
                                                           {";created=1", "; created=1"},
                                                           {"created=1", "created=01"},
                                                           {"created=1", "created=-1"},
                                                           {"created=1", "created=1.0"},
                                                           {"created=1", "created=\"1\""},
                                                           {"created=1", "created="},
                                                           {"created=1", "created=1234567890123456"},
                                                           {"keyid=\"17\"", "keyid=17"},
                                                           {"keyid=\"17\"", "keyid=\"\""},
                                                           {"keyid=\"17\"", "keyid=\"1\n7\""},
                                                           {"keyid=\"17\"", "keyid=\"1\\7\""},
                                                           {"keyid=\"17\"", "keyid=\"" + std::string(129, '1') + "\""},
                                                           {"ed25519", "hmac-sha256"},
                                                           {"Zg==", "Zg="},
                                                           {"MDEy", ""},
                                                           {"MDEy", "MD y"},
                                                           {"created=1", "created=1;expires=9"},
                                                           {"created=1", "created=1;tag=\"x\""},
                                                           {"\"@path\"", "\"@path\";req"},
                                                           {"Zg==\"", "Zg==\" "},
                                                           {"Zg==\"", "Zg==\", sig2=()"}};
    for (const auto& [from, to] : changes) {
        const std::string header = replaced(good, from, to);
        INFO(header);
        CHECK(parse_signature_input(header).error().code == "signature_invalid");
    }
    for (std::size_t size = 1; size < good.size(); ++size)
        CHECK_FALSE(parse_signature_input(std::string(good, 0, size)).ok());
    CHECK(parse_signature_input(replaced(good, "\"17\"", "\"1\\\"\\\\7\""))->keyid == "1\"\\7");
    CHECK_FALSE(parse_signature_input("sig1=(" + std::string(5000, '"')).ok());
}
