#include "sync_server/http/listen_policy.hpp"

namespace wegwijs::http {
namespace {

/// Takes a decimal number 0..255 without a leading zero from the front of `text`.
bool take_octet(std::string_view& text) {
    std::size_t length = 0;
    unsigned number = 0;
    while (length < text.size() && length < 3 && text[length] >= '0' && text[length] <= '9')
        number = number * 10 + static_cast<unsigned>(text[length++] - '0');
    if (length == 0 || number > 255 || (length > 1 && text[0] == '0')) return false;
    text.remove_prefix(length);
    return true;
}

}  // namespace

bool is_loopback(std::string_view host) {
    if (host == "localhost" || host == "::1" || host == "[::1]") return true;
    if (!host.starts_with("127.")) return false;
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0) {
            if (!host.starts_with('.')) return false;
            host.remove_prefix(1);
        }
        if (!take_octet(host)) return false;
    }
    return host.empty();
}

Status may_listen(std::string_view host, bool has_tls, bool behind_proxy) {
    if (has_tls || behind_proxy || is_loopback(host)) return done();
    return Error{"tls_required",
                 "The server did not start: outside this machine it only listens with TLS. Give it a certificate and "
                 "its key, listen on 127.0.0.1, or say that a proxy in front of it does the TLS.",
                 Retry::never};
}

}  // namespace wegwijs::http
