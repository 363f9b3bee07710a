// Fields that a newer pack lets a role read, in dossiers that have not come again since: what stands there was never
// sent to this device, so nothing may be written over it. Internal to the store.
#pragma once

#include <set>
#include <utility>

#include "client_core/store/tables.hpp"

namespace wegwijs::store {

using FieldSet = std::set<std::pair<std::uint16_t, std::uint16_t>>;  ///< entity, field

/// Notes what `now` lets roles read that `before` did not.
Status note_newly_read(Tables& tables, const model::Pack& before, const model::Pack& now);
/// What a role reads only since packs after `pack`.
Result<FieldSet> newly_read(Tables& tables, std::uint8_t role, std::uint64_t pack);

}  // namespace wegwijs::store
