// A record to be made, from field=value pairs.
#pragma once

#include "client_core/cli/values.hpp"

namespace wegwijs::cli {

/// `gemeente` begins a file there, the parent's field names the record that this one hangs under, the rest are values.
/// Error "usage": the municipality or the parent is missing or no code, no id.
Result<store::NewRecord> new_record(const model::Entity& entity, const std::vector<Pair>& pairs);

}  // namespace wegwijs::cli
