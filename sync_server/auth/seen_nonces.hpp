// Which signed requests came before: a copy of one that is sent again, by whoever got hold of it, is not answered.
//
// What this gives, and what not. Every sync request may be repeated without harm to the data, so a copy can only make
// the server read to a stranger what its device may see now. As long as this process runs, and for the last 16,384
// requests of each device, a copy is refused. After a restart of the server, or behind so many newer requests, it is
// not: what remains then is TLS, which keeps a copy from being taken, and the revocation of the device. `created` is
// deliberately no ground for refusal: a tablet's clock may be years off, and when somebody puts it right, every
// honest request afterwards looks older than those before.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <unordered_set>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/source.hpp"

namespace wegwijs::server {

/// Safe from any thread. Holds nothing on disk.
class SeenNonces {
public:
    explicit SeenNonces(Random& random) : key_(random.bytes(16)) {}

    /// False: this device has used the nonce before. Call it only for a request whose signature is right, else anybody
    /// could push out what is remembered.
    bool add(std::uint64_t device, ByteView nonce);

private:
    struct Seen {
        std::unordered_set<std::uint64_t> all;
        std::deque<std::uint64_t> order;
    };
    const Bytes key_;  // nobody can choose two nonces that fall on the same number
    std::mutex mutex_;
    std::map<std::uint64_t, Seen> devices_;
};

}  // namespace wegwijs::server
