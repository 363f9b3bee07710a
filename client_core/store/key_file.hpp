// The file beside the database that holds its key, wrapped by a key from the PIN. Internal to the store.
//
// CBOR: [ "wegwijs-key", 1, salt (16), ops, memory, sealed data key, wrong tries, time of the last one ]
// It stands twice (".key" and ".key.2"): without it nothing can be read, ever.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/files.hpp"
#include "client_core/shared/base/source.hpp"
#include "client_core/shared/crypto/crypto.hpp"

namespace wegwijs::store {

class KeyFile {
public:
    KeyFile(Files& files, std::string store_path) : files_(files), path_(std::move(store_path)) {}

    std::string path() const { return path_ + ".key"; }
    std::string second_path() const { return path_ + ".key.2"; }
    bool exists() const;
    /// Writes both. REQUIRES: data_key of 32 bytes.
    Status create(ByteView data_key, ByteView pin, const crypto::KdfCost& cost, Random& random);
    /// The data key. Errors "wrong_pin", "locked", "store_missing", "store_damaged" (both copies are unreadable).
    Result<Bytes> unlock(ByteView pin, Clock& clock);
    /// True: both copies are there and say the same. Repairs with the one that opened, or else with what is readable.
    Result<bool> repair();

private:
    struct Content {
        Bytes salt, sealed;
        crypto::KdfCost cost;
        std::uint64_t tries = 0;
        UnixMs last = 0;
        Bytes encode() const;
        static std::optional<Content> decode(ByteView bytes);
        /// The same lock; the count of wrong tries stands in the first copy only.
        bool same_lock(const Content& other) const;
    };
    /// What can be read of the two, the first copy first. Not empty.
    Result<std::vector<Content>> read();
    Status refuse_while_locked(Content& content, UnixMs now);
    Status count_wrong(Content& content, UnixMs now);

    Files& files_;
    std::string path_;
    std::optional<Content> opened_;
};

}  // namespace wegwijs::store
