#include <sodium.h>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/crypto/octets.hpp"

namespace wegwijs::crypto {

SigningKey SigningKey::make(Random& random) {
    Bytes seed = random.bytes(crypto_sign_SEEDBYTES);
    SigningKey key{Bytes(crypto_sign_PUBLICKEYBYTES, '\0'), Bytes(crypto_sign_SECRETKEYBYTES, '\0')};
    ALWAYS(crypto_sign_seed_keypair(octets(key.public_key), octets(key.secret_key), octets(seed)) == 0);
    wipe(seed);
    return key;
}

Bytes sign(ByteView message, const SigningKey& key) {
    ALWAYS(key.secret_key.size() == crypto_sign_SECRETKEYBYTES);
    Bytes signature(crypto_sign_BYTES, '\0');
    ALWAYS(crypto_sign_detached(octets(signature), nullptr, octets(message), message.size(),
                                octets(ByteView(key.secret_key))) == 0);
    return signature;
}

bool verify(ByteView message, ByteView signature, ByteView public_key) {
    return signature.size() == crypto_sign_BYTES && public_key.size() == crypto_sign_PUBLICKEYBYTES &&
           crypto_sign_verify_detached(octets(signature), octets(message), message.size(), octets(public_key)) == 0;
}

}  // namespace wegwijs::crypto
