#include "sync_server/store/sqlite_store.hpp"

#include <mutex>

#include <sqlite3.h>

#include "sync_server/store/sqlite_batch.hpp"
#include "sync_server/store/sqlite_open.hpp"
#include "sync_server/store/sqlite_schema.hpp"

namespace wegwijs::server {

namespace {

constexpr std::size_t most_idle_readers = 8;
constexpr int writer_cache_kib = 64 * 1024;
constexpr int reader_cache_kib = 8 * 1024;
constexpr int page_bytes = 16 * 1024;
constexpr int busy_ms = 2000;

Result<sqlite::Connection> open_connection(const SqliteStoreOptions& options, bool read_only) {
    sqlite::OpenOptions open;
    open.path = options.path;
    open.key = page_key(options.key);
    open.vfs = options.vfs;
    open.read_only = read_only;
    open.full_sync = options.full_sync;
    open.page_bytes = page_bytes;
    open.cache_kib = read_only ? reader_cache_kib : writer_cache_kib;
    return sqlite::Connection::open(open);
}

class Readers {
public:
    Readers(const SqliteStoreOptions& options, Random& random) : options_(options), random_(random) {}

    Result<std::unique_ptr<ReaderSlot>> take() {
        {
            std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                std::unique_ptr<ReaderSlot> slot = std::move(idle_.back());
                idle_.pop_back();
                return slot;
            }
        }
        return std::make_unique<ReaderSlot>(TRY(open_reader(options_)), options_.key, random_);
    }

    void give_back(std::unique_ptr<ReaderSlot> slot) {
        std::lock_guard lock(mutex_);
        if (idle_.size() < most_idle_readers) idle_.push_back(std::move(slot));
    }

private:
    const SqliteStoreOptions& options_;
    Random& random_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<ReaderSlot>> idle_;
};

/// Gives its connection back when it goes, after its transaction has ended.
class Lease {
public:
    Lease(Readers& readers, std::unique_ptr<ReaderSlot> slot) : readers_(readers), slot_(std::move(slot)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
        transaction_.reset();
        readers_.give_back(std::move(slot_));
    }
    Status begin() {
        transaction_.emplace(TRY(fix_snapshot(*slot_)));
        return done();
    }
    ReaderSlot& slot() { return *slot_; }

private:
    Readers& readers_;
    std::unique_ptr<ReaderSlot> slot_;
    std::optional<sqlite::Transaction> transaction_;
};

class SqliteSnapshot final : public Answering<Snapshot> {
public:
    explicit SqliteSnapshot(std::unique_ptr<Lease> lease)
        : Answering<Snapshot>(SqliteReader(lease->slot().db, lease->slot().keys)), lease_(std::move(lease)) {}

private:
    std::unique_ptr<Lease> lease_;
};

class SqliteStore final : public Store {
public:
    SqliteStore(const SqliteStoreOptions& options, Random& random)
        : options_(options), writer_(options.key, random), readers_(options_, random) {}

    ~SqliteStore() override {
        if (writer_.db.is_open()) empty_log(writer_.db);
    }

    Status open() {
        writer_.db = TRY(open_writer(options_));
        // A kill may have come between an erasure and the emptying of the log that still holds what was erased.
        writer_.scrub = !empty_log(writer_.db);
        return done();
    }

    Result<std::unique_ptr<Snapshot>> snapshot() override {
        Result<std::unique_ptr<ReaderSlot>> slot = readers_.take();
        if (!slot.ok()) return store_error(std::move(slot.error()));
        auto lease = std::make_unique<Lease>(readers_, std::move(*slot));
        const Status begun = lease->begin();
        if (!begun.ok()) return store_error(begun.error());
        return std::unique_ptr<Snapshot>(new SqliteSnapshot(std::move(lease)));
    }

    Result<std::unique_ptr<Batch>> begin() override { return SqliteBatch::begin(writer_); }

private:
    const SqliteStoreOptions options_;
    Writer writer_;
    Readers readers_;
};

}  // namespace

Result<sqlite::Connection> open_writer(const SqliteStoreOptions& options) {
    sqlite::Connection db = TRY(open_connection(options, false));
    TRY(bring_up_to_date(db));
    // 64 MiB: a page that many batches change is moved from the log once, and few batches wait for that.
    TRY(db.exec("PRAGMA wal_autocheckpoint=4000"));
    return db;
}

Result<sqlite::Connection> open_reader(const SqliteStoreOptions& options) { return open_connection(options, true); }

Status require_file(const SqliteStoreOptions& options) {
    if (sqlite::file_exists(options.path, options.vfs)) return done();
    return Error{"missing", "There is no server store in this folder. Nothing was changed. Run init first.",
                 Retry::never};
}

bool empty_log(sqlite::Connection& db) {
    sqlite3_busy_timeout(db.raw(), 0);
    Result<std::optional<std::int64_t>> busy = db.query_integer("PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_busy_timeout(db.raw(), busy_ms);
    return busy.ok() && *busy == 0;
}

Result<sqlite::Transaction> fix_snapshot(ReaderSlot& slot) {
    sqlite::Transaction transaction = TRY(sqlite::Transaction::read(slot.db));
    const std::int64_t erasures =
        TRY(slot.db.query_integer("SELECT value FROM counter WHERE name = 'erasures'")).value_or(0);
    if (erasures != slot.erasures) slot.keys.forget();
    slot.erasures = erasures;
    return transaction;
}

void scrub_log(Writer& writer) { writer.scrub = !empty_log(writer.db); }

Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteStoreOptions& options, bool create, Random& random) {
    if (!create) TRY(require_file(options));
    if (create && sqlite::file_exists(options.path, options.vfs))
        return Error{"exists", "There is a server store here already. Nothing was changed.", Retry::never};
    auto store = std::make_unique<SqliteStore>(options, random);
    TRY(store->open());
    return std::unique_ptr<Store>(std::move(store));
}

}  // namespace wegwijs::server
