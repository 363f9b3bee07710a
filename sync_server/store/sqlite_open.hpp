// How every connection of the SQLite backend is opened. For the .cpp files of this folder.
#pragma once

#include "client_core/shared/sqlite/sqlite.hpp"
#include "sync_server/store/sqlite_keys.hpp"
#include "sync_server/store/sqlite_store.hpp"

namespace wegwijs::server {

Result<sqlite::Connection> open_writer(const SqliteStoreOptions& options);
/// The file must be there, with its tables.
Result<sqlite::Connection> open_reader(const SqliteStoreOptions& options);
/// Error "missing" when no store stands there yet.
Status require_file(const SqliteStoreOptions& options);

/// Moves the log into the file and empties it. False: others were at it, and the log is still there.
bool empty_log(sqlite::Connection& db);

/// One reading connection; its keys belong to it.
struct ReaderSlot {
    ReaderSlot(sqlite::Connection connection, ByteView server_key, Random& random)
        : db(std::move(connection)), keys(server_key, random) {}
    sqlite::Connection db;
    Keys keys;
    std::int64_t erasures = 0;  ///< as of its last snapshot: keys of what was erased since are overwritten
};

/// Begins a read transaction and reads at once, which fixes what it sees.
Result<sqlite::Transaction> fix_snapshot(ReaderSlot& slot);

}  // namespace wegwijs::server
