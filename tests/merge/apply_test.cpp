// What a write replaces, and what it leaves.
#include <catch2/catch.hpp>

#include "tests/merge/dossier.hpp"

using namespace wegwijs;
using namespace wegwijs::merge;

namespace {
constexpr std::uint64_t anna = 11, bram = 12;
using Values = std::vector<model::Value>;
}  // namespace

TEST_CASE("a write replaces what its writer had seen") {
    Dossier dossier{make(person)};
    dossier.place_up_to_date(anna, {set(person, phone, text("06-1"))});
    const Stamp second = dossier.place_up_to_date(bram, {set(person, phone, text("06-2"))});
    CHECK(dossier.entries(person, phone) == Entries{{second, text("06-2")}});
}

TEST_CASE("two who had not seen each other are both kept") {
    Dossier dossier{make(person)};
    dossier.place_up_to_date(anna, {set(person, birth_date, text("1990"))});
    dossier.place(anna, {1, 1}, {set(person, birth_date, text("1991"))});
    dossier.place(bram, {1, 0}, {set(person, birth_date, text("1992"))});
    CHECK(dossier.values(person, birth_date) == Values{text("1991"), text("1992")});
}

TEST_CASE("edits of different fields never meet") {
    Dossier dossier{make(person)};
    dossier.place(anna, {}, {set(person, phone, text("06-1"))});
    dossier.place(bram, {}, {set(person, birth_date, text("1990"))});
    CHECK(dossier.entries(person, phone).size() == 1);
    CHECK(dossier.entries(person, birth_date).size() == 1);
}

TEST_CASE("two elements of one set are two fields") {
    Dossier dossier{make(person)};
    dossier.place(anna, {}, {set(person, field(5, "nl"), yes)});
    dossier.place(bram, {}, {set(person, field(5, "ar"), no)});
    CHECK(dossier.values(person, field(5, "nl")) == Values{yes});
    CHECK(dossier.values(person, field(5, "ar")) == Values{no});
}

TEST_CASE("a device does not conflict with itself before its acknowledgement has come") {
    Dossier dossier{make(person)};
    dossier.place(anna, {0, 0}, {set(person, phone, text("06-1"))});
    dossier.place(anna, {0, 1}, {set(person, phone, text("06-2"))});
    CHECK(dossier.values(person, phone) == Values{text("06-2")});
}

TEST_CASE("a form that was opened before an own save does not replace that save unseen") {
    Dossier dossier{make(person)};
    dossier.place(anna, {0, 0}, {set(person, phone, text("06-1"))});
    dossier.place(anna, {0, 0}, {set(person, phone, text("06-2"))});
    CHECK(dossier.entries(person, phone).size() == 2);
}

TEST_CASE("a decision closes what was shown, and one that arrives later opens the conflict again") {
    Dossier dossier{make(person)};
    dossier.place(anna, {}, {set(person, birth_date, text("1990"))});
    dossier.place(bram, {}, {set(person, birth_date, text("1991"))});
    dossier.place(anna, {2, 1}, {set(person, birth_date, text("1991"))});
    CHECK_FALSE(read(Policy::beoordelen, dossier.entries(person, birth_date)).conflict);
    dossier.place(13, {1, 0}, {set(person, birth_date, text("1993"))});
    CHECK(dossier.values(person, birth_date) == Values{text("1991"), text("1993")});
    CHECK(read(Policy::beoordelen, dossier.entries(person, birth_date)).conflict);
}

TEST_CASE("a transaction that is laid twice counts once") {
    Dossier dossier{make(person)};
    Transaction transaction;
    transaction.seq = 1;
    transaction.writes = {set(person, phone, text("06-1")), remove(person)};
    apply(dossier.records, transaction, anna, 1, 5, {}, {});
    const auto once = dossier.records.records;
    apply(dossier.records, transaction, anna, 1, 5, {}, {});
    CHECK(dossier.records.records == once);
}

TEST_CASE("a transaction that names a field twice leaves its last value") {
    Dossier dossier{make(person)};
    dossier.place(anna, {}, {set(person, phone, text("06-1")), set(person, phone, text("06-2"))});
    CHECK(dossier.values(person, phone) == Values{text("06-2")});
}

