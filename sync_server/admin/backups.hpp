// Copies of the database, and beginning anew from one.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sync_server/admin/decisions.hpp"
#include "sync_server/admin/folder.hpp"

namespace wegwijs::server {

struct BackedUp {
    ServerSeq head = 0;
    std::uint64_t bytes = 0;
};

/// A consistent copy while the server serves, in one file of mode 0600, sealed with the server's key: keep that key
/// apart from it. Beside it stands FILE.herkomst, which says where the server's folder was. What the copy holds is
/// noted in the database, so that devices may drop what every backup has. Error "exists".
Result<BackedUp> backup(Folder& folder, const std::string& file);

/// Head and each device's last transaction: what a copy that is made after this has at least.
Result<nlohmann::json> contents(Folder& folder);
/// Notes that a copy with these contents was made, so that devices may drop what every copy has.
Status note_backup(Folder& folder, const nlohmann::json& made);

struct RestoreOrder {
    std::string file;
    std::string key_file;          ///< empty: the credential, or that of the folder from which the backup came
    std::string erased_file;       ///< empty: that of the folder from which the backup came, if it is still there
    std::string decisions_file{};  ///< the same
};
struct Restored {
    std::uint64_t epoch = 0;
    ServerSeq head = 0;
    std::uint64_t erased_again = 0;
    Repeated decisions;
};

/// What happened since a copy was made, as it is kept outside the database.
struct Since {
    std::vector<Id> erased;
    std::vector<Decision> decisions;
};

/// What makes a copy of a database a server that goes on: a new epoch begins, whose numbers are those of the clock; in
/// it what was erased since is erased again, and rights are given and taken, dossiers moved and devices revoked again.
Result<Restored> begin_anew(Batch& batch, const Since& since, UnixMs now);

/// Makes the folder `paths.dir` from a backup. Everything that was erased or decided since is done again before the
/// folder can be served, in a new epoch whose numbers are those of the clock, so that devices find out and send again
/// what this server no longer has. The old folder must not be served any more. Errors "not_empty", "backup_damaged",
/// "key_missing", "wrong_key".
Result<Restored> restore(const FolderPaths& paths, const RestoreOrder& order, const Origin& origin, Clock& clock,
                         Random& random);

}  // namespace wegwijs::server
