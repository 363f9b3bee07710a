// How much memory a decoder takes.
#pragma once

#include <cstddef>

namespace wegwijs::fuzz {

/// While it lives it counts what is allocated and not yet given back; when that was ever more than `most` bytes, the
/// program ends. One at a time, one thread. With a sanitizer it sees all of the heap, without one what C++ takes.
class Meter {
public:
    explicit Meter(std::size_t most);
    Meter(const Meter&) = delete;
    Meter& operator=(const Meter&) = delete;
    ~Meter();

private:
    std::size_t most_;
};

}  // namespace wegwijs::fuzz
