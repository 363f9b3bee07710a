#include <algorithm>
#include <array>
#include <bit>

#include <sodium.h>
#ifdef WEGWIJS_OPENSSL
#include <openssl/crypto.h>
#include <openssl/sha.h>
#endif

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/crypto/octets.hpp"

namespace wegwijs::crypto {

bool initialise() {
#ifdef WEGWIJS_OPENSSL
    // A program may end while a thread of ours is in the middle of a sync: OpenSSL must not be taken down under it.
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr) != 1) return false;
#endif
    return sodium_init() >= 0;
}

Bytes hash(ByteView data, std::size_t size, ByteView key) {
    ALWAYS(size >= crypto_generichash_BYTES_MIN && size <= crypto_generichash_BYTES_MAX);
    ALWAYS(key.size() <= crypto_generichash_KEYBYTES_MAX);
    Bytes digest(size, '\0');
    ALWAYS(crypto_generichash(octets(digest), size, octets(data), data.size(), octets(key), key.size()) == 0);
    return digest;
}

Bytes sha256(ByteView data) {
    Bytes digest(crypto_hash_sha256_BYTES, '\0');
#ifdef WEGWIJS_OPENSSL
    SHA256(octets(data), data.size(), octets(digest));  // uses the processor's own instructions; libsodium's does not
#else
    crypto_hash_sha256(octets(digest), octets(data), data.size());
#endif
    return digest;
}

std::uint64_t siphash(ByteView data, ByteView key16) {
    ALWAYS(key16.size() == crypto_shorthash_KEYBYTES);
    std::array<unsigned char, crypto_shorthash_BYTES> digest{};
    crypto_shorthash(digest.data(), octets(data), data.size(), octets(key16));
    // SipHash defines its answer as a little-endian number; the same on every machine.
    if constexpr (std::endian::native == std::endian::big) std::reverse(digest.begin(), digest.end());
    return std::bit_cast<std::uint64_t>(digest);
}

Result<Bytes> key_from_pin(ByteView pin, ByteView salt16, const KdfCost& cost) {
    if (salt16.size() != crypto_pwhash_SALTBYTES || cost.ops < crypto_pwhash_OPSLIMIT_MIN ||
        cost.ops > crypto_pwhash_OPSLIMIT_MAX || cost.memory < crypto_pwhash_MEMLIMIT_MIN ||
        cost.memory > crypto_pwhash_MEMLIMIT_MAX)
        return Error{"kdf_invalid",
                     "The lock of this store was written in a way that this version cannot read. Nothing was changed. "
                     "Install the newest version and try again.",
                     Retry::after_update};
    Bytes key(32, '\0');
    if (crypto_pwhash(octets(key), key.size(), pin.data(), pin.size(), octets(salt16), cost.ops, cost.memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return Error{"out_of_memory",
                     "There is not enough free memory to check the PIN. Your data is safe. Close other programs and "
                     "try again.",
                     Retry::now};
    return key;
}

bool equal(ByteView a, ByteView b) { return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

void wipe(Bytes& secret) {
    // Up to the capacity: a string that was once longer keeps its tail there.
    secret.resize(secret.capacity());
    sodium_memzero(secret.data(), secret.size());
    secret.clear();
}

}  // namespace wegwijs::crypto
