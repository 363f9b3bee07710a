// The messages that the key of the target `signature` has signed.
#pragma once

#include <array>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/signature.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/seeded_random.hpp"

namespace wegwijs::fuzz {

inline constexpr std::array signed_codings{"", "zstd"};

inline protocol::HttpMessage signed_message(const char* coding) {
    return {"POST", "server.example:8443", "/v1/sync", coding, "the body"};
}

inline const crypto::SigningKey& signing_key() {
    static const crypto::SigningKey key = [] {
        MUST(crypto::initialise());
        test::SeededRandom random(2);
        return crypto::SigningKey::make(random);
    }();
    return key;
}

}  // namespace wegwijs::fuzz
