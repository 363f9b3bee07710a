// Users, their grants, their enrolment codes and their devices.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync_server/admin/folder.hpp"

namespace wegwijs::server {

/// What a user may see: one municipality or one dossier, in a role, until a moment or until it is ended.
struct GrantOrder {
    std::string role;
    std::string municipality;  ///< four digits; one of these two
    std::optional<Id> dossier;
    std::optional<UnixMs> until;
};

/// A user without grants may enrol, and sees nothing. All or nothing. Gives the grants' numbers. Errors "exists",
/// "invalid_name", and those of `grant`.
Result<std::vector<std::uint64_t>> add_user(Folder& folder, const std::string& name,
                                            const std::vector<GrantOrder>& orders);

/// Begins at once. Errors "unknown_user", "unknown_role", "invalid_municipality", "unknown_dossier", "exists" (the user
/// holds exactly this), "past" (`until` is over).
Result<std::uint64_t> grant(Folder& folder, const std::string& user, const GrantOrder& order);
/// Errors "unknown_grant", "ended" (it is over already).
Status end_grant(Folder& folder, std::uint64_t number);

struct EnrolCode {
    std::string code;
    UnixMs until = 0;
};
/// Errors "unknown_user", "invalid_duration".
Result<EnrolCode> make_code(Folder& folder, const std::string& user, UnixMs valid_ms);

/// From now on the server refuses the device, under every number that it has had; its user's grants stay. Repeating it
/// changes nothing. Error "unknown_device".
Status revoke_device(Folder& folder, std::uint64_t number);

bool is_municipality(std::string_view code);

}  // namespace wegwijs::server
