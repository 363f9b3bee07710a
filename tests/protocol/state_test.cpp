#include "client_core/shared/protocol/state.hpp"

#include "tests/protocol/golden.hpp"

using namespace wegwijs;
using namespace wegwijs::protocol;
using merge::Entries;
using merge::FieldState;
using merge::Stamp;
using model::encode_text;

namespace {

constexpr UnixMs morning = 1'790'000'000'000;
const Stamp first{5, 2, 1, morning}, second{9, 3, 7, morning + 60'000}, third{12, 2, 4, morning - 1000};
const Stamp not_sent{merge::unsent, 2, 5, morning + 1};

/// A fresh record: every field of one transaction.
std::vector<FieldState> fresh() {
    return {{{1, ""}, {{first, encode_text("Hodan")}}},
            {{2, ""}, {{first, model::null_value}}},
            {{4, "so"}, {{first, model::true_value}}}};
}

/// One field edited, one in conflict, one deletion with a mark against it, one not sent yet.
std::vector<FieldState> edited() {
    return {{{0, ""}, {{first, model::false_value}, {second, model::true_value}}},
            {{1, ""}, {{third, encode_text("Hodan W.")}}},
            {{2, ""}, {{first, encode_text("06-1")}, {second, encode_text("06-2")}, {third, encode_text("06-3")}}},
            {{4, "so"}, {{not_sent, model::true_value}}}};
}

Bytes altered(std::string_view hex_before, std::string_view from, std::string_view to) {
    std::string hex(hex_before);
    const auto at = hex.find(from);
    REQUIRE(at != hex.npos);
    return test::unhex(hex.replace(at, from.size(), to));
}

}  // namespace

TEST_CASE("the state of a record is read as it was written") {
    for (const auto& fields : {fresh(), edited(), std::vector<FieldState>{}}) {
        const auto read = decode_state(encode_state(fields));
        REQUIRE(read.ok());
        CHECK(*read == fields);
    }
}

TEST_CASE("fields of one stamp are the same state whether they are written one by one or as they came") {
    CborWriter changes;
    changes.array(6);
    for (const FieldState& field : fresh()) {
        write_key(changes, field.key);
        changes.raw(field.entries.front().value);
    }
    CHECK(encode_state(first, changes.buffer()) == encode_state(fresh()));
}

TEST_CASE("states are those of the vectors") {
    test::check_golden("state_fresh", encode_state(fresh()));
    test::check_golden("state_edited", encode_state(edited()));
}

TEST_CASE("a field without entries is not written") {
    auto fields = fresh();
    fields.push_back({{9, ""}, {}});
    const auto read = decode_state(encode_state(fields));
    REQUIRE(read.ok());
    CHECK(*read == fresh());
}

TEST_CASE("a fresh record names its stamp once, so it costs its values and little more") {
    std::vector<FieldState> fields;
    std::size_t values = 0;
    for (std::uint16_t n = 1; n <= 20; ++n) {
        fields.push_back({{n, ""}, {{first, encode_text("twelve chars")}}});
        values += fields.back().entries[0].value.size();
    }
    CHECK(encode_state(fields).size() < values + 20 + 24);
}

TEST_CASE("the entries of one field are read as they were written") {
    for (const FieldState& field : edited()) {
        const auto read = decode_entries(encode_entries(field.entries));
        REQUIRE(read.ok());
        CHECK(*read == field.entries);
    }
    const auto none = decode_entries(encode_entries({}));
    REQUIRE(none.ok());
    CHECK(none->empty());
    CHECK_FALSE(decode_entries(encode_state(fresh())).ok());
}

TEST_CASE("a state that is cut off anywhere is refused") {
    for (const auto& fields : {fresh(), edited()})
        test::with_every_cut(encode_state(fields), [](ByteView cut) { CHECK_FALSE(decode_state(cut).ok()); });
}

TEST_CASE("a wrong bit in a state is refused or reads as another state") {
    for (const auto& fields : {fresh(), edited()})
        test::with_every_bit_wrong(encode_state(fields), [&](ByteView wrong) {
            const auto read = decode_state(wrong);
            if (read.ok()) CHECK(*read != fields);
        });
}

TEST_CASE("what no writer makes is refused: a stamp that is not there, fields out of order, a list of one") {
    // [[5, 2, 1, 0], [0, [1, "a"]]] and [[5, 2, 1, 0], [null, [1, 0, "a"]]]
    const std::string uniform =
                          "82840502010082008201"
                          "6161",
                      mixed =
                          "828405020100"
                          "82f68301006161";
    CHECK(decode_state(test::unhex(uniform)).ok());
    CHECK(decode_state(test::unhex(mixed)).ok());
    CHECK_FALSE(decode_state(altered(uniform, "82008201", "82018201")).ok());
    CHECK_FALSE(decode_state(altered(mixed, "8301006161", "8301016161")).ok());
    CHECK_FALSE(decode_state(altered(uniform, "82016161", "84016161016161")).ok());
    CHECK_FALSE(decode_state(altered(uniform, "82016161", "84026161016161")).ok());
    CHECK_FALSE(decode_state(altered(mixed, "8301006161", "83018100816161")).ok());
    CHECK_FALSE(decode_state(altered(mixed, "8301006161", "8301820000816161")).ok());
    CHECK_FALSE(decode_state(altered(uniform, "8405020100", "83050201")).ok());
    CHECK_FALSE(decode_state(test::unhex(uniform + "00")).ok());
}
