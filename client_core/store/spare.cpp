#include "client_core/store/spare.hpp"

#include <cstring>

#include "client_core/shared/protocol/cbor.hpp"
#include "client_core/shared/protocol/compress.hpp"

namespace wegwijs::store {

namespace {

constexpr std::string_view sealed_for = "wegwijs.store.spare.1";
constexpr int level = 3;
constexpr std::size_t most_bytes = 16u << 20;

/// The nonce comes from the content and the key: the same content gives the same file, another one another nonce.
class FromContent final : public Random {
public:
    FromContent(ByteView content, ByteView key) : content_(content), key_(key) {}
    void fill(void* to, std::size_t size) override {
        ALWAYS(size <= 64);
        const Bytes all = crypto::hash(content_, 64, crypto::hash(sealed_for, 32, key_));
        std::memcpy(to, all.data(), size);
    }

private:
    ByteView content_, key_;
};

}  // namespace

Status Spare::write(Files& files, const std::string& store_path, ByteView data_key) const {
    protocol::CborWriter out;
    out.array(2);
    out.bytes(identity);
    out.text(pack);
    Bytes plain = out.take();
    protocol::Codec codec;
    const Bytes packed = TRY(codec.compress(plain, protocol::own_encoding, level));
    crypto::wipe(plain);
    FromContent nonce(packed, data_key);
    return files.write_atomically(path(store_path), crypto::seal(packed, data_key, sealed_for, nonce));
}

std::optional<Spare> Spare::read(Files& files, const std::string& store_path, ByteView data_key) {
    const auto sealed = files.read(path(store_path));
    if (!sealed) return std::nullopt;
    const auto packed = crypto::open(*sealed, data_key, sealed_for);
    if (!packed) return std::nullopt;
    protocol::Codec codec;
    const auto plain = codec.decompress(*packed, protocol::own_encoding, most_bytes);
    if (!plain) return std::nullopt;
    protocol::CborReader in(*plain);
    Spare spare;
    if (in.array() != 2) return std::nullopt;
    spare.identity = Bytes(in.bytes());
    spare.pack = std::string(in.text());
    if (!in.finished()) return std::nullopt;
    return spare;
}

}  // namespace wegwijs::store
