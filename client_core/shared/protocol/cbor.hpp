// CBOR (RFC 8949), only in the core deterministic encoding of section 4.2: shortest heads, definite lengths, map
// keys in bytewise order. The reader refuses everything else, so decode and encode are inverses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client_core/shared/base/bytes.hpp"

namespace wegwijs::protocol {

/// Appends to one buffer. The caller keeps the counts of arrays and maps right.
class CborWriter {
public:
    void uint(std::uint64_t n) { head(0, n); }
    void integer(std::int64_t n) {
        n < 0 ? head(1, ~static_cast<std::uint64_t>(n)) : head(0, static_cast<std::uint64_t>(n));
    }
    void bytes(ByteView b) {
        head(2, b.size());
        out_.append(b);
    }
    void text(std::string_view t) {
        head(3, t.size());
        out_.append(t);
    }
    void array(std::size_t count) { head(4, count); }
    void map(std::size_t count) { head(5, count); }
    void boolean(bool b) { out_.push_back(b ? '\xf5' : '\xf4'); }
    void null() { out_.push_back('\xf6'); }
    void undefined() { out_.push_back('\xf7'); }
    /// One item that is encoded already.
    void raw(ByteView item) { out_.append(item); }

    Bytes& buffer() { return out_; }
    std::size_t size() const { return out_.size(); }
    Bytes take() { return std::move(out_); }

private:
    void head(unsigned major, std::uint64_t n);
    Bytes out_;
};

/// Reads from a view that must outlive it. The first wrong byte makes it fail for good: every later read then gives
/// an empty value and `ok()` is false, so one check at the end suffices.
class CborReader {
public:
    explicit CborReader(ByteView in) : in_(in) {}

    bool ok() const { return ok_; }
    bool at_end() const { return pos_ == in_.size(); }
    bool finished() const { return ok_ && at_end(); }
    void fail() { ok_ = false; }

    std::uint64_t uint();
    std::int64_t integer();
    ByteView bytes();
    ByteView bytes_of(std::size_t size);  ///< fails when the length differs
    std::string_view text();              ///< fails on invalid UTF-8
    std::size_t array();                  ///< the count; fails when it exceeds the bytes that are left
    std::size_t map();                    ///< the pairs; fails when any key in it is out of order or double
    bool boolean();
    void null();
    bool next_is_null() const { return ok_ && pos_ < in_.size() && in_[pos_] == '\xf6'; }
    bool next_is_undefined() const { return ok_ && pos_ < in_.size() && in_[pos_] == '\xf7'; }
    bool next_is_array() const { return ok_ && pos_ < in_.size() && (static_cast<unsigned char>(in_[pos_]) >> 5) == 4; }
    bool next_is_uint() const { return ok_ && pos_ < in_.size() && (static_cast<unsigned char>(in_[pos_]) >> 5) == 0; }
    bool next_is_bytes() const { return ok_ && pos_ < in_.size() && (static_cast<unsigned char>(in_[pos_]) >> 5) == 2; }
    /// One whole item of any kind that this subset knows, checked to be canonical, as its bytes.
    ByteView item();
    /// Passes one item by that is read afterwards: its texts are looked at then.
    void pass();
    std::size_t position() const { return pos_; }

private:
    std::uint64_t head(unsigned major);
    void skip(int depth);
    ByteView in_;
    std::size_t pos_ = 0;
    bool ok_ = true;
    bool texts_later_ = false;
};

}  // namespace wegwijs::protocol
