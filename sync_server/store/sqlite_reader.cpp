#include "sync_server/store/sqlite_reader.hpp"

#include <algorithm>

#include "sync_server/ledger/ledger.hpp"
#include "sync_server/store/sqlite_bind.hpp"

namespace wegwijs::server {

using sqlite::Statement;

namespace {

constexpr std::string_view all_devices =
    "SELECT number, user, public_key, parent, upto, first, last, last_hash, cursor, seen, skew_ms, unsent, revoked, "
    "enrolled FROM device ORDER BY number";
constexpr std::string_view one_device =
    "SELECT number, user, public_key, parent, upto, first, last, last_hash, cursor, seen, skew_ms, unsent, revoked, "
    "enrolled FROM device WHERE number = ?";
constexpr std::string_view every_grant =
    "SELECT number, user, municipality, dossier, role, begins, begins_at, ends, ends_at, until FROM grants "
    "ORDER BY begins, number";
constexpr std::string_view grants_of_user =
    "SELECT number, user, municipality, dossier, role, begins, begins_at, ends, ends_at, until FROM grants "
    "WHERE user = ? ORDER BY begins, number";
constexpr std::string_view outcomes_of_number =
    "SELECT seq, hash, server_seq, at, at_changed, S, '', '' FROM ledger "
    "WHERE kind = 0 AND device = ?1 AND seq BETWEEN ?2 AND ?3 "
    "UNION ALL SELECT seq, hash, 0, 0, 0, NULL, code, detail FROM refusal "
    "WHERE device = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq";

DeviceRow read_device(const Statement& s) {
    DeviceRow row;
    row.number = unsigned_at(s, 0);
    row.user = s.text(1);
    row.public_key = s.blob(2);
    row.branch = {unsigned_at(s, 3), unsigned_at(s, 4)};
    row.first = unsigned_at(s, 5);
    row.last = unsigned_at(s, 6);
    row.last_hash = s.blob(7);
    row.cursor = unsigned_at(s, 8);
    row.seen = s.integer(9);
    row.skew_ms = s.integer(10);
    row.unsent = unsigned_at(s, 11);
    row.revoked = flag_at(s, 12);
    row.enrolled = s.integer(13);
    return row;
}

Grant read_grant(const Statement& s) {
    Grant grant;
    grant.number = unsigned_at(s, 0);
    grant.user = s.text(1);
    grant.municipality = s.text(2);
    if (!s.is_null(3)) grant.dossier = id_at(s, 3);
    grant.role = s.text(4);
    grant.from = unsigned_at(s, 5);
    grant.from_at = s.integer(6);
    grant.end = unsigned_at(s, 7);
    grant.end_at = s.integer(8);
    grant.until = optional_at<UnixMs>(s, 9);
    return grant;
}

OutcomeRow read_outcome(const Statement& s) {
    OutcomeRow row;
    row.seq = unsigned_at(s, 0);
    row.hash = s.blob(1);
    row.server_seq = unsigned_at(s, 2);
    if (flag_at(s, 4)) row.at = s.integer(3);
    row.S = optional_at<ServerSeq>(s, 5);
    row.code = s.text(6);
    row.detail = s.text(7);
    return row;
}

}  // namespace

Error store_error(Error error) {
    if (error.code != "server_store") {
        error.message += " (" + error.code + ")";
        error.code = "server_store";
    }
    return error;
}

Id id_at(const Statement& s, int column) { return Id::from_bytes(s.blob(column)).value_or(Id{}); }

Result<Point> SqliteReader::head() {
    const std::optional<Point> last = TRY(first_row<Point>(
        db_, "SELECT server_seq, chain FROM ledger ORDER BY server_seq DESC LIMIT 1", [](const Statement& s) {
            return Point{unsigned_at(s, 0), ledger::check_of(s.blob(1))};
        }));
    return last.value_or(Point{});
}

Result<std::optional<Bytes>> SqliteReader::check_at(ServerSeq S) {
    if (S == 0) return std::optional<Bytes>(ledger::check_of(ledger::chain_start()));
    return first_row<Bytes>(
        db_, "SELECT chain FROM ledger WHERE server_seq = ?",
        [](const Statement& s) { return ledger::check_of(s.blob(0)); }, S);
}

Result<std::uint64_t> SqliteReader::epoch() {
    const std::optional<std::uint64_t> epoch = TRY(first_row<std::uint64_t>(
        db_, "SELECT value FROM counter WHERE name = 'epoch'", [](const Statement& s) { return unsigned_at(s, 0); }));
    return epoch.value_or(1);
}

Result<merge::EpochStarts> SqliteReader::starts(bool declared_only) {
    sqlite::Cached query = TRY(db_.prepare("SELECT first, branch FROM epoch WHERE declared >= ? ORDER BY first"));
    bind_all(*query, declared_only);
    merge::EpochStarts starts;
    while (TRY(query->step())) starts.emplace(unsigned_at(*query, 0), unsigned_at(*query, 1));
    return starts;
}

Result<std::optional<std::string>> SqliteReader::setting(std::string_view name) {
    return first_row<std::string>(
        db_, "SELECT value FROM setting WHERE name = ?", [](const Statement& s) { return std::string(s.text(0)); },
        name);
}

Result<std::optional<DeviceRow>> SqliteReader::device(std::uint64_t number) {
    return first_row<DeviceRow>(db_, one_device, read_device, number);
}

Result<std::vector<DeviceRow>> SqliteReader::devices() { return all_rows<DeviceRow>(db_, all_devices, read_device); }

Result<merge::Lineage> SqliteReader::lineage() {
    sqlite::Cached query = TRY(db_.prepare("SELECT number, parent, upto FROM device WHERE parent > 0"));
    merge::Lineage lineage;
    while (TRY(query->step()))
        lineage.emplace(unsigned_at(*query, 0), merge::Branch{unsigned_at(*query, 1), unsigned_at(*query, 2)});
    return lineage;
}

Result<std::uint64_t> SqliteReader::holder_of(std::uint64_t seq, ByteView hash) {
    const auto number = [](const Statement& s) { return unsigned_at(s, 0); };
    for (const std::string_view sql : {"SELECT device FROM ledger WHERE kind = 0 AND seq = ? AND hash = ?",
                                       "SELECT device FROM refusal WHERE seq = ? AND hash = ? ORDER BY device LIMIT 1"})
        if (const auto found = TRY(first_row<std::uint64_t>(db_, sql, number, seq, Blob{hash}))) return *found;
    return std::uint64_t{0};
}

Result<std::vector<OutcomeRow>> SqliteReader::outcomes(std::uint64_t device_number, std::uint64_t from,
                                                       std::uint64_t to) {
    struct Stretch {
        std::uint64_t number, from, to;
    };
    std::vector<Stretch> line;  // youngest number first
    for (std::uint64_t number = device_number; number != 0 && from <= to;) {
        const std::optional<DeviceRow> row = TRY(device(number));
        if (!row) break;
        if (row->first <= to) line.push_back({number, std::max(from, row->first), to});
        if (row->first <= from || row->first == 0) break;
        to = std::min({to, row->branch.upto, row->first - 1});
        // A parent is always older; a file that says otherwise must not make this endless.
        number = row->branch.parent < number ? row->branch.parent : 0;
    }
    std::vector<OutcomeRow> rows;
    for (auto stretch = line.rbegin(); stretch != line.rend(); ++stretch) {
        sqlite::Cached query = TRY(db_.prepare(outcomes_of_number));
        bind_all(*query, stretch->number, stretch->from, std::min<std::uint64_t>(stretch->to, INT64_MAX));
        while (TRY(query->step())) rows.push_back(read_outcome(*query));
    }
    return rows;
}

Result<std::vector<Grant>> SqliteReader::grants(std::string_view user) {
    return all_rows<Grant>(db_, grants_of_user, read_grant, user);
}

Result<std::vector<Grant>> SqliteReader::all_grants() { return all_rows<Grant>(db_, every_grant, read_grant); }

Result<std::vector<PackRow>> SqliteReader::packs() {
    return all_rows<PackRow>(db_, "SELECT version, server_seq, at FROM pack ORDER BY server_seq, version",
                             [](const Statement& s) {
                                 return PackRow{unsigned_at(s, 0), unsigned_at(s, 1), s.integer(2)};
                             });
}

Result<std::string> SqliteReader::pack_json(std::uint64_t version) {
    std::optional<std::string> json = TRY(first_row<std::string>(
        db_, "SELECT json FROM pack WHERE version = ?", [](const Statement& s) { return std::string(s.text(0)); },
        version));
    if (!json) return Error{"missing", "The server has no schema pack of this version. Nothing was changed."};
    return std::move(*json);
}

}  // namespace wegwijs::server
