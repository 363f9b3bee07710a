#include "client_core/shared/sqlite/functions.hpp"

#include <sqlite3.h>

namespace wegwijs::sqlite {

namespace {

void uuid(sqlite3_context* context, int, sqlite3_value** arguments) {
    sqlite3_value* const value = arguments[0];
    const int type = sqlite3_value_type(value);
    if (type == SQLITE_TEXT) return sqlite3_result_value(context, value);
    if (type != SQLITE_BLOB || sqlite3_value_bytes(value) != 16) return sqlite3_result_null(context);

    constexpr char digits[] = "0123456789abcdef";
    const auto* const octets = static_cast<const unsigned char*>(sqlite3_value_blob(value));
    char text[36];
    char* to = text;
    for (int i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
        *to++ = digits[octets[i] >> 4];
        *to++ = digits[octets[i] & 15];
    }
    sqlite3_result_text(context, text, sizeof text, SQLITE_TRANSIENT);
}

}  // namespace

int register_functions(sqlite3* db) {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    return sqlite3_create_function_v2(db, "uuid", 1, flags, nullptr, uuid, nullptr, nullptr, nullptr);
}

}  // namespace wegwijs::sqlite
