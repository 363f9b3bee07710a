// Time and chance come in from outside, so that a run can be replayed from a seed.
#pragma once

#include <cstdint>

#include "client_core/shared/base/bytes.hpp"

namespace wegwijs {

/// Milliseconds since 1970-01-01T00:00:00Z.
using UnixMs = std::int64_t;

class Clock {
public:
    virtual ~Clock() = default;
    virtual UnixMs now() = 0;
};

class Random {
public:
    virtual ~Random() = default;
    /// Fills `size` octets that nobody can guess.
    virtual void fill(void* to, std::size_t size) = 0;

    Bytes bytes(std::size_t size) {
        Bytes b(size, '\0');
        fill(b.data(), size);
        return b;
    }
    std::uint64_t number() {
        std::uint64_t n;
        fill(&n, sizeof n);
        return n;
    }
};

}  // namespace wegwijs
