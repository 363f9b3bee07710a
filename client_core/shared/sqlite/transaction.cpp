#include <sqlite3.h>

#include "client_core/shared/base/seam.hpp"
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
    const Status committed = run(*db_, "COMMIT");
    if (committed.ok()) {
        db_ = nullptr;
        return done();
    }
    seam::reached(seam::Mark::commit_failed);
    // Where only the sync failed the log holds all of it, and a kill now would bring back what the caller is told has
    // failed. Emptying the log takes it away; else the next commit writes over it.
    if (!sqlite3_get_autocommit(db_->raw())) (void)run(*db_, "ROLLBACK").ok();
    (void)db_->exec("PRAGMA wal_checkpoint(TRUNCATE)").ok();
    return committed;
}

}  // namespace wegwijs::sqlite
