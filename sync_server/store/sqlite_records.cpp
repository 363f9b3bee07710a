// Dossiers and their records.
#include "client_core/shared/protocol/state.hpp"
#include "sync_server/store/sqlite_bind.hpp"
#include "sync_server/store/sqlite_reader.hpp"

namespace wegwijs::server {

using sqlite::Statement;

namespace {

constexpr int longest_alias_chain = 16;

constexpr std::string_view dossier_by_number =
    "SELECT number, id, municipality, last, erased, orphan, any_deletion, sums FROM dossier WHERE number = ?";
constexpr std::string_view dossier_by_id =
    "SELECT number, id, municipality, last, erased, orphan, any_deletion, sums FROM dossier WHERE id = ?";
// From the start every dossier has changed: then the order of the table saves the sorting.
constexpr std::string_view dossiers_from_start =
    "SELECT number, id, municipality, last, erased, orphan, any_deletion, sums FROM dossier "
    "WHERE number > ?1 AND last > ?2 ORDER BY number";
constexpr std::string_view dossiers_changed =
    "SELECT number, id, municipality, last, erased, orphan, any_deletion, sums FROM dossier WHERE number IN "
    "(SELECT number FROM dossier INDEXED BY dossier_last WHERE last > ?2 AND number > ?1) ORDER BY number";
constexpr std::string_view dossiers_in_municipality =
    "SELECT number, id, municipality, last, erased, orphan, any_deletion, sums FROM dossier WHERE number IN "
    "(SELECT dossier FROM move WHERE municipality = ?1 AND dossier > ?2) ORDER BY number";
constexpr std::string_view record_by_id =
    "SELECT number, id, dossier, entity, parent, created, last, state FROM record WHERE id = ?";
constexpr std::string_view record_by_number =
    "SELECT number, id, dossier, entity, parent, created, last, state FROM record WHERE number = ?";
constexpr std::string_view places_of_dossier =
    "SELECT number, last FROM record INDEXED BY record_last WHERE dossier = ?1 AND last > ?2 AND number > ?3 ORDER BY "
    "number";
// Numbers first, so that only numbers are sorted and never states.
constexpr std::string_view records_of_dossier =
    "SELECT number, id, dossier, entity, parent, created, last, state FROM record WHERE number IN "
    "(SELECT number FROM record INDEXED BY record_last WHERE dossier = ?1 AND last > ?2 AND number > ?3) ORDER BY "
    "number";

Error damaged() {
    return {"store_damaged",
            "A row of the store does not hold what it should. Nothing was changed. Make a copy of the store and run "
            "verify."};
}

Id read_id(const Statement& s) { return id_at(s, 0); }

}  // namespace

Bytes encode_sums(const std::map<std::uint32_t, std::uint64_t>& sums) {
    protocol::CborWriter out;
    out.array(sums.size() * 2);
    for (const auto& [visibility, sum] : sums) {
        out.uint(visibility);
        out.uint(sum);
    }
    return out.take();
}

Result<DossierRow> read_dossier(const Statement& s) {
    DossierRow row;
    row.number = unsigned_at(s, 0);
    row.id = id_at(s, 1);
    row.municipality = s.text(2);
    row.last = unsigned_at(s, 3);
    row.erased = unsigned_at(s, 4);
    row.orphan = flag_at(s, 5);
    row.any_deletion = flag_at(s, 6);
    protocol::CborReader in(s.blob(7));
    for (std::size_t left = in.array(); left > 1 && in.ok(); left -= 2) {
        const auto visibility = static_cast<std::uint32_t>(in.uint());
        row.sums.emplace_hint(row.sums.end(), visibility, in.uint());
    }
    if (!in.finished()) return damaged();
    return row;
}

Result<RecordRow> SqliteReader::read_record(const Statement& s) {
    RecordRow row;
    row.number = unsigned_at(s, 0);
    row.record.id = id_at(s, 1);
    row.dossier = unsigned_at(s, 2);
    row.record.entity = static_cast<std::uint16_t>(s.integer(3));
    if (!s.is_null(4)) row.record.parent = id_at(s, 4);
    row.created = unsigned_at(s, 5);
    row.last = unsigned_at(s, 6);
    if (s.blob(7).empty()) {
        row.record.fields = TRY(fields_as_made(row));
        return row;
    }
    const Bytes state = TRY(keys_.open(db_, row.dossier, SealPlace::record(row.dossier, row.record.id), s.blob(7)));
    row.record.fields = TRY(protocol::decode_state(state));
    return row;
}

/// Of a record that nothing has changed since one transaction made it.
Result<std::vector<merge::FieldState>> SqliteReader::fields_as_made(const RecordRow& row) {
    sqlite::Cached query = TRY(db_.prepare("SELECT device, seq, at, body FROM ledger WHERE server_seq = ?"));
    bind_all(*query, row.created);
    if (!TRY(query->step()) || query->is_null(3)) return damaged();
    const merge::Stamp stamp{row.created, unsigned_at(*query, 0), unsigned_at(*query, 1), query->integer(2)};
    const Bytes body = TRY(keys_.open(db_, row.dossier, SealPlace::ledger(row.dossier, row.created), query->blob(3)));
    const ByteView changes = protocol::changes_of(body, row.record.id);
    if (changes.empty()) return damaged();
    return protocol::decode_state(protocol::encode_state(stamp, changes));
}

Result<std::optional<DossierRow>> SqliteReader::dossier(Number number) {
    sqlite::Cached query = TRY(db_.prepare(dossier_by_number));
    bind_all(*query, number);
    if (!TRY(query->step())) return std::optional<DossierRow>();
    return std::optional<DossierRow>(TRY(read_dossier(*query)));
}

Result<std::optional<DossierRow>> SqliteReader::dossier(const Id& id) {
    sqlite::Cached query = TRY(db_.prepare(dossier_by_id));
    bind_all(*query, Blob{id.bytes()});
    if (!TRY(query->step())) return std::optional<DossierRow>();
    return std::optional<DossierRow>(TRY(read_dossier(*query)));
}

Result<std::vector<Move>> SqliteReader::moves(Number dossier) {
    return all_rows<Move>(
        db_, "SELECT server_seq, municipality, at FROM move WHERE dossier = ? ORDER BY server_seq",
        [](const Statement& s) {
            return Move{unsigned_at(s, 0), std::string(s.text(1)), s.integer(2)};
        },
        dossier);
}

Result<std::vector<DossierRow>> SqliteReader::dossiers(sqlite::Cached query) {
    std::vector<DossierRow> rows;
    while (TRY(query->step())) rows.push_back(TRY(read_dossier(*query)));
    return rows;
}

Result<std::vector<DossierRow>> SqliteReader::changed(ServerSeq base, Number at) {
    // An erasure also moves `last`, so one index serves both.
    sqlite::Cached query = TRY(db_.prepare(base == 0 ? dossiers_from_start : dossiers_changed));
    bind_all(*query, at, base);
    return dossiers(std::move(query));
}

Result<std::vector<DossierRow>> SqliteReader::in_municipality(std::string_view municipality, Number at) {
    sqlite::Cached query = TRY(db_.prepare(dossiers_in_municipality));
    bind_all(*query, municipality, at);
    return dossiers(std::move(query));
}

Result<ServerSeq> SqliteReader::late_sight(std::string_view user, Number dossier) {
    const std::optional<ServerSeq> seq = TRY(first_row<ServerSeq>(
        db_, "SELECT server_seq FROM late_sight WHERE user = ? AND dossier = ?",
        [](const Statement& s) { return unsigned_at(s, 0); }, user, dossier));
    return seq.value_or(0);
}

Result<std::vector<Number>> SqliteReader::late_sights(std::string_view user, ServerSeq base) {
    return all_rows<Number>(
        db_, "SELECT dossier FROM late_sight WHERE user = ? AND server_seq > ? ORDER BY dossier",
        [](const Statement& s) { return unsigned_at(s, 0); }, user, base);
}

Result<std::optional<RecordRow>> SqliteReader::record(const Id& id) {
    Id wanted = id;
    for (int step = 0; step < longest_alias_chain; ++step) {
        sqlite::Cached query = TRY(db_.prepare(record_by_id));
        bind_all(*query, Blob{wanted.bytes()});
        if (TRY(query->step())) return std::optional<RecordRow>(TRY(read_record(*query)));
        if (!TRY(any(any_alias_, "SELECT 1 FROM alias LIMIT 1"))) break;
        const std::optional<Id> target =
            TRY(first_row<Id>(db_, "SELECT target FROM alias WHERE id = ?", read_id, Blob{wanted.bytes()}));
        if (!target) break;
        wanted = *target;
    }
    return std::optional<RecordRow>();
}

Result<std::optional<RecordRow>> SqliteReader::record(Number number) {
    sqlite::Cached query = TRY(db_.prepare(record_by_number));
    bind_all(*query, number);
    if (!TRY(query->step())) return std::optional<RecordRow>();
    return std::optional<RecordRow>(TRY(read_record(*query)));
}

Result<std::optional<merge::Creation>> SqliteReader::record_head(Number number) {
    return first_row<merge::Creation>(
        db_, "SELECT id, entity, parent FROM record WHERE number = ?",
        [](const Statement& s) {
            return merge::Creation{id_at(s, 0), static_cast<std::uint16_t>(unsigned_at(s, 1)),
                                   s.is_null(2) ? Id{} : id_at(s, 2)};
        },
        number);
}

Result<Number> SqliteReader::record_number(const Id& id) {
    const std::optional<Number> number = TRY(first_row<Number>(
        db_, "SELECT number FROM record WHERE id = ?", [](const Statement& s) { return unsigned_at(s, 0); },
        Blob{id.bytes()}));
    return number.value_or(0);
}

Result<std::vector<Id>> SqliteReader::children(const Id& parent) {
    return all_rows<Id>(db_, "SELECT id FROM record WHERE parent = ? ORDER BY number", read_id, Blob{parent.bytes()});
}

Status SqliteReader::walk(Statement& query, const std::function<bool(RecordRow&)>& take) {
    while (TRY(query.step())) {
        RecordRow row = TRY(read_record(query));
        if (!take(row)) break;
    }
    return done();
}

Status SqliteReader::records(Number dossier, ServerSeq base, Number after,
                             const std::function<bool(RecordRow&)>& take) {
    // A walk within a walk needs a cursor of its own.
    if (walking_) {
        Statement query = TRY(db_.prepare_once(records_of_dossier));
        bind_all(query, dossier, base, after);
        return walk(query, take);
    }
    sqlite::Cached query = TRY(db_.prepare(records_of_dossier));
    bind_all(*query, dossier, base, after);
    walking_ = true;
    Status status = walk(*query, take);
    walking_ = false;
    return status;
}

Result<std::vector<RecordPlace>> SqliteReader::record_places(Number dossier, ServerSeq base, Number after) {
    return all_rows<RecordPlace>(
        db_, places_of_dossier,
        [](const Statement& s) {
            return RecordPlace{unsigned_at(s, 0), unsigned_at(s, 1)};
        },
        dossier, base, after);
}

Result<std::vector<Id>> SqliteReader::removals(Number dossier, ServerSeq base) {
    return all_rows<Id>(db_, "SELECT record FROM removal WHERE dossier = ? AND server_seq > ? ORDER BY server_seq",
                        read_id, dossier, base);
}

/// Most servers have nothing there: then one question saves one of every record.
Result<bool> SqliteReader::any(std::optional<bool>& known, std::string_view sql) {
    if (!known) known = TRY(first_row<bool>(db_, sql, [](const Statement&) { return true; })).value_or(false);
    return *known;
}

Result<bool> SqliteReader::purged(const Id& record) {
    if (!TRY(any(any_removal_, "SELECT 1 FROM removal LIMIT 1"))) return false;
    const std::optional<bool> found = TRY(first_row<bool>(
        db_, "SELECT 1 FROM removal WHERE record = ?", [](const Statement&) { return true; }, Blob{record.bytes()}));
    return found.value_or(false);
}

}  // namespace wegwijs::server
