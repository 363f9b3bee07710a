// One connection of the server, and what all connections share. Everything here runs on the one thread that runs
// Host::io, only the handler does not: so there is no lock.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "sync_server/http/limits.hpp"
#include "sync_server/http/log.hpp"
#include "sync_server/http/message.hpp"

namespace wegwijs::http {

/// A connection, seen from the server that stops.
class Open {
public:
    virtual ~Open() = default;
    /// Says goodbye now when no request is under way, and after the answer otherwise.
    virtual void finish() = 0;
};

struct Host {
    Host(const Limits& l, Handler h, unsigned worker_count, Log& g)
        : limits(l), handler(std::move(h)), log(g), id_prefix(log.now()), workers(worker_count) {}

    const Limits limits;
    const Handler handler;
    Log& log;
    const UnixMs id_prefix;  ///< makes request ids differ between runs
    std::uint64_t requests = 0;
    int in_flight = 0;
    bool stopping = false;
    std::set<Open*> open;
    std::map<std::string, int> per_address;
    std::function<void()> when_empty;  ///< the last connection of a stopping server is gone
    // Last, so that it goes first: what waits in them still names the members above.
    boost::asio::io_context io{1};
    boost::asio::thread_pool workers;
};

/// Takes the socket over. Over a limit, without TLS: is answered with 503; with TLS, or far over: is closed.
void serve(Host& host, boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

}  // namespace wegwijs::http
