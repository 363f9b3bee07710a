// A real server with two case workers and a volunteer, and a wire to it that a test can hold.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>
#include <poll.h>
#include <wegwijs/wegwijs.hpp>

#include "tests/program/process.hpp"
#include "tests/support/socket.hpp"

namespace wegwijs::test {

using Json = nlohmann::json;

/// The value; a failure ends the test with what the store said.
template <class T>
T must(Result<T> result) {
    INFO(result.error().code << ": " << result.error().message);
    REQUIRE(result.ok());
    return std::move(result).value();
}

/// The code of the refusal; empty when there was none.
template <class T>
std::string code_of(const Result<T>& result) {
    return result.ok() ? std::string() : result.error().code;
}

/// Passes on what goes between a device and the server, and can stop what a device sends.
class Wire {
public:
    explicit Wire(std::uint16_t server) : server_(server), listening_([this] { listen(); }) {}
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
            held_ = false;
        }
        changed_.notify_all();
        Socket::connect(listener_.port());  // wakes accept()
        listening_.join();
        for (std::thread& pump : pumps_) pump.join();
    }
    std::string url() const { return listener_.url(); }

    void hold() {
        const std::lock_guard lock(mutex_);
        held_ = true;
        waiting_ = false;
    }
    /// Until something that a device sent lies here.
    void wait_for_request() {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, std::chrono::seconds(longest_wait.tv_sec), [this] { return waiting_; }));
    }
    void release() {
        {
            const std::lock_guard lock(mutex_);
            held_ = false;
        }
        changed_.notify_all();
    }

private:
    void listen() {
        for (;;) {
            Socket device = listener_.accept();
            const std::lock_guard lock(mutex_);
            if (ending_) return;
            pumps_.emplace_back([this, end = std::make_shared<Socket>(std::move(device))] { pump(*end); });
        }
    }
    void pump(Socket& device) {
        Socket server = Socket::connect(server_);
        while (server.open()) {
            pollfd ends[2] = {{device.handle(), POLLIN, 0}, {server.handle(), POLLIN, 0}};
            if (::poll(ends, 2, -1) < 0) return;
            if (ends[0].revents != 0) {
                const std::string part = device.some();
                if (part.empty() || !pass() || !server.send(part)) return;
            }
            if (ends[1].revents != 0) {
                const std::string part = server.some();
                if (part.empty() || !device.send(part)) return;
            }
        }
    }
    bool pass() {
        std::unique_lock lock(mutex_);
        if (held_) {
            waiting_ = true;
            changed_.notify_all();
            changed_.wait(lock, [this] { return !held_; });
        }
        return !ending_;
    }

    const std::uint16_t server_;
    Listener listener_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool held_ = false, waiting_ = false, ending_ = false;
    std::vector<std::thread> pumps_;
    std::thread listening_;
};

inline const std::string pin = "geheim-48213";
inline const std::string municipality = "0405";  // Hoorn

class Office {
public:
    Office() {
        run_json({"init", "--dir", folder_.path()});
        add_user("anna", "klantmanager");
        add_user("bram", "klantmanager");
        add_user("vera", "vrijwilliger");
        server_ = std::make_unique<Process>(
            std::vector<std::string>{"serve", "--dir", folder_.path(), "--listen", "127.0.0.1:0"});
        const std::string first = server_->line();
        REQUIRE(first.starts_with("listening on "));
        url_ = first.substr(std::string("listening on ").size());
    }
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;
    /// The server must have run until now: one that ended by itself, by a sanitizer for one, fails the test.
    ~Office() {
        if (!server_) return;
        server_->signal(SIGTERM);
        const int status = server_->wait();
        INFO(server_->errors());
        CHECK(status == 0);
    }

    const std::string& url() const { return url_; }
    std::uint16_t port() const { return static_cast<std::uint16_t>(std::stoi(url_.substr(url_.rfind(':') + 1))); }
    std::string path(const std::string& name) const { return folder_.path(name); }
    std::string code(const std::string& user) const {
        return run_json({"enrol-code", user, "--dir", folder_.path()})["code"].get<std::string>();
    }
    EnrolOptions enrolment(const std::string& user, const std::string& name) const {
        return {path(name), pin, url_, code(user)};
    }
    /// Enrolled, and synced once.
    Store tablet(const std::string& user, const std::string& at = {}) const {
        EnrolOptions options = enrolment(user, user + ".db");
        if (!at.empty()) options.server = at;
        Store store = must(Store::enrol(options));
        must(store.sync());
        return store;
    }

private:
    void add_user(const std::string& name, const std::string& role) {
        run_json({"user", "add", name, "--role", role, "--gemeente", municipality, "--dir", folder_.path()});
    }

    Folder folder_;
    std::unique_ptr<Process> server_;
    std::string url_;
};

inline Id participant(Store& store, const std::string& name) {
    return must(
        store.create({.entity = "deelnemer", .municipality = municipality, .values = {{"weergavenaam", name}}}));
}

inline Json record(Store& store, const Id& id) { return Json::parse(must(store.record_json(id))); }

inline std::string field(Store& store, const Id& id, const std::string& name) {
    return record(store, id)["fields"].value(name, "");
}

}  // namespace wegwijs::test
