// Deleting a record, and what stands against it.
#include <catch2/catch.hpp>

#include "tests/merge/dossier.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;

namespace {

constexpr std::uint64_t anna = 11, bram = 12, carla = 13;
const FieldKey wish = field(3);

/// A person, a plan under it and a goal under that, each with one value: two transactions, seen by everybody.
Dossier three_levels() {
    Dossier dossier{make(person), make(plan, person), make(goal, plan)};
    dossier.place_up_to_date(anna, {set(person, phone, text("06-1")), set(plan, wish, text("werk"))});
    dossier.place_up_to_date(anna, {set(goal, wish, text("rijbewijs"))});
    return dossier;
}

}  // namespace

TEST_CASE("a record that was deleted by one who had seen all of it is hidden, and keeps its values") {
    Dossier dossier = three_levels();
    dossier.place_up_to_date(bram, {remove(person)});
    CHECK(dossier.state(person) == Deletion::hidden);
    CHECK(dossier.values(person, phone) == std::vector<model::Value>{text("06-1")});
    CHECK(dossier.state(plan) == Deletion::none);
}

TEST_CASE("what the deleter had not seen stands against the deletion") {
    Dossier dossier = three_levels();
    const Stamp edit = dossier.place(bram, {2, 0}, {set(person, phone, text("06-2"))});
    dossier.place(carla, {2, 0}, {remove(person)});
    CHECK(dossier.state(person) == Deletion::conflict);
    CHECK(dossier.entries(person, deletion).front() == Entry{edit, no});
}

TEST_CASE("a later write stands against a deletion that stands, and the server's order makes no difference") {
    Dossier dossier = three_levels();
    dossier.place(carla, {2, 0}, {remove(person)});
    const Stamp edit = dossier.place(bram, {2, 0}, {set(person, phone, text("06-2"))});
    CHECK(dossier.state(person) == Deletion::conflict);
    CHECK(dossier.entries(person, deletion).back() == Entry{edit, no});
}

TEST_CASE("unseen work anywhere under a deleted record stands against its deletion") {
    Dossier dossier = three_levels();
    dossier.place(bram, {2, 0}, {set(goal, wish, text("taal"))});
    dossier.place(carla, {2, 0}, {remove(person)});
    CHECK(dossier.state(person) == Deletion::conflict);
}

TEST_CASE("a write marks every deleted record above it") {
    Dossier dossier = three_levels();
    dossier.place_up_to_date(anna, {remove(person), remove(plan)});
    CHECK(dossier.state(person) == Deletion::hidden);
    const Stamp edit = dossier.place(bram, {2, 0}, {set(goal, wish, text("taal"))});
    CHECK(dossier.entries(person, deletion).back() == Entry{edit, no});
    CHECK(dossier.entries(plan, deletion).back() == Entry{edit, no});
    CHECK(dossier.entries(goal, deletion).empty());
}

TEST_CASE("a deleted child does not stand in the way between a write and a deleted ancestor") {
    Dossier dossier = three_levels();
    dossier.place_up_to_date(anna, {remove(person)});
    dossier.place(bram, {2, 0}, {set(goal, wish, text("taal"))});
    CHECK(dossier.state(person) == Deletion::conflict);
    CHECK(dossier.state(plan) == Deletion::none);
}

TEST_CASE("a write elsewhere in the dossier leaves a deletion alone") {
    Dossier dossier = three_levels();
    dossier.place_up_to_date(anna, {remove(goal)});
    dossier.place(bram, {2, 0}, {set(plan, wish, text("studie")), set(person, phone, text("06-2"))});
    CHECK(dossier.state(goal) == Deletion::hidden);
}

TEST_CASE("two who delete the same record agree") {
    Dossier dossier = three_levels();
    dossier.place(bram, {2, 0}, {remove(person)});
    dossier.place(carla, {2, 0}, {remove(person)});
    CHECK(dossier.state(person) == Deletion::hidden);
    CHECK(dossier.entries(person, deletion).size() == 2);
}

