#include <array>

#include <sqlite3.h>

#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/sqlite/cipher.hpp"
#include "client_core/shared/sqlite/functions.hpp"
#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::sqlite {

namespace {

constexpr int oldest_sqlite = 3'051'003;
constexpr int busy_ms = 2000;
/// One value or row. The longest of ours are a message of limits::message_bytes and a pack.
constexpr int most_bytes = 64 << 20;
constexpr std::size_t key_bytes = 32;
constexpr char cipher_vfs_prefix[] = "multipleciphers-";

/// Where the cipher writes to: the layer over the named VFS is made at first use.
Result<std::string> vfs_name(const std::string& below) {
    if (below.empty()) return std::string();
    std::string name = cipher_vfs_prefix + below;
    if (sqlite3_vfs_find(name.c_str())) return name;
    const int rc = sqlite3mc_vfs_create(below.c_str(), 0);
    if (rc != SQLITE_OK) return error_from(nullptr, rc, "open the store");
    return name;
}

/// Settings that no statement of ours may depend on being otherwise.
void harden(sqlite3* db) {
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, busy_ms);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, most_bytes);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

/// The first read shows whether the key fits.
Status check_key(sqlite3* db) {
    const int rc = sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    if (rc == SQLITE_OK) return done();
    if ((rc & 0xff) != SQLITE_NOTADB) return error_from(db, rc, "open the store");
    return Error{"wrong_key",
                 "The store could not be opened: the key does not fit, or the beginning of the file is damaged. "
                 "Nothing was changed. Check the key; keep the file.",
                 Retry::never};
}

Status use_wal(Connection& db) {
    const std::optional<std::string> mode = TRY(db.query_text("PRAGMA journal_mode=WAL"));
    // A database in memory has no log and answers so.
    if (mode == "wal" || mode == "memory") return done();
    return Error{"sqlite",
                 "Could not open the store: this place cannot hold a write-ahead log. Nothing was changed. Put the "
                 "store on a local disk.",
                 Retry::never};
}

/// After a kill in the middle of a commit the log may hold a transaction whole that never came to the disk. What is
/// seen from now on has to be there after a power cut too.
Status sync_log(sqlite3* db) {
    sqlite3_file* log = nullptr;
    const int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (rc != SQLITE_OK || !log || !log->pMethods) return done();
    const int synced = log->pMethods->xSync(log, SQLITE_SYNC_FULL);
    return synced == SQLITE_OK ? done() : Status(error_from(nullptr, synced, "bring what was saved to the disk"));
}

Status set_up(Connection& db, const OpenOptions& options) {
    // Before the first read: a log that was ever opened shared keeps its index in a -shm file.
    if (options.exclusive) TRY(db.exec("PRAGMA locking_mode=EXCLUSIVE"));
    TRY(check_key(db.raw()));
    if (!options.read_only) {
        if (options.page_bytes > 0) TRY(db.exec("PRAGMA page_size=" + std::to_string(options.page_bytes)));
        TRY(use_wal(db));
        TRY(db.exec(options.full_sync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
        if (seam::is(seam::Fault::skip_sync)) TRY(db.exec("PRAGMA synchronous=OFF"));
        if (options.full_sync) TRY(sync_log(db.raw()));
    }
    TRY(db.exec("PRAGMA cache_size=-" + std::to_string(options.cache_kib)));
    TRY(db.exec("PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA mmap_size=0; PRAGMA foreign_keys=OFF"));
    const int rc = register_functions(db.raw());
    if (rc != SQLITE_OK) return error_from(db.raw(), rc, "open the store");
    return done();
}

Result<sqlite3_stmt*> prepare_statement(sqlite3* db, std::string_view sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int rc = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), flags, &statement, &rest);
    if (rc != SQLITE_OK) {
        Error error = error_from(db, rc, "understand an instruction to the store");
        // What does not parse is program text (values are bound), and without SQLite's words nobody can mend it.
        if ((rc & 0xff) == SQLITE_ERROR) error.message.append(": ").append(sqlite3_errmsg(db));
        return error;
    }
    const std::string_view left = sql.substr(static_cast<std::size_t>(rest - sql.data()));
    if (statement && left.find_first_not_of(" \t\r\n;") == left.npos) return statement;
    sqlite3_finalize(statement);
    return Error{"sqlite", "An instruction to the store must be exactly one statement. Nothing was changed.",
                 Retry::never};
}

}  // namespace

