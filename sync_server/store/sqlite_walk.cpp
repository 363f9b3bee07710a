// Walks over everything, backup and checks.
#include <sqlite3.h>

#include "sync_server/store/sqlite_admin.hpp"
#include "sync_server/store/sqlite_batch.hpp"

namespace wegwijs::server {

using sqlite::Statement;

namespace {

class SqliteWalk final : public Answering<Walk> {
public:
    explicit SqliteWalk(std::unique_ptr<ReaderSlot> slot)
        : Answering<Walk>(SqliteReader(slot->db, slot->keys)), slot_(std::move(slot)) {}

    Status begin() {
        transaction_.emplace(TRY(fix_snapshot(*slot_)));
        return done();
    }

    Status each_dossier(const std::function<bool(const DossierRow&)>& take) override { return as(dossiers(take)); }
    Status each_record(std::uint16_t entity, const std::function<bool(RecordRow&)>& take) override {
        return as(records_of(entity, take));
    }
    Status each_line(ServerSeq after, const std::function<bool(const ledger::Line&)>& take) override {
        return as(lines(after, take));
    }
    Status each_entry(ServerSeq after, const std::function<bool(ServerSeq, const LedgerEntry&)>& take) override {
        return as(entries(after, take));
    }
    Result<std::vector<QuarantineRow>> quarantined() override { return as(quarantine()); }

private:
    Status dossiers(const std::function<bool(const DossierRow&)>& take);
    Status records_of(std::uint16_t entity, const std::function<bool(RecordRow&)>& take);
    Status lines(ServerSeq after, const std::function<bool(const ledger::Line&)>& take);
    Status entries(ServerSeq after, const std::function<bool(ServerSeq, const LedgerEntry&)>& take);
    Result<std::vector<QuarantineRow>> quarantine();

