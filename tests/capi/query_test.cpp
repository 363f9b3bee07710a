// The rows of a query are those of its moment, though they are read as they are asked for.
#include <array>
#include <set>

#include "tests/capi/opened.hpp"

using namespace wegwijs::test;

namespace {

constexpr int many = 3500;

/// So many rows, each with what `cell` gives for its number `i`.
std::string numbered(const std::string& cell, const std::string& from = "n") {
    return "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<" + std::to_string(many) +
           ") SELECT i, " + cell + " FROM " + from;
}

/// The name of the one person here, asked anew for every row.
std::string names() { return numbered("weergavenaam", "n CROSS JOIN deelnemer"); }

/// abs() has no value for the least of all integers.
std::string failing_at(int row) {
    return numbered("abs(CASE i WHEN " + std::to_string(row) + " THEN -9223372036854775808 ELSE i END)");
}

class Query {
public:
    Query(const Opened& store, const std::string& sql) {
        run([&](wegwijs_error* error) { return wegwijs_query_open(store.store, view(sql), {}, &query_, error); });
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query() { close(); }
    wegwijs_status close() { return wegwijs_query_close(std::exchange(query_, nullptr), nullptr); }

    /// null: that was all.
    Json page(std::uint32_t rows = 0) {
        return text_of(
            [&](wegwijs_text* to, wegwijs_error* error) { return wegwijs_query_next(query_, rows, to, error); });
    }
    /// As often as it gives any.
    Json rest(std::uint32_t rows = 0) {
        Json all = Json::array();
        for (Json more = page(rows); !more.is_null(); more = page(rows))
            all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    std::string error() {
        try {
            page();
        } catch (const Failed& failed) { return failed.error.name; }
        return {};
    }

private:
    wegwijs_query* query_ = nullptr;
};

/// The second cells.
std::set<std::string> told(const Json& rows) {
    std::set<std::string> all;
    for (const Json& row : rows) all.insert(row[1].get<std::string>());
    return all;
}

void rename(const Opened& store, const std::string& id, const std::string& name) {
    const std::string assignments = Json{{{"field", "weergavenaam"}, {"value", name}}}.dump();
    run([&](wegwijs_error* error) {
        return wegwijs_record_set(store.store, view(id), view(assignments), nullptr, error);
    });
}

void sync(Opened& store) {
    run([&](wegwijs_error* error) {
        return wegwijs_sync_start(store.store, {}, nullptr, nullptr, nullptr, nullptr, error);
    });
    CHECK(wegwijs_sync_wait(store.store, nullptr) == WEGWIJS_OK);
}

}  // namespace

TEST_CASE("rows are those of the moment of the question, whatever happens before the last was taken") {
    Office office;
    Opened anna(office, "anna");
    const std::string id = anna.person("Rana");
    Query query(anna, names());
    CHECK(query.page(10).size() == 10);
    std::size_t left = many - 10;
    SECTION("the record changes") { rename(anna, id, "Zarghuna"); }
    SECTION("more were taken than were read at first") {
        CHECK(query.page(2000).size() == 2000);
        left -= 2000;
        rename(anna, id, "Zarghuna");
    }
    SECTION("there is one more") { anna.person("Zarghuna"); }
    SECTION("the record is deleted") {
        run([&](wegwijs_error* error) { return wegwijs_record_remove(anna.store, view(id), nullptr, error); });
    }
    SECTION("another question is asked") {
        Query other(anna, names());
        CHECK(other.rest().size() == many);
    }
    SECTION("the store is closed") { CHECK(anna.close() == WEGWIJS_OK); }
    const Json rest = query.rest(700);
    CHECK(rest.size() == left);
    CHECK(told(rest) == std::set<std::string>{"Rana"});
    CHECK(rest.back()[0] == many);
    CHECK(query.page().is_null());
}

TEST_CASE("what a sync brings while rows are taken is not among them") {
    Office office;
    Wire wire(office.port());
    Opened anna(office, "anna", wire.url());
    const std::string id = anna.person("Rana");
    sync(anna);
    Opened bram(office, "bram");
    sync(bram);
    rename(bram, id, "Zarghuna");
    sync(bram);
    wire.hold();
    run([&](wegwijs_error* error) {
        return wegwijs_sync_start(anna.store, {}, nullptr, nullptr, nullptr, nullptr, error);
    });
    wire.wait_for_request();
    Query query(anna, names());
    CHECK(query.page().size() == 1000);
    wire.release();
    CHECK(wegwijs_sync_wait(anna.store, nullptr) == WEGWIJS_OK);
    CHECK(told(query.rest()) == std::set<std::string>{"Rana"});
    CHECK(told(Query(anna, names()).page()) == std::set<std::string>{"Zarghuna"});
}

TEST_CASE("where reading fails at a row, the error comes after the rows before it") {
    Office office;
    Opened anna(office, "anna");
    Query query(anna, failing_at(2500));
    CHECK(query.page().size() == 1000);
    SECTION("as they are asked for") {}
    SECTION("all at once, before something else") { anna.person("Rana"); }
    CHECK(query.page().size() == 1000);
    CHECK(query.page().size() == 499);
    CHECK(query.error() == "sql");
    CHECK(query.error() == "sql");
    CHECK(anna.status()["in_step"] == false);
}

TEST_CASE("a fault at one of the first rows is one of the question") {
    Office office;
    Opened anna(office, "anna");
    CHECK_THROWS_AS(Query(anna, failing_at(500)), Failed);
    CHECK_THROWS_AS(Query(anna, failing_at(1)), Failed);
    CHECK(Query(anna, numbered("1")).rest(1).size() == many);
}

TEST_CASE("what is wrong with a question is told without what was asked for") {
    Office office;
    Opened anna(office, "anna");
    anna.person("Rana");
    const auto told = [&](const std::string& sql, const std::string& parameters) {
        wegwijs_query* query = nullptr;
        wegwijs_error error;
        CHECK(wegwijs_query_open(anna.store, view(sql), view(parameters), &query, &error) == WEGWIJS_ERROR_SQL);
        return std::string(error.message);
    };
    // SQLite repeats the path in its own text.
    CHECK(told("SELECT json_extract('{}', ?1)", R"(["Rana Zarghuna"])").find("Zarghuna") == std::string::npos);
    CHECK(told("SELECT json_extract('{}', weergavenaam) FROM deelnemer", "").find("Rana") == std::string::npos);
    CHECK(told("SELECT 1 LIMIT ?1", R"(["Zarghuna"])").find("Zarghuna") == std::string::npos);
    Text ids;
    const std::string kind = "deelnemer", where = "json_extract('{}', weergavenaam) = 1";
    wegwijs_error error;
    CHECK(wegwijs_record_list(anna.store, view(kind), view(where), {}, ids.place(), &error) == WEGWIJS_ERROR_SQL);
    CHECK(std::string(error.message).find("Rana") == std::string::npos);
}

TEST_CASE("two questions give their rows by turns") {
    Office office;
    Opened anna(office, "anna");
    anna.person("Rana");
    Query first(anna, names()), second(anna, names());
    std::size_t rows = 0;
    for (Json page = first.page(300); !page.is_null(); page = first.page(300)) {
        CHECK(second.page(300) == page);
        rows += page.size();
    }
    CHECK(second.page().is_null());
    CHECK(rows == many);
}

TEST_CASE("a question that is closed half read leaves nothing behind") {
    Office office;
    Opened anna(office, "anna");
    const std::string id = anna.person("Rana");
    wegwijs_query* raw = nullptr;
    const std::string sql = names();
    run([&](wegwijs_error* error) { return wegwijs_query_open(anna.store, view(sql), {}, &raw, error); });
    CHECK(wegwijs_query_close(raw, nullptr) == WEGWIJS_OK);
    CHECK(wegwijs_query_close(raw, nullptr) == WEGWIJS_ERROR_MISUSE);
    Text text;
    CHECK(wegwijs_query_next(raw, 0, text.place(), nullptr) == WEGWIJS_ERROR_MISUSE);
    rename(anna, id, "Zarghuna");
    SECTION("and may be closed after its store") {
        Query query(anna, names());
        CHECK(anna.close() == WEGWIJS_OK);
        CHECK(query.close() == WEGWIJS_OK);
    }
}

TEST_CASE("a question that is closed under another thread's hands is not taken for one that has no more rows") {
    Office office;
    Opened anna(office, "anna");
    for (int round = 0; round < 100; ++round) {
        wegwijs_query* query = nullptr;
        const std::string sql = numbered("1");
        run([&](wegwijs_error* error) { return wegwijs_query_open(anna.store, view(sql), {}, &query, error); });
        // Those that wait for each other have found the query already.
        std::atomic<int> rows{0};
        std::array<wegwijs_status, 3> ended{};
        std::array<std::thread, 3> taking;
        for (std::size_t i = 0; i < taking.size(); ++i)
            taking[i] = std::thread([&, i] {
                for (Json page = Json::array(); ended[i] == WEGWIJS_OK && !page.is_null();) {
                    Text text;
                    ended[i] = wegwijs_query_next(query, 10, text.place(), nullptr);
                    page = text.json();
                    rows += static_cast<int>(page.size());
                }
            });
        while (rows < 1000) std::this_thread::yield();
        CHECK(wegwijs_query_close(query, nullptr) == WEGWIJS_OK);
        for (std::thread& one : taking) one.join();
        for (const wegwijs_status one : ended) CHECK(one == (rows == many ? one : WEGWIJS_ERROR_MISUSE));
    }
}

TEST_CASE("several threads take the rows of one question while others save: each row once, and the same of all") {
    Office office;
    Opened anna(office, "anna");
    const std::string id = anna.person("Rana");
    Query query(anna, names());
    std::array<Json, 3> taken;
    std::array<std::thread, 3> taking;
    for (std::size_t i = 0; i < taking.size(); ++i) taking[i] = std::thread([&, i] { taken[i] = query.rest(100); });
    std::thread saving([&] {
        for (int i = 0; i < 10; ++i) rename(anna, id, "Zarghuna " + std::to_string(i));
    });
    for (std::thread& one : taking) one.join();
    saving.join();
    std::set<int> numbers;
    for (const Json& rows : taken) {
        for (const Json& row : rows) CHECK(numbers.insert(row[0].get<int>()).second);
        if (!rows.empty()) CHECK(told(rows) == std::set<std::string>{"Rana"});
    }
    CHECK(numbers.size() == many);
}
