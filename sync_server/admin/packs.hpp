// Schema packs on the server: from a folder, or the one that the program carries.
#pragma once

#include <string>

#include "client_core/shared/model/pack.hpp"
#include "sync_server/admin/folder.hpp"

namespace wegwijs::server {

/// Reads DIR/pack.json and the files that it names, and checks the whole. Errors "pack_invalid", "file_missing".
Result<std::string> read_pack_folder(const std::string& dir);

/// The running sums of one dossier, anew, by the visibility classes of `pack`.
Result<std::map<std::uint32_t, std::uint64_t>> sums_of(Reader& reader, const DossierRow& dossier,
                                                       const model::Pack& pack);

/// Adds a newer version of the pack: devices get it at their next sync. Gives the version. Errors "pack_invalid",
/// "pack_other" (another name), "pack_old" (not newer than the one that is there).
Result<std::uint64_t> add_pack(Folder& folder, const std::string& json);

}  // namespace wegwijs::server
