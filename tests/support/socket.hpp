// A plain TCP socket for tests that must say what no HTTP library would.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::test {

/// The last resort of a test that would otherwise hang: a read that takes this long fails.
inline constexpr timeval longest_wait{60, 0};

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

class Socket {
public:
    explicit Socket(int handle) : handle_(handle) {
        if (handle_ >= 0) setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &longest_wait, sizeof longest_wait);
    }
    Socket(Socket&& other) noexcept : handle_(std::exchange(other.handle_, -1)), unread_(std::move(other.unread_)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() { close(); }

    /// Not open() when nobody listens there.
    static Socket connect(std::uint16_t port) {
        Socket made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const sockaddr_in address = loopback(port);
        if (::connect(made.handle_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) made.close();
        return made;
    }

    bool open() const { return handle_ >= 0; }
    int handle() const { return handle_; }
    void close() {
        if (handle_ >= 0) ::close(std::exchange(handle_, -1));
    }
    void send_no_more() { ::shutdown(handle_, SHUT_WR); }

    /// False when the other side is gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Some bytes; empty when the other side has closed.
    std::string some() {
        if (!unread_.empty()) return std::exchange(unread_, {});
        std::string bytes(64 * 1024, '\0');
        const ssize_t got = ::recv(handle_, bytes.data(), bytes.size(), 0);
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }

    std::string until_closed() {
        std::string all;
        for (std::string part = some(); !part.empty(); part = some()) all += part;
        return all;
    }

    /// One HTTP head, its empty line included; or what came before the other side closed.
    std::string head() {
        std::string all;
        for (;;) {
            const std::size_t end = all.find("\r\n\r\n");
            if (end != std::string::npos) {
                unread_ = all.substr(end + 4);
                return all.substr(0, end + 4);
            }
            const std::string part = some();
            if (part.empty()) return all;
            all += part;
        }
    }

    /// One HTTP answer with a Content-Length, head and body.
    std::string answer() {
        std::string all = head();
        const std::size_t at = all.find("Content-Length: ");
        if (at == std::string::npos) return all;
        const std::size_t whole = all.size() + std::strtoul(all.c_str() + at + 16, nullptr, 10);
        while (all.size() < whole) {
            const std::string part = some();
            if (part.empty()) return all;
            all += part;
        }
        unread_ = all.substr(whole);
        return all.substr(0, whole);
    }

private:
    int handle_;
    std::string unread_;
};

/// Listens on a free port of loopback.
class Listener {
public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        ALWAYS(::bind(socket_.handle(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        ALWAYS(::listen(socket_.handle(), 8) == 0);
        ALWAYS(::getsockname(socket_.handle(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    std::uint16_t port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    Socket accept() { return Socket(::accept4(socket_.handle(), nullptr, nullptr, SOCK_CLOEXEC)); }

private:
    Socket socket_;
    std::uint16_t port_ = 0;
};

}  // namespace wegwijs::test
