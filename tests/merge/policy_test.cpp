// How the entries of one field read under each policy, and what may be written by one who read them.
#include <catch2/catch.hpp>

#include "tests/merge/dossier.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;

namespace {

Entry entry(ServerSeq server_seq, std::uint64_t device, std::uint64_t seq, UnixMs at, const model::Value& value) {
    return {{server_seq, device, seq, at}, value};
}
bool is_no(ByteView value) { return value == text("nee"); }
bool forward(ByteView from, ByteView to) {
    return (from == model::null_value && to == text("concept")) || (from == text("concept") && to == text("klaar"));
}

const Entries none;
const Entries a_then_b{entry(1, 11, 1, 100, text("a")), entry(2, 12, 1, 50, text("b"))};
const Entries twice_a{entry(1, 11, 1, 100, text("a")), entry(2, 12, 1, 50, text("a"))};

}  // namespace

TEST_CASE("a field without entries shows nothing and is in no conflict, under every policy") {
    for (int p = 0; p <= static_cast<int>(Policy::server); ++p) {
        const Reading reading = read(static_cast<Policy>(p), none);
        CHECK(reading.shown == nullptr);
        CHECK_FALSE(reading.conflict);
    }
}

TEST_CASE("equal values are never a conflict") {
    for (int p = 0; p <= static_cast<int>(Policy::server); ++p) {
        const Reading reading = read(static_cast<Policy>(p), twice_a, is_no);
        CHECK(reading.shown->value == text("a"));
        CHECK_FALSE(reading.conflict);
    }
}

TEST_CASE("laatste: the latest clock is shown, and a tie goes to the device and then to the count") {
    CHECK(read(Policy::laatste, a_then_b).shown->value == text("a"));
    CHECK_FALSE(read(Policy::laatste, a_then_b).conflict);
    const Entries same_time{entry(1, 12, 1, 100, text("x")), entry(2, 11, 8, 100, text("y"))};
    CHECK(read(Policy::laatste, same_time).shown->value == text("x"));
    const Entries same_device{entry(1, 11, 1, 100, text("x")), entry(2, 11, 2, 100, text("y"))};
    CHECK(read(Policy::laatste, same_device).shown->value == text("y"));
}

TEST_CASE("beoordelen: different values are an open conflict, and the winner is shown meanwhile") {
    const Reading reading = read(Policy::beoordelen, a_then_b);
    CHECK(reading.shown->value == text("a"));
    CHECK(reading.conflict);
}

TEST_CASE("verzameling: present wins over a concurrent absent, however late that was") {
    const Entries mixed{entry(1, 11, 1, 10, yes), entry(2, 12, 1, 99, no)};
    CHECK(read(Policy::verzameling, mixed).shown->value == yes);
    CHECK_FALSE(read(Policy::verzameling, mixed).conflict);
    const Entries absent{entry(1, 11, 1, 10, no), entry(2, 12, 1, 99, no)};
    CHECK(read(Policy::verzameling, absent).shown->value == no);
}

TEST_CASE("eerste: the server's first stays, whatever the clocks say, and a concurrent second is a conflict") {
    const Entries late_clock{entry(1, 11, 1, 10, text("a")), entry(2, 12, 1, 99, text("b"))};
    CHECK(read(Policy::eerste, late_clock).shown->value == text("a"));
    CHECK(read(Policy::eerste, late_clock).conflict);
    CHECK_FALSE(read(Policy::eerste, twice_a).conflict);
}

TEST_CASE("intrekking_wint: the withdrawal is shown over any concurrent grant") {
    const Entries mixed{entry(1, 11, 1, 10, text("nee")), entry(2, 12, 1, 99, text("ja"))};
    CHECK(read(Policy::intrekking_wint, mixed, is_no).shown->value == text("nee"));
    CHECK_FALSE(read(Policy::intrekking_wint, mixed, is_no).conflict);
    const Entries two{entry(1, 11, 1, 10, text("nee")), entry(2, 12, 1, 50, text("nee")),
                      entry(3, 13, 1, 99, text("ja"))};
    CHECK(read(Policy::intrekking_wint, two, is_no).shown->stamp.server_seq == 2);
    const Entries grants{entry(1, 11, 1, 10, text("ja")), entry(2, 12, 1, 50, text("deels"))};
    CHECK(read(Policy::intrekking_wint, grants, is_no).shown->value == text("deels"));
}

