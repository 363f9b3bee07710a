#include <sqlite3.h>

#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::sqlite {

namespace {

/// A view without bytes may have no address, and SQLite would take that for NULL.
const char* address(std::string_view bytes) { return bytes.empty() ? "" : bytes.data(); }

}  // namespace

// sqlite3_finalize repeats the error of the last step; that was reported there.
Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int index, std::int64_t value) {
    ALWAYS(sqlite3_bind_int64(statement_, index, value) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_double(int index, double value) {
    ALWAYS(sqlite3_bind_double(statement_, index, value) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
    ALWAYS(sqlite3_bind_text64(statement_, index, address(text), text.size(), SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_blob(int index, ByteView bytes) {
    ALWAYS(sqlite3_bind_blob64(statement_, index, address(bytes), bytes.size(), SQLITE_STATIC) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_null(int index) {
    ALWAYS(sqlite3_bind_null(statement_, index) == SQLITE_OK);
    return *this;
}

Result<bool> Statement::step() {
    const int rc = sqlite3_step(statement_);
    if (rc == SQLITE_ROW) return true;
    if (rc == SQLITE_DONE) {
        sqlite3_reset(statement_);
        return false;
    }
    sqlite3* const db = sqlite3_db_handle(statement_);
    Error error = error_from(db, rc, sqlite3_stmt_readonly(statement_) ? "read from the store" : "write to the store");
    sqlite3_reset(statement_);
    return error;
}

Status Statement::run() {
    for (;;) {
        if (!TRY(step())) return done();
    }
}

void Statement::reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

int Statement::columns() const { return sqlite3_column_count(statement_); }

std::string_view Statement::column_name(int index) const {
    const char* const name = sqlite3_column_name(statement_, index);
    return name ? std::string_view(name) : std::string_view();
}

bool Statement::is_null(int index) const { return sqlite3_column_type(statement_, index) == SQLITE_NULL; }
int Statement::column_type(int index) const { return sqlite3_column_type(statement_, index); }
std::int64_t Statement::integer(int index) const { return sqlite3_column_int64(statement_, index); }
double Statement::real(int index) const { return sqlite3_column_double(statement_, index); }

std::string_view Statement::text(int index) const {
    // The pointer first: asking for it may convert the value, and only then is its size known.
    const unsigned char* const text = sqlite3_column_text(statement_, index);
    if (!text) return {};
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(statement_, index))};
}

ByteView Statement::blob(int index) const {
    const void* const bytes = sqlite3_column_blob(statement_, index);
    if (!bytes) return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, index))};
}

bool Statement::read_only() const { return sqlite3_stmt_readonly(statement_) != 0; }

}  // namespace wegwijs::sqlite
