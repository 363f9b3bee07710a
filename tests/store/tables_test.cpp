#include "tests/store/fixture.hpp"

using namespace store_test;
using store::OwnRow;

namespace {

void fill_outbox(Tablet& tablet, int count) {
    for (int i = 0; i < count; ++i) tablet.kas("Kas " + std::to_string(i));
}

}  // namespace

TEST_CASE("a thousand acknowledgements in a row cost one row") {
    Tablet tablet;
    fill_outbox(tablet, 40);
    REQUIRE(tablet.tables().accept_run(1, 10, 500).ok());
    REQUIRE(tablet.tables().accept_run(11, 20, 510).ok());
    CHECK(tablet.number("SELECT count(*) FROM outcome") == 1);
    REQUIRE(tablet.tables().accept_run(31, 5, 700).ok());
    CHECK(tablet.number("SELECT count(*) FROM outcome") == 2);
    CHECK((*tablet.tables().own(1))->server_seq == 500);
    CHECK((*tablet.tables().own(30))->server_seq == 529);
    CHECK((*tablet.tables().own(33))->server_seq == 702);
    CHECK((*tablet.tables().own(36))->server_seq == 0);

    auto row = *tablet.tables().own(15);
    row->at = 123;
    REQUIRE(tablet.tables().update_own(*row).ok());
    CHECK((*tablet.tables().own(14))->server_seq == 513);
    CHECK((*tablet.tables().own(15))->server_seq == 514);
    CHECK((*tablet.tables().own(15))->at == 123);
    CHECK((*tablet.tables().own(16))->server_seq == 515);
    CHECK_FALSE((*tablet.tables().own(16))->at);
}

TEST_CASE("pending is what is unsent and what was accepted but has not come back") {
    Tablet tablet;
    const Id kas = tablet.kas();
    for (int i = 1; i <= 4; ++i) REQUIRE(why(tablet->set(kas, {{kas, "oppervlak", std::to_string(i), {}}})) == "");
    tablet.kas("Een andere");
    REQUIRE(tablet.tables().accept_run(1, 3, 100).ok());
    REQUIRE(tablet.tables().set_acked(3).ok());
    const std::int64_t nr = (*tablet.tables().dossier(kas))->nr;
    std::vector<std::uint64_t> seqs;
    const auto pending = tablet.tables().pending(nr, 101);
    REQUIRE(pending.ok());
    for (const OwnRow& row : *pending) {
        CHECK_FALSE(row.canonical.empty());
        seqs.push_back(row.seq);
    }
    CHECK(seqs == std::vector<std::uint64_t>{3, 4, 5});
    CHECK(tablet.tables().pending(0, 1000)->size() == 3);
    CHECK(*tablet.tables().first_unsent() == 4);
}

TEST_CASE("after a restore of the server what it lost is unsent again, and what was refused stays refused") {
    Tablet tablet;
    fill_outbox(tablet, 8);
    REQUIRE(tablet.tables().accept_run(1, 5, 100).ok());
    auto refused = *tablet.tables().own(6);
    refused->code = "zet";
    REQUIRE(tablet.tables().update_own(*refused).ok());
    REQUIRE(tablet.tables().set_acked(6).ok());
    REQUIRE(tablet.tables().unsend_after(2).ok());
    CHECK(*tablet.tables().acked() == 2);
    CHECK((*tablet.tables().own(2))->server_seq == 101);
    CHECK((*tablet.tables().own(3))->server_seq == 0);
    CHECK_FALSE((*tablet.tables().own(3))->is_void);
    CHECK((*tablet.tables().own(6))->is_void);
    CHECK((*tablet.tables().own(6))->code.empty());
    CHECK(*tablet.tables().first_unsent() == 3);
}

TEST_CASE("a lost dossier leaves nothing readable but can still be pushed") {
    Tablet tablet;
    const Id kas = tablet.kas("Zonnekas");
    const Id plant = tablet.plant(kas);
    auto edit = tablet->open_edit({plant});
    REQUIRE(why(tablet->remove(*edit, plant)) == "");
    auto open = tablet->open_edit({kas});
    auto dossier = *tablet.tables().dossier(kas);
    const Bytes canonical = (*tablet.tables().own(1))->canonical;
    REQUIRE(tablet.tables().drop_dossier_content(dossier->nr).ok());
    REQUIRE(tablet.tables().seal_own(dossier->nr, tablet->identity().server_box_key).ok());
    dossier->made_here = false;
    REQUIRE(tablet.tables().put_dossier(*dossier).ok());
    for (const char* table : {"kas", "plant", "hidden", "spelling", "base", "extra", "open_edit", "history"})
        CHECK(tablet.number("SELECT count(*) FROM " + std::string(table)) == 0);
    auto row = *tablet.tables().own(1);
    CHECK(row->sealed);
    CHECK(row->canonical.find("Zonnekas") == std::string::npos);
    CHECK(*crypto::open_from(row->canonical, tablet.box) == canonical);
    CHECK(why(tablet->save(*open, {{kas, "oppervlak", "3", {}}})) == "dossier_weg");
    REQUIRE(tablet.tables().void_own(dossier->nr).ok());
    CHECK((*tablet.tables().own(1))->canonical.empty());
    CHECK((*tablet.tables().own(1))->is_void);
}

