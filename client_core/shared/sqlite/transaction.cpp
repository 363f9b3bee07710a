#include <sqlite3.h>

#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::sqlite {

namespace {

Status run(Connection& db, std::string_view sql) {
    Cached statement = TRY(db.prepare(sql));
    return statement->run();
}

}  // namespace

Result<Transaction> Transaction::write(Connection& db) {
    TRY(run(db, "BEGIN IMMEDIATE"));
    return Transaction(&db);
}

Result<Transaction> Transaction::read(Connection& db) {
    TRY(run(db, "BEGIN DEFERRED"));
    return Transaction(&db);
}

Transaction::~Transaction() {
    // After some failures (full disk) SQLite has rolled back by itself.
    if (!db_ || !db_->is_open() || sqlite3_get_autocommit(db_->raw())) return;
    (void)run(*db_, "ROLLBACK").ok();
}

Status Transaction::commit() {
    ALWAYS(db_);
    TRY(run(*db_, "COMMIT"));
    db_ = nullptr;
    return done();
}

}  // namespace wegwijs::sqlite
