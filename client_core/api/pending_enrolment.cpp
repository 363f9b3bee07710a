#include "client_core/api/pending_enrolment.hpp"

namespace wegwijs::api {

namespace {

constexpr std::size_t salt_bytes = 16, mark_bytes = 32, public_bytes = 32, secret_bytes = 64;
constexpr std::string_view purpose = "wegwijs pending enrolment 1";

std::string path_of(const store::OpenOptions& options) { return options.path + ".enrol"; }

/// A file: the salt, then sealed: the code's mark, the public key, the secret key.
Result<Bytes> unseal(const store::OpenOptions& options, const Bytes& content) {
    if (content.size() <= salt_bytes)
        return Error{"store_damaged",
                     "The file beside the store in which an earlier init kept its key is damaged. Nothing was changed. "
                     "Move it away (it ends in .enrol) and ask for a new code.",
                     Retry::never};
    Bytes key = TRY(crypto::key_from_pin(options.pin, ByteView(content).substr(0, salt_bytes), options.kdf));
    Result<Bytes> plain = crypto::open(ByteView(content).substr(salt_bytes), key, purpose);
    crypto::wipe(key);
    if (plain.ok() && plain->size() == mark_bytes + public_bytes + secret_bytes) return plain;
    return Error{
        "wrong_pin",
        "An earlier init was not finished, and it was begun with another PIN. Nothing was changed. Use that PIN, "
        "or move the file beside the store that ends in .enrol away and ask for a new code.",
        Retry::never};
}

}  // namespace

Bytes code_mark(const std::string& code) { return crypto::hash("wegwijs enrolment code:" + code, mark_bytes); }

bool PendingEnrolment::exists(const store::OpenOptions& options) { return options.files->exists(path_of(options)); }

Result<PendingEnrolment> PendingEnrolment::begin(const store::OpenOptions& options, const std::string& code) {
    const std::string path = path_of(options);
    const Bytes mark = code_mark(code);
    if (options.files->exists(path)) {
        Bytes plain = TRY(unseal(options, TRY(options.files->read(path))));
        if (crypto::equal(ByteView(plain).substr(0, mark_bytes), mark)) {
            crypto::SigningKey key{plain.substr(mark_bytes, public_bytes), plain.substr(mark_bytes + public_bytes)};
            crypto::wipe(plain);
            return PendingEnrolment(*options.files, path, std::move(key));
        }
        crypto::wipe(plain);
    }
    crypto::SigningKey key = crypto::SigningKey::make(*options.random);
    const Bytes salt = options.random->bytes(salt_bytes);
    Bytes wrapping = TRY(crypto::key_from_pin(options.pin, salt, options.kdf));
    Bytes plain = mark + key.public_key + key.secret_key;
    const Bytes sealed = crypto::seal(plain, wrapping, purpose, *options.random);
    crypto::wipe(plain);
    crypto::wipe(wrapping);
    TRY(options.files->write_atomically(path, salt + sealed));
    return PendingEnrolment(*options.files, path, std::move(key));
}

Status PendingEnrolment::finish() const { return files_.remove(path_); }

}  // namespace wegwijs::api
