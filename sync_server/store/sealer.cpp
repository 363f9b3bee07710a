#include "sync_server/store/sealer.hpp"

#include <openssl/evp.h>

#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::server {

namespace {

constexpr std::size_t key_bytes = 32, nonce_bytes = 12, tag_bytes = 16;

unsigned char* octets(char* at) { return reinterpret_cast<unsigned char*>(at); }
const unsigned char* octets(const char* at) { return reinterpret_cast<const unsigned char*>(at); }
/// OpenSSL counts in int. REQUIRES: no body is near that large (limits::message_bytes).
int count(std::size_t size) {
    ALWAYS(size <= INT32_MAX);
    return static_cast<int>(size);
}

Error cannot_open() {
    return {
        "sealed",
        "Protected data could not be opened: the key does not fit or the data is damaged. Nothing was changed. Make "
        "a copy of the store and run verify."};
}

struct CipherGoes {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};
struct ContextGoes {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }  // overwrites the key in it
};

}  // namespace

/// A cipher one way. Neighbours in a store mostly have one key, so that it need not be set up again.
class Sealer::Direction {
public:
    explicit Direction(bool seals) : seals_(seals) {}
    ~Direction() { crypto::wipe(key_); }

    void forget() {
        crypto::wipe(key_);
        context_.reset();
    }

    /// Begins with a text, and reads its context.
    void begin(ByteView key32, const char* nonce, ByteView context) {
        ALWAYS(key32.size() == key_bytes);
        if (!context_) set_up();
        const bool known = key_ == key32;
        if (!known) {
            crypto::wipe(key_);
            key_ = key32;
        }
        ALWAYS(EVP_CipherInit_ex2(context_.get(), nullptr, known ? nullptr : octets(key_.data()), octets(nonce), seals_,
                                  nullptr) == 1);
        int done = 0;
        ALWAYS(EVP_CipherUpdate(context_.get(), nullptr, &done, octets(context.data()), count(context.size())) == 1);
    }
    void pass(ByteView from, char* to) {
        int done = 0;
        ALWAYS(from.empty() ||
               EVP_CipherUpdate(context_.get(), octets(to), &done, octets(from.data()), count(from.size())) == 1);
    }
    /// The end; false when what was opened is not what was sealed.
    bool end() {
        unsigned char nothing[tag_bytes];
        int done = 0;
        return EVP_CipherFinal_ex(context_.get(), nothing, &done) == 1;
    }
    EVP_CIPHER_CTX* get() const { return context_.get(); }

private:
    void set_up() {
        context_.reset(EVP_CIPHER_CTX_new());
        ALWAYS(cipher_ && context_);
        ALWAYS(EVP_CipherInit_ex2(context_.get(), cipher_.get(), nullptr, nullptr, seals_, nullptr) == 1);
    }

    const bool seals_;
    const std::unique_ptr<EVP_CIPHER, CipherGoes> cipher_{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
    std::unique_ptr<EVP_CIPHER_CTX, ContextGoes> context_;
    Bytes key_;
};

Sealer::Sealer() : sealing_(std::make_unique<Direction>(true)), opening_(std::make_unique<Direction>(false)) {}
Sealer::~Sealer() = default;

void Sealer::forget() {
    sealing_->forget();
    opening_->forget();
}

Bytes Sealer::seal(ByteView plain, ByteView key32, ByteView context, Random& random) {
    Bytes sealed(nonce_bytes + plain.size() + tag_bytes, '\0');
    random.fill(sealed.data(), nonce_bytes);
    sealing_->begin(key32, sealed.data(), context);
    sealing_->pass(plain, sealed.data() + nonce_bytes);
    ALWAYS(sealing_->end());
    ALWAYS(EVP_CIPHER_CTX_ctrl(sealing_->get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes,
                               sealed.data() + nonce_bytes + plain.size()) == 1);
    return sealed;
}

Result<Bytes> Sealer::open(ByteView sealed, ByteView key32, ByteView context) {
    if (sealed.size() < nonce_bytes + tag_bytes) return cannot_open();
    const ByteView closed = sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    Bytes plain(closed.size(), '\0'), tag(sealed.substr(sealed.size() - tag_bytes));
    opening_->begin(key32, sealed.data(), context);
    opening_->pass(closed, plain.data());
    ALWAYS(EVP_CIPHER_CTX_ctrl(opening_->get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()) == 1);
    if (!opening_->end()) {
        crypto::wipe(plain);
        return cannot_open();
    }
    return plain;
}

}  // namespace wegwijs::server
