#include "client_core/shared/protocol/cbor.hpp"

#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "client_core/shared/base/limits.hpp"
#include "tests/support/given.hpp"
#include "tests/support/seeded_random.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;
using wegwijs::test::unhex;

namespace {

template <class Write>
std::string written(Write write) {
    CborWriter w;
    write(w);
    return to_hex(w.take());
}

bool is_item(ByteView bytes) {
    CborReader r(bytes);
    return r.item() == bytes && r.finished();
}

/// Writes one random item, and keeps map keys in order by writing rising numbers.
void write_random(CborWriter& w, Random& random, int depth) {
    const std::uint64_t n = random.number() >> (random.number() % 64);
    switch (random.number() % (depth > 0 ? 9 : 7)) {
        case 0: return w.uint(n);
        case 1: return w.integer(static_cast<std::int64_t>(n));
        case 2: return w.bytes(random.bytes(n % 300));
        case 3: return w.text(std::string(n % 300, 'e') + "\u00eb\u20ac");
        case 4: return w.boolean(n & 1);
        case 5: return w.null();
        case 6: return w.undefined();
        case 7: {
            w.array(n % 30);
            for (std::uint64_t i = 0; i < n % 30; ++i) write_random(w, random, depth - 1);
            return;
        }
        default: {
            w.map(n % 30);
            for (std::uint64_t i = 0; i < n % 30; ++i) {
                w.uint(i * 7);
                write_random(w, random, depth - 1);
            }
        }
    }
}

}  // namespace

TEST_CASE("the examples of RFC 8949 appendix A that lie in our subset") {
    const std::pair<std::uint64_t, const char*> unsigned_numbers[] = {{0, "00"},
                                                                      {1, "01"},
                                                                      {10, "0a"},
                                                                      {23, "17"},
                                                                      {24, "1818"},
                                                                      {25, "1819"},
                                                                      {100, "1864"},
                                                                      {1000, "1903e8"},
                                                                      {1000000, "1a000f4240"},
                                                                      {1000000000000, "1b000000e8d4a51000"},
                                                                      {18446744073709551615u, "1bffffffffffffffff"}};
    for (const auto& [n, hex] : unsigned_numbers) {
        CHECK(written([n = n](CborWriter& w) { w.uint(n); }) == hex);
        const Bytes in = unhex(hex);
        CborReader r(in);
        CHECK(r.uint() == n);
        CHECK(r.finished());
    }
    const std::pair<std::int64_t, const char*> numbers[] = {
        {-1, "20"},
        {-10, "29"},
        {-100, "3863"},
        {-1000, "3903e7"},
        {1000, "1903e8"},
        {std::numeric_limits<std::int64_t>::max(), "1b7fffffffffffffff"},
        {std::numeric_limits<std::int64_t>::min(), "3b7fffffffffffffff"}};
    for (const auto& [n, hex] : numbers) {
        CHECK(written([n = n](CborWriter& w) { w.integer(n); }) == hex);
        const Bytes in = unhex(hex);
        CborReader r(in);
        CHECK(r.integer() == n);
        CHECK(r.finished());
    }
    const std::pair<std::string_view, const char*> texts[] = {
        {"", "60"},           {"a", "6161"},          {"IETF", "6449455446"},      {"\"\\", "62225c"},
        {"\u00fc", "62c3bc"}, {"\u6c34", "63e6b0b4"}, {"\U00010151", "64f0908591"}};
    for (const auto& [text, hex] : texts) {
        CHECK(written([text = text](CborWriter& w) { w.text(text); }) == hex);
        const Bytes in = unhex(hex);
        CborReader r(in);
        CHECK(r.text() == text);
        CHECK(r.finished());
    }
    for (const char* hex : {"f4", "f5", "f6", "f7", "40", "4401020304", "80", "83010203", "8301820203820405", "a0",
                            "98190102030405060708090a0b0c0d0e0f101112131415161718181819", "a201020304",
                            "a26161016162820203", "826161a161626163", "a56161614161626142616361436164614461656145"})
        CHECK(is_item(unhex(hex)));
}

TEST_CASE("a whole structure is read as it was written") {
    CborWriter w;
    w.array(5);
    w.bytes("\x01\x02");
    w.map(2);
    w.uint(1);
    w.boolean(true);
    w.uint(2);
    w.null();
    w.undefined();
    w.text("slot");
    w.raw(unhex("8101"));
    const Bytes in = w.take();
    CborReader r(in);
    CHECK(r.next_is_array());
    CHECK(r.array() == 5);
    CHECK(r.next_is_bytes());
    CHECK(r.bytes_of(2) == "\x01\x02");
    CHECK(r.map() == 2);
    CHECK(r.next_is_uint());
    CHECK(r.uint() == 1);
    CHECK(r.boolean());
    CHECK(r.uint() == 2);
    CHECK(r.next_is_null());
    r.null();
    CHECK(r.next_is_undefined());
    CHECK(r.item() == "\xf7");
    CHECK(r.text() == "slot");
    CHECK(to_hex(r.item()) == "8101");
    CHECK(r.finished());
}

