// The real server as a process of its own, on loopback, in a folder that goes again.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/bench/meter.hpp"

namespace wegwijs::bench {

class Server {
public:
    /// Makes it in `folder` and serves. `program` is wegwijs-server, `pack` the folder of the pack.
    Server(std::string program, std::string folder, const std::string& pack);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    void add_user(const std::string& name, const std::string& municipality);
    std::string enrol_code(const std::string& user);
    const std::string& url() const { return url_; }
    pid_t process() const { return process_; }
    std::uint64_t store_bytes() const;
    void stop();

private:
    Json run(std::vector<std::string> arguments) const;
    std::string program_, folder_, url_;
    pid_t process_ = -1, log_reader_ = -1;
};

}  // namespace wegwijs::bench
