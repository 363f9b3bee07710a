// What administrators decided about people and places. It is kept outside the database, like the list of erasures, so
// that a restore gives and takes the same rights again before anybody is served.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync_server/admin/folder.hpp"

namespace wegwijs::server {

struct Decision {
    enum class What { user, grant, grant_end, move, revoke } what = What::user;
    UnixMs at = 0;
    ServerSeq server_seq = 0;  ///< its place in the order; 0 for a user and a revocation, which have none
    std::string user;          ///< of a user, a grant and its end
    std::string role;          ///< of a grant and its end
    std::string municipality;  ///< of a grant over one and its end; where a dossier moved to
    std::optional<Id> dossier;
    std::optional<UnixMs> until;
    Bytes device_key;  ///< of a revocation

    static Decision of(What what, const Grant& grant, UnixMs at, ServerSeq server_seq);
};

/// As it stands in the list: a JSON object.
std::string text_of(const Decision& decision);

/// A list that does not exist is empty. Error "decisions_damaged".
Result<std::vector<Decision>> read_decisions(Files& disk, const std::string& path);
/// Adds to the list; after a crash all of them are there or none.
Status write_decisions(Files& disk, const std::string& path, const std::vector<Decision>& more);
/// The same in the folder's own list. REQUIRES: a batch of the folder stands, so that nobody else writes the list.
Status note(const Folder& folder, const std::vector<Decision>& decided);
/// The same after the commit, under a batch of its own.
Status note_done(const Folder& folder, const std::vector<Decision>& decided);

struct Repeated {
    std::uint64_t again = 0;          ///< what the copy did not have and has now
    std::vector<Decision> not_again;  ///< a dossier that is not there (yet), a role that the pack does not have
};
/// Takes again what was decided after `since`, which is where the copy ends. What the copy has is not done twice.
/// It counts from when it was decided: a restore gives nobody more time for late work.
Result<Repeated> repeat(Batch& batch, const std::vector<Decision>& decisions, ServerSeq since, UnixMs now);

}  // namespace wegwijs::server
