#include "client_core/store/salvage.hpp"

#include "client_core/store/state.hpp"

namespace wegwijs::store {

namespace {

struct Saved {
    std::size_t rows = 0, lost = 0;
    bool made = false, usable = false;
};

/// There while a store is being set aside: the time in the names that its files get.
std::string mark_of(const OpenOptions& options) { return options.path + ".terzijde"; }

Error damaged(const std::string& what) {
    return {"store_damaged", "The store is damaged and could not be opened. " + what, Retry::never};
}

/// Blocks of bodies, each by itself. Gives where those that could be read begin and end.
std::map<std::int64_t, std::int64_t> copy_blocks(sqlite::Connection& from, sqlite::Connection& to) {
    std::map<std::int64_t, std::int64_t> copied;
    std::vector<std::int64_t> found;
    auto firsts = from.prepare_once("SELECT first FROM own_block ORDER BY first DESC");
    if (!firsts) return copied;
    for (auto step = firsts->step(); step && *step; step = firsts->step()) found.push_back(firsts->integer(0));
    for (const std::int64_t first : found) {
        auto read = from.prepare("SELECT last, body FROM own_block WHERE first = ?1");
        auto write = to.prepare("INSERT OR REPLACE INTO own_block(first, last, body) VALUES (?1, ?2, ?3)");
        if (!read || !write) break;
        (*read)->bind(1, first);
        const auto step = (*read)->step();
        if (!step || !*step) continue;
        (*write)->bind(1, first).bind(2, (*read)->integer(0)).bind_blob(3, (*read)->blob(1));
        if ((*write)->run()) copied[first] = (*read)->integer(0);
    }
    return copied;
}

bool in_one_of(const std::map<std::int64_t, std::int64_t>& blocks, std::int64_t seq) {
    const auto after = blocks.upper_bound(seq);
    return after != blocks.begin() && std::prev(after)->second >= seq;
}

/// Row by row, since a damaged page takes only its own rows with it.
void copy_rows(sqlite::Connection& from, sqlite::Connection& to, Saved& saved) {
    const auto blocks = copy_blocks(from, to);
    auto seqs = from.prepare_once("SELECT seq FROM own ORDER BY seq DESC");
    std::vector<std::int64_t> found;
    if (!seqs) return;
    for (auto step = seqs->step(); step && *step; step = seqs->step()) found.push_back(seqs->integer(0));
    for (const std::int64_t seq : found) {
        auto read = from.prepare("SELECT hash, body, flags, dossier FROM own WHERE seq = ?1");
        auto write =
            to.prepare("INSERT OR REPLACE INTO own(seq, hash, body, flags, dossier) VALUES (?1, ?2, ?3, ?4, ?5)");
        if (!read || !write) break;
        (*read)->bind(1, seq);
        const auto step = (*read)->step();
        if (!step || !*step || (((*read)->integer(2) & own_flag::in_block) != 0 && !in_one_of(blocks, seq))) {
            ++saved.lost;
            continue;
        }
        (*write)->bind(1, seq).bind_blob(2, (*read)->blob(0));
        if ((*read)->is_null(1)) (*write)->bind_null(3);
        else (*write)->bind_blob(3, (*read)->blob(1));
        (*write)->bind(4, (*read)->integer(2)).bind(5, (*read)->integer(3));
        if ((*write)->run()) ++saved.rows;
        else ++saved.lost;
    }
}

/// Small tables whose rows say what the own transactions belong to; one that cannot be read is left out.
void copy_table(sqlite::Connection& from, sqlite::Connection& to, const std::string& table) {
    auto read = from.prepare_once("SELECT * FROM " + table);
    if (!read) return;
    // By name: the damaged store may be of an earlier version, with fewer columns.
    const int columns = read->columns();
    std::string names, places;
    for (int i = 0; i < columns; ++i) {
        names += (i == 0 ? "" : ", ") + std::string(read->column_name(i));
        places += (i == 0 ? "?" : ", ?") + std::to_string(i + 1);
    }
    auto write = to.prepare_once("INSERT OR REPLACE INTO " + table + "(" + names + ") VALUES (" + places + ")");
    if (!write) return;
    for (auto step = read->step(); step && *step; step = read->step()) {
        for (int i = 0; i < columns; ++i) {
            switch (read->column_type(i)) {
                case 1: write->bind(i + 1, read->integer(i)); break;
                case 3: write->bind(i + 1, read->text(i)); break;
                case 4: write->bind_blob(i + 1, read->blob(i)); break;
                default: write->bind_null(i + 1);
            }
        }
        if (!write->run()) return;
        write->reset();
    }
}

/// Typed tables anew, and nothing held: the next sync sends what is unsent and brings everything again.
Status make_usable(const OpenOptions& options, sqlite::Connection connection) {
    SqlTables tables(std::move(connection), *options.clock, *options.random);
    TRY(decode_identity(TRY(tables.value("identity"))));
    sqlite::Transaction local = TRY(sqlite::Transaction::write(tables.db()));
    TRY(tables.take_pack(TRY(tables.value("pack"))));
    SyncState sync = TRY(SyncState::load(tables));
    sync.round = {};
    sync.stage.reset();
    sync.parts = 0;
    TRY(sync.save(tables));
    TRY(tables.db().exec(
        "UPDATE dossier SET number = NULL, as_of = 0, as_of_check = NULL, sum = 0, flags = flags & 2, repairs = 0"));
    return local.commit();
}

Saved rescue(const OpenOptions& options, const Bytes& data_key, const std::string& aside, const std::string& rescued) {
    Saved saved;
    if (options.files->size(aside) == 0) return saved;  // to open it would delete its log
    sqlite::OpenOptions open;
    open.path = aside;
    open.key = data_key;
    open.vfs = options.vfs;
    open.exclusive = true;
    auto from = sqlite::Connection::open(open);
    if (!from) return saved;
    open.path = rescued;
    auto to = sqlite::Connection::open(open);
    if (!to || !sqlite::migrate(*to, fixed_tables())) return saved;
    auto local = sqlite::Transaction::write(*to);
    if (!local) return saved;
    copy_rows(*from, *to, saved);
    copy_table(*from, *to, "value");
    copy_table(*from, *to, "dossier");
    copy_table(*from, *to, "outcome");
    copy_table(*from, *to, "rejected");
    if (!local->commit() || saved.rows == 0) return saved;
    saved.made = true;
    saved.usable = make_usable(options, std::move(*to)).ok();
    return saved;
}

}  // namespace

bool salvage_begun(const OpenOptions& options) {
    if (!options.files->exists(mark_of(options))) return false;
    // A mark that came back with a power cut is about a store that stands aside already, not about the one here.
    const auto time = options.files->read(mark_of(options));
    return !time.ok() || !options.files->exists(options.path) ||
           !options.files->exists(options.path + ".beschadigd-" + *time);
}

Error salvage(const OpenOptions& options, const Bytes& data_key) {
    Files& files = *options.files;
    // The files go one after another, and a kill in between must not part a store from its log: what has begun is gone
    // on with, under the same names.
    const std::string now = std::to_string(options.clock->now());
    std::string time = now;
    if (salvage_begun(options)) {
        auto begun = files.read(mark_of(options));
        if (!begun) return damaged("Nothing was changed. " + begun.error().message);
        time = *begun;
    } else if (auto marked = files.write_atomically(mark_of(options), time); !marked) {
        return damaged("Nothing was changed. " + marked.error().message);
    }
    const std::string aside = options.path + ".beschadigd-" + time, rescued = options.path + ".gered-" + now;
    // The key first: whatever happens then, it stands beside the file that needs it.
    for (const char* ending : {".key", ".key.2"}) {
        auto key = files.read(options.path + ending);
        if (!key) continue;
        for (const std::string& to : {aside, rescued})
            if (auto written = files.write_atomically(to + ending, *key); !written)
                return damaged("It is as it was. " + written.error().message);
    }
    for (const char* ending : {"-wal", ""})
        if (files.exists(options.path + ending))
            if (auto moved = files.rename(options.path + ending, aside + ending); !moved)
                return damaged("Setting it aside will be gone on with when it is opened again. " +
                               moved.error().message);
    const Saved saved = rescue(options, data_key, aside, rescued);
    static_cast<void>(files.remove(mark_of(options)));
    std::string what = "It was set aside as " + aside + "; keep that file. ";
    if (saved.made)
        what += std::to_string(saved.rows) + " saved changes could be read and stand in " + rescued + " (same PIN)" +
                (saved.lost > 0 ? "; " + std::to_string(saved.lost) + " could not be read. " : ". ");
    else what += "Nothing in it could be read. ";
    if (saved.usable)
        what += "That file opens as a store: after a sync the work is at the server and the rest is back. ";
    return damaged(what + "Ask the administrator before anything else is done with these files.");
}

}  // namespace wegwijs::store
