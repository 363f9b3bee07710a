// Chance that can be played again: splitmix64 from a seed. For tests only.
#pragma once

#include <cstring>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::test {

class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    void fill(void* to, std::size_t size) override {
        auto* at = static_cast<char*>(to);
        while (size > 0) {
            const std::uint64_t n = next();
            const std::size_t part = size < sizeof n ? size : sizeof n;
            std::memcpy(at, &n, part);
            at += part;
            size -= part;
        }
    }

private:
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e37'79b9'7f4a'7c15;
        z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
        z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
};

}  // namespace wegwijs::test
