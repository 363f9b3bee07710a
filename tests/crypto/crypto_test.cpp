#include "client_core/shared/crypto/crypto.hpp"

#include <catch2/catch.hpp>
#include <sodium.h>

#include "tests/support/given.hpp"
#include "tests/support/seeded_random.hpp"

using namespace wegwijs;
using wegwijs::test::GivenRandom;
using wegwijs::test::SeededRandom;
using wegwijs::test::unhex;

namespace {

struct Initialised {
    Initialised() { REQUIRE(crypto::initialise()); }
};

}  // namespace

TEST_CASE_METHOD(Initialised, "hashes agree with their standards") {
    CHECK(to_hex(crypto::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(crypto::hash("abc", 64)) ==
          "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
          "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    const Bytes key = unhex("000102030405060708090a0b0c0d0e0f");
    CHECK(crypto::siphash(unhex("000102030405060708090a0b0c0d0e"), key) == 0xa129ca6149be45e5);
    CHECK(crypto::hash("abc", 16) != crypto::hash("abc", 16, key));
}

TEST_CASE_METHOD(Initialised, "an Ed25519 key from a known seed signs as RFC 8032 says") {
    GivenRandom seed(unhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    const crypto::SigningKey key = crypto::SigningKey::make(seed);
    CHECK(to_hex(key.public_key) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const Bytes signature = crypto::sign("r", key);
    CHECK(to_hex(signature) ==
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    CHECK(crypto::verify("r", signature, key.public_key));
    CHECK_FALSE(crypto::verify("s", signature, key.public_key));
    CHECK_FALSE(crypto::verify("r", signature.substr(1), key.public_key));
    CHECK_FALSE(crypto::verify("r", signature, key.public_key.substr(1)));
    CHECK_FALSE(crypto::verify("r", "", ""));
}

TEST_CASE_METHOD(Initialised, "what is sealed opens only with the same key and context, and only undamaged") {
    SeededRandom random(1);
    const Bytes key = random.bytes(32);
    const Bytes sealed = crypto::seal("geheim", key, "dossier 7", random);
    CHECK(sealed.find("geheim") == Bytes::npos);
    REQUIRE(crypto::open(sealed, key, "dossier 7").ok());
    CHECK(*crypto::open(sealed, key, "dossier 7") == "geheim");
    CHECK(crypto::open(sealed, key, "dossier 8").error().code == "sealed");
    CHECK(crypto::open(sealed, random.bytes(32), "dossier 7").error().code == "sealed");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        Bytes damaged = sealed;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        CHECK(crypto::open(damaged, key, "dossier 7").error().code == "sealed");
        CHECK(crypto::open(sealed.substr(0, i), key, "dossier 7").error().code == "sealed");
    }
    const Bytes empty = crypto::seal("", key, "", random);
    REQUIRE(crypto::open(empty, key, "").ok());
    CHECK(crypto::open(empty, key, "")->empty());
}

TEST_CASE_METHOD(Initialised, "the same chance gives the same bytes, so that a run can be replayed") {
    SeededRandom first(7), again(7), other(8);
    const auto all = [](Random& random) {
        const crypto::BoxKey to = crypto::BoxKey::make(random);
        return crypto::SigningKey::make(random).secret_key + to.secret_key +
               crypto::seal_to("x", to.public_key, random) + crypto::seal("x", to.secret_key, "", random);
    };
    const Bytes bytes = all(first);
    CHECK(bytes == all(again));
    CHECK(bytes != all(other));
}

TEST_CASE_METHOD(Initialised, "our sealed box is libsodium's") {
    SeededRandom random(2);
    const crypto::BoxKey key = crypto::BoxKey::make(random);
    const Bytes ours = crypto::seal_to("sleutel", key.public_key, random);
    const auto octets = [](const Bytes& b) { return reinterpret_cast<const unsigned char*>(b.data()); };

    unsigned char opened[7];
    REQUIRE(crypto_box_seal_open(opened, octets(ours), ours.size(), octets(key.public_key), octets(key.secret_key)) ==
            0);
    CHECK(ByteView(reinterpret_cast<char*>(opened), sizeof opened) == "sleutel");

    unsigned char theirs[7 + crypto_box_SEALBYTES];
    REQUIRE(crypto_box_seal(theirs, octets("sleutel"), 7, octets(key.public_key)) == 0);
    const Result<Bytes> plain = crypto::open_from(ByteView(reinterpret_cast<char*>(theirs), sizeof theirs), key);
    REQUIRE(plain.ok());
    CHECK(*plain == "sleutel");

    CHECK(crypto::open_from(ours, crypto::BoxKey::make(random)).error().code == "sealed");
    for (std::size_t size = 0; size < ours.size(); ++size)
        CHECK(crypto::open_from(ours.substr(0, size), key).error().code == "sealed");
}

TEST_CASE_METHOD(Initialised, "nothing is sealed to a public key that is none") {
    SeededRandom random(3);
    CHECK(crypto::seal_to("sleutel", "kort", random).empty());
    CHECK(crypto::seal_to("sleutel", Bytes(32, '\0'), random).empty());
}

TEST_CASE_METHOD(Initialised, "a PIN gives the same key for the same salt and cost only") {
    const crypto::KdfCost cheap{1, 8 * 1024};
    const Bytes salt(16, 's');
    const Result<Bytes> key = crypto::key_from_pin("12345", salt, cheap);
    REQUIRE(key.ok());
    CHECK(key->size() == 32);
    CHECK(*key == *crypto::key_from_pin("12345", salt, cheap));
    CHECK(*key != *crypto::key_from_pin("12346", salt, cheap));
    CHECK(*key != *crypto::key_from_pin("12345", Bytes(16, 't'), cheap));
    CHECK(*key != *crypto::key_from_pin("12345", salt, {2, 8 * 1024}));
    CHECK(crypto::key_from_pin("12345", "kort", cheap).error().code == "kdf_invalid");
    CHECK(crypto::key_from_pin("12345", salt, {0, 8 * 1024}).error().code == "kdf_invalid");
    CHECK(crypto::key_from_pin("12345", salt, {1, 1}).error().code == "kdf_invalid");
}

TEST_CASE_METHOD(Initialised, "a wiped secret is gone, its unused tail too") {
    Bytes secret(100, 'x');
    const char* const where = secret.data();
    const std::size_t room = secret.capacity();
    secret.resize(50);
    crypto::wipe(secret);
    CHECK(secret.empty());
    CHECK(secret.capacity() == room);
    secret.resize(1);
    CHECK(secret.data() == where);
    CHECK(crypto::equal("abc", "abc"));
    CHECK_FALSE(crypto::equal("abc", "abd"));
    CHECK_FALSE(crypto::equal("abc", "ab"));
    CHECK(crypto::equal("", ""));
}
