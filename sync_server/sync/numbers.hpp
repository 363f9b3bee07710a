// What the server's short numbers in a push stand for.
#pragma once

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/transaction.hpp"
#include "sync_server/store/store.hpp"

namespace wegwijs::server {

/// Over one reader, and like it of one thread. A number never comes to stand for something else, so what was read
/// through it stays true.
class StoredNumbers final : public protocol::Numbers {
public:
    /// `box`: opens what devices sealed for this server.
    StoredNumbers(Reader& reader, const crypto::BoxKey& box) : reader_(reader), box_(box) {}
    Result<Bytes> open_sealed(ByteView sealed) override { return crypto::open_from(sealed, box_); }
    protocol::Number dossier_number(const Id&) override { return 0; }
    protocol::Number record_number(const Id&) override { return 0; }
    std::optional<Id> dossier_id(protocol::Number number) override {
        auto row = reader_.dossier(number);
        if (!row.ok() || !row.value()) return std::nullopt;
        return row.value()->id;
    }
    std::optional<merge::Creation> record(protocol::Number number) override {
        auto head = reader_.record_head(number);
        return head.ok() ? std::move(head.value()) : std::nullopt;
    }

private:
    Reader& reader_;
    const crypto::BoxKey& box_;
};

}  // namespace wegwijs::server