int set_cipher(sqlite3* db, ByteView key) {
    const int cipher = sqlite3mc_cipher_index("aegis");
    if (cipher <= 0 || sqlite3mc_config(db, "cipher", cipher) != cipher) return SQLITE_ERROR;

    constexpr char digits[] = "0123456789abcdef";
    std::array<char, 4 + 2 * key_bytes> text{'r', 'a', 'w', ':'};
    for (std::size_t i = 0; i < key_bytes; ++i) {
        const auto octet = static_cast<unsigned char>(key[i]);
        text[4 + 2 * i] = digits[octet >> 4];
        text[5 + 2 * i] = digits[octet & 15];
    }
    const int rc = sqlite3_key_v2(db, "main", text.data(), static_cast<int>(text.size()));
    for (volatile char& c : text) c = 0;
    return rc;
}

bool initialise() {
    static const bool usable = sqlite3_initialize() == SQLITE_OK && sqlite3_libversion_number() >= oldest_sqlite;
    return usable;
}

bool file_exists(const std::string& path, const std::string& vfs) {
    sqlite3_vfs* const through = initialise() ? sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str()) : nullptr;
    int there = 0;
    return through && through->xAccess(through, path.c_str(), SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK && there != 0;
}

Connection::Connection(Connection&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), cache_(std::move(other.cache_)) {
    other.cache_.clear();
}

Connection& Connection::operator=(Connection&& other) noexcept {
    std::swap(db_, other.db_);
    std::swap(cache_, other.cache_);
    return *this;
}

Connection::~Connection() { close(); }

void Connection::close() {
    cache_.clear();
    // v2 waits for statements that outlive the connection instead of leaking it.
    sqlite3_close_v2(std::exchange(db_, nullptr));
}

void Connection::leave_on_close(bool leave) {
    sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave ? 1 : 0, nullptr);
}

Result<Connection> Connection::open(const OpenOptions& options) {
    ALWAYS(options.key.empty() || options.key.size() == key_bytes);
    if (!initialise())
        return Error{"sqlite",
                     "The database library on this machine is too old to be used. Nothing was changed. Update it.",
                     Retry::after_update};
    const std::string vfs = TRY(vfs_name(options.vfs));
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    Connection db;
    int rc = sqlite3_open_v2(options.path.c_str(), &db.db_, flags, vfs.empty() ? nullptr : vfs.c_str());
    if (rc != SQLITE_OK) return error_from(db.db_, rc, "open the store");
    harden(db.db_);
    if (!options.key.empty()) {
        rc = set_cipher(db.db_, options.key);
        if (rc != SQLITE_OK) return error_from(db.db_, rc, "set the store's key");
    }
    TRY(set_up(db, options));
    return db;
}

Result<Cached> Connection::prepare(std::string_view sql) {
    const auto found = cache_.find(sql);
    if (found != cache_.end()) {
        // The same text borrowed twice at once would share one cursor.
        ALWAYS(!sqlite3_stmt_busy(found->second->raw()));
        return Cached(found->second.get());
    }
    auto statement = std::make_unique<Statement>(TRY(prepare_statement(db_, sql, SQLITE_PREPARE_PERSISTENT)));
    return Cached(cache_.emplace(sql, std::move(statement)).first->second.get());
}

Result<Statement> Connection::prepare_once(std::string_view sql) {
    return Statement(TRY(prepare_statement(db_, sql, 0)));
}

Status Connection::exec(std::string_view sql) {
    const int rc = sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK) {
        Error error = error_from(db_, rc, "carry out an instruction to the store");
        if ((rc & 0xff) == SQLITE_ERROR) error.message.append(": ").append(sqlite3_errmsg(db_));
        return error;
    }
    return done();
}

Result<std::optional<std::int64_t>> Connection::query_integer(std::string_view sql) {
    Cached query = TRY(prepare(sql));
    if (!TRY(query->step())) return std::optional<std::int64_t>();
    return std::optional<std::int64_t>(query->integer(0));
}

Result<std::optional<std::string>> Connection::query_text(std::string_view sql) {
    Cached query = TRY(prepare(sql));
    if (!TRY(query->step())) return std::optional<std::string>();
    return std::optional<std::string>(std::string(query->text(0)));
}

std::int64_t Connection::last_rowid() const { return sqlite3_last_insert_rowid(db_); }
std::int64_t Connection::changes() const { return sqlite3_changes64(db_); }

}  // namespace wegwijs::sqlite
