// The head of an answer as text.
#pragma once

#include <string>

#include "client_core/shared/base/source.hpp"
#include "sync_server/http/message.hpp"

namespace wegwijs::http {

/// RFC 9110, 5.6.7: "Tue, 24 Nov 2026 08:30:00 GMT".
std::string http_date(UnixMs at);

/// Said wherever the other side came by TLS, to this server or to a proxy in front of it.
inline constexpr std::string_view hsts = "Strict-Transport-Security";
inline constexpr std::string_view hsts_value = "max-age=31536000; includeSubDomains";

struct HeadOptions {
    UnixMs now = 0;
    bool tls = false;          ///< then Strict-Transport-Security
    bool close = false;        ///< "Connection: close"
    bool old_version = false;  ///< HTTP/1.0: staying open has to be said
    std::string_view request_id{};
};

/// Status line, headers and the empty line. Every answer carries API-Version and the security headers that the NL GOV
/// API Design Rules 2.2 and OWASP name for an API, unless it brings its own; Request-Id only when something is wrong,
/// for whoever reports it.
std::string head_of(const Response& response, const HeadOptions& options);

}  // namespace wegwijs::http
