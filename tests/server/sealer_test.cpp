// What the server seals with a dossier's key.
#include "sync_server/store/sealer.hpp"

#include <catch2/catch.hpp>

#include "tests/support/given.hpp"
#include "tests/support/seeded_random.hpp"

using namespace wegwijs;
using namespace wegwijs::server;

namespace {

const Bytes key(32, 'k'), other_key(32, 'x');

}  // namespace

TEST_CASE("it seals as the standard's own example does") {
    // The sixteenth test case of the specification of GCM that NIST published.
    const Bytes nonce = test::unhex("cafebabefacedbaddecaf888");
    const Bytes the_key = test::unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    const Bytes context = test::unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const Bytes plain = test::unhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    const Bytes closed = test::unhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662");
    test::GivenRandom random(nonce);
    Sealer sealer;
    CHECK(sealer.seal(plain, the_key, context, random) ==
          nonce + closed + test::unhex("76fc6ece0f4e1768cddf8853bb2d551b"));
}

TEST_CASE("what is sealed opens again, with keys in any order, and after they were forgotten") {
    test::SeededRandom random(5);
    Sealer sealer;
    for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 1200u, 70'000u})
        for (const Bytes& one : {key, other_key, key, key}) {
            const Bytes plain(size, 'p');
            const Bytes sealed = sealer.seal(plain, one, "place", random);
            CHECK(sealed.size() == size + 28);
            CHECK(sealer.open(sealed, one, "place").value() == plain);
            CHECK(sealer.seal(plain, one, "place", random) != sealed);
            if (size == 17) sealer.forget();
        }
}

TEST_CASE("with another key, in another place, cut or changed anywhere it does not open, and the next one does") {
    test::SeededRandom random(6);
    Sealer sealer;
    const Bytes sealed = sealer.seal("zwemleraar", key, "place", random);
    const auto closed = [&](ByteView bytes, ByteView with, ByteView place) {
        const auto opened = sealer.open(bytes, with, place);
        return !opened.ok() && opened.error().code == "sealed";
    };
    CHECK(closed(sealed, other_key, "place"));
    CHECK(closed(sealed, key, "places"));
    CHECK(closed(sealed, key, ""));
    for (std::size_t size = 0; size < sealed.size(); ++size)
        CHECK(closed(ByteView(sealed).substr(0, size), key, "place"));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        Bytes wrong = sealed;
        wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ 1 << bit % 8);
        CHECK(closed(wrong, key, "place"));
    }
    CHECK(sealer.open(sealed, key, "place").value() == "zwemleraar");
}
