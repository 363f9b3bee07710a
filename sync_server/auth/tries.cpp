#include "sync_server/auth/tries.hpp"

namespace wegwijs::server {

namespace {
constexpr UnixMs window_ms = 60'000;
constexpr int wrong_within_window = 10;
constexpr std::size_t remembered = 100'000;  // of all addresses together
}  // namespace

void Tries::drop_old(UnixMs now) {
    while (!wrong_.empty() && (wrong_.front().first + window_ms <= now || wrong_.size() > remembered)) {
        const auto counted = counts_.find(wrong_.front().second);
        if (--counted->second == 0) counts_.erase(counted);
        wrong_.pop_front();
    }
}

bool Tries::allowed(const std::string& address, UnixMs now) {
    const std::lock_guard lock(mutex_);
    drop_old(now);
    const auto counted = counts_.find(address);
    return counted == counts_.end() || counted->second < wrong_within_window;
}

void Tries::wrong(const std::string& address, UnixMs now) {
    const std::lock_guard lock(mutex_);
    wrong_.emplace_back(now, address);
    ++counts_[address];
    drop_old(now);
}

}  // namespace wegwijs::server
