// Simple changes of an input, for a short run without libFuzzer. The same seed makes the same inputs.
#pragma once

#include <vector>

#include "client_core/shared/base/bytes.hpp"
#include "tests/support/seeded_random.hpp"

namespace wegwijs::fuzz {

class Mutator {
public:
    explicit Mutator(std::uint64_t seed) : random_(seed) {}

    /// One of `corpus`, changed in one to four places. REQUIRES: `corpus` is not empty.
    Bytes from(const std::vector<Bytes>& corpus);

private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(random_.number() % end); }
    void change(Bytes& bytes, const std::vector<Bytes>& corpus);
    test::SeededRandom random_;
};

}  // namespace wegwijs::fuzz
