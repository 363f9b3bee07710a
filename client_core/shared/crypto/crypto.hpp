// Keys, signatures, sealing and hashing: libsodium and nothing home-made. Pure: chance comes in through Random.
#pragma once

#include <cstdint>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"
#include "client_core/shared/base/source.hpp"

namespace wegwijs::crypto {

/// Call once per process before anything else here. False: the library cannot be used on this machine.
bool initialise();

/// BLAKE2b (RFC 7693) of `size` bytes (16..64), optionally keyed.
Bytes hash(ByteView data, std::size_t size, ByteView key = {});
/// SHA-256 (FIPS 180-4): only where a standard asks for it (RFC 9530 Content-Digest, manifests).
Bytes sha256(ByteView data);
/// SipHash-2-4 with a 16-byte key.
std::uint64_t siphash(ByteView data, ByteView key16);

/// An Ed25519 key pair (RFC 8032).
struct SigningKey {
    Bytes public_key;  ///< 32 bytes
    Bytes secret_key;  ///< 64 bytes
    static SigningKey make(Random& random);
};
Bytes sign(ByteView message, const SigningKey& key);  ///< 64 bytes
bool verify(ByteView message, ByteView signature, ByteView public_key);

/// XChaCha20-Poly1305 with a random 24-byte nonce in front. `context` is authenticated, not stored.
Bytes seal(ByteView plain, ByteView key32, ByteView context, Random& random);
/// Error "sealed": wrong key, wrong context, or damaged bytes.
Result<Bytes> open(ByteView sealed, ByteView key32, ByteView context);

/// Sealed box (X25519): anyone with the public key can close it, only the holder of the secret key opens it.
struct BoxKey {
    Bytes public_key;  ///< 32 bytes
    Bytes secret_key;  ///< 32 bytes
    static BoxKey make(Random& random);
};
/// Empty when `public_key` is none that can be sealed to (length, a weak point); never empty else.
Bytes seal_to(ByteView plain, ByteView public_key, Random& random);
/// Error "sealed", as with open.
Result<Bytes> open_from(ByteView sealed, const BoxKey& key);

/// A 32-byte key from a PIN (Argon2id, RFC 9106). `ops` passes over `memory` bytes; salt is 16 bytes.
/// Errors "kdf_invalid" (a cost or salt that Argon2 does not know), "out_of_memory".
struct KdfCost {
    std::uint64_t ops = 3;
    std::size_t memory = 64u << 20;
};
Result<Bytes> key_from_pin(ByteView pin, ByteView salt16, const KdfCost& cost);

/// Compares in constant time.
bool equal(ByteView a, ByteView b);
/// Overwrites the bytes and empties the string.
void wipe(Bytes& secret);

}  // namespace wegwijs::crypto