    std::unique_ptr<ReaderSlot> slot_;
    std::optional<sqlite::Transaction> transaction_;
};

// Walks may nest, so each has a statement of its own.
Status SqliteWalk::dossiers(const std::function<bool(const DossierRow&)>& take) {
    Statement query =
        TRY(slot_->db.prepare_once("SELECT " + std::string(dossier_columns) + " FROM dossier ORDER BY number"));
    while (TRY(query.step()))
        if (!take(TRY(read_dossier(query)))) break;
    return done();
}

Status SqliteWalk::records_of(std::uint16_t entity, const std::function<bool(RecordRow&)>& take) {
    Statement query = TRY(slot_->db.prepare_once("SELECT " + std::string(record_columns) +
                                                 " FROM record WHERE ?1 IN (0, entity) ORDER BY number"));
    bind_all(query, entity);
    while (TRY(query.step())) {
        RecordRow row = TRY(reader_.read_record(query));
        if (!take(row)) break;
    }
    return done();
}

Status SqliteWalk::lines(ServerSeq after, const std::function<bool(const ledger::Line&)>& take) {
    Statement query = TRY(slot_->db.prepare_once(
        "SELECT server_seq, kind, chain, erased_hash, body FROM ledger WHERE server_seq > ? ORDER BY server_seq"));
    bind_all(query, after);
    while (TRY(query.step())) {
        const ByteView body = query.blob(4);
        const Bytes hash = body.empty() ? Bytes(query.blob(3)) : ledger::body_hash(body);
        const ledger::Line line{unsigned_at(query, 0), static_cast<std::uint8_t>(query.integer(1)), body, hash,
                                query.blob(2)};
        if (!take(line)) break;
    }
    return done();
}

Status SqliteWalk::entries(ServerSeq after, const std::function<bool(ServerSeq, const LedgerEntry&)>& take) {
    Statement query = TRY(slot_->db.prepare_once(
        "SELECT server_seq, kind, device, seq, dossier, hash, at, S, at_changed, body FROM ledger WHERE server_seq > ? "
        "ORDER BY server_seq"));
    bind_all(query, after);
    while (TRY(query.step())) {
        const ServerSeq seq = unsigned_at(query, 0);
        LedgerEntry entry;
        entry.kind = static_cast<LedgerKind>(query.integer(1));
        entry.device = unsigned_at(query, 2);
        entry.seq = unsigned_at(query, 3);
        entry.dossier = unsigned_at(query, 4);
        entry.hash = query.blob(5);
        entry.at = query.integer(6);
        entry.S = optional_at<ServerSeq>(query, 7);
        entry.at_changed = flag_at(query, 8);
        if (!query.is_null(9))
            entry.body =
                TRY(slot_->keys.open(slot_->db, entry.dossier, SealPlace::ledger(entry.dossier, seq), query.blob(9)));
        if (!take(seq, entry)) break;
    }
    return done();
}

Result<std::vector<QuarantineRow>> SqliteWalk::quarantine() {
    Statement query = TRY(
        slot_->db.prepare_once("SELECT device, seq, dossier, code, at, body FROM quarantine ORDER BY at, device, seq"));
    std::vector<QuarantineRow> rows;
    while (TRY(query.step())) {
        QuarantineRow row{unsigned_at(query, 0),      unsigned_at(query, 1), unsigned_at(query, 2),
                          std::string(query.text(3)), query.integer(4),      {}};
        row.canonical = TRY(slot_->keys.open(slot_->db, row.dossier,
                                             SealPlace::quarantine(row.dossier, row.device, row.seq), query.blob(5)));
        rows.push_back(std::move(row));
    }
    return rows;
}

Status copy_pages(sqlite::Connection& from, sqlite::Connection& to) {
    sqlite3_backup* const copy = sqlite3_backup_init(to.raw(), "main", from.raw(), "main");
    if (!copy) return sqlite::error_from(to.raw(), sqlite3_errcode(to.raw()), "begin the copy");
    // In one step: it reads one snapshot, however much is written meanwhile.
    sqlite3_backup_step(copy, -1);
    const int rc = sqlite3_backup_finish(copy);
    return rc == SQLITE_OK ? done() : Status(sqlite::error_from(to.raw(), rc, "make the copy"));
}

/// Adds up what the records of each dossier hold, class by class.
using Sums = std::map<Number, std::map<std::uint32_t, std::uint64_t>>;

Status compare_sums(Walk& walk, Sums& found, Integrity& integrity) {
    return walk.each_dossier([&](const DossierRow& row) {
        std::map<std::uint32_t, std::uint64_t> kept = row.sums, added = found[row.number];
        std::erase_if(kept, [](const auto& sum) { return sum.second == 0; });
        std::erase_if(added, [](const auto& sum) { return sum.second == 0; });
        if (kept != added) integrity.sums.push_back(row.number);
        return true;
    });
}

/// Record by record, so that one that does not open does not hide the others.
Status check_records(Walk& walk, const ClassOf& class_of, Integrity& integrity) {
    std::map<Number, Id> dossiers;
    TRY(walk.each_dossier([&](const DossierRow& row) {
        dossiers.emplace(row.number, row.id);
        return true;
    }));
    Sums found;
    for (const auto& [number, id] : dossiers) {
        const Status read = walk.records(number, 0, 0, [&, dossier = id](RecordRow& row) {
            ++integrity.records;
            if (!class_of) return true;
            for (const merge::FieldState& field : row.record.fields)
                found[row.dossier][class_of(row.record.entity, field.key)] +=
                    merge::fingerprint(dossier, row.record.id, field.key, field.entries);
            return true;
        });
        if (!read.ok()) integrity.unreadable.push_back(number);
    }
    return class_of ? compare_sums(walk, found, integrity) : done();
}

}  // namespace

Result<std::unique_ptr<Walk>> AdminStore::walk() {
    auto walk = std::make_unique<SqliteWalk>(
        std::make_unique<ReaderSlot>(TRY(open_reader(state_->options)), state_->options.key, state_->random));
    TRY(walk->begin());
    return std::unique_ptr<Walk>(std::move(walk));
}

Status AdminStore::backup(const std::string& path, Files& files) {
    if (files.exists(path))
        return Error{"exists", "There is a file of that name already. Nothing was changed. Choose another name."};
    sqlite::Connection from = TRY(open_reader(state_->options));
    const std::string unfinished = path + ".part";
    for (const char* left : {"", "-wal", "-shm", "-journal"}) TRY(files.remove(unfinished + left));
    sqlite::OpenOptions open;
    open.path = unfinished;
    open.key = page_key(state_->options.key);
    open.vfs = state_->options.vfs;
    // Pages are copied as they are, so that they must be of one size.
    open.page_bytes = static_cast<int>(TRY(from.query_integer("PRAGMA page_size")).value_or(0));
    {
        sqlite::Connection to = TRY(sqlite::Connection::open(open));
        // The copy is one file: without a log beside it that somebody could forget to take along.
        TRY(to.query_text("PRAGMA journal_mode=DELETE"));
        TRY(copy_pages(from, to));
    }
    return files.rename(unfinished, path);
}

Result<std::uint64_t> broken_audit_line(sqlite::Connection& db) {
    Statement query = TRY(
        db.prepare_once("SELECT number, at, actor, action, object, result, origin, chain FROM audit ORDER BY number"));
    Bytes chain = ledger::chain_start();
    std::uint64_t last = 0;
    while (TRY(query.step())) {
        chain = audit_chain(chain, query.integer(1), query.text(2), query.text(3), query.text(4), query.text(5),
                            query.text(6));
        const std::uint64_t number = unsigned_at(query, 0);
        if (number != last + 1 || chain != query.blob(7)) return number;
        last = number;
    }
    return std::uint64_t{0};
}

Result<Integrity> check_everything(Walk& walk, sqlite::Connection& db, const ClassOf& class_of) {
    Integrity integrity;
    Statement pages = TRY(db.prepare_once("PRAGMA quick_check"));
    while (TRY(pages.step()))
        if (pages.text(0) != "ok") integrity.pages.emplace_back(pages.text(0));
    ledger::Verifier verifier;
    TRY(walk.each_line(0, [&](const ledger::Line& line) {
        if (line.kind == static_cast<std::uint8_t>(LedgerKind::transaction)) ++integrity.transactions;
        return verifier.add(line);
    }));
    integrity.ledger = verifier.result();
    integrity.audit_broken = TRY(broken_audit_line(db));
    TRY(check_records(walk, class_of, integrity));
    return integrity;
}

Result<Integrity> AdminStore::check(const ClassOf& class_of) {
    const std::unique_ptr<Walk> seen = TRY(walk());
    std::lock_guard lock(mutex_);
    return check_everything(*seen, state_->db, class_of);
}

}  // namespace wegwijs::server
