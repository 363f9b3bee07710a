// A new store of what the pages of a damaged one still hold.
#include <algorithm>

#include "client_core/shared/sqlite/damaged_file.hpp"
#include "client_core/store/found_rows.hpp"
#include "client_core/store/salvage.hpp"
#include "client_core/store/spare.hpp"
#include "client_core/store/sql_tables.hpp"

namespace wegwijs::store {

namespace {

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

bool of_the_disk(const Error& error) { return error.code.starts_with("disk_") || error.code == "store_busy"; }

/// Own transactions in the order of their chain. Where one is missing that was not sent, a void one takes its place
/// under a hash of its own, and what follows is counted on from there: the server can be told no other way.
void close_gaps(FoundRows& found, std::uint64_t acked, Random& random) {
    if (Bytes hash = found.hash_at(acked); acked > 0 && !hash.empty() && !found.own.contains(acked)) {
        found.own[acked].hash = std::move(hash);
        found.own[acked].flags = own_flag::is_void;
    }
    if (found.own.empty()) return;
    const std::uint64_t head = found.own.rbegin()->first;
    bool other_chain = false;
    Bytes previous;
    for (std::uint64_t seq = acked + 1; seq <= head; ++seq) {
        FoundRows::Own& row = found.own[seq];
        if (row.hash.empty()) {
            row.hash = random.bytes(protocol::chain_start.size());
            row.flags = own_flag::is_void;
            row.gone = other_chain = true;
        } else if (!row.transaction) {
            other_chain = false;  // its hash is sent as it stands, so from here on the chain is the old one
        } else if (other_chain) {
            row.hash = protocol::chain_next(previous, protocol::encode_transaction(*row.transaction));
        }
        previous = row.hash;
    }
}

/// Refused work of which only the server's word is left.
void list_refused(FoundRows& found) {
    for (const auto& [seq, outcome] : found.outcomes) {
        const auto row = found.own.find(seq);
        if (outcome.server_seq != 0 || outcome.code.empty() || outcome.code == "void" || outcome.code == "gewist" ||
            found.refused.contains(seq) || row == found.own.end() || !row->second.transaction)
            continue;
        found.refused[seq] = {outcome.code, outcome.detail, row->second.transaction->at};
    }
}

/// Can every page of a table be found from its first one, and read?
bool whole_tree(std::uint32_t root, const sqlite::ReadPage& read) {
    std::vector<std::uint32_t> pages{root};
    std::set<std::uint32_t> seen;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        Bytes page;
        if (pages[i] == 0 || !seen.insert(pages[i]).second || !read(pages[i], page) ||
            !sqlite::is_tree_page(page, pages[i]))
            return false;
        for (const std::uint32_t below : sqlite::pages_below(page, pages[i])) pages.push_back(below);
    }
    return true;
}

void count(const FoundRows& found, std::uint64_t acked, Salvaged& salvaged) {
    std::set<Id> dossiers;
    for (const auto& [seq, row] : found.own) {
        const bool content = row.transaction || (!row.body.empty() && (row.flags & own_flag::sealed) != 0);
        if (found.refused.contains(seq)) ++(content ? salvaged.refused : salvaged.refused_lost);
        if (seq <= acked) continue;
        if (row.gone) ++salvaged.unsent_lost;
        else if (content) ++salvaged.unsent;
        if (row.transaction) dossiers.insert(row.transaction->dossier);
    }
    for (const auto& [seq, refused] : found.refused)
        if (!found.own.contains(seq)) ++salvaged.refused_lost;
    salvaged.dossiers.assign(dossiers.begin(), dossiers.end());
}

Status put_own(sqlite::Connection& to, const FoundRows& found) {
    sqlite::Statement put =
        TRY(to.prepare_once("INSERT INTO own(seq, hash, body, flags, dossier) VALUES (?1, ?2, ?3, ?4, ?5)"));
    for (const auto& [seq, row] : found.own) {
        std::int64_t flags = row.flags;
        put.bind(1, number(seq)).bind_blob(2, row.hash);
        if (row.gone) flags = (flags & ~own_flag::compressed) | own_flag::is_void;
        if (row.body.empty() || row.gone) put.bind_null(3);
        else put.bind_blob(3, row.body);
        put.bind(4, flags).bind(5, row.dossier);
        TRY(put.run());
        put.reset();
    }
    return done();
}

/// Nothing of them is held: the next sync brings everything again.
Status put_dossiers(sqlite::Connection& to, const FoundRows& found) {
    constexpr std::int64_t made_here = 2;
    sqlite::Statement put = TRY(to.prepare_once(
        "INSERT OR IGNORE INTO dossier(nr, id, municipality, role, as_of, sum, flags, repairs) VALUES (?1, ?2, ?3, ?4, "
        "0, 0, ?5, 0)"));
    for (const auto& [nr, row] : found.dossiers) {
        put.bind(1, nr).bind_blob(2, row.id.bytes()).bind(3, row.municipality).bind(4, row.role);
        put.bind(5, row.made_here ? made_here : 0);
        TRY(put.run());
        put.reset();
    }
    return done();
}

Status put_outcomes(sqlite::Connection& to, const FoundRows& found) {
    sqlite::Statement put = TRY(to.prepare_once(
        "INSERT INTO outcome(seq, count, server_seq, at, S, code, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    for (const auto& [seq, row] : found.outcomes) {
        put.bind(1, number(seq)).bind(2, number(row.count)).bind(3, number(row.server_seq));
        if (row.at) put.bind(4, *row.at);
        else put.bind_null(4);
        if (row.S) put.bind(5, *row.S);
        else put.bind_null(5);
        put.bind(6, row.code).bind(7, row.detail);
        TRY(put.run());
        put.reset();
    }
    sqlite::Statement list =
        TRY(to.prepare_once("INSERT INTO rejected(seq, code, reason, at) VALUES (?1, ?2, ?3, ?4)"));
    for (const auto& [seq, row] : found.refused) {
        const auto own = found.own.find(seq);
        if (own == found.own.end() || own->second.gone) continue;
        list.bind(1, number(seq)).bind(2, row.code).bind(3, row.reason).bind(4, row.at);
        TRY(list.run());
        list.reset();
    }
    return done();
}

Status put_values(SqlTables& to, const FoundRows& found, const Salvaged& salvaged) {
    for (const auto& [name, value] : found.values)
        if (!name.starts_with("part:")) TRY(to.set_value(name, value));
    Salvaged kept = salvaged;
    kept.in_place = true;  // read from there only
    return to.set_value("salvaged", encode_salvaged(kept));
}

/// What the server does not send again by itself, from its second copy.
Status fill_in(SqlTables& tables, const OpenOptions& options, ByteView data_key) {
    const auto identity = decode_identity(TRY(tables.value("identity")));
    const Bytes pack = TRY(tables.value("pack"));
    if (identity && !pack.empty()) return done();
    const auto spare = Spare::read(*options.files, options.path, data_key);
    if (!spare) return done();
    if (pack.empty()) TRY(tables.set_value("pack", spare->pack));
    if (identity) return done();
    TRY(tables.set_value("identity", spare->identity));
    // It may have another number by now: then the server finds its work under that one.
    if (TRY(tables.device()) == 0) TRY(tables.set_device(TRY(decode_identity(spare->identity)).device));
    return done();
}

/// Typed tables, and nothing held: the next sync sends what is unsent and brings everything again.
Status make_usable(SqlTables& tables, std::uint64_t acked) {
    TRY(decode_identity(TRY(tables.value("identity"))));
    sqlite::Transaction local = TRY(sqlite::Transaction::write(tables.db()));
    TRY(tables.take_pack(TRY(tables.value("pack"))));
    TRY(tables.set_acked(acked));
    auto kept = SyncState::load(tables);
    SyncState sync = kept ? std::move(*kept) : SyncState();
    sync.round = {};
    sync.stage.reset();
    sync.parts = 0;
    sync.walked.clear();
    sync.steps.clear();
    sync.last_sync.reset();
    // Values of own work that cannot be read here any more have to come with the rest.
    sync.own_from = TRY(tables.head_seq()) + 1;
    TRY(sync.save(tables));
    TRY(local.commit());
    const auto left = TRY(tables.db().query_integer("PRAGMA wal_checkpoint(TRUNCATE)"));
    return left == std::int64_t{0} ? done() : Status(Error{"disk_error", "It did not come to the disk.", Retry::later});
}

}  // namespace

Result<bool> rescue(const OpenOptions& options, const Bytes& data_key, const std::string& aside,
                    const std::string& saved, Salvaged& salvaged) {
    sqlite::OpenOptions open;
    open.path = aside;
    open.key = data_key;
    open.vfs = options.vfs;
    open.page_bytes = store_page_bytes;
    auto damaged = sqlite::DamagedFile::open(open);
    if (!damaged) return damaged.error();
    const sqlite::ReadPage read = [&](std::uint32_t page, Bytes& to) {
        if (page == 0 || !damaged->read(page, to)) return false;
        to.resize(damaged->usable());
        return true;
    };
    FoundRows found;
    salvaged.read_pages = false;
    Bytes page;
    for (const std::uint32_t one : damaged->numbers()) {
        if (!read(one, page)) continue;
        salvaged.read_pages = true;
        found.take(page, one, read);
    }
    found.settle();
    list_refused(found);
    const std::uint64_t acked = found.acked();
    close_gaps(found, acked, *options.random);
    count(found, acked, salvaged);
    const sqlite::LogState& log = damaged->log();
    salvaged.all_told = !salvaged.log_lost && found.roots.contains("own") && found.roots.contains("own_block") &&
                        whole_tree(found.roots["own"], read) && whole_tree(found.roots["own_block"], read) &&
                        (!log.there || (log.begins_well && log.sound == log.frames));
    if (!salvaged.read_pages || (found.own.empty() && found.values.empty())) return false;

    open.path = saved;
    open.exclusive = true;
    sqlite::Connection to = TRY(sqlite::Connection::open(open));
    TRY(sqlite::migrate(to, fixed_tables()));
    {
        sqlite::Transaction local = TRY(sqlite::Transaction::write(to));
        TRY(put_own(to, found));
        TRY(put_dossiers(to, found));
        TRY(put_outcomes(to, found));
        TRY(local.commit());
    }
    salvaged.saved_in = saved;
    SqlTables tables(std::move(to), *options.clock, *options.random);
    Salvaged in_place = salvaged;
    in_place.saved_in = options.path;
    TRY(put_values(tables, found, in_place));
    TRY(fill_in(tables, options, data_key));
    // Whose it is, or its pack, may be missing or not what it should be: then it is kept for people.
    if (const Status usable = make_usable(tables, acked); !usable)
        return of_the_disk(usable.error()) ? Result<bool>(usable.error()) : Result<bool>(false);
    salvaged.saved_in = options.path;
    return true;
}

}  // namespace wegwijs::store