TEST_CASE("server: reads as laatste, and no device may write it, not even to decide") {
    CHECK(read(Policy::server, a_then_b).shown->value == text("a"));
    CHECK(judge(Policy::server, none, text("a"), Kind::plain) == "server");
    CHECK(judge(Policy::server, a_then_b, text("a"), Kind::decide) == "server");
}

TEST_CASE("a plain write to an open conflict is refused, a decision is not") {
    CHECK(judge(Policy::beoordelen, a_then_b, text("c"), Kind::plain) == "conflict_open");
    CHECK(judge(Policy::beoordelen, a_then_b, text("c"), Kind::guarded) == "conflict_open");
    CHECK(judge(Policy::beoordelen, a_then_b, text("c"), Kind::decide).empty());
    CHECK(judge(Policy::beoordelen, twice_a, text("c"), Kind::plain).empty());
    CHECK(judge(Policy::laatste, a_then_b, text("c"), Kind::plain).empty());
}

TEST_CASE("eerste: once recorded it stays, and only a decision between two first ones writes again") {
    const Entries one{entry(1, 11, 1, 10, text("a"))};
    CHECK(judge(Policy::eerste, none, text("a"), Kind::plain).empty());
    CHECK(judge(Policy::eerste, one, text("b"), Kind::plain) == "al_vastgelegd");
    CHECK(judge(Policy::eerste, one, text("b"), Kind::decide) == "al_vastgelegd");
    CHECK(judge(Policy::eerste, twice_a, text("b"), Kind::decide) == "al_vastgelegd");
    CHECK(judge(Policy::eerste, a_then_b, text("b"), Kind::plain) == "conflict_open");
    CHECK(judge(Policy::eerste, a_then_b, text("b"), Kind::decide).empty());
}

TEST_CASE("a status moves only as the pack allows from what was shown") {
    const Entries concept_{entry(1, 11, 1, 10, text("concept"))};
    CHECK(judge(Policy::beoordelen, none, text("concept"), Kind::plain, forward).empty());
    CHECK(judge(Policy::beoordelen, none, text("klaar"), Kind::plain, forward) == "zet");
    CHECK(judge(Policy::beoordelen, concept_, text("klaar"), Kind::plain, forward).empty());
    CHECK(judge(Policy::beoordelen, concept_, text("klaar"), Kind::guarded, forward).empty());
    CHECK(judge(Policy::beoordelen, concept_, text("concept"), Kind::plain, forward) == "zet");
}

TEST_CASE("a decision about a status may keep a value that stands, or move on from one of them") {
    const Entries both{entry(1, 11, 1, 10, text("klaar")), entry(2, 12, 1, 20, text("concept"))};
    CHECK(judge(Policy::beoordelen, both, text("klaar"), Kind::decide, forward).empty());
    CHECK(judge(Policy::beoordelen, both, text("concept"), Kind::decide, forward).empty());
    CHECK(judge(Policy::beoordelen, both, text("anders"), Kind::decide, forward) == "zet");
}

TEST_CASE("the words for the policies are those of the pack") {
    for (int p = 0; p <= static_cast<int>(Policy::server); ++p) {
        const auto policy = static_cast<Policy>(p);
        CHECK(policy_from_text(to_text(policy)) == policy);
    }
    CHECK(policy_from_text("intrekking_wint") == Policy::intrekking_wint);
    CHECK_FALSE(policy_from_text("LAATSTE").has_value());
    CHECK_FALSE(policy_from_text("").has_value());
}
