// LEB128: seven bits a byte, least first. Internal to the store.
#pragma once

#include <cstdint>

#include "client_core/shared/base/bytes.hpp"

namespace wegwijs::store {

inline void put_varint(Bytes& to, std::uint64_t n) {
    while (n >= 0x80) {
        to.push_back(static_cast<char>(n | 0x80));
        n >>= 7;
    }
    to.push_back(static_cast<char>(n));
}

/// Small for small numbers of either sign.
inline std::uint64_t zigzag(std::int64_t n) {
    return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
inline std::int64_t unzigzag(std::uint64_t n) {
    return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1);
}

/// The first wrong byte makes it fail for good.
class VarintReader {
public:
    explicit VarintReader(ByteView in) : in_(in) {}
    std::uint64_t number() {
        std::uint64_t n = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at_ >= in_.size()) break;
            const auto octet = static_cast<unsigned char>(in_[at_++]);
            n |= static_cast<std::uint64_t>(octet & 0x7f) << shift;
            if (octet < 0x80) return n;
        }
        ok_ = false;
        return 0;
    }
    ByteView bytes(std::size_t size) {
        if (size > in_.size() - at_) {
            ok_ = false;
            return {};
        }
        at_ += size;
        return in_.substr(at_ - size, size);
    }
    /// A count of things that take a byte each at least.
    std::size_t count() {
        const std::uint64_t n = number();
        if (n > in_.size() - at_) ok_ = false;
        return ok_ ? static_cast<std::size_t>(n) : 0;
    }
    std::size_t position() const { return at_; }
    bool ok() const { return ok_; }
    bool finished() const { return ok_ && at_ == in_.size(); }

private:
    ByteView in_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

}  // namespace wegwijs::store
