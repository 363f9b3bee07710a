// The keys of the SQLite backend. For the .cpp files of this folder.
#pragma once

#include <array>
#include <unordered_map>

#include "client_core/shared/base/source.hpp"
#include "client_core/shared/sqlite/sqlite.hpp"
#include "sync_server/store/sealer.hpp"
#include "sync_server/store/store.hpp"

namespace wegwijs::server {

/// The key of the file's pages, from the server's key.
Bytes page_key(ByteView server_key);

/// What a sealed thing is, so that it opens in its own place only.
class SealPlace {
public:
    static SealPlace record(Number dossier, const Id& record);
    static SealPlace ledger(Number dossier, ServerSeq server_seq);
    static SealPlace quarantine(Number dossier, std::uint64_t device, std::uint64_t seq);
    static SealPlace delivery(Number dossier, std::uint64_t delivery);
    static SealPlace key(Number dossier);
    ByteView bytes() const { return {bytes_, size_}; }

private:
    explicit SealPlace(char what) { bytes_[size_++] = what; }
    SealPlace& add(std::uint64_t number);
    char bytes_[32];
    std::size_t size_ = 0;
};

/// Chance for nonces, which are no secrets: drawn in advance, since asking the system each time costs as much as
/// sealing.
class Nonces final : public Random {
public:
    explicit Nonces(Random& source) : source_(source) {}
    void fill(void* to, std::size_t size) override;

private:
    Random& source_;
    std::array<char, 4096> ready_;
    std::size_t used_ = ready_.size();
};

/// The dossiers' own keys, unwrapped, for one connection. One thread at a time. Overwrites what it held.
class Keys {
public:
    Keys(ByteView server_key, Random& random);
    Keys(const Keys&) = delete;
    Keys& operator=(const Keys&) = delete;
    ~Keys();

    /// Makes a key and writes it, wrapped.
    Status make(sqlite::Connection& db, Number dossier);
    /// Dossier 0: the server's own key. Error "erased" when the dossier has no key (any more).
    Result<Bytes> seal(sqlite::Connection& db, Number dossier, const SealPlace& place, ByteView plain);
    Result<Bytes> open(sqlite::Connection& db, Number dossier, const SealPlace& place, ByteView sealed);
    /// What was unwrapped; after a rollback a number may get another key.
    void forget();

private:
    Result<ByteView> of(sqlite::Connection& db, Number dossier);
    Random& random_;
    Nonces nonces_;
    Sealer sealer_;
    Bytes wrap_key_, body_key_;
    std::unordered_map<Number, Bytes> unwrapped_;
};

}  // namespace wegwijs::server
