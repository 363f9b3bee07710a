#include "sync_server/auth/seen_nonces.hpp"

#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::server {

namespace {
constexpr std::size_t remembered_per_device = 16 * 1024;
}

bool SeenNonces::add(std::uint64_t device, ByteView nonce) {
    const std::uint64_t number = crypto::siphash(nonce, key_);
    const std::lock_guard lock(mutex_);
    Seen& seen = devices_[device];
    if (!seen.all.insert(number).second) return false;
    seen.order.push_back(number);
    if (seen.order.size() > remembered_per_device) {
        seen.all.erase(seen.order.front());
        seen.order.pop_front();
    }
    return true;
}

}  // namespace wegwijs::server
