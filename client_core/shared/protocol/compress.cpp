#include "client_core/shared/protocol/compress.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include <zlib.h>
#ifndef WEGWIJS_NO_ZSTD
#include <zstd.h>
#endif

namespace wegwijs::protocol {

namespace {

constexpr int gzip_window = 15 + 16;  // zlib's way to say: gzip's frame, not zlib's
constexpr std::size_t first_room = 16 * 1024;

Error out_of_memory() {
    return Error{"out_of_memory",
                 "There is not enough free memory for this message. Nothing was lost. Try again later.", Retry::later};
}

Error too_large() {
    return Error{"too_large", "A message is larger than this version accepts. It was not used and nothing was changed.",
                 Retry::never};
}

Error damaged() {
    return Error{"damaged", "A message was damaged on its way. It was not used and nothing was changed. Send it again.",
                 Retry::now};
}

Bytef* octets(Bytes& b) { return reinterpret_cast<Bytef*>(b.data()); }
// zlib's input pointer is not const, but it only reads there.
Bytef* octets(ByteView b) { return reinterpret_cast<Bytef*>(const_cast<char*>(b.data())); }

/// zlib counts in 32 bits.
uInt part_of(std::size_t size) {
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

/// Room for more, doubled, never beyond one byte over the limit: that byte shows that there is more.
bool grow(Bytes& out, std::size_t at_most) {
    if (out.size() > at_most) return false;
    const std::size_t wanted = std::max(first_room, out.size() * 2);
    out.resize(std::min(wanted, at_most + 1));
    return true;
}

#ifdef WEGWIJS_NO_ZSTD

/// It was left out.
struct Zstd {
    Result<Bytes> compress(ByteView, int) { return damaged(); }
    Result<Bytes> decompress(ByteView, std::size_t) { return damaged(); }
};

#else

constexpr int zstd_window_log = 23;  // RFC 9659: what a receiver must take, and no more

/// Begins here a frame of RFC 8878, or one to be skipped? The library may also know frames from before that, whose
/// decoders take as much memory as the frame wants.
bool known_frame(ByteView at) {
    if (at.size() < 4) return false;
    std::uint32_t magic = 0;
    for (std::size_t i = 4; i > 0; --i) magic = magic << 8 | static_cast<unsigned char>(at[i - 1]);
    return magic == ZSTD_MAGICNUMBER || (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
}

/// RFC 8878.
class Zstd {
public:
    Zstd() = default;
    Zstd(const Zstd&) = delete;
    Zstd& operator=(const Zstd&) = delete;
    ~Zstd() {
        ZSTD_freeCCtx(out_);
        ZSTD_freeDCtx(in_);
    }
    Result<Bytes> compress(ByteView plain, int level);
    Result<Bytes> decompress(ByteView packed, std::size_t at_most);

private:
    Result<Bytes> stream(ByteView packed, std::size_t at_most);

    ZSTD_CCtx* out_ = nullptr;
    ZSTD_DCtx* in_ = nullptr;
};

Result<Bytes> Zstd::compress(ByteView plain, int level) {
    if (!out_ && !(out_ = ZSTD_createCCtx())) return out_of_memory();
    // Mostly far more than is needed, so it is neither filled nor given out.
    const std::size_t most = ZSTD_compressBound(plain.size());
    const auto room = std::make_unique_for_overwrite<char[]>(most);
    const std::size_t size =
        ZSTD_compressCCtx(out_, room.get(), most, plain.data(), plain.size(), std::clamp(level, 1, 19));
    if (ZSTD_isError(size)) return out_of_memory();
    return Bytes(room.get(), size);
}

Result<Bytes> Zstd::decompress(ByteView packed, std::size_t at_most) {
    if (!in_ && !(in_ = ZSTD_createDCtx())) return out_of_memory();
    if (packed.empty()) return damaged();
    std::size_t size = 0;
    for (ByteView rest = packed; !rest.empty();) {
        if (!known_frame(rest)) return damaged();
        const unsigned long long one = ZSTD_getFrameContentSize(rest.data(), rest.size());
        if (one == ZSTD_CONTENTSIZE_ERROR) return damaged();
        if (one == ZSTD_CONTENTSIZE_UNKNOWN) return stream(packed, at_most);
        if (one > at_most - size) return too_large();
        const std::size_t frame = ZSTD_findFrameCompressedSize(rest.data(), rest.size());
        if (ZSTD_isError(frame) || frame == 0) return damaged();
        size += static_cast<std::size_t>(one);
        rest.remove_prefix(frame);
    }
    Bytes plain(size, '\0');
    const std::size_t got = ZSTD_decompressDCtx(in_, plain.data(), plain.size(), packed.data(), packed.size());
    if (ZSTD_isError(got) || got != plain.size()) return damaged();
    return plain;
}

/// For a sender that compressed as it went and so could not say the size in front.
Result<Bytes> Zstd::stream(ByteView packed, std::size_t at_most) {
    ZSTD_DCtx_reset(in_, ZSTD_reset_session_only);
    ZSTD_DCtx_setParameter(in_, ZSTD_d_windowLogMax, zstd_window_log);
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    Bytes plain;
    std::size_t size = 0;
    for (bool begins = true;;) {
        if (begins && !known_frame(packed.substr(in.pos))) return damaged();
        if (size == plain.size() && !grow(plain, at_most)) return too_large();
        ZSTD_outBuffer out{plain.data(), plain.size(), size};
        const std::size_t rest = ZSTD_decompressStream(in_, &out, &in);
        if (ZSTD_isError(rest)) return damaged();
        size = out.pos;
        if (size > at_most) return too_large();
        begins = rest == 0;
        if (begins && in.pos == in.size) break;
        if (rest != 0 && in.pos == in.size && size < plain.size()) return damaged();
    }
    plain.resize(size);
    return plain;
}

#endif

}  // namespace

struct Codec::State {
    Zstd zstd;
    z_stream gzip_out{}, gzip_in{};
    bool gzip_out_ready = false, gzip_in_ready = false;
    int gzip_level = 0;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (gzip_out_ready) deflateEnd(&gzip_out);
        if (gzip_in_ready) inflateEnd(&gzip_in);
    }

    Result<Bytes> compress_gzip(ByteView plain, int level);
    Result<Bytes> decompress_gzip(ByteView packed, std::size_t at_most);
    bool start_gzip(int level);
};

bool Codec::State::start_gzip(int level) {
    if (gzip_out_ready && gzip_level == level) return deflateReset(&gzip_out) == Z_OK;
    if (gzip_out_ready) deflateEnd(&gzip_out);
    gzip_out = {};
    gzip_out_ready = deflateInit2(&gzip_out, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    gzip_level = level;
    return gzip_out_ready;
}

Result<Bytes> Codec::State::compress_gzip(ByteView plain, int level) {
    if (plain.size() > std::numeric_limits<uInt>::max() / 2) return too_large();
    if (!start_gzip(std::clamp(level, 1, 9))) return out_of_memory();
    Bytes packed(deflateBound(&gzip_out, static_cast<uLong>(plain.size())), '\0');
    gzip_out.next_in = octets(plain);
    gzip_out.avail_in = static_cast<uInt>(plain.size());
    gzip_out.next_out = octets(packed);
    gzip_out.avail_out = static_cast<uInt>(packed.size());
    if (deflate(&gzip_out, Z_FINISH) != Z_STREAM_END) return out_of_memory();
    packed.resize(packed.size() - gzip_out.avail_out);
    return packed;
}

Result<Bytes> Codec::State::decompress_gzip(ByteView packed, std::size_t at_most) {
    if (packed.size() > std::numeric_limits<uInt>::max()) return too_large();
    if (!gzip_in_ready) gzip_in_ready = inflateInit2(&gzip_in, gzip_window) == Z_OK;
    if (!gzip_in_ready || inflateReset(&gzip_in) != Z_OK) return out_of_memory();
    gzip_in.next_in = octets(packed);
    gzip_in.avail_in = static_cast<uInt>(packed.size());
    Bytes plain;
    std::size_t size = 0;
    for (;;) {
        if (size == plain.size() && !grow(plain, at_most)) return too_large();
        const uInt room = part_of(plain.size() - size);
        gzip_in.next_out = octets(plain) + size;
        gzip_in.avail_out = room;
        const int rc = inflate(&gzip_in, Z_NO_FLUSH);
        size += room - gzip_in.avail_out;
        if (size > at_most) return too_large();
        if (rc == Z_STREAM_END) break;
        if (rc == Z_MEM_ERROR) return out_of_memory();
        // Z_BUF_ERROR with room left: the input ended before the stream did.
        if (rc != Z_OK || (gzip_in.avail_in == 0 && gzip_in.avail_out > 0)) return damaged();
    }
    if (gzip_in.avail_in != 0) return damaged();
    plain.resize(size);
    return plain;
}

const char* to_text(Encoding encoding) {
    switch (encoding) {
        case Encoding::identity: return "identity";
        case Encoding::zstd: return "zstd";
        case Encoding::gzip: return "gzip";
    }
    return "identity";
}

std::optional<Encoding> encoding_from_text(std::string_view text) {
    if (text.empty() || text == "identity") return Encoding::identity;
    if (text == "zstd") return Encoding::zstd;
    if (text == "gzip") return Encoding::gzip;
    return std::nullopt;
}

Codec::Codec() : state_(std::make_unique<State>()) {}
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;
Codec::~Codec() = default;

Result<Bytes> Codec::compress(ByteView plain, Encoding encoding, int level) {
    switch (encoding) {
        case Encoding::identity: return Bytes(plain);
        case Encoding::zstd: return state_->zstd.compress(plain, level);
        case Encoding::gzip: return state_->compress_gzip(plain, level);
    }
    return damaged();
}

Result<Bytes> Codec::decompress(ByteView packed, Encoding encoding, std::size_t at_most) {
    switch (encoding) {
        case Encoding::identity:
            if (packed.size() > at_most) return too_large();
            return Bytes(packed);
        case Encoding::zstd: return state_->zstd.decompress(packed, at_most);
        case Encoding::gzip: return state_->decompress_gzip(packed, at_most);
    }
    return damaged();
}

Result<Bytes> compress(ByteView plain, Encoding encoding, int level) {
    return Codec().compress(plain, encoding, level);
}

Result<Bytes> decompress(ByteView packed, Encoding encoding, std::size_t at_most) {
    return Codec().decompress(packed, encoding, at_most);
}

}  // namespace wegwijs::protocol
