// RAII around one SQLite connection. One thread at a time per connection.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace wegwijs::sqlite {

/// SQLite's error as ours. Codes: "disk_full" (now frees space, later), "disk_error", "store_damaged" (CORRUPT,
/// NOTADB), "store_busy" (BUSY, LOCKED: another process has it), "store_readonly", "constraint", "sqlite" (else).
/// `doing` completes "Could not ...". A null db is allowed.
Error error_from(sqlite3* db, int rc, std::string_view doing);

/// One prepared statement. Binding is 1-based, columns are 0-based, as in SQLite. Text and blob views that `column_*`
/// returns live until the next step, reset or bind. Text and bytes are bound WITHOUT a copy: they must outlive the
/// steps until the statement is done or reset. Binding in a wrong place, or while rows are being read, ends the
/// program.
class Statement {
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
    Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Statement& operator=(Statement&& other) noexcept {
        std::swap(statement_, other.statement_);
        return *this;
    }
    ~Statement();

    Statement& bind(int index, std::int64_t value);
    Statement& bind_double(int index, double value);
    Statement& bind(int index, std::string_view text);
    Statement& bind(int index, const std::string& text) { return bind(index, std::string_view(text)); }
    Statement& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
    Statement& bind_blob(int index, ByteView bytes);
    Statement& bind_null(int index);

    /// True: a row is there. False: done. The statement resets itself when done or failed.
    Result<bool> step();
    /// Steps to the end, for statements without rows.
    Status run();
    void reset();  ///< also clears the bindings

    int columns() const;
    std::string_view column_name(int index) const;
    bool is_null(int index) const;
    int column_type(int index) const;  ///< SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB, SQLITE_NULL
    std::int64_t integer(int index) const;
    double real(int index) const;
    std::string_view text(int index) const;
    ByteView blob(int index) const;
    bool read_only() const;
    sqlite3_stmt* raw() const { return statement_; }

private:
    sqlite3_stmt* statement_ = nullptr;
};

/// A statement borrowed from the connection's cache; resets it when it goes out of scope, which must be before the
/// connection closes.
class Cached {
public:
    explicit Cached(Statement* s) : s_(s) {}
    Cached(Cached&& o) noexcept : s_(std::exchange(o.s_, nullptr)) {}
    Cached& operator=(Cached&&) = delete;
    ~Cached() {
        if (s_) s_->reset();
    }
    Statement* operator->() { return s_; }
    Statement& operator*() { return *s_; }
private:
    Statement* s_;
};

struct OpenOptions {
    std::string path;
    Bytes key;        ///< 32 bytes, raw; empty: not encrypted (tests only)
    std::string vfs;  ///< empty: the default; a fault-injecting VFS by name (the cipher lies over it)
    bool read_only = false;
    bool exclusive = false;  ///< locking_mode EXCLUSIVE: one process owns the file
    int cache_kib = 8 * 1024;
    int page_bytes = 0;     ///< of a file that is made now, a power of two up to 65536; 0: SQLite's own
    bool full_sync = true;  ///< synchronous FULL: durable when commit returns; false: NORMAL
};

class Connection {
public:
    Connection() = default;
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// Waits up to two seconds for another process at every lock. Every connection has uuid(blob) -> text.
    /// Opens or creates: cipher (aegis), key, then WAL, then synchronous, foreign_keys off, secure_delete on,
    /// temp_store memory. Error "wrong_key" when the first read fails with NOTADB, else as error_from.
    static Result<Connection> open(const OpenOptions& options);

    /// A statement from the cache, prepared once. `sql` is the cache's key: exactly one statement, borrowed by one at
    /// a time (a second borrower while rows are being read ends the program).
    Result<Cached> prepare(std::string_view sql);
    /// A fresh statement, not cached.
    Result<Statement> prepare_once(std::string_view sql);
    /// Runs one or more statements without rows.
    Status exec(std::string_view sql);
    /// The first column of the first row as an integer; nullopt: no row.
    Result<std::optional<std::int64_t>> query_integer(std::string_view sql);
    Result<std::optional<std::string>> query_text(std::string_view sql);

    std::int64_t last_rowid() const;
    std::int64_t changes() const;
    sqlite3* raw() const { return db_; }
    bool is_open() const { return db_ != nullptr; }
    void close();
    /// True: closing leaves file and log as they are. For a store that may be damaged.
    void leave_on_close(bool leave);

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
    };
private:
    sqlite3* db_ = nullptr;
    std::unordered_map<std::string, std::unique_ptr<Statement>, Hash, std::equal_to<>> cache_;
};

/// Begins (IMMEDIATE for writing, DEFERRED for a snapshot) and rolls back unless committed.
class Transaction {
public:
    static Result<Transaction> write(Connection& db);
    static Result<Transaction> read(Connection& db);
    Transaction(Transaction&& o) noexcept : db_(std::exchange(o.db_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Status commit();
private:
    explicit Transaction(Connection* db) : db_(db) {}
    Connection* db_;
};

/// Brings `PRAGMA user_version` from what it is to `steps.size()`, one step in one transaction each; a step is SQL.
/// Error "store_newer" when the file's version is higher than ours.
Status migrate(Connection& db, const std::vector<std::string_view>& steps);

/// Sets SQLite up once per process and asserts its version (3.51.3 or newer).
bool initialise();

/// Is there such a file, where connections through this VFS would look for it? Empty: the default one.
bool file_exists(const std::string& path, const std::string& vfs);

}  // namespace wegwijs::sqlite
