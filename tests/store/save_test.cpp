#include "tests/store/fixture.hpp"

using namespace store_test;

TEST_CASE("what was saved is there in its typed table after opening again") {
    Tablet tablet;
    const Id id = tablet.kas("Warme kas", {{{}, "oppervlak", "120", {}},
                                           {{}, "toestemming", "true", {}},
                                           {{}, "bouwjaar", "1972-05", {}},
                                           {{}, "talen", "ar,ti", {}},
                                           {{}, "kosten", "12,50", {}}});
    tablet.reopen();
    CHECK(tablet.number("SELECT oppervlak FROM kas WHERE naam = 'Warme kas'") == 120);
    CHECK(tablet.number("SELECT toestemming FROM kas") == 1);
    CHECK(
        tablet.number(
            "SELECT count(*) FROM kas WHERE talen = '[\"ar\",\"ti\"]' AND bouwjaar = '1972-05' AND kosten = '12.5'") ==
        1);
    CHECK(tablet.shows(id, "\"naam\":\"Warme kas\",\"oppervlak\":120"));
    CHECK(tablet.shows(id, "\"state\":\"local\""));
    CHECK(tablet->status()->unsent == 1);
}

TEST_CASE("a fresh record carries its versions in at most twenty bytes") {
    Tablet tablet;
    const Id id = tablet.kas("Warme kas", {{{}, "oppervlak", "120", {}}, {{}, "toestemming", "true", {}}});
    tablet.confirm(id, 70'000);
    CHECK(tablet.number("SELECT length(_versions) FROM kas") <= 20);
}

TEST_CASE("an edit writes only what was shown, and a save ends it") {
    Tablet tablet;
    const Id kas = tablet.kas();
    const Id other = tablet.kas("Koude kas");
    auto edit = tablet->open_edit({kas});
    REQUIRE(edit.ok());
    tablet.reopen();
    edit = tablet->find_edit(edit->number);
    REQUIRE(edit.ok());
    CHECK(why(tablet->save(*edit, {{other, "oppervlak", "5", {}}})) == "niet_getoond");
    CHECK(why(tablet->save(*edit, {{kas, "oppervlak", "60", {}}})) == "");
    CHECK(why(tablet->save(*edit, {{kas, "oppervlak", "61", {}}})) == "niet_getoond");
    CHECK(tablet.shows(kas, "\"oppervlak\":60"));
}

TEST_CASE("what comes in under an open edit is not overwritten unseen") {
    Tablet tablet;
    const Id kas = tablet.kas("Kas", {{{}, "oppervlak", "10", {}}});
    tablet.confirm(kas, 10);
    auto edit = tablet->open_edit({kas});
    tablet.bring(kas, {3, {}}, model::encode_integer(20), 50, false);
    REQUIRE(why(tablet->save(*edit, {{kas, "oppervlak", "30", {}}})) == "");
    auto open = tablet->conflicts();
    REQUIRE(open->size() == 1);
    CHECK(open->front().field == "oppervlak");
    REQUIRE(open->front().values.size() == 2);
    CHECK(why(tablet->set(kas, {{kas, "oppervlak", "40", {}}})) == "conflict_open");
    auto decision = tablet->open_edit({kas});
    CHECK(why(tablet->decide(*decision, {kas, "oppervlak", "30", {}})) == "");
    CHECK(tablet->conflicts()->empty());
    CHECK(tablet.shows(kas, "\"oppervlak\":30"));
}

TEST_CASE("the confirmed value under an own write is kept until the server has it") {
    Tablet tablet;
    const Id kas = tablet.kas("Kas", {{{}, "oppervlak", "10", {}}});
    tablet.confirm(kas, 10);
    REQUIRE(why(tablet->set(kas, {{kas, "oppervlak", "11", {}}})) == "");
    REQUIRE(why(tablet->set(kas, {{kas, "oppervlak", "12", {}}})) == "");
    auto stored = tablet.tables().load(kas);
    auto base = tablet.tables().base((*stored)->row);
    REQUIRE(base->size() == 1);
    CHECK(base->begin()->first == merge::FieldKey{3, {}});
    REQUIRE(base->begin()->second.size() == 1);
    CHECK(base->begin()->second[0].value == model::encode_integer(10));
    CHECK(base->begin()->second[0].stamp.server_seq == 10);
    auto past = tablet->history(kas, "oppervlak");
    REQUIRE(past->size() == 3);
    CHECK((*past)[0].value_json == "10");
    CHECK((*past)[1].value_json == "11");
    CHECK((*past)[2].value_json == "12");
    CHECK((*past)[2].stands);
    CHECK((*past)[2].by == "anja.tuinman");
}

TEST_CASE("roles, required values and the server's own fields are checked at save") {
    Tablet tablet;
    const Id kas = tablet.kas();
    CHECK(why(tablet->create_record({"kas", {}, "0405", {{{}, "oppervlak", "3", {}}}, {}})) == "required");
    CHECK(why(tablet->create_record({"kas", {}, "9999", {{{}, "naam", "Kas", {}}}, {}})) == "mag_niet");
    CHECK(why(tablet->set(kas, {{kas, "naam", "", {}}})) == "required");
    CHECK(why(tablet->set(kas, {{kas, "keurmerk", "A", {}}})) == "mag_niet");
    CHECK(why(tablet->set(kas, {{kas, "oppervlak", "0", {}}})) == "invalid_value");
    CHECK(why(tablet->set(kas, {{kas, "onzin", "0", {}}})) == "invalid_value");
    CHECK(why(tablet->set(kas, {{kas, "geopend", "2026-03-14", {}}})) == "");
    CHECK(why(tablet->set(kas, {{kas, "geopend", "2026-03-15", {}}})) == "al_vastgelegd");
    CHECK(tablet->status()->unsent == 2);
}

TEST_CASE("a helper may change what it reads, and nothing else") {
    Tablet tablet("hulp");
    CHECK(why(tablet->create_record({"kas", {}, "0405", {{{}, "naam", "Kas", {}}}, {}})) == "mag_niet");
    tablet.with_role("baas");
    const Id kas = tablet.kas("Kas", {{{}, "kosten", "5", {}}});
    auto dossier = *tablet.tables().dossier(kas);
    dossier->role = "hulp";
    REQUIRE(tablet.tables().put_dossier(*dossier).ok());
    CHECK(why(tablet->set(kas, {{kas, "telefoon", "0229 123456", {}}})) == "");
    CHECK(why(tablet->set(kas, {{kas, "kosten", "6", {}}})) == "mag_niet");
    auto edit = tablet->open_edit({kas});
    CHECK(why(tablet->remove(*edit, kas)) == "mag_niet");
}

TEST_CASE("what a role may create but not read back stays in the outbox only") {
    Tablet tablet;
    const Id kas = tablet.kas();
    const Id plant = tablet.plant(kas);
    auto dossier = *tablet.tables().dossier(kas);
    dossier->role = "hulp";
    REQUIRE(tablet.tables().put_dossier(*dossier).ok());
    auto made = tablet->create_record({"meting", plant, "", {{{}, "hoogte_mm", "30", {}}}, {}});
    REQUIRE(why(made) == "");
    CHECK(tablet.number("SELECT count(*) FROM meting") == 0);
    CHECK(tablet->status()->unsent == 3);
}

TEST_CASE("an append-only record is made and never changed") {
    Tablet tablet;
    const Id plant = tablet.plant(tablet.kas());
    auto made = tablet->create_record({"meting", plant, "", {{{}, "hoogte_mm", "30", {}}}, {}});
    REQUIRE(why(made) == "");
    CHECK(why(tablet->set(*made, {{*made, "hoogte_mm", "31", {}}})) == "append_only");
}

TEST_CASE("a guarded value freezes the record, and a move that the pack does not allow is refused") {
    Tablet tablet;
    const Id plant = tablet.plant(tablet.kas(), "tomaat", {{{}, "status", "gezaaid", {}}});
    CHECK(why(tablet->set(plant, {{plant, "status", "geoogst", {}}})) == "zet");
    REQUIRE(why(tablet->set(plant, {{plant, "status", "groeit", {}}})) == "");
    REQUIRE(why(tablet->set(plant, {{plant, "status", "geoogst", {}}, {plant, "soort", "kerstomaat", {}}})) == "");
    auto last = tablet.tables().own(*tablet.tables().head_seq());
    CHECK(protocol::decode_transaction((*last)->canonical)->kind == merge::Kind::guarded);
    CHECK(why(tablet->set(plant, {{plant, "soort", "komkommer", {}}})) == "bevroren");
}

TEST_CASE("nobody makes final what changed since it was opened") {
    Tablet tablet;
    const Id kas = tablet.kas();
    const Id plant = tablet.plant(kas, "tomaat", {{{}, "status", "gezaaid", {}}});
    REQUIRE(why(tablet->set(plant, {{plant, "status", "groeit", {}}})) == "");
    tablet.confirm(kas, 10);
    auto edit = tablet->open_edit({plant});
    tablet.bring(plant, {2, {}}, model::encode_text("paprika"), 90, false);
    CHECK(why(tablet->save(*edit, {{plant, "status", "geoogst", {}}})) == "niet_getoond");
    CHECK(why(tablet->set(plant, {{plant, "status", "geoogst", {}}})) == "");
}

TEST_CASE("deleting hides a record and what hangs under it, and restoring shows all of it again") {
    Tablet tablet;
    const Id kas = tablet.kas();
    const Id plant = tablet.plant(kas);
    auto measured = tablet->create_record({"meting", plant, "", {{{}, "hoogte_mm", "30", {}}}, {}});
    auto edit = tablet->open_edit({plant});
    REQUIRE(why(tablet->remove(*edit, plant)) == "");
    CHECK(tablet.number("SELECT (SELECT count(*) FROM plant) + (SELECT count(*) FROM meting)") == 0);
    CHECK(tablet.shows(plant, "\"deleted\":true"));
    CHECK(tablet.shows(*measured, "\"deleted\":true"));
    CHECK(why(tablet->set(plant, {{plant, "soort", "prei", {}}})) == "verwijderd");
    CHECK(why(tablet->create_record({"meting", plant, "", {{{}, "hoogte_mm", "1", {}}}, {}})) == "verwijderd");
    CHECK(tablet->find("tomaat", 5)->empty());
    tablet.reopen();
    auto again = tablet->open_edit({plant});
    REQUIRE(why(tablet->restore(*again, plant)) == "");
    CHECK(tablet.number("SELECT (SELECT count(*) FROM plant) + (SELECT count(*) FROM meting)") == 2);
    CHECK(tablet->find("tomaat", 5)->size() == 1);
}

TEST_CASE("deleting, restoring and deciding without an edit open none") {
    Tablet tablet;
    const Id kas = tablet.kas();
    REQUIRE(why(tablet->remove(kas)) == "");
    CHECK(why(tablet->remove(kas)) == "verwijderd");
    REQUIRE(why(tablet->restore(kas)) == "");
    tablet.bring(kas, {3, {}}, model::encode_integer(20), 90, false);
    tablet.bring(kas, {3, {}}, model::encode_integer(25), 91, true);
    REQUIRE(tablet->conflicts()->size() == 1);
    REQUIRE(why(tablet->decide({kas, "oppervlak", "30", {}})) == "");
    CHECK(tablet->conflicts()->empty());
    CHECK(tablet.shows(kas, "\"oppervlak\":30"));
    CHECK(*tablet.tables().head_seq() == 4);
    CHECK(*tablet.tables().db().query_integer("SELECT count(*) FROM open_edit") == 0);
    CHECK(*tablet.tables().db().query_integer("SELECT count(*) FROM sqlite_sequence WHERE name = 'open_edit'") == 0);
}

TEST_CASE("what is to be set with the next transaction is set by no other") {
    Tablet tablet;
    const Id kas = tablet.kas();
    const auto set = [&] {
        tablet.reopen();
        return *tablet.tables().value("merk");
    };
    REQUIRE(why(tablet->set_with_next("merk", "geweigerd")) == "");
    CHECK(why(tablet->set(kas, {{kas, "geen_veld", "x", {}}})) == "invalid_value");
    CHECK(set() == "");
    REQUIRE(tablet->create_record({"kas", {}, "0405", {{{}, "naam", "Van een lijst", {}}}, {}}).ok());
    CHECK(set() == "");
    REQUIRE(why(tablet->set_with_next("merk", "eerst")) == "");
    REQUIRE(why(tablet->set_with_next("merk", "gemaakt")) == "");
    REQUIRE(why(tablet->set(kas, {{kas, "naam", "Nieuw", {}}})) == "");
    CHECK(set() == "gemaakt");
    REQUIRE(tablet.tables().add_rejected(1, "zet", "Refused.").ok());
    REQUIRE(why(tablet->set_with_next("merk", "weggegooid")) == "");
    CHECK(why(tablet->rejected_discard(7)) == "niet_getoond");
    CHECK(set() == "gemaakt");
    REQUIRE(why(tablet->set_with_next("merk", "weggegooid")) == "");
    REQUIRE(why(tablet->rejected_discard(1)) == "");
    CHECK(set() == "weggegooid");
}

TEST_CASE("a store whose log is emptied is whole in its one file") {
    Tablet tablet;
    const Id kas = tablet.kas();
    REQUIRE(why(tablet->empty_log()) == "");
    CHECK(std::filesystem::file_size(tablet.options.path + "-wal") == 0);
    store::OpenOptions copy = tablet.options;
    copy.path += ".kopie";
    for (const char* ending : {"", ".key"})
        std::filesystem::copy_file(tablet.options.path + ending, copy.path + ending);
    auto opened = Store::open(copy);
    REQUIRE(why(opened) == "");
    CHECK((*opened)->record_json(kas).ok());
}

TEST_CASE("deleted here and edited there is an open conflict with the whole record back") {
    Tablet tablet;
    const Id kas = tablet.kas();
    const Id plant = tablet.plant(kas);
    tablet.confirm(kas, 10);
    auto edit = tablet->open_edit({plant});
    tablet.bring(plant, {2, {}}, model::encode_text("paprika"), 90, false);
    REQUIRE(why(tablet->remove(*edit, plant)) == "");
    CHECK(tablet.number("SELECT count(*) FROM plant") == 1);
    auto open = tablet->conflicts();
    REQUIRE(open->size() == 1);
    CHECK(open->front().field == "_verwijderd");
    // The mark carries the stamp of the other device's entry, but the server does not have it yet.
    auto base = tablet.tables().base((*tablet.tables().load(plant))->row);
    REQUIRE(base->contains(merge::deletion));
    CHECK(base->at(merge::deletion).empty());
    auto decision = tablet->open_edit({plant});
    CHECK(why(tablet->decide(*decision, {plant, "_verwijderd", "true", {}})) == "");
    CHECK(tablet.number("SELECT count(*) FROM plant") == 0);
}

TEST_CASE("records that are made together are one transaction") {
    Tablet tablet;
    store::NewRecord kas{"kas", {}, "0405", {{{}, "naam", "Kas", {}}}, tablet->make_id()};
    store::NewRecord plant{"plant", kas.id, "", {{{}, "soort", "prei", {}}}, {}};
    auto ids = tablet->create_records({kas, plant});
    REQUIRE(why(ids) == "");
    CHECK(ids->front() == kas.id);
    CHECK(*tablet.tables().head_seq() == 1);
    CHECK(tablet.number("SELECT count(*) FROM plant JOIN kas ON kas.id = plant.kas") == 1);
}

TEST_CASE("the chain goes on over everything that is saved") {
    Tablet tablet;
    const Id kas = tablet.kas();
    REQUIRE(why(tablet->set(kas, {{kas, "oppervlak", "4", {}}})) == "");
    Bytes hash = protocol::chain_start;
    for (std::uint64_t seq = 1; seq <= 2; ++seq) {
        auto row = tablet.tables().own(seq);
        hash = protocol::chain_next(hash, (*row)->canonical);
        CHECK(hash == (*row)->hash);
    }
    CHECK(*tablet.tables().chain_hash(2) == hash);
}

TEST_CASE("a set keeps each element apart, absent ones too") {
    Tablet tablet;
    const Id kas = tablet.kas("Kas", {{{}, "talen", "ar,ti", {}}});
    REQUIRE(why(tablet->set(kas, {{kas, "talen", "false", "ti"}, {kas, "talen", "true", "fa"}})) == "");
    CHECK(tablet.shows(kas, "\"talen\":[\"ar\",\"fa\"]"));
    auto stored = tablet.tables().load(kas);
    const merge::Entries* gone = (*stored)->shown.find({4, "ti"});
    REQUIRE(gone);
    CHECK(gone->front().value == model::false_value);
}

TEST_CASE("observers are told after the commit what changed and why") {
    Tablet tablet;
    std::vector<store::Change> told;
    tablet->observe(
        [&](const std::vector<store::Change>& changes) { told.insert(told.end(), changes.begin(), changes.end()); });
    const Id kas = tablet.kas();
    REQUIRE(told.size() == 1);
    CHECK(told[0].dossier == kas);
    CHECK(told[0].why == store::Change::Why::local);
    CHECK(told[0].records == std::vector<Id>{kas});
    CHECK_FALSE(tablet->set(kas, {{kas, "oppervlak", "0", {}}}).ok());
    CHECK(told.size() == 1);
}
