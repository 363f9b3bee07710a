// The rows of one push, as they go on the wire.
#pragma once

#include "client_core/store/store.hpp"

namespace wegwijs::sync {

struct Outgoing {
    std::uint64_t from = 0;  ///< seq of the first row
    std::uint64_t count = 0;
    std::size_t chunk = 0;  ///< bytes after which no row was added
    Bytes rows;
};

struct OutgoingOptions {
    std::size_t chunk = 0;
    bool by_number = true;  ///< rows name dossiers and records by the server's numbers, where they have one
    bool one = false;       ///< no more than one row
};

/// Own work from `first` on, as far as it stands here without a gap.
Result<Outgoing> make_outgoing(store::Store& store, store::Tables& tables, std::uint64_t first,
                               const OutgoingOptions& options);

}  // namespace wegwijs::sync
