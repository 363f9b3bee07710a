// SQL functions that every connection has. For the .cpp files of this folder.
#pragma once

struct sqlite3;

namespace wegwijs::sqlite {

/// uuid(blob of 16 bytes) -> text 8-4-4-4-12 in lower case; uuid(text) -> the text; anything else -> NULL.
/// Gives SQLite's result code.
int register_functions(sqlite3* db);

}  // namespace wegwijs::sqlite
