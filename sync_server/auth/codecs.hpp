// Content codings for many threads: each borrows a codec, since making one costs megabytes.
#pragma once

#include <mutex>
#include <vector>

#include "client_core/shared/protocol/compress.hpp"

namespace wegwijs::server {

/// Safe from any thread. Holds as many codecs as were ever borrowed at once.
class Codecs {
public:
    Result<Bytes> compress(ByteView plain, protocol::Encoding encoding, int level);
    Result<Bytes> decompress(ByteView packed, protocol::Encoding encoding, std::size_t at_most);

private:
    protocol::Codec borrow();
    void give_back(protocol::Codec codec);
    std::mutex mutex_;
    std::vector<protocol::Codec> idle_;
};

}  // namespace wegwijs::server
