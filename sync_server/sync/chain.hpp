// Where a device's chain of transactions continues what the server has, and where it forks (docs/protocol.md, "Forks").
#pragma once

#include "sync_server/store/store.hpp"
#include "sync_server/sync/incoming.hpp"

namespace wegwijs::server {

/// True when the request does not continue what the server has of this number: a restored or copied store. `rows` are
/// the request's: one that the server has under the same seq must have the same hash.
Result<bool> torn(Reader& reader, const DeviceRow& device, const protocol::SyncRequest& request,
                  const std::vector<IncomingRow>& rows);

/// Finds the longest beginning of the request's chain that any number holds. It is narrowed down by hashes that the
/// device sends on a probe, a few hundred at a time, so it takes two or three requests whatever the length.
struct Beginning {
    std::optional<std::pair<std::uint64_t, std::uint64_t>> probe;  ///< not narrow enough: hashes between these, please
    std::uint64_t device = 0, seq = 0;                             ///< else: who holds it, and up to where
};
Result<Beginning> longest_beginning(Reader& reader, const protocol::SyncRequest& request);

/// Gives a new number whose parent holds that beginning.
Result<protocol::Fork> make_fork(Batch& batch, const DeviceRow& device, const Beginning& beginning,
                                 const protocol::SyncRequest& request, UnixMs now);

}  // namespace wegwijs::server
