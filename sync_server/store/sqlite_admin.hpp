// Inside of AdminStore. For the .cpp files of this folder.
#pragma once

#include "sync_server/store/admin_store.hpp"
#include "sync_server/store/sqlite_bind.hpp"
#include "sync_server/store/sqlite_open.hpp"
#include "sync_server/store/sqlite_reader.hpp"

namespace wegwijs::server {

struct AdminStore::State {
    State(const SqliteStoreOptions& given, Random& chance) : options(given), random(chance) {}
    const SqliteStoreOptions options;
    Random& random;
    sqlite::Connection db;
};

/// Pages, ledger, records and sums, seen from one walk.
Result<Integrity> check_everything(Walk& walk, sqlite::Connection& db, const ClassOf& class_of);
/// The first audit line that does not follow from the one before; 0: none.
Result<std::uint64_t> broken_audit_line(sqlite::Connection& db);

}  // namespace wegwijs::server
