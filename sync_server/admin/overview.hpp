// How the server is doing, and whether what it keeps is whole.
#pragma once

#include <optional>
#include <string>

#include "sync_server/admin/folder.hpp"

namespace wegwijs::server {

struct Overview {
    ServerSeq head = 0;
    std::uint64_t epoch = 0;
    std::string region;
    std::uint64_t pack = 0;                            ///< version of the newest
    std::uint64_t users = 0, devices = 0, unsent = 0;  ///< devices that are not revoked; as they said at last contact
    std::uint64_t dossiers = 0, records = 0, conflicts = 0, quarantined = 0;
    std::optional<DeliveryRow> last_delivery;
    UnixMs last_backup = 0;  ///< 0: never
};

/// Reads every record once, to count the open conflicts.
Result<Overview> look_over(Folder& folder);

/// Pages, ledger chain, audit chain; every record opened and its sums counted again.
Result<Integrity> verify(Folder& folder);

}  // namespace wegwijs::server