TEST_CASE("unseen by one deleter but seen by the other is seen") {
    Dossier dossier = three_levels();
    dossier.place(anna, {2, 2}, {set(person, phone, text("06-2"))});
    SECTION("the one who had seen it comes second") {
        dossier.place(bram, {2, 0}, {remove(person)});
        CHECK(dossier.state(person) == Deletion::conflict);
        dossier.place(carla, {3, 0}, {remove(person)});
    }
    SECTION("the one who had seen it comes first") {
        dossier.place(carla, {3, 0}, {remove(person)});
        dossier.place(bram, {2, 0}, {remove(person)});
    }
    CHECK(dossier.state(person) == Deletion::hidden);
}

TEST_CASE("deleting again, having seen the conflict, settles it") {
    Dossier dossier = three_levels();
    dossier.place(bram, {2, 0}, {set(person, phone, text("06-2"))});
    dossier.place(carla, {2, 0}, {remove(person)});
    dossier.place_up_to_date(anna, {remove(person)});
    CHECK(dossier.state(person) == Deletion::hidden);
    CHECK(dossier.entries(person, deletion).size() == 1);
}

TEST_CASE("bringing back, having seen the deletion, settles it the other way") {
    Dossier dossier = three_levels();
    dossier.place_up_to_date(carla, {remove(person)});
    dossier.place_up_to_date(anna, {bring_back(person)});
    CHECK(dossier.state(person) == Deletion::none);
    dossier.place_up_to_date(bram, {set(person, phone, text("06-2"))});
    CHECK(dossier.entries(person, deletion).size() == 1);
}

TEST_CASE("bringing back concurrently with a deletion is a conflict") {
    Dossier dossier = three_levels();
    dossier.place_up_to_date(carla, {remove(person)});
    dossier.place(anna, {3, 2}, {bring_back(person)});
    dossier.place(bram, {3, 0}, {remove(person)});
    CHECK(dossier.state(person) == Deletion::conflict);
}

TEST_CASE("a person who writes on in a conflict leaves one mark, not a pile") {
    Dossier dossier = three_levels();
    dossier.place_up_to_date(carla, {remove(person)});
    for (int i = 0; i < 5; ++i)
        dossier.place_up_to_date(bram, {set(person, phone, text("06")), set(person, birth_date, text("1990"))});
    CHECK(dossier.entries(person, deletion).size() == 2);
}

TEST_CASE("one transaction that edits and deletes leaves its edit standing") {
    Dossier dossier = three_levels();
    SECTION("edit first") { dossier.place_up_to_date(anna, {set(person, phone, text("06-2")), remove(person)}); }
    SECTION("deletion first") { dossier.place_up_to_date(anna, {remove(person), set(person, phone, text("06-2"))}); }
    CHECK(dossier.state(person) == Deletion::conflict);
}

TEST_CASE("records that hang under each other in a circle do not hold anything up") {
    Dossier dossier{make(person, plan), make(plan, person), make(goal, goal)};
    dossier.place(anna, {}, {set(plan, wish, text("werk")), set(goal, wish, text("taal"))});
    dossier.place(bram, {}, {remove(person), remove(goal)});
    CHECK(dossier.state(person) == Deletion::conflict);
    CHECK(dossier.state(goal) == Deletion::conflict);
    dossier.place(carla, {}, {set(goal, wish, text("werk"))});
    CHECK(dossier.entries(goal, deletion).size() == 3);
}

TEST_CASE("a dossier without deletions says so") {
    Dossier dossier = three_levels();
    CHECK_FALSE(dossier.records.any_deletion());
    dossier.place_up_to_date(anna, {remove(goal)});
    CHECK(dossier.records.any_deletion());
    dossier.place_up_to_date(anna, {bring_back(goal)});
    CHECK_FALSE(dossier.records.any_deletion());
}
