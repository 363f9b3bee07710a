// The running sum by which two replicas find out that they differ.
#include <catch2/catch.hpp>

#include "client_core/shared/crypto/crypto.hpp"
#include "tests/merge/dossier.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;

namespace {
const Id dossier_id = record_id(9);
const Entries one{{{7, 11, 3, 1000}, text("a")}};
}  // namespace

TEST_CASE("a field without entries adds nothing to the sum") { CHECK(fingerprint(dossier_id, person, phone, {}) == 0); }

TEST_CASE("every part of a field's state counts") {
    const std::uint64_t base = fingerprint(dossier_id, person, phone, one);
    CHECK(base != 0);
    CHECK(base == fingerprint(dossier_id, person, phone, one));
    CHECK(base != fingerprint(record_id(8), person, phone, one));
    CHECK(base != fingerprint(dossier_id, plan, phone, one));
    CHECK(base != fingerprint(dossier_id, person, birth_date, one));
    CHECK(base != fingerprint(dossier_id, person, field(1, "nl"), one));
    const Stamp others[] = {{8, 11, 3, 1000}, {7, 12, 3, 1000}, {7, 11, 4, 1000}, {7, 11, 3, 1001}};
    for (const Stamp& stamp : others) CHECK(base != fingerprint(dossier_id, person, phone, {{stamp, text("a")}}));
    CHECK(base != fingerprint(dossier_id, person, phone, {{one.front().stamp, text("b")}}));
    CHECK(base != fingerprint(dossier_id, person, phone, {one.front(), one.front()}));
}

TEST_CASE("a field with one entry has the same part whether its value was hashed before or is hashed now") {
    const Entry entry{{5, 2, 1, 99}, text("Hodan")};
    for (const FieldKey& key : {phone, field(1, "nl"), field(1, std::string(300, 'e'))})
        CHECK(fingerprint(dossier_id, person, key, {entry}) ==
              fingerprint(dossier_id, person, key, entry.stamp, value_sum(dossier_id, entry.value)));
}

TEST_CASE("a long element and many entries are hashed as a short field is") {
    const std::string element(300, 'x');
    Entries many;
    for (std::uint64_t i = 1; i <= 40; ++i) many.push_back({{i, 11, i, 0}, text("a")});
    const std::uint64_t base = fingerprint(dossier_id, person, field(5, element), many);
    many.back().value = text("b");
    CHECK(base != fingerprint(dossier_id, person, field(5, element), many));
}

TEST_CASE("the bytes under the hash are those that MERGE.md fixes") {
    bool ok = false;
    const Bytes value_hash_of_a = [] {
        Bytes bytes;
        const std::uint64_t n = crypto::siphash(text("a"), dossier_id.bytes());
        for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(n >> (8 * i)));
        return bytes;
    }();
    const Bytes encoded = Bytes(person.bytes()) +
                          from_hex(
                              "0500"
                              "0200"
                              "6e6c"
                              "0700000000000000"
                              "0b00000000000000"
                              "0300000000000000"
                              "e803000000000000",
                              ok) +
                          value_hash_of_a;
    REQUIRE(ok);
    CHECK(fingerprint(dossier_id, person, field(5, "nl"), one) == crypto::siphash(encoded, dossier_id.bytes()));
}
