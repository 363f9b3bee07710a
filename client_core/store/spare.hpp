// A second copy of what a store cannot do without and no server sends again by itself: who it is of, and the pack. In a
// file of its own, so that no damage to the store hits both. Internal to the store.
#pragma once

#include <optional>

#include "client_core/store/store.hpp"

namespace wegwijs::store {

/// Sealed with the store's key; zstd of CBOR: [ identity, pack ].
struct Spare {
    Bytes identity;  ///< as encode_identity makes it, of when it was written: what came later the server tells
    std::string pack;

    static std::string path(const std::string& store_path) { return store_path + ".spare"; }
    Status write(Files& files, const std::string& store_path, ByteView data_key) const;
    /// Nothing: it is not there, or not whole.
    static std::optional<Spare> read(Files& files, const std::string& store_path, ByteView data_key);
};

}  // namespace wegwijs::store
