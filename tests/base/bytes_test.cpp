#include "client_core/shared/base/bytes.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs;

TEST_CASE("every octet survives hexadecimal and base64, at every length") {
    Bytes bytes;
    for (int i = 0; i < 256; ++i) {
        bytes.push_back(static_cast<char>(i * 37));
        bool ok = false;
        CHECK(from_hex(to_hex(bytes), ok) == bytes);
        CHECK(ok);
        CHECK(from_base64(to_base64(bytes), ok) == bytes);
        CHECK(ok);
    }
}

TEST_CASE("hexadecimal is written in lower case and read in both") {
    bool ok = false;
    CHECK(to_hex(Bytes("\x00\xab\xff", 3)) == "00abff");
    CHECK(from_hex("00aBFf", ok) == Bytes("\x00\xab\xff", 3));
    CHECK(ok);
}

TEST_CASE("what is no hexadecimal is refused and gives nothing") {
    for (const char* text : {"a", "0g", "g0", "00 1", " 00", "0x00", "abc"}) {
        bool ok = true;
        CHECK(from_hex(text, ok).empty());
        CHECK_FALSE(ok);
    }
}

TEST_CASE("base64 gives the vectors of RFC 4648, section 10") {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        bool ok = false;
        CHECK(to_base64(plain) == encoded);
        CHECK(from_base64(encoded, ok) == plain);
        CHECK(ok);
    }
}

TEST_CASE("base64 that is not strictly so is refused: one text for the same bytes") {
    // No padding, too much, padding in the middle, white space, the URL alphabet, left-over bits that are not zero.
    for (const char* text :
         {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm-_", "Zh==", "Zm9=", "=Zg="}) {
        bool ok = true;
        CAPTURE(text);
        CHECK(from_base64(text, ok).empty());
        CHECK_FALSE(ok);
    }
}
