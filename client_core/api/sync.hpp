// A sync over libcurl that lets other calls in while it waits.
#pragma once

#include <atomic>

#include "client_core/api/open_store.hpp"
#include "client_core/include/wegwijs/sync.hpp"

namespace wegwijs::api {

/// From inside the gate, which it leaves while it waits. `cancel` may be null.
Result<SyncReport> run_sync(OpenStore& open, const SyncOptions& options, const std::atomic<bool>* cancel);

}  // namespace wegwijs::api
