// Content codings (RFC 9110, section 8.4.1): zstd (RFC 8878) between native peers, gzip (RFC 1952) for browsers.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"

namespace wegwijs::protocol {

enum class Encoding { identity, zstd, gzip };

/// What this program packs with where the choice is its own. WEGWIJS_NO_ZSTD leaves zstd out, for a browser: it unpacks
/// gzip anyway, and fetches less so. What comes in zstd is "damaged" there.
#ifdef WEGWIJS_NO_ZSTD
inline constexpr Encoding own_encoding = Encoding::gzip;
#else
inline constexpr Encoding own_encoding = Encoding::zstd;
#endif

/// The word in Content-Encoding and Accept-Encoding: "identity", "zstd", "gzip".
const char* to_text(Encoding encoding);
/// Empty text is identity; nullopt for what we do not know.
std::optional<Encoding> encoding_from_text(std::string_view text);

/// Holds what the libraries would otherwise allocate anew for every message (megabytes for zstd): keep one per
/// thread. The result depends on the arguments only, never on what was done before. One thread at a time.
class Codec {
public:
    Codec();
    Codec(Codec&&) noexcept;
    Codec& operator=(Codec&&) noexcept;
    ~Codec();

    /// `level` is the coding's own, brought within its range: 1..19 for zstd, 1..9 for gzip; unused for identity.
    /// Error "out_of_memory".
    Result<Bytes> compress(ByteView plain, Encoding encoding, int level);
    /// Errors "too_large" (more than `at_most` bytes would come out: found before they are allocated), "damaged"
    /// (not that coding, cut off, something behind it, or a zstd window above 8 MiB), "out_of_memory". Of zstd there
    /// may be several frames, one after another; of gzip one member.
    Result<Bytes> decompress(ByteView packed, Encoding encoding, std::size_t at_most);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The same with a context of their own, for a single message.
Result<Bytes> compress(ByteView plain, Encoding encoding, int level);
Result<Bytes> decompress(ByteView packed, Encoding encoding, std::size_t at_most);

}  // namespace wegwijs::protocol
