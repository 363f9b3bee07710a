// AES-256-GCM (NIST SP 800-38D) over OpenSSL: what the server seals with a dossier's own key.
#pragma once

#include <memory>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"
#include "client_core/shared/base/source.hpp"

namespace wegwijs::server {

/// One thread at a time. Sealed: 12 octets of chance, the text, 16 octets that authenticate it and its context. With
/// chance for nonces one key is good for 2^32 of them (SP 800-38D, 8.3); a dossier has some thousands.
class Sealer {
public:
    Sealer();
    Sealer(const Sealer&) = delete;
    Sealer& operator=(const Sealer&) = delete;
    ~Sealer();

    Bytes seal(ByteView plain, ByteView key32, ByteView context, Random& random);
    /// Error "sealed": wrong key, wrong context, or damaged bytes.
    Result<Bytes> open(ByteView sealed, ByteView key32, ByteView context);
    /// Overwrites the key that was used last.
    void forget();

private:
    class Direction;
    std::unique_ptr<Direction> sealing_, opening_;
};

}  // namespace wegwijs::server
