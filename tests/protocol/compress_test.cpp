#include "client_core/shared/protocol/compress.hpp"

#include <catch2/catch.hpp>
#include <zlib.h>
#include <zstd.h>

#include "tests/support/seeded_random.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;

namespace {

constexpr Encoding all[] = {Encoding::identity, Encoding::zstd, Encoding::gzip};
constexpr Encoding packing[] = {Encoding::zstd, Encoding::gzip};

/// zstd without the size in front, as a sender makes it that compresses as it goes.
Bytes zstd_stream(ByteView plain, int window_log = 0) {
    const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
    if (window_log) ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window_log);
    Bytes packed(ZSTD_compressBound(plain.size()), '\0');
    ZSTD_inBuffer in{plain.data(), plain.size(), 0};
    ZSTD_outBuffer out{packed.data(), packed.size(), 0};
    // Going on first: at an end in one call zstd would know the size and shrink the window to it.
    REQUIRE_FALSE(ZSTD_isError(ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_continue)));
    while (ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_end) != 0) REQUIRE(out.pos < out.size);
    packed.resize(out.pos);
    return packed;
}

}  // namespace

TEST_CASE("what is compressed comes back, whatever the codec did before") {
    test::SeededRandom random(4);
    Codec codec;
    for (const std::size_t size : {0u, 1u, 100u, 16384u, 16385u, 300'000u}) {
        const Bytes noise = random.bytes(size), plain = noise + Bytes(size, 'a');
        for (const Encoding encoding : all) {
            for (const int level : {-3, 1, 6, 99}) {
                Result<Bytes> packed = codec.compress(plain, encoding, level);
                REQUIRE(packed.ok());
                CHECK(*packed == *compress(plain, encoding, level));
                Result<Bytes> back = codec.decompress(*packed, encoding, plain.size());
                REQUIRE(back.ok());
                CHECK(*back == plain);
            }
        }
        Result<Bytes> streamed = codec.decompress(zstd_stream(plain), Encoding::zstd, plain.size());
        REQUIRE(streamed.ok());
        CHECK(*streamed == plain);
    }
}

TEST_CASE("one byte more than is allowed is refused") {
    const Bytes plain(100'000, 'b');
    Codec codec;
    for (const Encoding encoding : all) {
        const Bytes packed = *codec.compress(plain, encoding, 3);
        CHECK(codec.decompress(packed, encoding, plain.size()).ok());
        CHECK(codec.decompress(packed, encoding, plain.size() - 1).error().code == "too_large");
        CHECK(codec.decompress(packed, encoding, 0).error().code == "too_large");
    }
    CHECK(codec.decompress(zstd_stream(plain), Encoding::zstd, plain.size() - 1).error().code == "too_large");
}

TEST_CASE("a bomb is refused however it hides its size") {
    const Bytes plain(64u << 20, '\0');
    constexpr std::size_t at_most = 1u << 20;
    Codec codec;
    for (const Encoding encoding : packing) {
        const Bytes bomb = *codec.compress(plain, encoding, 9);
        REQUIRE(bomb.size() < at_most / 4);
        CHECK(codec.decompress(bomb, encoding, at_most).error().code == "too_large");
    }
    CHECK(codec.decompress(zstd_stream(plain), Encoding::zstd, at_most).error().code == "too_large");
    CHECK(codec.compress("daarna", Encoding::zstd, 3).ok());
}

TEST_CASE("a zstd window beyond 8 MiB is refused: it would take the memory before the data came") {
    const Bytes packed = zstd_stream(Bytes(1000, 'c'), 24);
    CHECK(decompress(packed, Encoding::zstd, 8u << 20).error().code == "damaged");
}

TEST_CASE("a frame of zstd from before RFC 8878 is refused, first or later: its decoders know no limit of the window") {
    const Bytes old(
        "\x27\xb5\x2f\xfd\x20\x04\x40\x00\x04"
        "abcd\xc0\x00\x00",
        16);
    const Bytes sized = *compress("abcd", Encoding::zstd, 3), streamed = zstd_stream("abcd");
    for (const Bytes& body : {old, sized + old, streamed + old, streamed + sized + old}) {
        const auto read = decompress(body, Encoding::zstd, 100);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code == "damaged");
    }
}

TEST_CASE("cut off, damaged or followed by something: refused, and the codec goes on") {
    test::SeededRandom random(5);
    const Bytes plain = random.bytes(300) + Bytes(300, 'd');
    Codec codec;
    for (const Encoding encoding : packing) {
        const Bytes packed = *codec.compress(plain, encoding, 3);
        for (std::size_t size = 0; size < packed.size(); ++size)
            CHECK(codec.decompress(packed.substr(0, size), encoding, 10'000).error().code == "damaged");
        CHECK(codec.decompress(packed + "x", encoding, 10'000).error().code == "damaged");
        CHECK(codec.decompress(plain, encoding, 10'000).error().code == "damaged");
        CHECK(*codec.decompress(packed, encoding, 10'000) == plain);
    }
    const Bytes streamed = zstd_stream(plain);
    for (std::size_t size = 0; size < streamed.size(); ++size)
        CHECK(codec.decompress(streamed.substr(0, size), Encoding::zstd, 10'000).error().code == "damaged");
    CHECK(codec.decompress(streamed + "x", Encoding::zstd, 10'000).error().code == "damaged");
}

TEST_CASE("a body may be several zstd frames, made apart; of gzip it is one member") {
    const Bytes one(700, 'e'), two(500, 'f');
    Codec codec;
    const Bytes sized = *codec.compress(one, Encoding::zstd, 3) + *codec.compress(two, Encoding::zstd, 3);
    const Bytes streamed = zstd_stream(one) + zstd_stream(two);
    const Bytes mixed = *codec.compress(one, Encoding::zstd, 3) + zstd_stream(two);
    for (const Bytes& packed : {sized, streamed, mixed}) {
        REQUIRE(codec.decompress(packed, Encoding::zstd, 1200).ok());
        CHECK(*codec.decompress(packed, Encoding::zstd, 1200) == one + two);
        CHECK(codec.decompress(packed, Encoding::zstd, 1199).error().code == "too_large");
        for (std::size_t size = 1; size < packed.size(); ++size) {  // cut between the frames it is a whole body, too
            auto cut = codec.decompress(packed.substr(0, size), Encoding::zstd, 1200);
            CHECK((cut.ok() ? *cut == one : cut.error().code == "damaged"));
        }
    }
    const Bytes member = *codec.compress(one, Encoding::gzip, 3);
    CHECK(codec.decompress(member + member, Encoding::gzip, 10'000).error().code == "damaged");
}

TEST_CASE("the names of the codings are HTTP's") {
    for (const Encoding encoding : all) CHECK(encoding_from_text(to_text(encoding)) == encoding);
    CHECK(encoding_from_text("") == Encoding::identity);
    CHECK_FALSE(encoding_from_text("br"));
    CHECK_FALSE(encoding_from_text("GZIP, zstd"));
}
