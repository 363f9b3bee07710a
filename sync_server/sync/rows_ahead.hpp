// Rows that came before the request that pushes them (POST /v1/rows): read while the server was busy with those before.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "client_core/shared/base/source.hpp"
#include "client_core/shared/protocol/messages.hpp"
#include "sync_server/sync/incoming.hpp"

namespace wegwijs::server {

/// In memory only, for a minute, two of each device: what is lost is sent again with its request. Safe from any thread.
class RowsAhead {
public:
    struct Rows {
        Bytes body;  ///< what `sent.rows` is a view into
        protocol::RowsAhead sent;
        std::vector<IncomingRow> read;
    };
    /// `at_most`: about the bytes in memory of all together.
    explicit RowsAhead(std::size_t at_most = 128u << 20) : at_most_(at_most) {}

    /// May push out what the same device sent before. Errors: "busy" when there is no room.
    Status keep(std::uint64_t device, std::unique_ptr<Rows> rows, UnixMs now);
    /// Lets go of what waited too long. Plain rows should not lie in memory for nothing.
    void tidy(UnixMs now);
    /// Gives them away, once. Null: they are not here.
    std::unique_ptr<Rows> take(std::uint64_t device, ByteView name);

private:
    struct Kept {
        std::uint64_t device = 0;
        UnixMs at = 0;
        std::size_t weight = 0;
        std::unique_ptr<Rows> rows;
    };
    void drop_old(UnixMs now);
    std::list<Kept>::iterator drop(std::list<Kept>::iterator kept);

    const std::size_t at_most_;
    std::mutex mutex_;      // guards what follows
    std::list<Kept> kept_;  // oldest first
    std::size_t weight_ = 0;
};

}  // namespace wegwijs::server
