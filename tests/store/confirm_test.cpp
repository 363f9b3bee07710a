// Own records that came back are confirmed where they stand.
#include "tests/store/fixture.hpp"

using namespace store_test;

namespace {

constexpr std::uint16_t kas_entity = 1, plant_entity = 2;

/// As the server gives the transaction `seq` of the tablet back.
merge::Stamp given(std::uint64_t seq) { return {500 + seq, 7, seq, 1'795'510'900'000}; }

std::optional<std::uint64_t> confirm(Tablet& tablet, const Id& dossier, const Id& id, std::uint16_t entity,
                                     std::uint64_t seq) {
    const auto row = tablet.tables().dossier(dossier);
    const auto sum = tablet.tables().confirm_own(**row, id, entity, given(seq), 9000 + seq);
    INFO(sum.error().message);
    REQUIRE(sum.ok());
    return *sum;
}

/// What the record shows, as if all of it had come back as `seq`.
merge::Record came_back(Tablet& tablet, const Id& id, std::uint64_t seq) {
    merge::Record record = (*tablet.tables().load(id))->shown;
    for (merge::FieldState& field : record.fields)
        for (merge::Entry& entry : field.entries) entry.stamp = given(seq);
    return record;
}

std::uint64_t sum_of(const Id& dossier, const merge::Record& record) {
    std::uint64_t sum = 0;
    for (const merge::FieldState& field : record.fields)
        sum += merge::fingerprint(dossier, record.id, field.key, field.entries);
    return sum;
}

/// A greenhouse with a value of every kind, some of them long.
Id full_kas(Tablet& tablet) {
    return tablet.kas("Kas " + std::string(30, 'k'), {{{}, "telefoon", "+31612345678", {}},
                                                      {{}, "oppervlak", "9999", {}},
                                                      {{}, "talen", "nl", {}},
                                                      {{}, "toestemming", "true", {}},
                                                      {{}, "kosten", "12.5", {}}});
}

}  // namespace

TEST_CASE("own records that come back are confirmed as they stand, in whatever order") {
    Tablet tablet;
    const Id kas = full_kas(tablet);
    const Id first = tablet.plant(kas), second = tablet.plant(kas, "peterselie");
    const std::vector<std::tuple<Id, std::uint16_t, std::uint64_t>> in_order{
        {kas, kas_entity, 1}, {first, plant_entity, 2}, {second, plant_entity, 3}};
    auto order = in_order;
    SECTION("as they were made") {}
    SECTION("the other way round") { std::reverse(order.begin(), order.end()); }
    for (const auto& [id, entity, seq] : order) {
        const merge::Record expected = came_back(tablet, id, seq);
        REQUIRE(expected.fields.size() >= (id == kas ? 6U : 1U));
        CHECK(confirm(tablet, kas, id, entity, seq) == sum_of(kas, expected));
        const auto now = *tablet.tables().load(id);
        CHECK(now->shown == expected);
        CHECK(now->number == 9000 + seq);
        CHECK(*tablet.tables().record_id(9000 + seq) == id);
        CHECK_FALSE(confirm(tablet, kas, id, entity, seq));  // it is no longer unsent
    }
}

TEST_CASE("an own record that shows something else than what came back is not confirmed as it stands") {
    Tablet tablet;
    const Id kas = full_kas(tablet), other = tablet.kas("Een andere");
    SECTION("another transaction") { CHECK_FALSE(confirm(tablet, kas, kas, kas_entity, 2)); }
    SECTION("another dossier") { CHECK_FALSE(confirm(tablet, other, kas, kas_entity, 1)); }
    SECTION("another kind") { CHECK_FALSE(confirm(tablet, kas, kas, plant_entity, 1)); }
    SECTION("a kind that the pack does not know") { CHECK_FALSE(confirm(tablet, kas, kas, 99, 1)); }
    SECTION("it was edited since") {
        REQUIRE(why(tablet->set(kas, {{kas, "telefoon", "+31687654321", {}}})) == "");
        CHECK_FALSE(confirm(tablet, kas, kas, kas_entity, 1));
    }
    SECTION("it hides something that was confirmed") {
        const std::int64_t row = (*tablet.tables().load(kas))->row;
        REQUIRE(tablet.tables().add_base(row, {2, {}}, {{given(40), model::encode_text("06")}}).ok());
        CHECK_FALSE(confirm(tablet, kas, kas, kas_entity, 1));
        tablet.reopen();
        CHECK_FALSE(confirm(tablet, kas, kas, kas_entity, 1));
        REQUIRE(tablet.tables().set_base(row, {}).ok());
        CHECK(confirm(tablet, kas, kas, kas_entity, 1));
    }
    CHECK(confirm(tablet, other, other, kas_entity, 2));
}
