// Octets that a published example gives.
#pragma once

#include <cstring>

#include <catch2/catch.hpp>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/source.hpp"

namespace wegwijs::test {

inline Bytes unhex(std::string_view text) {
    bool ok = false;
    Bytes bytes = from_hex(text, ok);
    REQUIRE(ok);
    return bytes;
}

/// Chance that gives these octets, one after another, and no more.
class GivenRandom final : public Random {
public:
    explicit GivenRandom(Bytes octets) : octets_(std::move(octets)) {}
    void fill(void* to, std::size_t size) override {
        REQUIRE(size <= octets_.size());
        std::memcpy(to, octets_.data(), size);
        octets_.erase(0, size);
    }

private:
    Bytes octets_;
};

}  // namespace wegwijs::test
