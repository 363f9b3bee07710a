#include "tests/bench/floor.hpp"

#include <cstdlib>
#include <filesystem>

#include "tests/bench/meter.hpp"

namespace wegwijs::bench {

namespace {

std::string table() {
    std::string sql = "CREATE TABLE persoon (id TEXT PRIMARY KEY";
    for (const FieldOf& field : fields)
        sql += ", " + std::string(field.name) + (field.kind == Kind::text ? " TEXT" : " INTEGER");
    return sql + ")";
}

const std::string& insertion() {
    static const std::string sql = [] {
        std::string made = "INSERT INTO persoon VALUES (?1";
        for (std::size_t at = 0; at < field_count; ++at) made += ", ?" + std::to_string(at + 2);
        return made + ")";
    }();
    return sql;
}

}  // namespace

Floor Floor::open(const std::string& path) {
    sqlite::OpenOptions options;
    options.path = path;
    options.exclusive = true;
    return Floor(need(sqlite::Connection::open(options)));
}

Floor Floor::make(const std::string& path) {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    Floor made = open(path);
    need(made.db_.exec(table()));
    return made;
}

void Floor::run_insert(const Record& record) {
    auto statement = need(db_.prepare(insertion()));
    statement->bind(1, record.id);
    for (std::size_t at = 0; at < field_count; ++at) {
        const int place = static_cast<int>(at) + 2;
        const std::string& value = record.values[at];
        if (fields[at].kind == Kind::text) statement->bind(place, value);
        else if (fields[at].kind == Kind::boolean) statement->bind(place, std::int64_t{value == "true"});
        else statement->bind(place, std::int64_t{std::atoi(value.c_str())});
    }
    need(statement->run());
}

void Floor::insert(const Record& record) {
    auto transaction = need(sqlite::Transaction::write(db_));
    run_insert(record);
    need(transaction.commit());
}

void Floor::update(const std::string& id, const Change& change) {
    auto transaction = need(sqlite::Transaction::write(db_));
    {
        auto statement =
            need(db_.prepare("UPDATE persoon SET " + std::string(fields[change.field].name) + " = ?1 WHERE id = ?2"));
        statement->bind(1, change.value).bind(2, id);
        need(statement->run());
    }
    need(transaction.commit());
}

void Floor::close() {
    need(db_.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
    db_.close();
}

double Floor::bulk_insert(const std::string& path, const std::vector<Record>& records) {
    Stopwatch watch;
    Floor floor = make(path);
    watch.time([&] {
        auto transaction = need(sqlite::Transaction::write(floor.db_));
        for (const Record& record : records) floor.run_insert(record);
        need(transaction.commit());
    });
    floor.close();
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    return watch.seconds();
}

}  // namespace wegwijs::bench
