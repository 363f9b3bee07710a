#include <sqlite3.h>

#include "tests/store/fixture.hpp"

using namespace store_test;

TEST_CASE("a query only reads, whatever is asked") {
    Tablet tablet;
    const Id kas = tablet.kas();
    auto ask = [&](const std::string& sql) { return why(tablet->read(sql, {})); };
    for (const char* sql :
         {"DELETE FROM kas", "UPDATE kas SET naam = 'x'", "DROP TABLE kas", "ATTACH 'x.db' AS x",
          "PRAGMA user_version=9", "BEGIN", "SELECT data FROM value", "INSERT INTO own VALUES (9, x'', NULL, 0, 0)",
          "SELECT 1; DELETE FROM kas", "VACUUM INTO 'copy.db'", "SELEC"}) {
        INFO(sql);
        CHECK(ask(sql) == "sql");
    }
    CHECK(tablet.number("SELECT count(*) FROM kas WHERE naam = 'Warme kas'") == 1);
    auto reading = tablet->read("SELECT uuid(id) FROM kas WHERE naam = ?1", {{SQLITE_TEXT, 0, 0, "Warme kas"}});
    REQUIRE((reading && *reading->next()));
    CHECK(reading->row().text(0) == kas.text());
    CHECK_FALSE(*reading->next());
    CHECK(why(tablet->list("kas", "1) ; DELETE FROM kas --", std::nullopt)) == "sql");
    CHECK(tablet->list("kas", "naam LIKE 'Warm%'", kas)->size() == 1);
    CHECK(tablet->list("kas", "naam LIKE 'Koud%'", std::nullopt)->empty());
}

TEST_CASE("people are found by other spellings, by part of a name and by number") {
    Tablet tablet;
    const Id first = tablet.kas("Mohammad Al-Rashid", {{{}, "telefoon", "0612345678", {}}});
    const Id second = tablet.kas("Muhammed Yilmaz");
    tablet.kas("Anja de Boer");
    const Id third = tablet.kas("\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xd9\x86\xd9\x88\xd8\xb1");  // Muhammad Nur in Arabic
    for (const char* asked : {"Mohammed", "Muhammad", "mohamad"}) {
        auto found = tablet->find(asked, 10);
        INFO(asked);
        CHECK(found->size() == 3);
        for (const Id& id : {first, second, third}) CHECK(std::count(found->begin(), found->end(), id) == 1);
    }
    CHECK(tablet->find("Muhammed Yilmaz", 10)->front() == second);
    CHECK(tablet->find("rash", 10)->front() == first);
    for (const char* asked :
         {"612345678", "0612345678", "06-123 456 78", "0031612345678", "+31 6 12345678", "345678"}) {
        const auto found = tablet->find(asked, 10);
        INFO(asked);
        CHECK((found->size() == 1 && found->front() == first));
    }
    CHECK(tablet->find("niemand", 10)->empty());
    CHECK(tablet->find("", 10)->empty());
    REQUIRE(why(tablet->set(first, {{first, "naam", "Piet Jansen", {}}})) == "");
    CHECK(tablet->find("Rashid", 10)->empty());
    CHECK(tablet->find("jansen", 10)->front() == first);
}

TEST_CASE("the search is built anew when it is out of step") {
    Tablet tablet;
    const Id kas = tablet.kas("Warme kas");
    REQUIRE(
        tablet.tables().db().exec("DELETE FROM spelling; INSERT INTO spelling VALUES (999, 1, '|spook:spk|')").ok());
    CHECK(tablet->find("warme", 3)->empty());
    auto report = tablet->check();
    CHECK(report->ok);
    CHECK(report->findings.size() == 1);
    CHECK(tablet->find("warme", 3)->front() == kas);
    CHECK(tablet->check()->findings.empty());
}

TEST_CASE("a sum that does not match what is held is reported and computed anew") {
    Tablet tablet;
    const Id kas = tablet.kas();
    tablet.confirm(kas, 10);
    auto report = tablet->check();
    CHECK(report->findings.size() == 1);
    const std::uint64_t sum = (*tablet.tables().dossier(kas))->sum;
    CHECK(sum != 0);
    REQUIRE(why(tablet->set(kas, {{kas, "naam", "Andere", {}}})) == "");
    CHECK(tablet->check()->findings.empty());
    CHECK((*tablet.tables().dossier(kas))->sum == sum);
}

