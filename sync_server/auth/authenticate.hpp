// Who sends this request? Every request of a device is signed with its own key (RFC 9421, profile in
// client_core/shared/protocol/signature.hpp).
#pragma once

#include <cstdint>

#include "client_core/shared/base/source.hpp"
#include "client_core/shared/protocol/signature.hpp"
#include "sync_server/auth/seen_nonces.hpp"
#include "sync_server/http/message.hpp"
#include "sync_server/store/store.hpp"

namespace wegwijs::server {

/// The parts of a request that are signed, and its three header fields. Views live as long as `request`.
protocol::HttpMessage signed_parts(const http::Request& request);
protocol::SignatureHeaders signature_headers(const http::Request& request);

struct Sender {
    std::uint64_t device = 0;
    UnixMs created = 0;  ///< by the device's own clock, in whole seconds
};

/// The device's clock minus ours, as far as its whole seconds tell: 0 when its second is the present one.
std::int64_t skew_ms(UnixMs created, UnixMs now);

/// Safe from any thread.
class Authenticator {
public:
    Authenticator(Store& store, Random& random) : store_(store), nonces_(random) {}

    /// Reads nothing of the body but its hash. Errors: those of verify_request, "device_unknown", "device_revoked",
    /// "replayed" (see seen_nonces.hpp for what that gives), and the store's.
    Result<Sender> authenticate(const http::Request& request);

private:
    Store& store_;
    SeenNonces nonces_;
};

}  // namespace wegwijs::server
