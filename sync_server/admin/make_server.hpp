// Makes a server in an empty folder.
#pragma once

#include <string>

#include "sync_server/admin/folder.hpp"

namespace wegwijs::server {

struct NewServer {
    std::string region;     ///< its name, for people
    std::string pack_json;  ///< checked here
};

/// Makes the key (mode 0600, unless a credential gives one), the database, the server's box key and the first lines of
/// the ledger. Safe to kill and repeat: a folder that was left half made is made anew. Errors "not_empty",
/// "pack_invalid", those of the disk.
Result<Folder> make_server(const FolderPaths& paths, const NewServer& made, const Origin& origin, Clock& clock,
                           Random& random);

}  // namespace wegwijs::server
