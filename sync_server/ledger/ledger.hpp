// The hash chain over the ledger (design, section 6): it runs over the sealed bytes, so that erasing a dossier's key
// does not break it and a hash that is kept gives nothing away. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <functional>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"

namespace wegwijs::ledger {

inline constexpr std::size_t chain_bytes = 32;
inline constexpr std::size_t check_bytes = 8;

/// What stands before the first line: 32 zero bytes.
Bytes chain_start();

/// BLAKE2b-256 (RFC 7693) of a line's sealed body: what stays of it after an erasure.
Bytes body_hash(ByteView sealed_body);

/// chain(s) = BLAKE2b-256(chain(s-1) || server_seq, 8 bytes big endian || kind, 1 byte || body hash).
/// REQUIRES: `previous` and `body_hash` are 32 bytes.
Bytes chain_next(ByteView previous, std::uint64_t server_seq, std::uint8_t kind, ByteView body_hash);

/// What a Point carries to name a history: the first 8 bytes of the chain there.
/// At 0, where nothing was written yet, that is 8 zero bytes.
Bytes check_of(ByteView chain);

/// One line as a store hands it out; the views need to live only during the call.
struct Line {
    std::uint64_t server_seq = 0;
    std::uint8_t kind = 0;
    ByteView body;       ///< sealed; empty when it was erased, which `body_hash` then vouches for
    ByteView body_hash;  ///< 32 bytes, kept for good
    ByteView chain;      ///< 32 bytes, as stored
};

/// Where a chain stops being whole.
struct Break {
    enum class What : std::uint8_t {
        order,      ///< this line's number does not ascend
        body,       ///< its sealed body is not the one that was hashed
        chain,      ///< its chain value does not follow from the line before and its own content
        malformed,  ///< a hash has the wrong length
    };
    What what = What::chain;
    std::uint64_t server_seq = 0;
};

struct Verified {
    std::uint64_t lines = 0;  ///< that were read, up to and with the first break
    std::uint64_t head = 0;   ///< number of the last line that holds
    Bytes chain;              ///< there; compare it with a copy kept elsewhere to find a tail that was cut off
    bool broken = false;
    Break first;  ///< meaningful when `broken`
};

/// Takes lines one after another and stops being whole at the first break.
/// Numbers ascend but may jump: a restored server goes on at a higher one.
class Verifier {
public:
    Verifier();
    /// False: the chain is broken (here or before); no further lines are needed.
    bool add(const Line& line);
    const Verified& result() const { return result_; }

private:
    bool stop(Break::What what, std::uint64_t server_seq);
    Verified result_;
};

/// Gives the next line to its argument, in order; true when it gave one, false at the end; an error ends the walk.
using NextLine = std::function<Result<bool>(const std::function<void(const Line&)>&)>;

/// Walks a whole ledger, wherever it comes from, and reports the first break.
Result<Verified> verify(const NextLine& next);

}  // namespace wegwijs::ledger