TEST_CASE("the history tells every value, whose and when") {
    Tablet tablet;
    const Id kas = tablet.kas("Eerste naam");
    tablet.confirm(kas, 10);
    REQUIRE(why(tablet->set(kas, {{kas, "naam", "Tweede naam", {}}})) == "");
    tablet.confirm(kas, 20);
    auto stored = *tablet.tables().load(kas);
    REQUIRE(tablet.tables().remember(stored->row, {1, {}}, stored->shown.find({1, {}})->front()).ok());
    tablet.bring(kas, {1, {}}, model::encode_text("Derde naam"), 90, false);
    REQUIRE(tablet.tables().drop_sent_before(100).ok());
    auto past = tablet->history(kas, "naam");
    REQUIRE(past->size() == 3);
    CHECK((*past)[0].value_json == "\"Eerste naam\"");
    CHECK((*past)[1].value_json == "\"Tweede naam\"");
    CHECK((*past)[1].by == "anja.tuinman");
    CHECK((*past)[2].value_json == "\"Derde naam\"");
    CHECK((*past)[2].by == "apparaat 99");
    CHECK((*past)[2].stands);
}

TEST_CASE("the history of a field that is not there is refused, and of one without a value it is empty") {
    Tablet tablet;
    const Id kas = tablet.kas();
    CHECK(why(tablet->history(kas, "namen")) == "invalid_value");
    CHECK(why(tablet->history(kas, "naam:x")) == "invalid_value");
    CHECK(tablet->history(kas, "naam")->size() == 1);
    CHECK(tablet->history(kas, "")->size() == 1);
    for (const char* empty : {"telefoon", "_verwijderd"}) {
        REQUIRE(why(tablet->history(kas, empty)) == "");
        CHECK(tablet->history(kas, empty)->empty());
    }
}

TEST_CASE("what the server refused can be read, tried again and discarded") {
    Tablet tablet;
    const Id kas = tablet.kas();
    tablet.confirm(kas, 10);
    const auto before = *tablet.tables().load(kas);
    REQUIRE(why(tablet->set(kas, {{kas, "oppervlak", "77", {}}})) == "");
    auto row = *tablet.tables().own(2);
    row->code = "zet";
    row->detail = "not allowed";
    REQUIRE(tablet.tables().update_own(*row).ok());
    REQUIRE(tablet.tables().set_acked(2).ok());
    REQUIRE(tablet.tables().add_rejected(2, "zet", "That move is not allowed.").ok());
    auto shown = *tablet.tables().load(kas);
    shown->shown = before->shown;
    REQUIRE(tablet.tables().save(*shown).ok());

    auto list = tablet->rejected();
    REQUIRE(list->size() == 1);
    CHECK(list->front().n == 2);
    CHECK(list->front().reason == "That move is not allowed.");
    CHECK(list->front().transaction_json.find("\"field\":\"oppervlak\",\"value\":77") != std::string::npos);
    CHECK(tablet->status()->rejected == 1);
    REQUIRE(tablet.tables().drop_sent_before(3).ok());
    REQUIRE(why(tablet->rejected_retry(2)) == "");
    CHECK(tablet->rejected()->empty());
    CHECK(tablet.shows(kas, "\"oppervlak\":77"));
    CHECK(*tablet.tables().head_seq() == 3);
    CHECK(why(tablet->rejected_discard(2)) == "niet_getoond");
}

TEST_CASE("status is computed from what is there") {
    Tablet tablet;
    const Id kas = tablet.kas();
    tablet.plant(kas);
    auto status = tablet->status();
    CHECK(status->unsent == 2);
    CHECK(status->dossiers == 1);
    CHECK(status->records == 2);
    CHECK_FALSE(status->in_step);
    CHECK_FALSE(status->last_sync);
    CHECK(status->store_bytes > 0);
    tablet.confirm(kas, 10);
    auto sync = *store::SyncState::load(tablet.tables());
    sync.last_sync = 1'795'000'000'000;
    REQUIRE(sync.save(tablet.tables()).ok());
    status = tablet->status();
    CHECK(status->unsent == 0);
    CHECK(status->in_step);
    CHECK(status->last_sync == 1'795'000'000'000);
}
