// Contexts, forks, and histories that a restore cut off.
#include <catch2/catch.hpp>

#include "tests/merge/dossier.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;

namespace {
Stamp stamp(ServerSeq server_seq, std::uint64_t device, std::uint64_t seq) { return {server_seq, device, seq, 0}; }
}  // namespace

TEST_CASE("a context covers all up to S, and of the rest only the own line up to n") {
    const Context context{5, 2};
    CHECK(covers({}, 11, context, stamp(5, 12, 9)));
    CHECK_FALSE(covers({}, 11, context, stamp(6, 12, 1)));
    CHECK(covers({}, 11, context, stamp(6, 11, 2)));
    CHECK_FALSE(covers({}, 11, context, stamp(6, 11, 3)));
    CHECK(covers({}, 11, context, stamp(unsent, 11, 2)));
    CHECK_FALSE(covers({}, 11, context, stamp(unsent, 11, 3)));
}

TEST_CASE("an empty context covers nothing that was ever placed") {
    CHECK_FALSE(covers({}, 11, {}, stamp(1, 11, 1)));
    CHECK_FALSE(covers({}, 11, {}, stamp(1, 12, 1)));
}

TEST_CASE("of own work that was sealed a context covers what S covers, and no more") {
    const Context context{5, 4, 2};
    CHECK(covers({}, 11, context, stamp(5, 11, 1)));
    CHECK(covers({}, 11, context, stamp(5, 12, 1)));
    for (const ServerSeq place : {ServerSeq{6}, unsent}) {
        CHECK_FALSE(covers({}, 11, context, stamp(place, 11, 1)));
        CHECK_FALSE(covers({}, 11, context, stamp(place, 11, 2)));
        CHECK(covers({}, 11, context, stamp(place, 11, 3)));
        CHECK(covers({}, 11, context, stamp(place, 11, 4)));
        CHECK_FALSE(covers({}, 11, context, stamp(place, 11, 5)));
    }
}

TEST_CASE("what was sealed before a copy of the store was made is sealed in the copy") {
    const Lineage lineage{{21, {11, 4}}};
    const Context context{5, 6, 2};
    CHECK_FALSE(covers(lineage, 21, context, stamp(6, 11, 2)));
    CHECK(covers(lineage, 21, context, stamp(6, 11, 3)));
    CHECK_FALSE(covers(lineage, 21, context, stamp(6, 11, 5)));
    CHECK(covers(lineage, 21, context, stamp(6, 21, 5)));
}

TEST_CASE("an edit does not replace own work that was sealed and is not shown") {
    Dossier dossier{make(person)};
    dossier.place(11, {0, 0}, {set(person, phone, text("06-1"))});
    dossier.place(11, {0, 1, 1}, {set(person, phone, text("06-2"))});
    CHECK(dossier.values(person, phone) == std::vector<model::Value>{text("06-1"), text("06-2")});
    dossier.place(11, {0, 2, 1}, {set(person, phone, text("06-3"))});
    CHECK(dossier.values(person, phone) == std::vector<model::Value>{text("06-1"), text("06-3")});
    dossier.place(11, {3, 3, 1}, {set(person, phone, text("06-4"))});
    CHECK(dossier.values(person, phone) == std::vector<model::Value>{text("06-4")});
}

TEST_CASE("a fork owns its parent's work up to the point where they part, and no further") {
    const Lineage lineage{{21, {11, 4}}};
    CHECK(own(lineage, 21, 6, stamp(unsent, 21, 6)));
    CHECK(own(lineage, 21, 6, stamp(8, 11, 4)));
    CHECK_FALSE(own(lineage, 21, 6, stamp(9, 11, 5)));
    CHECK_FALSE(own(lineage, 21, 3, stamp(8, 11, 4)));
    CHECK_FALSE(own(lineage, 11, 9, stamp(8, 21, 5)));
}

TEST_CASE("a fork of a fork is held to every limit on the way") {
    const Lineage lineage{{31, {21, 7}}, {21, {11, 4}}};
    CHECK(own(lineage, 31, 9, stamp(5, 21, 7)));
    CHECK_FALSE(own(lineage, 31, 9, stamp(5, 21, 8)));
    CHECK(own(lineage, 31, 9, stamp(5, 11, 4)));
    CHECK_FALSE(own(lineage, 31, 9, stamp(5, 11, 5)));
    const Lineage narrow{{31, {21, 2}}, {21, {11, 4}}};
    CHECK(own(narrow, 31, 9, stamp(5, 11, 2)));
    CHECK_FALSE(own(narrow, 31, 9, stamp(5, 11, 3)));
}

TEST_CASE("a list of branches that runs in a circle ends in no") {
    const Lineage circle{{21, {31, 9}}, {31, {21, 9}}};
    CHECK_FALSE(own(circle, 21, 9, stamp(5, 11, 1)));
    CHECK(own(circle, 21, 9, stamp(5, 31, 9)));
}

TEST_CASE("a tablet that was put back from a backup keeps the work of both branches") {
    Dossier dossier{make(person)};
    dossier.place(11, {0, 0}, {set(person, phone, text("06-1"))});
    dossier.place(11, {0, 1}, {set(person, phone, text("06-2"))});
    // The backup is from after the first save: the copy goes on as 21, counting from 2.
    dossier.lineage = {{21, {11, 1}}};
    dossier.count_on_from(21, 1);
    dossier.place(21, {0, 1}, {set(person, phone, text("06-3"))});
    CHECK(dossier.values(person, phone) == std::vector<model::Value>{text("06-2"), text("06-3")});
}

TEST_CASE("without a restore a context stays what it is") {
    CHECK(translate(0, {}, {}, {}) == 0);
    CHECK(translate(17, {}, {}, {}) == 17);
    const EpochStarts line{{1000, 20}};
    CHECK(translate(20, line, line, line) == 20);
    CHECK(translate(1000, line, line, line) == 1000);
    CHECK(translate(1234, line, line, line) == 1234);
}

TEST_CASE("a context from hours that a restore cut off goes back to where the histories part") {
    const EpochStarts line{{1000, 20}};
    CHECK(translate(21, line, line, line) == 20);
    CHECK(translate(999, line, line, line) == 20);
}

TEST_CASE("a context goes back through one cut after another") {
    const EpochStarts line{{1000, 20}, {3000, 15}};
    CHECK(translate(1500, line, line, line) == 15);
    CHECK(translate(18, line, line, line) == 15);
    CHECK(translate(15, line, line, line) == 15);
    CHECK(translate(3001, line, line, line) == 3001);
}

TEST_CASE("a context from an epoch that the present line never went through goes back to its branch point") {
    const EpochStarts line{{3000, 15}}, known{{1000, 20}, {3000, 15}};
    CHECK(translate(1100, {}, line, known) == 20);
    CHECK(translate(1100, line, line, known) == 15);
}

TEST_CASE("a context first goes back along its own history, also past a later branch point of the present line") {
    // Put back to 20, to 1005 within what came of that, and then to 50, a backup from before all this.
    const EpochStarts line{{4000, 50}}, known{{1000, 20}, {3000, 1005}, {4000, 50}};
    CHECK(translate(3001, line, line, known) == 20);
    CHECK(translate(1003, line, line, known) == 20);
    CHECK(translate(45, line, line, known) == 45);
    CHECK(translate(60, line, line, known) == 50);
}
