// How often an address may guess wrong.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::server {

/// Safe from any thread. Counts the last minute; holds nothing on disk.
class Tries {
public:
    /// False: this address has been wrong ten times within the last minute.
    bool allowed(const std::string& address, UnixMs now);
    void wrong(const std::string& address, UnixMs now);

private:
    void drop_old(UnixMs now);
    std::mutex mutex_;
    std::deque<std::pair<UnixMs, std::string>> wrong_;  // oldest first
    std::map<std::string, int> counts_;
};

}  // namespace wegwijs::server
