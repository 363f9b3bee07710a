#include "client_core/shared/model/value.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs;
using namespace wegwijs::model;

TEST_CASE("integers have the shortest CBOR form (RFC 8949, appendix A)") {
    const std::pair<std::int64_t, const char*> vectors[] = {{0, "00"},
                                                            {23, "17"},
                                                            {24, "1818"},
                                                            {255, "18ff"},
                                                            {256, "190100"},
                                                            {1000, "1903e8"},
                                                            {65536, "1a00010000"},
                                                            {1000000, "1a000f4240"},
                                                            {1000000000000, "1b000000e8d4a51000"},
                                                            {INT64_MAX, "1b7fffffffffffffff"},
                                                            {-1, "20"},
                                                            {-10, "29"},
                                                            {-100, "3863"},
                                                            {-1000, "3903e7"},
                                                            {INT64_MIN, "3b7fffffffffffffff"}};
    for (const auto& [number, hex] : vectors) {
        CHECK(to_hex(encode_integer(number)) == hex);
        CHECK(decode_integer(encode_integer(number)) == number);
    }
}

TEST_CASE("texts of every size of head read back") {
    for (const std::size_t size : {0U, 1U, 23U, 24U, 255U, 256U, 65535U, 65536U}) {
        const std::string text(size, 'a');
        CHECK(decode_text(encode_text(text)) == text);
        CHECK_FALSE(decode_bytes(encode_text(text)));
    }
    CHECK(to_hex(encode_text("IETF")) == "6449455446");
    CHECK(to_hex(encode_text("ü")) == "62c3bc");
    CHECK(decode_bytes(encode_id("0123456789abcdef")) == ByteView("0123456789abcdef"));
}

TEST_CASE("a value in any other form than its shortest is no value") {
    bool ok = false;
    for (const char* hex : {"1817", "190018", "1900ff", "1a0000ffff", "1b00000000ffffffff", "1bffffffffffffffff",
                            "3bffffffffffffffff", "0000", "18", "1c", "1f", "", "f6", "6161"}) {
        CAPTURE(hex);
        CHECK_FALSE(decode_integer(from_hex(hex, ok)));
        CHECK(ok);
    }
    for (const char* hex : {"", "62c328", "6261", "616161",
                            "7801"
                            "61",
                            "7f6161ff", "63eda080", "62c080", "00", "4161"}) {
        CAPTURE(hex);
        CHECK_FALSE(decode_text(from_hex(hex, ok)));
        CHECK(ok);
    }
}

TEST_CASE("null, true and false are single octets") {
    CHECK(is_null(null_value));
    CHECK(is_true(encode_bool(true)));
    CHECK(to_hex(encode_bool(false)) == "f4");
    CHECK_FALSE(is_null(encode_text("")));
}

TEST_CASE("every type has its word") {
    for (const char* word : {"text", "integer", "decimal", "boolean", "date", "partial_date", "timestamp", "enum",
                             "set", "ref", "bsn", "v_number", "language", "json"}) {
        REQUIRE(type_from_text(word));
        CHECK(std::string(to_text(*type_from_text(word))) == word);
    }
    CHECK_FALSE(type_from_text("enumeration"));
}
