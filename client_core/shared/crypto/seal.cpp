#include <sodium.h>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/crypto/octets.hpp"

namespace wegwijs::crypto {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

Error cannot_open() {
    return Error{"sealed",
                 "Protected data could not be opened: the key does not fit or the data is damaged. Nothing was "
                 "changed. Report this to your administrator."};
}

/// The nonce of a sealed box: both public keys hashed, as libsodium's crypto_box_seal derives it.
Bytes box_nonce(ByteView ephemeral_public, ByteView public_key) {
    Bytes both(ephemeral_public);
    both.append(public_key);
    return hash(both, crypto_box_NONCEBYTES);
}

}  // namespace

Bytes seal(ByteView plain, ByteView key32, ByteView context, Random& random) {
    ALWAYS(key32.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    Bytes sealed(nonce_bytes + plain.size() + tag_bytes, '\0');
    random.fill(sealed.data(), nonce_bytes);
    unsigned char* const to = octets(sealed);
    ALWAYS(crypto_aead_xchacha20poly1305_ietf_encrypt(to + nonce_bytes, nullptr, octets(plain), plain.size(),
                                                      octets(context), context.size(), nullptr, to,
                                                      octets(key32)) == 0);
    return sealed;
}

Result<Bytes> open(ByteView sealed, ByteView key32, ByteView context) {
    ALWAYS(key32.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    if (sealed.size() < nonce_bytes + tag_bytes) return cannot_open();
    const ByteView closed = sealed.substr(nonce_bytes);
    Bytes plain(closed.size() - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(octets(plain), nullptr, nullptr, octets(closed), closed.size(),
                                                   octets(context), context.size(), octets(sealed), octets(key32)) != 0)
        return cannot_open();
    return plain;
}

BoxKey BoxKey::make(Random& random) {
    Bytes seed = random.bytes(crypto_box_SEEDBYTES);
    BoxKey key{Bytes(crypto_box_PUBLICKEYBYTES, '\0'), Bytes(crypto_box_SECRETKEYBYTES, '\0')};
    ALWAYS(crypto_box_seed_keypair(octets(key.public_key), octets(key.secret_key), octets(seed)) == 0);
    wipe(seed);
    return key;
}

Bytes seal_to(ByteView plain, ByteView public_key, Random& random) {
    // crypto_box_seal would take chance from the machine itself, and a run could not be replayed.
    if (public_key.size() != crypto_box_PUBLICKEYBYTES) return {};
    BoxKey ephemeral = BoxKey::make(random);
    Bytes sealed = ephemeral.public_key;
    sealed.resize(crypto_box_SEALBYTES + plain.size());
    const Bytes nonce = box_nonce(ephemeral.public_key, public_key);
    const int rc = crypto_box_easy(octets(sealed) + crypto_box_PUBLICKEYBYTES, octets(plain), plain.size(),
                                   octets(ByteView(nonce)), octets(public_key), octets(ByteView(ephemeral.secret_key)));
    wipe(ephemeral.secret_key);
    if (rc != 0) return {};
    return sealed;
}

Result<Bytes> open_from(ByteView sealed, const BoxKey& key) {
    if (sealed.size() < crypto_box_SEALBYTES) return cannot_open();
    Bytes plain(sealed.size() - crypto_box_SEALBYTES, '\0');
    if (crypto_box_seal_open(octets(plain), octets(sealed), sealed.size(), octets(ByteView(key.public_key)),
                             octets(ByteView(key.secret_key))) != 0)
        return cannot_open();
    return plain;
}

}  // namespace wegwijs::crypto
