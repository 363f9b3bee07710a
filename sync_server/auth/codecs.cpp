#include "sync_server/auth/codecs.hpp"

namespace wegwijs::server {

protocol::Codec Codecs::borrow() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return protocol::Codec();
    protocol::Codec codec = std::move(idle_.back());
    idle_.pop_back();
    return codec;
}

void Codecs::give_back(protocol::Codec codec) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(codec));
}

Result<Bytes> Codecs::compress(ByteView plain, protocol::Encoding encoding, int level) {
    protocol::Codec codec = borrow();
    Result<Bytes> packed = codec.compress(plain, encoding, level);
    give_back(std::move(codec));
    return packed;
}

Result<Bytes> Codecs::decompress(ByteView packed, protocol::Encoding encoding, std::size_t at_most) {
    protocol::Codec codec = borrow();
    Result<Bytes> plain = codec.decompress(packed, encoding, at_most);
    give_back(std::move(codec));
    return plain;
}

}  // namespace wegwijs::server
