#include "tests/fuzz/mutate.hpp"

#include <algorithm>
#include <array>

namespace wegwijs::fuzz {

Bytes Mutator::from(const std::vector<Bytes>& corpus) {
    Bytes bytes = corpus[below(corpus.size())];
    for (std::size_t left = 1 + below(4); left > 0; --left) change(bytes, corpus);
    return bytes;
}

void Mutator::change(Bytes& bytes, const std::vector<Bytes>& corpus) {
    // Ends of ranges, heads of CBOR, and what means something in JSON, CSV and HTTP.
    static constexpr std::array<unsigned char, 20> telling{0x00, 0x01, 0x17, 0x18, 0x1b, 0x20, 0x3b, 0x40, 0x58, 0x7f,
                                                           0x80, 0x9b, 0xa0, 0xbb, 0xf6, 0xf7, 0xff, '"',  '\n', '\\'};
    const std::size_t at = below(bytes.size() + 1);
    const std::size_t size = std::min(below(below(4) == 0 ? 64 : 8) + 1, bytes.size() - at);
    switch (below(7)) {
        case 0:
            if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            return;
        case 1:
            if (at < bytes.size()) bytes[at] = static_cast<char>(telling[below(telling.size())]);
            return;
        case 2: bytes.insert(at, 1, static_cast<char>(telling[below(telling.size())])); return;
        case 3: bytes.erase(at, size); return;
        case 4: bytes.insert(below(bytes.size() + 1), Bytes(bytes, at, size)); return;
        case 5: bytes.resize(at); return;
        default: break;
    }
    const Bytes& other = corpus[below(corpus.size())];
    bytes.replace(at, size, other, below(other.size() + 1), 1 + below(64));
}

}  // namespace wegwijs::fuzz
