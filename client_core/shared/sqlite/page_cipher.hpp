// The cipher of a store, for one page at a time and from wherever it came: SQLite itself opens a page only where it
// stands.
#pragma once

#include "client_core/shared/sqlite/sqlite.hpp"

struct sqlite3;
struct sqlite3_file;

namespace wegwijs::sqlite {

/// Tag and nonce at the end of a page.
inline constexpr std::size_t page_cipher_bytes = 64;

/// One thread.
class PageCipher {
public:
    PageCipher() = default;
    PageCipher(PageCipher&&) = delete;
    ~PageCipher();

    /// Before anything else, once. `key`: 32 bytes, raw.
    Status start(ByteView key, std::size_t page_bytes);
    /// Decrypts a page in place; false: it is not whole, and `bytes` means nothing. `page` from 1 on: the cipher holds
    /// a page to its number.
    bool open(std::uint32_t page, Bytes& bytes) const;

private:
    sqlite3* db_ = nullptr;
    sqlite3_file* file_ = nullptr;
};

}  // namespace wegwijs::sqlite
