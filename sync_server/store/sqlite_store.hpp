// The SQLite backend: one encrypted file in WAL mode in the server's folder.
#pragma once

#include "sync_server/store/store.hpp"

namespace wegwijs::server {

struct SqliteStoreOptions {
    std::string path;       ///< the database file
    Bytes key;              ///< 32 bytes; from it come the page key and the key that wraps the dossiers' keys
    std::string vfs;        ///< empty: the default
    bool full_sync = true;  ///< durable when commit returns
};

/// Opens; `create` makes a new one (error "exists" when the file is there). Errors "wrong_key", "store_damaged",
/// "store_newer", "disk_full".
Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteStoreOptions& options, bool create, Random& random);

}  // namespace wegwijs::server
