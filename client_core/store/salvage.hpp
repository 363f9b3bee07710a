// What is done when a store cannot be opened: it is set aside, never deleted, and what can be read is saved. Internal.
#pragma once

#include "client_core/store/store.hpp"

namespace wegwijs::store {

/// Moves the store and its log to `path`.beschadigd-TIME (with a copy of the key) and writes the own transactions that
/// can still be read to a store at `path`.gered-TIME, under the same PIN, that sends them and pulls everything again.
/// Gives the error "store_damaged" that says where both are; or another one when nothing could be moved.
Error salvage(const OpenOptions& options, const Bytes& data_key);
/// It was interrupted: calling it again goes on.
bool salvage_begun(const OpenOptions& options);

}  // namespace wegwijs::store
