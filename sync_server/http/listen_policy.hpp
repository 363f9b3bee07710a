// Where the server may listen without TLS: on loopback, or when told that a proxy in front does the TLS.
#pragma once

#include <string_view>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::http {

/// Is `host` this machine itself: 127.0.0.0/8, ::1 (with or without brackets) or "localhost"? Short forms of an
/// address ("127.1") are not.
bool is_loopback(std::string_view host);

/// Error "tls_required" when people's data would cross a network in the clear.
Status may_listen(std::string_view host, bool has_tls, bool behind_proxy);

}  // namespace wegwijs::http
