// What is done to a whole dossier: moving it to another municipality, erasing it.
#pragma once

#include <string>
#include <vector>

#include "sync_server/admin/folder.hpp"

namespace wegwijs::server {

/// The dossier belongs to another municipality from now on: who may see it changes at the next sync. Moving it to
/// where it is changes nothing. Errors "unknown_dossier", "invalid_municipality".
Status move_dossier(Folder& folder, const Id& dossier, const std::string& municipality);

/// Destroys the dossier's key and rows for good (GDPR, article 17; Archiefwet): devices drop it at their next sync. The
/// id is written to the folder's list of erasures first, so that no backup brings it back. Repeating it changes
/// nothing. Error "unknown_dossier".
Status erase_dossier(Folder& folder, const Id& dossier);

/// The ids on a list of erasures; one that does not exist is empty. Error "erased_damaged".
Result<std::vector<Id>> read_erased(Files& disk, const std::string& path);
Status write_erased(Files& disk, const std::string& path, const Id& dossier, UnixMs at);

/// Within a batch; false: it is not there, or erased already.
Result<bool> erase_in(Batch& batch, const Id& dossier, UnixMs at);

}  // namespace wegwijs::server
