// The server's folder: its key, its database, and the lists of what was erased and decided.
#pragma once

#include <memory>
#include <string>

#include "client_core/shared/base/files.hpp"
#include "client_core/shared/base/source.hpp"
#include "client_core/shared/crypto/crypto.hpp"
#include "sync_server/store/admin_store.hpp"

namespace wegwijs::server {

struct FolderPaths {
    std::string dir;
    /// Where systemd put credentials; empty: none. A file "wegwijs-key" there stands in for the folder's own key.
    std::string credentials;
    Files* files = nullptr;  ///< the disk on which it stands; null: this machine's
    std::string vfs{};       ///< the same disk, as SQLite knows it; empty: this machine's

    Files& disk() const;
    std::string key() const { return dir + "/sleutel"; }
    std::string credential_key() const { return credentials + "/wegwijs-key"; }
    std::string database() const { return dir + "/wegwijs.db"; }
    std::string lock() const { return dir + "/serve.lock"; }
    /// Ids of erased dossiers, one JSON object a line. Outside the database, so that putting an old one back does not
    /// bring back what was erased since.
    std::string erased() const { return dir + "/gewist"; }
    /// What administrators decided about people and places, for the same reason.
    std::string decisions() const { return dir + "/besluiten"; }
    /// There while the folder is being made, by `init` or `restore`: then the same command may begin anew.
    std::string unfinished() const { return dir + "/onaf"; }
};

/// Makes the folder if need be and marks it as being made by `command`; what an interrupted attempt of that command
/// left of a database is taken away. `kept`: files that may stand there already. Error "not_empty".
Status begin_folder(const FolderPaths& paths, std::string_view command, const std::vector<std::string>& kept);
/// The folder is complete.
Status finish_folder(const FolderPaths& paths);

/// Who does something, for the audit log.
struct Origin {
    std::string actor;  ///< the account on this machine, or the user
    std::string via;    ///< "cli", "http"
};

/// A server's folder, open. Store and AdminStore are thread safe.
struct Folder {
    FolderPaths paths;
    SqliteStoreOptions options;
    std::unique_ptr<Store> store;
    std::unique_ptr<AdminStore> admin;
    Clock& clock;
    Random& random;
    Origin origin;
};

/// The server's 32-byte key. Errors "key_missing", "key_damaged", "key_readable" (others may read the file).
Result<Bytes> read_key(const FolderPaths& paths);

/// How the folder's database is opened. Errors of read_key.
Result<SqliteStoreOptions> store_options(const FolderPaths& paths);

/// Errors "missing" (no server was made here), those of read_key and of open_sqlite_store.
Result<Folder> open_folder(const FolderPaths& paths, const Origin& origin, Clock& clock, Random& random);

/// The key that opens what devices sealed for this server. Error "box_key": the settings hold none.
Result<crypto::BoxKey> read_box_key(AdminStore& admin);

/// A batch of the folder's store. Waits patiently for those of a server that is busy. As long as it stands no other
/// process changes the database, nor the lists of what was erased and decided.
Result<std::unique_ptr<Batch>> begin_patiently(const Folder& folder);

/// One change and its audit line, in one commit of a batch that was begun patiently.
Status change(Folder& folder, std::string_view action, std::string_view object,
              const std::function<Status(Batch&)>& work);

}  // namespace wegwijs::server
