// A pack that is kept as a folder: pack.json names its entities' files. Pure: the caller reads.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::model {

/// Gives the text of a file of the pack's folder, by its path within it.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

/// The pack as one JSON object: every string in `pack_json`'s "entities" is replaced by the object in the file that
/// it names; entities that stand there already stay. A path stays within the folder: relative, no "..", ends in
/// ".json". Error "pack_invalid" names the place; an error of `read_file` is passed on.
Result<std::string> join_pack(std::string_view pack_json, const ReadFile& read_file);

}  // namespace wegwijs::model
