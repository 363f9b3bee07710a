// The HTTP/1.1 server (RFC 9112): one thread moves bytes, a pool of workers runs the handler. Everything is bounded:
// what does not fit is answered with a problem and never kept.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "client_core/shared/base/result.hpp"
#include "sync_server/http/limits.hpp"
#include "sync_server/http/log.hpp"
#include "sync_server/http/message.hpp"

namespace wegwijs::http {

/// PEM files. The certificate file holds the whole chain, the server's own certificate first.
struct Tls {
    std::string certificate_file;
    std::string key_file;
};

class Server {
public:
    /// Listens when it returns. `port` 0 takes a free one; `host` is an address or a name of this machine. The handler
    /// and the log must outlive the server. Whether `host` may be used without TLS says listen_policy.hpp.
    /// Errors: "address", "address_in_use", "tls_certificate", "system".
    static Result<std::unique_ptr<Server>> start(const std::string& host, std::uint16_t port,
                                                 const std::optional<Tls>& tls, const Limits& limits, Handler handler,
                                                 unsigned workers, Log& log);
    ~Server();  ///< stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;

    /// Takes no new connection, lets what runs finish and be answered for at most `Limits::grace`, then cuts. A
    /// handler that is running is waited for, also after that. Once, from any thread but a worker.
    void stop();

private:
    class Inside;
    explicit Server(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

}  // namespace wegwijs::http
