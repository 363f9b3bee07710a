// What fits. A limit is checked where a value enters (at save, at accept), never first at sync.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wegwijs::limits {

inline constexpr std::size_t value_bytes = 256 * 1024;  ///< one field's value, encoded
inline constexpr std::size_t writes_in_transaction = 10'000;
inline constexpr std::size_t transaction_bytes = 2 * 1024 * 1024;  ///< canonical bytes of one transaction
inline constexpr std::size_t element_bytes = 256;                  ///< one element of a set
inline constexpr std::size_t message_bytes = 8 * 1024 * 1024;      ///< one request or answer, decompressed
inline constexpr std::size_t chunk_small = 64 * 1024;              ///< what is sent at once on a bad link
inline constexpr std::size_t chunk_large = 1024 * 1024;            ///< and on a good one
inline constexpr int cbor_depth = 16;                              ///< nesting that a decoder follows
inline constexpr std::int64_t clock_ahead_ms = 5 * 60 * 1000;      ///< a stamp further ahead becomes the server's
inline constexpr std::int64_t late_work_ms =
    14LL * 24 * 3600 * 1000;  ///< work from before a grant's end is taken so long

}  // namespace wegwijs::limits
