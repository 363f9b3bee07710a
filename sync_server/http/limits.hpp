// What the server takes from the other side of a socket, in bytes, numbers and time.
#pragma once

#include <chrono>
#include <cstddef>

#include "client_core/shared/base/limits.hpp"

namespace wegwijs::http {

struct Limits {
    std::size_t body_bytes = limits::message_bytes;  ///< more: 413
    std::size_t header_bytes = 16 * 1024;            ///< request line and headers; more: 431
    std::size_t target_bytes = 4 * 1024;             ///< path and query; more: 414
    int connections = 512;                           ///< more: 503 and closed
    int per_address = 128;                           ///< of one address; 0: no such limit (behind a proxy)
    int requests_in_flight = 256;                    ///< read but not yet answered by the handler; more: 503

    std::chrono::milliseconds header{10'000};  ///< TLS handshake; and first byte to last of the headers: 408
    std::chrono::milliseconds idle{60'000};    ///< an open connection without a request: closed
    std::chrono::milliseconds stall{30'000};   ///< body or answer does not move at all: 408, closed
    std::chrono::milliseconds body{600'000};   ///< first byte to last of a body, however steadily it drips: 408
    std::chrono::milliseconds grace{10'000};   ///< what stop() gives to what runs
    int retry_after_seconds = 5;               ///< said with every 503
};

}  // namespace wegwijs::http