TEST_CASE("records are found by the server's numbers, until these are forgotten") {
    Tablet tablet;
    const Id kas = tablet.kas();
    auto stored = *tablet.tables().load(kas);
    stored->number = 4711;
    REQUIRE(tablet.tables().save(*stored).ok());
    CHECK((*tablet.tables().load_numbered(4711))->shown.id == kas);
    CHECK(*tablet.tables().record_number(kas) == 4711);
    CHECK(*tablet.tables().record_id(4711) == kas);
    REQUIRE(tablet.tables().forget_numbers().ok());
    CHECK_FALSE(tablet.tables().load_numbered(4711)->has_value());
    CHECK(*tablet.tables().record_number(kas) == 0);
}

TEST_CASE("a child that comes before its deleted parent is hidden with it") {
    Tablet tablet;
    const Id kas = tablet.kas();
    const Id parent = tablet->make_id(), child = tablet->make_id();
    const std::int64_t nr = (*tablet.tables().dossier(kas))->nr;
    store::Stored second;
    second.dossier = nr;
    second.shown = {child, 3, parent, {{{2, {}}, {{{11, 9, 1, 5}, model::encode_integer(7)}}}}};
    REQUIRE(tablet.tables().save(second).ok());
    CHECK(tablet.number("SELECT count(*) FROM meting") == 1);
    store::Stored first;
    first.dossier = nr;
    first.shown = {parent,
                   2,
                   kas,
                   {{merge::deletion, {{{12, 9, 2, 6}, model::true_value}}},
                    {{2, {}}, {{{10, 9, 0, 4}, model::encode_text("prei")}}}}};
    REQUIRE(tablet.tables().save(first).ok());
    CHECK(tablet.number("SELECT count(*) FROM meting") == 0);
    CHECK(tablet.tables().children(parent)->size() == 1);
    CHECK((*tablet.tables().dossier(kas))->any_deletion);
    first.shown.erase(merge::deletion);
    REQUIRE(tablet.tables().save(first).ok());
    CHECK(tablet.number("SELECT count(*) FROM meting") == 1);
}

TEST_CASE("every state of a record comes back from its row as it was") {
    Tablet tablet;
    const Id kas = tablet.kas();
    auto stored = *tablet.tables().load(kas);
    merge::Record& record = stored->shown;
    const auto stamp = [](std::uint64_t n) {
        return merge::Stamp{n, n % 3 + 1, n, static_cast<UnixMs>(1'700'000'000'000 + n)};
    };
    record.fields.clear();
    record.at({0, {}}) = {{stamp(5), model::true_value}, {stamp(6), model::false_value}};
    record.at({1, {}}) = {{stamp(1), model::encode_text("Kas \"één\"")}};
    record.at({2, {}}) = {{stamp(1), model::null_value}};
    record.at({3, {}}) = {{stamp(2), model::encode_integer(1)}, {stamp(3), model::encode_integer(2)}};
    record.at({4, "ar"}) = {{stamp(1), model::true_value}};
    record.at({4, "fa"}) = {{stamp(9), model::false_value}};
    record.at({4, "ti"}) = {{stamp(4), model::false_value}, {stamp(8), model::true_value}};
    record.at({6, {}}) = {{{merge::unsent, 7, 90, 12}, model::false_value}};
    record.at({8, {}}) = {{stamp(7), model::encode_text("12.5")}, {stamp(9), model::null_value}};
    record.at({11, {}}) = {{stamp(300), model::encode_text("1972-05")}};
    record.at({77, {}}) = {{stamp(4), model::encode_text("later")}};
    record.at({77, "x"}) = {{stamp(4), model::true_value}};
    const merge::Record before = record;
    REQUIRE(tablet.tables().save(*stored).ok());
    CHECK((*tablet.tables().load(kas))->shown == before);
    tablet.reopen();
    CHECK((*tablet.tables().load(kas))->shown == before);
    CHECK(tablet->conflicts()->size() == 3);
    stored = *tablet.tables().load(kas);
    stored->shown.at({3, {}}) = {{stamp(10), model::encode_integer(3)}};
    REQUIRE(tablet.tables().save(*stored).ok());
    CHECK((*tablet.tables().load(kas))->shown == stored->shown);
    CHECK(tablet->conflicts()->size() == 2);
}

TEST_CASE("a rollback leaves the memory as it was") {
    Tablet tablet;
    tablet.kas();
    {
        auto local = sqlite::Transaction::write(tablet.tables().db());
        OwnRow row;
        row.seq = 2;
        row.hash = Bytes(16, 'x');
        REQUIRE(tablet.tables().add_own(row).ok());
        REQUIRE(tablet.tables().set_acked(2).ok());
        CHECK(*tablet.tables().head_seq() == 2);
    }
    CHECK(*tablet.tables().head_seq() == 1);
    CHECK(*tablet.tables().acked() == 0);
    tablet.kas("Tweede");
    CHECK(*tablet.tables().head_seq() == 2);
}
