// Making and opening a store.
#include "client_core/store/store.hpp"

#include "client_core/store/salvage.hpp"
#include "client_core/store/spare.hpp"
#include "client_core/store/state.hpp"

namespace wegwijs::store {

namespace {

Error exists() {
    return {"exists", "There is a store at this place already. Nothing was changed. Choose another file.",
            Retry::never};
}

Error not_made() {
    return {"disk_error",
            "The store could not be brought to the disk. Nothing was made. Check the disk, then try again.",
            Retry::later};
}

Error missing(const OpenOptions& options) {
    std::string message =
        "There is no store at this place. Nothing was changed. Check the file's name, or make a store first.";
    if (const std::string note = note_of_salvage(options); !note.empty()) message += " What happened here: " + note;
    return {"store_missing", message, Retry::never};
}

Error put_aside(const OpenOptions& options, const Bytes& data_key) {
    const auto salvaged = salvage(options, data_key);
    return salvaged ? told(*salvaged) : salvaged.error();
}

}  // namespace

Store::Store() : state_(std::make_unique<State>()) {}

Store::~Store() {
    // The mark goes while the log is still there, and empty: nothing can come between that looks like a lost one.
    if (state_->watched && empty_log()) static_cast<void>(state_->options.files->remove(open_mark(state_->options)));
}

Result<sqlite::Connection> Store::State::connect(const std::string& path, const Bytes& key) const {
    sqlite::OpenOptions open;
    open.path = path;
    open.key = key;
    open.vfs = options.vfs;
    open.exclusive = true;
    open.full_sync = options.full_sync;
    open.page_bytes = store_page_bytes;
#ifdef WEGWIJS_CACHE_KIB
    open.cache_kib = WEGWIJS_CACHE_KIB;
#endif
    return sqlite::Connection::open(open);
}

Status Store::State::start(sqlite::Connection connection) {
    connection.leave_on_close(true);  // until it is known to be whole enough to work with
    // Store::create moves a file into place when its tables are in it. Without them it is not one of ours, or no more.
    if (TRY(connection.query_integer("SELECT count(*) FROM sqlite_schema WHERE name = 'own'")) != std::int64_t{1})
        return Error{"store_damaged", "This file holds no store.", Retry::never};
    TRY(sqlite::migrate(connection, fixed_tables()));
    tables = std::make_unique<SqlTables>(std::move(connection), *options.clock, *options.random);
    TRY(tables->start());
    identity = TRY(decode_identity(TRY(tables->value("identity"))));
    tables->db().leave_on_close(false);
    return done();
}

Result<std::unique_ptr<Store>> Store::create(const OpenOptions& options, const Identity& identity,
                                             std::shared_ptr<const model::Pack> pack) {
    ALWAYS(options.clock && options.random && options.files && pack);
    if (!crypto::initialise())
        return Error{"crypto", "The encryption library cannot be used on this machine. Nothing was made.",
                     Retry::after_update};
    Files& files = *options.files;
    if (files.exists(options.path) || salvage_begun(options)) return exists();
    // Made beside and moved into place when it is whole, so that a kill half way leaves nothing that looks like a
    // store.
    const std::string beside = options.path + ".new";
    for (const char* left : {"", "-wal", "-shm", "-journal"}) TRY(files.remove(beside + left));
    std::unique_ptr<Store> store(new Store());
    store->state_->options = options;
    store->state_->key_file = std::make_unique<KeyFile>(files, options.path);
    KeyFile& key_file = *store->state_->key_file;
    Bytes data_key = options.random->bytes(32);
    {
        sqlite::Connection connection = TRY(store->state_->connect(beside, data_key));
        TRY(sqlite::migrate(connection, fixed_tables()));
        SqlTables tables(std::move(connection), *options.clock, *options.random);
        sqlite::Transaction local = TRY(sqlite::Transaction::write(tables.db()));
        TRY(tables.take_pack(pack->json()));
        TRY(tables.set_value("identity", encode_identity(identity)));
        TRY(tables.set_device(identity.device));
        TRY(local.commit());
        // Only the file is moved into place, so all of it must stand there.
        if (TRY(tables.db().query_integer("PRAGMA wal_checkpoint(TRUNCATE)")) != std::int64_t{0}) return not_made();
    }
    if (files.size(beside + "-wal") > 0) return not_made();
    if (key_file.exists()) {
        // A key without its store is never written over: the store may only have been moved away.
        const std::string aside = options.path + ".key.before-" + std::to_string(options.clock->now());
        if (files.exists(key_file.path())) TRY(files.rename(key_file.path(), aside));
        if (files.exists(key_file.second_path())) TRY(files.rename(key_file.second_path(), aside + ".2"));
        const std::string spare = Spare::path(options.path);
        if (files.exists(spare)) TRY(files.rename(spare, aside + ".spare"));
    }
    TRY(key_file.create(data_key, options.pin, options.kdf, *options.random));
    const Spare spare{encode_identity(identity), std::string(pack->json())};
    TRY(spare.write(files, options.path, data_key));
    TRY(files.rename(beside, options.path));
    TRY(store->state_->start(TRY(store->state_->connect(options.path, data_key))));
    crypto::wipe(data_key);
    crypto::wipe(store->state_->options.pin);
    return store;
}

Result<std::unique_ptr<Store>> Store::open(const OpenOptions& options) {
    ALWAYS(options.clock && options.random && options.files);
    if (!crypto::initialise())
        return Error{"crypto", "The encryption library cannot be used on this machine. Nothing was changed.",
                     Retry::after_update};
    const bool begun = salvage_begun(options);
    if (!begun && !options.files->exists(options.path)) return missing(options);
    auto key_file = std::make_unique<KeyFile>(*options.files, options.path);
    Bytes data_key = TRY(key_file->unlock(options.pin, *options.clock));
    // SQLite takes an empty file for a new one, and deletes the log that stands beside it.
    if (begun || options.files->size(options.path) == 0 || silently_damaged(options, data_key))
        return put_aside(options, data_key);
    const bool had_log = options.files->exists(options.path + "-wal");
    std::unique_ptr<Store> store(new Store());
    store->state_->options = options;
    store->state_->key_file = std::move(key_file);
    crypto::wipe(store->state_->options.pin);
    Status started = done();
    auto connection = store->state_->connect(options.path, data_key);
    if (connection) started = store->state_->start(std::move(*connection));
    else started = connection.error();
    // The PIN was right, so a key that does not fit means a damaged beginning of the file.
    if (!started && (started.error().code == "wrong_key" || started.error().code == "store_damaged")) {
        store.reset();
        return put_aside(options, data_key);
    }
    crypto::wipe(data_key);
    if (!started) return started.error();
    if (options.watch_log) TRY(store->state_->watch(had_log));
    return store;
}

Status Store::State::watch(bool had_log) {
    Files& files = *options.files;
    const bool marked = files.exists(open_mark(options));
    if (marked && !had_log) TRY(tables->set_value("log_lost", model::encode_integer(options.clock->now())));
    // Where it cannot be written only this goes unnoticed.
    watched = marked || files.write_atomically(open_mark(options), "").ok();
    return done();
}

Result<Salvaged> Store::set_aside(const OpenOptions& options) {
    ALWAYS(options.clock && options.random && options.files);
    if (!salvage_begun(options) && !options.files->exists(options.path)) return missing(options);
    Bytes data_key = TRY(KeyFile(*options.files, options.path).unlock(options.pin, *options.clock));
    auto salvaged = salvage(options, data_key);
    crypto::wipe(data_key);
    return salvaged;
}

const model::Pack& Store::pack() const { return state_->tables->pack(); }

Identity& Store::identity() {
    if (auto device = state_->tables->device()) state_->identity.device = *device;
    return state_->identity;
}

Status Store::save_identity() {
    TRY(state_->tables->set_device(state_->identity.device));
    return state_->tables->set_value("identity", encode_identity(state_->identity));
}

Tables& Store::tables() { return *state_->tables; }

Status Store::set_with_next(std::string_view name, ByteView value) {
    // A trigger of this connection alone: what it does is part of the statement that sets it off.
    const std::string put = " BEGIN INSERT OR REPLACE INTO value(name, data) VALUES (CAST(x'" + to_hex(name) +
                            "' AS TEXT), x'" + to_hex(value) + "'); END;";
    return state_->db().db().exec(
        "DROP TRIGGER IF EXISTS temp.with_saved; DROP TRIGGER IF EXISTS temp.with_dealt_with;"
        "CREATE TEMP TRIGGER with_saved AFTER INSERT ON main.own" +
        put + "CREATE TEMP TRIGGER with_dealt_with AFTER DELETE ON main.rejected" + put);
}

Status Store::empty_log() {
    if (TRY(state_->db().db().query_integer("PRAGMA wal_checkpoint(TRUNCATE)")) == std::int64_t{0}) return done();
    return Error{"store_busy", "The log of the store could not be emptied. Nothing is lost.", Retry::now};
}

void Store::observe(Observer observer) { state_->tables->observe(std::move(observer)); }

}  // namespace wegwijs::store
