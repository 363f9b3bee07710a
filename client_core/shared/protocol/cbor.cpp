#include "client_core/shared/protocol/cbor.hpp"

#include <limits>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/base/utf8.hpp"

namespace wegwijs::protocol {

namespace {

constexpr unsigned major_uint = 0, major_negative = 1, major_bytes = 2, major_text = 3, major_array = 4, major_map = 5,
                   major_simple = 7;

/// The value up to which a head with `1 << width` bytes of argument would have been shorter.
constexpr std::uint64_t largest_shorter[] = {23, 0xff, 0xffff, 0xffff'ffff};

std::size_t append_argument(char* to, std::uint64_t n, unsigned width) {
    const std::size_t size = std::size_t{1} << width;
    for (std::size_t i = 0; i < size; ++i) to[i] = static_cast<char>(n >> (8 * (size - 1 - i)));
    return size;
}

}  // namespace

void CborWriter::head(unsigned major, std::uint64_t n) {
    const unsigned char type = static_cast<unsigned char>(major << 5);
    if (n <= largest_shorter[0]) {
        out_.push_back(static_cast<char>(type | n));
        return;
    }
    const unsigned width = n <= largest_shorter[1] ? 0 : n <= largest_shorter[2] ? 1 : n <= largest_shorter[3] ? 2 : 3;
    char encoded[9];
    encoded[0] = static_cast<char>(type | (24 + width));
    out_.append(encoded, 1 + append_argument(encoded + 1, n, width));
}

std::uint64_t CborReader::head(unsigned major) {
    if (!ok_ || pos_ >= in_.size()) {
        fail();
        return 0;
    }
    const auto* at = reinterpret_cast<const unsigned char*>(in_.data()) + pos_;
    const unsigned low = *at & 0x1f;
    if ((*at >> 5) != major || low > 27) {
        fail();
        return 0;
    }
    if (low < 24) {
        ++pos_;
        return low;
    }
    const unsigned width = low - 24;
    const std::size_t size = std::size_t{1} << width;
    if (in_.size() - pos_ - 1 < size) {
        fail();
        return 0;
    }
    std::uint64_t n = 0;
    for (std::size_t i = 0; i < size; ++i) n = n << 8 | at[1 + i];
    if (n <= largest_shorter[width]) {
        fail();
        return 0;
    }
    pos_ += 1 + size;
    return n;
}

std::uint64_t CborReader::uint() { return head(major_uint); }

std::int64_t CborReader::integer() {
    const unsigned major = next_is_uint() ? major_uint : major_negative;
    const std::uint64_t n = head(major);
    if (n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) fail();
    if (!ok_) return 0;
    return major == major_uint ? static_cast<std::int64_t>(n) : -1 - static_cast<std::int64_t>(n);
}

ByteView CborReader::bytes() {
    const std::uint64_t size = head(major_bytes);
    if (size > in_.size() - pos_) fail();
    if (!ok_) return {};
    const ByteView found = in_.substr(pos_, static_cast<std::size_t>(size));
    pos_ += found.size();
    return found;
}

ByteView CborReader::bytes_of(std::size_t size) {
    const ByteView found = bytes();
    if (found.size() != size) fail();
    return ok_ ? found : ByteView{};
}

std::string_view CborReader::text() {
    const std::uint64_t size = head(major_text);
    if (size > in_.size() - pos_) fail();
    if (!ok_) return {};
    const std::string_view found = in_.substr(pos_, static_cast<std::size_t>(size));
    if (!texts_later_ && !valid_utf8(found)) {
        fail();
        return {};
    }
    pos_ += found.size();
    return found;
}

std::size_t CborReader::array() {
    const std::uint64_t count = head(major_array);
    // An item takes at least one byte, so a count beyond that is a lie that must not size an allocation.
    if (count > in_.size() - pos_) fail();
    return ok_ ? static_cast<std::size_t>(count) : 0;
}

std::size_t CborReader::map() {
    // The caller reads keys one by one and could not see their order, so the whole map is checked here.
    const std::size_t start = pos_;
    skip(0);
    if (!ok_) return 0;
    pos_ = start;
    return static_cast<std::size_t>(head(major_map));
}

bool CborReader::boolean() {
    const std::uint64_t value = head(major_simple);
    if (value != 20 && value != 21) fail();
    return ok_ && value == 21;
}

void CborReader::null() {
    if (head(major_simple) != 22) fail();
}

void CborReader::pass() {
    texts_later_ = true;
    skip(0);
    texts_later_ = false;
}

ByteView CborReader::item() {
    const std::size_t start = pos_;
    skip(0);
    return ok_ ? in_.substr(start, pos_ - start) : ByteView{};
}

void CborReader::skip(int depth) {
    if (!ok_ || depth > limits::cbor_depth || pos_ >= in_.size()) return fail();
    const unsigned major = static_cast<unsigned char>(in_[pos_]) >> 5;
    switch (major) {
        case major_uint:
        case major_negative: head(major); return;
        case major_bytes: bytes(); return;
        case major_text: text(); return;
        case major_array:
            for (std::size_t left = array(); ok_ && left > 0; --left) skip(depth + 1);
            return;
        case major_map: {
            const std::uint64_t count = head(major_map);
            if (count > (in_.size() - pos_) / 2) return fail();
            ByteView before;
            for (std::uint64_t i = 0; ok_ && i < count; ++i) {
                const std::size_t start = pos_;
                skip(depth + 1);
                const ByteView key = in_.substr(start, pos_ - start);
                if (i > 0 && key <= before) return fail();
                before = key;
                skip(depth + 1);
            }
            return;
        }
        case major_simple: {
            const std::uint64_t value = head(major_simple);
            if (value < 20 || value > 23) fail();
            return;
        }
        default: fail();
    }
}

}  // namespace wegwijs::protocol
