#include "sync_server/store/sqlite_batch.hpp"

#include <algorithm>

#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/state.hpp"
#include "sync_server/ledger/ledger.hpp"
#include "sync_server/store/sqlite_bind.hpp"

namespace wegwijs::server {

using sqlite::Statement;

namespace {

Error missing() { return {"missing", "What was to be changed is not in the store. Nothing was changed."}; }

}  // namespace

Result<Counters> read_counters(sqlite::Connection& db) {
    sqlite::Cached query = TRY(db.prepare("SELECT name, value FROM counter"));
    Counters counters;
    while (TRY(query->step())) {
        const std::string_view name = query->text(0);
        const std::uint64_t value = unsigned_at(*query, 1);
        if (name == "epoch") counters.epoch = value;
        else if (name == "next_seq") counters.next_seq = value;
        else if (name == "next_dossier") counters.next_dossier = value;
        else if (name == "next_record") counters.next_record = value;
        else if (name == "next_device") counters.next_device = value;
        else if (name == "erasures") counters.erasures = value;
    }
    return counters;
}

SqliteBatch::SqliteBatch(Writer& writer, std::unique_lock<std::mutex> turn, sqlite::Transaction transaction,
                         Counters counters, Point head, Bytes chain)
    : Answering<Batch>(SqliteReader(writer.db, writer.keys)),
      turn_(std::move(turn)),
      writer_(writer),
      transaction_(std::move(transaction)),
      stored_(counters),
      counters_(counters),
      chain_(std::move(chain)),
      head_(std::move(head)) {}

Result<std::unique_ptr<Batch>> SqliteBatch::begin(Writer& writer) {
    std::unique_lock turn(writer.turn);
    Result<sqlite::Transaction> transaction = sqlite::Transaction::write(writer.db);
    if (!transaction.ok()) return store_error(std::move(transaction.error()));
    Result<Counters> counters = read_counters(writer.db);
    if (!counters.ok()) return store_error(std::move(counters.error()));
    using Last = std::pair<ServerSeq, Bytes>;
    Result<std::optional<Last>> last =
        first_row<Last>(writer.db, "SELECT server_seq, chain FROM ledger ORDER BY server_seq DESC LIMIT 1",
                        [](const Statement& s) { return Last(unsigned_at(s, 0), s.blob(1)); });
    if (!last.ok()) return store_error(std::move(last.error()));
    Point head = *last ? Point{(*last)->first, ledger::check_of((*last)->second)} : Point{};
    return std::unique_ptr<Batch>(new SqliteBatch(writer, std::move(turn), std::move(*transaction), *counters,
                                                  std::move(head),
                                                  *last ? std::move((*last)->second) : ledger::chain_start()));
}

SqliteBatch::~SqliteBatch() {
    if (!committed_) writer_.keys.forget();
}

template <class... Args>
Status SqliteBatch::write(std::string_view sql, const Args&... args) {
    return as(run(writer_.db, sql, args...));
}

Result<ServerSeq> SqliteBatch::append(const LedgerEntry& entry) {
    const ServerSeq seq = counters_.next_seq;
    const auto kind = static_cast<std::uint8_t>(entry.kind);
    const Bytes body =
        TRY(as(writer_.keys.seal(writer_.db, entry.dossier, SealPlace::ledger(entry.dossier, seq), entry.body)));
    Bytes chain = ledger::chain_next(chain_, seq, kind, ledger::body_hash(body));
    TRY(
        write("INSERT INTO ledger(server_seq, kind, device, seq, dossier, hash, at, at_changed, S, chain, body) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              seq, kind, entry.device, entry.seq, entry.dossier, BlobOrNull{entry.hash}, entry.at, entry.at_changed,
              entry.S, Blob{chain}, Blob{body}));
    chain_ = std::move(chain);
    head_ = {seq, ledger::check_of(chain_)};
    counters_.next_seq = seq + 1;
    return seq;
}

Result<Number> SqliteBatch::add_dossier(const DossierRow& row, ServerSeq server_seq, UnixMs at) {
    const Number number = counters_.next_dossier;
    const Bytes sums = encode_sums(row.sums);
    TRY(write(
        "INSERT INTO dossier(number, id, municipality, last, orphan, any_deletion, sums) VALUES (?, ?, ?, ?, ?, ?, ?)",
        number, Blob{row.id.bytes()}, row.municipality, row.last, row.orphan, row.any_deletion, Blob{sums}));
    TRY(as(writer_.keys.make(writer_.db, number)));
    TRY(write("INSERT INTO move(dossier, server_seq, municipality, at) VALUES (?, ?, ?, ?)", number, server_seq,
              row.municipality, at));
    counters_.next_dossier = number + 1;
    return number;
}

Status SqliteBatch::update_dossier(const DossierRow& row) {
    const Bytes sums = encode_sums(row.sums);
    return write("UPDATE dossier SET last = ?2, orphan = ?3, any_deletion = ?4, sums = ?5 WHERE number = ?1",
                 row.number, row.last, row.orphan, row.any_deletion, Blob{sums});
}

Status SqliteBatch::move_dossier(Number dossier, const Move& move) {
    TRY(write("INSERT INTO move(dossier, server_seq, municipality, at) VALUES (?, ?, ?, ?)", dossier, move.server_seq,
              move.municipality, move.at));
    return write("UPDATE dossier SET municipality = ?2, last = max(last, ?3) WHERE number = ?1", dossier,
                 move.municipality, move.server_seq);
}

Status SqliteBatch::put_record(RecordRow& row) {
    const merge::Record& record = row.record;
    // What the ledger holds already is not kept twice: then the state is empty.
    Bytes state;
    const bool in_ledger = row.packed && row.packed->in_ledger && row.packed->stamp.server_seq == row.created;
    if (row.number != 0 || !in_ledger)
        state = TRY(as(writer_.keys.seal(writer_.db, row.dossier, SealPlace::record(row.dossier, record.id),
                                         row.packed ? row.packed->state : protocol::encode_state(record.fields))));
    if (row.number != 0)
        return write("UPDATE record SET dossier = ?2, last = ?3, state = ?4 WHERE number = ?1", row.number, row.dossier,
                     row.last, Blob{state});
    const ByteView parent = record.parent.zero() ? ByteView() : record.parent.bytes();
    TRY(write(
        "INSERT INTO record(number, id, dossier, entity, parent, created, last, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        counters_.next_record, Blob{record.id.bytes()}, row.dossier, record.entity, BlobOrNull{parent}, row.created,
        row.last, Blob{state}));
    row.number = counters_.next_record++;
    return done();
}

Status SqliteBatch::add_late_sight(std::string_view user, Number dossier, ServerSeq server_seq) {
    return write(
        "INSERT INTO late_sight(user, dossier, server_seq) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET server_seq = max(server_seq, excluded.server_seq)",
        user, dossier, server_seq);
}

Result<std::uint64_t> SqliteBatch::add_device(const DeviceRow& row) {
    const std::uint64_t number = counters_.next_device;
    TRY(write("INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", number, row.user,
              Blob{row.public_key}, row.branch.parent, row.branch.upto, row.first, row.last, Blob{row.last_hash},
              row.cursor, row.seen, row.skew_ms, row.unsent, row.revoked, row.enrolled));
    counters_.next_device = number + 1;
    return number;
}

Status SqliteBatch::update_device(const DeviceRow& row) {
    return write(
        "UPDATE device SET last = ?2, last_hash = ?3, cursor = ?4, seen = ?5, skew_ms = ?6, unsent = ?7, "
        "revoked = ?8 WHERE number = ?1",
        row.number, row.last, Blob{row.last_hash}, row.cursor, row.seen, row.skew_ms, row.unsent, row.revoked);
}

Status SqliteBatch::add_refusal(std::uint64_t device, const OutcomeRow& row) {
    return write("INSERT INTO refusal(device, seq, hash, code, detail) VALUES (?, ?, ?, ?, ?)", device, row.seq,
                 Blob{row.hash}, row.code, row.detail);
}

Status SqliteBatch::quarantine(std::uint64_t device, std::uint64_t seq, Number dossier, std::string_view code,
                               ByteView canonical, UnixMs at) {
    const Bytes body =
        TRY(as(writer_.keys.seal(writer_.db, dossier, SealPlace::quarantine(dossier, device, seq), canonical)));
    seam::reached(seam::Mark::quarantine);
    return write("INSERT INTO quarantine(device, seq, dossier, code, at, body) VALUES (?, ?, ?, ?, ?, ?)", device, seq,
                 dossier, code, at, Blob{body});
}

Result<std::uint64_t> SqliteBatch::add_grant(const Grant& grant) {
    const ByteView dossier = grant.dossier ? grant.dossier->bytes() : ByteView();
    TRY(
        write("INSERT INTO grants(user, municipality, dossier, role, begins, begins_at, ends, ends_at, until) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              grant.user, TextOrNull{grant.municipality}, BlobOrNull{dossier}, grant.role, grant.from, grant.from_at,
              grant.end, grant.end_at, grant.until));
    return static_cast<std::uint64_t>(writer_.db.last_rowid());
}

Status SqliteBatch::end_grant(std::uint64_t number, ServerSeq end, UnixMs at) {
    TRY(write("UPDATE grants SET ends = ?2, ends_at = ?3 WHERE number = ?1 AND ends = 0", number, end, at));
    return writer_.db.changes() == 1 ? done() : Status(store_error(missing()));
}

Status SqliteBatch::add_pack(const PackRow& row, std::string_view json) {
    return write("INSERT INTO pack(version, server_seq, at, json) VALUES (?, ?, ?, ?)", row.version, row.server_seq,
                 row.at, json);
}

Status SqliteBatch::erase_dossier(Number dossier, ServerSeq server_seq) {
    // What stays: (number, id), where it was and who worked on it late (so that it is known whom to tell), and the
    // ledger's hashes.
    TRY(write("UPDATE dossier SET erased = ?2, last = ?2, orphan = 0, any_deletion = 0, sums = x'80' WHERE number = ?1",
              dossier, server_seq));
    if (writer_.db.changes() != 1) return store_error(missing());
    TRY(write("DELETE FROM alias WHERE target IN (SELECT id FROM record WHERE dossier = ?)", dossier));
    for (const std::string_view sql :
         {"DELETE FROM dossier_key WHERE number = ?", "DELETE FROM record WHERE dossier = ?",
          "DELETE FROM removal WHERE dossier = ?", "DELETE FROM quarantine WHERE dossier = ?",
          "DELETE FROM delivery_part WHERE dossier = ?"}) {
        const bool kept = sql.find("delivery_part") != sql.npos || sql.find("dossier_key") != sql.npos;
        if (!kept || !seam::is(seam::Fault::keep_what_was_delivered)) TRY(write(sql, dossier));
    }

    std::vector<std::pair<ServerSeq, Bytes>> lines = TRY(as(all_rows<std::pair<ServerSeq, Bytes>>(
        writer_.db, "SELECT server_seq, body FROM ledger WHERE dossier = ? AND dossier > 0 AND body IS NOT NULL",
        [](const Statement& s) { return std::pair(unsigned_at(s, 0), ledger::body_hash(s.blob(1))); }, dossier)));
    for (const auto& [seq, hash] : lines)
        TRY(write("UPDATE ledger SET body = NULL, erased_hash = ?2 WHERE server_seq = ?1", seq, Blob{hash}));
    writer_.keys.forget();
    ++counters_.erasures;
    erased_ = true;
    return done();
}

Status SqliteBatch::purge_record(const Id& record, ServerSeq server_seq) {
    if (seam::is(seam::Fault::purge_without_trace))
        return write("DELETE FROM record WHERE id = ?", Blob{record.bytes()});
    TRY(write("INSERT INTO removal(record, dossier, server_seq) SELECT id, dossier, ?2 FROM record WHERE id = ?1",
              Blob{record.bytes()}, server_seq));
    if (writer_.db.changes() != 1) return store_error(missing());
    reader_.has_purged();
    return write("DELETE FROM record WHERE id = ?", Blob{record.bytes()});
}

Status SqliteBatch::set_epoch(std::uint64_t epoch, ServerSeq first, ServerSeq branch, bool declared,
                              Number next_number) {
    TRY(write("INSERT INTO epoch(first, branch, declared, epoch) VALUES (?, ?, ?, ?)", first, branch, declared, epoch));
    counters_.epoch = epoch;
    counters_.next_seq = std::max(counters_.next_seq, first);
    counters_.next_dossier = std::max(counters_.next_dossier, next_number);
    counters_.next_record = std::max(counters_.next_record, next_number);
    counters_.next_device = std::max(counters_.next_device, next_number);
    return write_counters();
}

Bytes audit_chain(ByteView previous, UnixMs at, std::string_view actor, std::string_view action,
                  std::string_view object, std::string_view result, std::string_view origin) {
    protocol::CborWriter line;
    line.array(7);
    line.bytes(previous);
    line.integer(at);
    for (const std::string_view part : {actor, action, object, result, origin}) line.text(part);
    return crypto::hash(line.buffer(), ledger::chain_bytes);
}

Status append_audit(sqlite::Connection& db, std::string_view actor, std::string_view action, std::string_view object,
                    std::string_view result, std::string_view origin, UnixMs at) {
    const std::optional<Bytes> last = TRY(first_row<Bytes>(db, "SELECT chain FROM audit ORDER BY number DESC LIMIT 1",
                                                           [](const Statement& s) { return Bytes(s.blob(0)); }));
    const Bytes chain = audit_chain(last.value_or(ledger::chain_start()), at, actor, action, object, result, origin);
    return run(db, "INSERT INTO audit(at, actor, action, object, result, origin, chain) VALUES (?, ?, ?, ?, ?, ?, ?)",
               at, actor, action, object, result, origin, Blob{chain});
}

Status SqliteBatch::audit(std::string_view actor, std::string_view action, std::string_view object,
                          std::string_view result, std::string_view origin, UnixMs at) {
    return as(append_audit(writer_.db, actor, action, object, result, origin, at));
}

Status SqliteBatch::write_counters() {
    const std::pair<std::string_view, std::uint64_t Counters::*> all[] = {{"epoch", &Counters::epoch},
                                                                          {"next_seq", &Counters::next_seq},
                                                                          {"next_dossier", &Counters::next_dossier},
                                                                          {"next_record", &Counters::next_record},
                                                                          {"next_device", &Counters::next_device},
                                                                          {"erasures", &Counters::erasures}};
    for (const auto& [name, member] : all)
        if (counters_.*member != stored_.*member)
            TRY(write("UPDATE counter SET value = ?2 WHERE name = ?1", name, counters_.*member));
    stored_ = counters_;
    return done();
}

Status SqliteBatch::commit() {
    TRY(write_counters());
    TRY(as(transaction_.commit()));
    committed_ = true;
    if (erased_) writer_.scrub = true;
    if (writer_.scrub) scrub_log(writer_);
    return done();
}

}  // namespace wegwijs::server
