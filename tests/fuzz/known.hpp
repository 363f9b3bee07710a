// Numbers that both sides know, as in the vectors of tests/vectors/protocol, and the key of a server for sealed rows.
#pragma once

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/transaction.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/seeded_random.hpp"

namespace wegwijs::fuzz {

inline const crypto::BoxKey& server_box() {
    static const crypto::BoxKey key = [] {
        MUST(crypto::initialise());
        test::SeededRandom random(1);
        return crypto::BoxKey::make(random);
    }();
    return key;
}

class Known final : public protocol::Numbers {
public:
    protocol::Number dossier_number(const merge::Id& id) override { return id == any_id(1) ? 7 : 0; }
    protocol::Number record_number(const merge::Id& id) override {
        return id == any_id(1) ? 70 : id == any_id(4) ? 71 : 0;
    }
    std::optional<merge::Id> dossier_id(protocol::Number number) override {
        return number == 7 ? std::optional(any_id(1)) : std::nullopt;
    }
    std::optional<merge::Creation> record(protocol::Number number) override {
        if (number == 70) return merge::Creation{any_id(1), 1, {}};
        if (number == 71) return merge::Creation{any_id(4), 2, any_id(1)};
        return std::nullopt;
    }
    Result<Bytes> open_sealed(ByteView sealed) override { return crypto::open_from(sealed, server_box()); }
};

/// The same server, before any number was given.
class Unknown final : public protocol::Numbers {
public:
    protocol::Number dossier_number(const merge::Id&) override { return 0; }
    protocol::Number record_number(const merge::Id&) override { return 0; }
    std::optional<merge::Id> dossier_id(protocol::Number) override { return std::nullopt; }
    std::optional<merge::Creation> record(protocol::Number) override { return std::nullopt; }
    Result<Bytes> open_sealed(ByteView sealed) override { return crypto::open_from(sealed, server_box()); }
};

}  // namespace wegwijs::fuzz