TEST_CASE("entries stand in the server's order, whatever order they came in") {
    MapRecords records;
    records.add(make(person));
    Transaction transaction;
    transaction.seq = 1;
    transaction.writes = {set(person, phone, text("06"))};
    for (const ServerSeq placed : {ServerSeq{7}, unsent, ServerSeq{3}, ServerSeq{5}})
        apply(records, transaction, 20 + placed % 10, placed, 0, {}, {});
    std::vector<ServerSeq> order;
    for (const Entry& entry : *records.find(person)->find(phone)) order.push_back(entry.stamp.server_seq);
    CHECK(order == std::vector<ServerSeq>{3, 5, 7, unsent});
}

TEST_CASE("creations come first, and one that is there already is left alone") {
    MapRecords records;
    Transaction transaction;
    transaction.seq = 1;
    transaction.created = {make(person), make(plan, person)};
    transaction.writes = {set(plan, field(1), text("werk")), set(person, phone, text("06-1"))};
    apply(records, transaction, anna, 1, 0, {}, {});
    REQUIRE(records.find(plan));
    CHECK(records.find(plan)->parent == person);
    CHECK(records.children(person) == std::vector<Id>{plan});

    transaction.seq = 2;
    transaction.created = {make(plan, goal)};
    transaction.writes = {set(plan, field(2), text("later"))};
    apply(records, transaction, anna, 2, 0, {1, 1}, {});
    CHECK(records.find(plan)->parent == person);
    CHECK(records.find(plan)->fields.size() == 2);
}

TEST_CASE("a write to a record that is not there is skipped, and the rest of the transaction is not") {
    Dossier dossier{make(person)};
    dossier.place(anna, {}, {set(plan, phone, text("06-1")), set(person, phone, text("06-2"))});
    CHECK(dossier.records.records.size() == 1);
    CHECK(dossier.values(person, phone) == Values{text("06-2")});
}

TEST_CASE("a replica lays down only the fields that it may hold") {
    Dossier dossier{make(person)};
    Transaction transaction;
    transaction.seq = 1;
    transaction.writes = {set(person, phone, text("06-1")), set(person, birth_date, text("1990"))};
    apply(dossier.records, transaction, anna, 1, 0, {}, {}, {},
          [](const Record&, const FieldKey& key) { return key != birth_date; });
    CHECK(dossier.values(person, phone) == Values{text("06-1")});
    CHECK(dossier.records.find(person)->find(birth_date) == nullptr);
}

TEST_CASE("each change is announced with what the field was") {
    Dossier dossier{make(person), make(plan, person)};
    dossier.place_up_to_date(anna, {set(person, phone, text("06-1"))});
    dossier.place_up_to_date(anna, {remove(person)});
    std::vector<std::pair<FieldKey, std::size_t>> announced;
    Transaction transaction;
    transaction.seq = 1;
    transaction.writes = {set(person, phone, text("06-2"))};
    apply(dossier.records, transaction, bram, 3, 0, {1, 0}, {}, [&](const Record& record, const FieldKey& key) {
        const Entries* entries = record.find(key);
        announced.emplace_back(key, entries ? entries->size() : 0);
    });
    CHECK(announced == std::vector<std::pair<FieldKey, std::size_t>>{{phone, 1}, {deletion, 1}});
}

TEST_CASE("a record keeps its fields in the order of their keys") {
    Record record;
    for (const std::uint16_t number : {4, 1, 3, 2}) record.at(field(number));
    record.at(field(3, "nl"));
    record.at(field(3, "ar"));
    record.at(field(3));
    std::vector<FieldKey> keys;
    for (const FieldState& state : record.fields) keys.push_back(state.key);
    CHECK(keys == std::vector<FieldKey>{field(1), field(2), field(3), field(3, "ar"), field(3, "nl"), field(4)});
    record.erase(field(3));
    record.erase(field(9));
    CHECK(record.find(field(3)) == nullptr);
    CHECK(record.find(field(3, "ar")) != nullptr);
    CHECK(record.fields.size() == 5);
}
