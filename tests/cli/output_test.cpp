#include <catch2/catch.hpp>

#include "client_core/cli/labels.hpp"
#include "client_core/cli/local_time.hpp"
#include "client_core/cli/progress_bar.hpp"
#include "client_core/cli/sql_words.hpp"
#include "client_core/cli/table.hpp"

using namespace wegwijs;
using namespace wegwijs::cli;

TEST_CASE("Columns stand under each other, also behind letters of more than one byte") {
    CHECK(table({{"naam", "stad"}, {"Zoë", "Hoorn"}, {"Ali", ""}}) ==
          "naam  stad\n"
          "----  -----\n"
          "Zoë   Hoorn\n"
          "Ali\n");
}

TEST_CASE("A table without a head has no rule, and one without rows is nothing") {
    CHECK(table({{}, {"records", "3"}}) == "records  3\n");
    CHECK(table({{"naam"}}).empty());
}

TEST_CASE("A long cell is cut between letters and says so; control characters cannot reach the terminal") {
    CHECK(shortened("ééééé", 3) == "éé…");
    CHECK(shortened("ééé", 3) == "ééé");
    CHECK(shortened("a\nb\x1b[31m", 20) == "a b [31m");
}

TEST_CASE("Times are shown as the clock in the Netherlands, summer and winter") {
    CHECK(local_time(1'795'509'000'000) == "2026-11-24 09:30");
    CHECK(local_time(1'782'894'600'000) == "2026-07-01 10:30");
    CHECK(local_time(-1) == "1970-01-01 00:59");
}

TEST_CASE("A person reads labels, a program reads codes") {
    model::Field field;
    field.type = model::Type::enumeration;
    field.values = {{"azc", {"In het azc", "In the centre"}}};
    CHECK(shown(&field, "\"azc\"", Lang::nl) == "In het azc");
    CHECK(shown(&field, "\"azc\"", Lang::en) == "In the centre");
    CHECK(shown(&field, "\"nieuw\"", Lang::nl) == "nieuw");
    CHECK(shown(nullptr, "true", Lang::nl) == "ja");
    CHECK(shown(nullptr, "null", Lang::en) == "(empty)");
    field.type = model::Type::timestamp;
    field.values.clear();
    CHECK(shown(&field, "\"2026-11-24T08:30:00.000Z\"", Lang::nl) == "2026-11-24 09:30");
}

TEST_CASE("The progress line says phase, part, bytes and time left on one line") {
    sync::RunProgress progress;
    progress.sync = {sync::Progress::Phase::pushing, 6, 12};
    progress.bytes_up = 2048;
    progress.bytes_down = 3 * 1024 * 1024;
    progress.left_ms = 61'000;
    CHECK(progress_line(progress, Lang::en) ==
          "sending   [############............] 6/12  2 kB up, 3.0 MB down, left 2 min");
    progress.sync = {sync::Progress::Phase::pulling, 40, 0};
    progress.left_ms.reset();
    CHECK(progress_line(progress, Lang::nl) == "ophalen   [........................] 40  2 kB op, 3.0 MB neer");
}

TEST_CASE("What SQLite says of a query names the columns and repeats no number") {
    model::Entity entity;
    entity.fields.emplace_back().name = "bsn";
    const Error error = sql_error({"sql", "no such column: x123456782y", Retry::never}, &entity);
    CHECK(error.message.find("123456782") == std::string::npos);
    CHECK(error.message.find("The columns are: id, bsn.") != std::string::npos);
    CHECK(sql_error({"store_busy", "12", Retry::later}, &entity).message == "12");
}
