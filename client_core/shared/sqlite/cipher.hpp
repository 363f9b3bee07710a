// How a connection gets its key. For the .cpp files of this folder.
#pragma once

#include "client_core/shared/base/bytes.hpp"

struct sqlite3;

namespace wegwijs::sqlite {

/// Before the first read. `key`: 32 bytes. Gives SQLite's result code.
int set_cipher(sqlite3* db, ByteView key);

}  // namespace wegwijs::sqlite
