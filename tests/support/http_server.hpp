// A real server on loopback for a test, and what it wrote to its log.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/source.hpp"
#include "sync_server/http/server.hpp"

namespace wegwijs::test {

class FixedClock final : public Clock {
public:
    UnixMs now() override { return 1'795'509'000'000; }  // 2026-11-24T08:30:00Z
};

/// Something that one thread waits for and another lets happen.
class Gate {
public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

class HttpServer {
public:
    explicit HttpServer(http::Handler handler, const http::Limits& limits = {},
                        const std::optional<http::Tls>& tls = {})
        : log_(clock_, [this](std::string_view line) { keep(line); }) {
        auto started = http::Server::start("127.0.0.1", 0, tls, limits, std::move(handler), 4, log_);
        ALWAYS(started.ok());
        server_ = std::move(started).value();
    }

    http::Server& operator*() { return *server_; }
    http::Server* operator->() { return server_.get(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }

    /// Waits until there are `count` lines, and gives them.
    std::vector<std::string> log_lines(std::size_t count) {
        std::unique_lock lock(mutex_);
        more_.wait(lock, [&] { return lines_.size() >= count; });
        return lines_;
    }

private:
    void keep(std::string_view line) {
        const std::lock_guard lock(mutex_);
        lines_.emplace_back(line);
        more_.notify_all();
    }

    FixedClock clock_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::vector<std::string> lines_;
    http::Log log_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace wegwijs::test