TEST_CASE("every form that is not the canonical one is refused") {
    const char* refused[] = {"1800",
                             "1817",
                             "190000",
                             "1900ff",
                             "1a00000000",
                             "1a0000ffff",
                             "1b0000000000000000",
                             "1b00000000ffffffff",
                             "3817",
                             "3900ff",
                             "5800",
                             "58174142",
                             "7800",
                             "9800",
                             "b800",
                             "1c",
                             "1d",
                             "1e",
                             "1f",
                             "3f",
                             "5f42010243030405ff",
                             "7f657374726561646d696e67ff",
                             "9fff",
                             "9f0102ff",
                             "bfff",
                             "bf616101ff",
                             "ff",
                             "a2020201 01",
                             "a201010101",
                             "a2616201616101",
                             "a26161010101",
                             "a2187f014100 02",
                             "c074323031332d30332d32315432303a30343a30305a",
                             "c11a514b67b0",
                             "c249010000000000000000",
                             "d74401020304",
                             "f90000",
                             "f93c00",
                             "fa47c35000",
                             "fb3ff199999999999a",
                             "e0",
                             "f0",
                             "f3",
                             "f800",
                             "f814",
                             "f8ff",
                             "fc",
                             "61ff",
                             "62c328",
                             "62c080",
                             "63eda080",
                             "64f4908080",
                             "61c3"};
    for (const std::string text : refused) {
        std::string hex;
        for (const char c : text)
            if (c != ' ') hex.push_back(c);
        INFO(hex);
        // The one map below is in order: bytes of a key sort after numbers.
        CHECK(is_item(unhex(hex)) == (hex == "a2187f01410002"));
    }
}

TEST_CASE("a map shows a wrong order of keys when it is opened") {
    const Bytes in = unhex("a202010101");
    CborReader r(in);
    CHECK(r.map() == 0);
    CHECK_FALSE(r.ok());
}

TEST_CASE("what was written comes back the same, and cut off anywhere it is refused") {
    test::SeededRandom random(6);
    for (int round = 0; round < 300; ++round) {
        CborWriter w;
        write_random(w, random, 3);
        const Bytes whole = w.take();
        CHECK(is_item(whole));
        if (whole.size() > 2000) continue;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            // A copy of exactly that size, so that a sanitizer sees a read behind it.
            const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            CborReader r(ByteView(cut.data(), cut.size()));
            CHECK(r.item().empty());
            CHECK_FALSE(r.ok());
        }
    }
}

TEST_CASE("any bytes at all are either refused or exactly what a writer would write") {
    test::SeededRandom random(7);
    for (int round = 0; round < 20'000; ++round) {
        const Bytes noise = random.bytes(1 + random.number() % 12);
        CborReader r(noise);
        const ByteView item = r.item();
        if (r.ok()) CHECK(is_item(item));
    }
}

TEST_CASE("a count or length beyond the bytes that are left is refused before anything is made of it") {
    for (const char* hex : {"9affffffff", "9bffffffffffffffff", "baffffffff", "bbffffffffffffffff", "5affffffff",
                            "5bffffffffffffffff", "7bffffffffffffffff", "8201", "a101", "420a"}) {
        const Bytes in = unhex(hex);
        CborReader arrays(in), maps(in), bytes(in), texts(in);
        CHECK(arrays.array() + maps.map() + bytes.bytes().size() + texts.text().size() <=
              (ByteView(hex) == "8201" ? 2u : 0u));
        CHECK_FALSE(is_item(in));
    }
}

TEST_CASE("nesting is followed to its limit and no deeper") {
    const auto nested = [](int depth) { return Bytes(static_cast<std::size_t>(depth), '\x81') + Bytes(1, '\x01'); };
    CHECK(is_item(nested(limits::cbor_depth)));
    CHECK_FALSE(is_item(nested(limits::cbor_depth + 1)));
    CHECK_FALSE(is_item(nested(1'000'000)));
}

TEST_CASE("after the first wrong byte everything reads as empty") {
    const Bytes in = unhex("0161618101f5");
    CborReader r(in);
    CHECK(r.uint() == 1);
    CHECK(r.uint() == 0);
    CHECK_FALSE(r.ok());
    CHECK(r.text().empty());
    CHECK(r.bytes().empty());
    CHECK(r.array() == 0);
    CHECK(r.map() == 0);
    CHECK(r.integer() == 0);
    CHECK_FALSE(r.boolean());
    CHECK(r.item().empty());
    CHECK_FALSE(r.next_is_uint());
    CHECK_FALSE(r.finished());
}

TEST_CASE("each reader refuses the other kinds") {
    const Bytes too_big = unhex("1b8000000000000000"), too_small = unhex("3b8000000000000000");
    for (const Bytes& in : {too_big, too_small}) {
        CborReader r(in);
        CHECK(r.integer() == 0);
        CHECK_FALSE(r.ok());
    }
    const Bytes three = unhex("43010203");
    CborReader r(three);
    CHECK(r.bytes_of(2).empty());
    CHECK_FALSE(r.ok());
    const Bytes null = unhex("f6");
    CborReader boolean(null);
    CHECK_FALSE(boolean.boolean());
    CHECK_FALSE(boolean.ok());
}
