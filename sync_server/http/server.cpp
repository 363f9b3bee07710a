#include "sync_server/http/server.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <thread>

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/ssl.h>

#include "sync_server/http/connection.hpp"

namespace wegwijs::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using asio::ip::tcp;
using std::chrono::milliseconds;

constexpr milliseconds accept_pause{100};

Result<std::unique_ptr<asio::ssl::context>> tls_context(const Tls& tls) {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    ErrorCode error;
    SSL_CTX* native = context->native_handle();
    // What the NCSC's guideline calls good: TLS 1.2 only with forward secrecy and an authenticated cipher.
    bool set = SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1 &&
               SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
    SSL_CTX_set_options(native, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    if (set) context->use_certificate_chain_file(tls.certificate_file, error);
    if (set && !error) context->use_private_key_file(tls.key_file, asio::ssl::context::pem, error);
    if (set && !error && SSL_CTX_check_private_key(native) == 1) return context;
    return Error{"tls_certificate",
                 "The server did not start: the certificate and its key could not be read, or do not belong together. "
                 "Both are PEM files; the first holds the whole chain.",
                 Retry::never};
}

Error address_error(ErrorCode error) {
    if (error == asio::error::address_in_use)
        return {"address_in_use", "The server did not start: another program listens on this address and port.",
                Retry::later};
    return {"address", "The server did not start: it cannot listen on this address (" + error.message() + ").",
            Retry::never};
}

Result<tcp::endpoint> endpoint_of(asio::io_context& io, std::string host, std::uint16_t port) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";  // never what some resolver makes of it
    ErrorCode error;
    const auto address = asio::ip::make_address(host, error);
    if (!error) return tcp::endpoint(address, port);
    tcp::resolver resolver(io);
    const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, error);
    if (error || found.empty()) return address_error(error);
    return found.begin()->endpoint();
}

}  // namespace

class Server::Inside {
public:
    Inside(const Limits& limits, Handler handler, unsigned workers, Log& log)
        : host_(limits, std::move(handler), std::max(1u, workers), log), acceptor_(host_.io), pause_(host_.io) {}

    Status listen(const std::string& host, std::uint16_t port, std::unique_ptr<asio::ssl::context> tls) {
        tls_ = std::move(tls);
        const tcp::endpoint endpoint = TRY(endpoint_of(host_.io, host, port));
        ErrorCode error;
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (!error) port_ = acceptor_.local_endpoint(error).port();
        if (error) return address_error(error);
        accept();
        thread_ = std::thread([this] { run(); });
        return done();
    }

    void stop() {
        if (!thread_.joinable()) return;
        asio::post(host_.io, [this] { begin_stop(); });
        {
            std::unique_lock lock(mutex_);
            empty_changed_.wait_for(lock, host_.limits.grace, [this] { return empty_; });
        }
        host_.workers.stop();  // what waits for a worker does not begin any more; what runs is waited for
        host_.workers.join();
        host_.io.stop();
        thread_.join();
        host_.when_empty = nullptr;
    }

    std::uint16_t port_ = 0;

private:
    void run() {
        for (;;) {
            try {
                host_.io.run();
                return;
            } catch (const std::bad_alloc&) {
                host_.log.event(Level::error, "connection_dropped", "memory");
            } catch (const std::exception&) { host_.log.event(Level::error, "connection_dropped", "library"); }
        }
    }

    void accept() {
        acceptor_.async_accept([this](ErrorCode error, tcp::socket socket) {
            if (!acceptor_.is_open()) return;
            if (!error) {
                accept();  // first: whatever becomes of this one, the next is taken
                return serve(host_, std::move(socket), tls_.get());
            }
            // Out of file descriptors, most likely. Without a pause this would spin until some are free.
            host_.log.event(Level::warning, "accept_failed", "system", {{"number", error.value()}});
            pause_.expires_after(accept_pause);
            pause_.async_wait([this](ErrorCode cancelled) {
                if (!cancelled && acceptor_.is_open()) accept();
            });
        });
    }

    void begin_stop() {
        ErrorCode ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        host_.stopping = true;
        host_.when_empty = [this] { say_empty(); };
        if (host_.open.empty()) say_empty();
        const std::set<Open*> all = host_.open;  // none goes while this runs: its own handlers hold it
        for (Open* connection : all) connection->finish();
    }

    void say_empty() {
        const std::lock_guard lock(mutex_);
        empty_ = true;
        empty_changed_.notify_all();
    }

    std::unique_ptr<asio::ssl::context> tls_;
    Host host_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable empty_changed_;
    bool empty_ = false;
};

Server::Server(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Server::~Server() { stop(); }

Result<std::unique_ptr<Server>> Server::start(const std::string& host, std::uint16_t port,
                                              const std::optional<Tls>& tls, const Limits& limits, Handler handler,
                                              unsigned workers, Log& log) {
    try {
        std::unique_ptr<asio::ssl::context> context;
        if (tls) context = TRY(tls_context(*tls));
        auto inside = std::make_unique<Inside>(limits, std::move(handler), workers, log);
        TRY(inside->listen(host, port, std::move(context)));
        return std::unique_ptr<Server>(new Server(std::move(inside)));
    } catch (const std::exception&) {
        return Error{"system", "The server did not start: this machine gives it no more threads, files or memory.",
                     Retry::later};
    }
}

std::uint16_t Server::port() const { return inside_->port_; }

void Server::stop() { inside_->stop(); }

}  // namespace wegwijs::http
