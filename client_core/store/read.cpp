// What apps read: records as JSON, lists, read-only SQL, people by name, conflicts, and how things stand.
#include <algorithm>
#include <cstring>

#include <sqlite3.h>

#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/model/moment.hpp"
#include "client_core/shared/model/spelling.hpp"
#include "client_core/store/json_text.hpp"
#include "client_core/store/salvage.hpp"
#include "client_core/store/state.hpp"
#include "client_core/store/view.hpp"

namespace wegwijs::store {

namespace {

Error not_here() {
    return refused("niet_getoond",
                   "There is no such record on this device. Nothing was changed. Check the id, or sync.");
}

/// Only reading, and not the table that holds the device's own secrets.
int allow_reading(void*, int action, const char* first, const char*, const char*, const char*) {
    switch (action) {
        case SQLITE_SELECT:
        case SQLITE_FUNCTION:
        case SQLITE_RECURSIVE: return SQLITE_OK;
        case SQLITE_READ: return first && std::strcmp(first, "value") == 0 ? SQLITE_DENY : SQLITE_OK;
        default: return SQLITE_DENY;
    }
}

Result<sqlite::Statement> prepare_reading(sqlite::Connection& db, std::string_view sql) {
    sqlite3_set_authorizer(db.raw(), allow_reading, nullptr);
    auto prepared = db.prepare_once(sql);
    sqlite3_set_authorizer(db.raw(), nullptr, nullptr);
    if (prepared && prepared->raw() && prepared->read_only()) return prepared;
    const std::string why = prepared || sqlite3_errcode(db.raw()) == SQLITE_AUTH
                                ? "only reading is possible"
                                : std::string(sqlite3_errmsg(db.raw()));
    return refused(
        "sql", "This query was not run: " + why + ". Nothing was changed. Changes go through set, create and remove.");
}

/// The next row of a question of the user's, which may have no answer there: a number that is too large, text that is
/// no JSON. SQLite's own text is left out: it can repeat a parameter, or a cell.
Result<bool> step_asked(sqlite::Statement& statement) {
    auto row = statement.step();
    if (row.ok()) return row;
    const int rc = sqlite3_extended_errcode(sqlite3_db_handle(statement.raw()));
    if (const int kind = rc & 0xff; kind != SQLITE_ERROR && kind != SQLITE_TOOBIG && kind != SQLITE_MISMATCH)
        return row;
    return refused("sql", "This query broke off at a row where it has no answer (SQLite " + std::to_string(rc) +
                              "). Nothing was changed. Look at its functions and what they are given.");
}

void bind_all(sqlite::Statement& statement, const std::vector<Store::SqlValue>& values) {
    const int places = sqlite3_bind_parameter_count(statement.raw());
    for (int i = 0; i < places && i < static_cast<int>(values.size()); ++i) {
        const Store::SqlValue& value = values[static_cast<std::size_t>(i)];
        switch (value.type) {
            case SQLITE_INTEGER: statement.bind(i + 1, value.integer); break;
            case SQLITE_FLOAT: statement.bind_double(i + 1, value.real); break;
            case SQLITE_TEXT: statement.bind(i + 1, value.text); break;
            case SQLITE_BLOB: statement.bind_blob(i + 1, value.text); break;
            default: statement.bind_null(i + 1);
        }
    }
}

}  // namespace

Result<bool> Store::Reading::next() { return step_asked(statement_); }

Result<Store::Reading> Store::read(std::string_view sql, std::vector<SqlValue> parameters) {
    Reading reading;
    reading.parameters_ = std::move(parameters);
    reading.statement_ = TRY(prepare_reading(state_->db().db(), sql));
    bind_all(reading.statement_, reading.parameters_);
    return reading;
}

Result<std::vector<Id>> Store::list(std::string_view entity, std::string_view where_sql,
                                    const std::optional<Id>& dossier) {
    const model::Entity* known = pack().entity(entity);
    if (!known) return refused("invalid_value", "There is no kind of record of that name. Ask for the entities.");
    const Layout* layout = state_->db().schema().layout(known->number);
    std::string sql = "SELECT id FROM " + quoted(layout->table) + " WHERE 1";
    if (dossier) sql += " AND _dossier = (SELECT nr FROM dossier WHERE dossier.id = ?1)";
    if (!where_sql.empty()) sql += " AND (" + std::string(where_sql) + ")";
    sqlite::Statement statement = TRY(prepare_reading(state_->db().db(), sql + " ORDER BY nr"));
    if (dossier) statement.bind_blob(1, dossier->bytes());
    std::vector<Id> found;
    while (TRY(step_asked(statement)))
        if (auto id = Id::from_bytes(statement.blob(0))) found.push_back(*id);
    return found;
}

Result<std::string> Store::record_json(const Id& id) {
    const auto stored = TRY(state_->db().load(id));
    if (!stored) return not_here();
    const auto dossier = TRY(state_->db().dossier(stored->dossier));
    const View view(*state_);
    return view.record(*stored, dossier ? dossier->id : Id{}, TRY(state_->db().hidden(stored->row)) != Hidden::no);
}

Result<std::vector<Id>> Store::find(std::string_view text, std::size_t at_most) {
    const Spelling asked(text);
    std::vector<std::pair<double, std::pair<std::uint16_t, std::int64_t>>> hits;
    if (asked.empty()) return std::vector<Id>{};
    {
        sqlite::Cached query = TRY(state_->db().db().prepare("SELECT row, entity, tokens FROM spelling"));
        while (TRY(query->step())) {
            const double score = asked.score(query->text(2));
            if (score > 0) hits.push_back({score, {static_cast<std::uint16_t>(query->integer(1)), query->integer(0)}});
        }
    }
    // Comparing names as a whole is slow, so only the likely ones are.
    const std::size_t likely = std::min(hits.size(), at_most * 4 + 50);
    auto better = [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    };
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(likely), hits.end(), better);
    hits.resize(likely);
    std::vector<std::pair<double, Id>> ranked;
    for (const auto& [score, place] : hits) {
        const Layout* layout = state_->db().schema().layout(place.first);
        if (!layout) continue;
        const auto stored = TRY(state_->db().load_row(place.first, place.second));
        if (!stored) continue;
        double alike = 0;
        for (const Column& column : layout->columns) {
            const merge::Entries* entries =
                column.field->search ? stored->shown.find({column.field->number, {}}) : nullptr;
            if (!entries) continue;
            for (const merge::Entry& entry : *entries)
                if (const auto name = model::decode_text(entry.value))
                    alike = std::max(alike, model::likeness(text, *name));
        }
        ranked.emplace_back(score * 0.6 + alike * 0.4, stored->shown.id);
    }
    std::sort(ranked.begin(), ranked.end(), better);
    std::vector<Id> found;
    for (std::size_t i = 0; i < ranked.size() && i < at_most; ++i) found.push_back(ranked[i].second);
    return found;
}

Result<std::vector<ConflictView>> Store::conflicts() {
    std::vector<std::pair<std::int64_t, merge::FieldKey>> open;
    {
        sqlite::Cached query = TRY(state_->db().db().prepare(
            seam::is(seam::Fault::conflict_by_record)
                ? "SELECT row, field.column1, '' FROM conflict, (VALUES (2), (3), (4), (8)) field ORDER BY 1, 2"
                : "SELECT row, number, element FROM conflict ORDER BY row, number, element"));
        while (TRY(query->step()))
            open.push_back(
                {query->integer(0), {static_cast<std::uint16_t>(query->integer(1)), std::string(query->text(2))}});
    }
    const View view(*state_);
    std::vector<ConflictView> found;
    for (const auto& [row, key] : open) {
        const auto stored = TRY(state_->db().load_row(row));
        const merge::Entries* entries = stored ? stored->shown.find(key) : nullptr;
        if (!entries) continue;
        const auto dossier = TRY(state_->db().dossier(stored->dossier));
        ConflictView& conflict = found.emplace_back();
        conflict.id = stored->shown.id;
        const model::Entity* entity = pack().entity(stored->shown.entity);
        conflict.entity = entity ? entity->name : std::string();
        conflict.field = view.field_name(entity, key);
        conflict.dossier = dossier ? dossier->id.text() : std::string();
        const model::Field* field = entity ? entity->field(key.number) : nullptr;
        for (const merge::Entry& entry : *entries) conflict.values.push_back(view.entry(field, entry));
    }
    return found;
}

Result<StoreStatus> Store::status() {
    SqlTables& stored = state_->db();
    auto count = [&](const std::string& sql) -> Result<std::uint64_t> {
        return static_cast<std::uint64_t>(TRY(stored.db().query_integer(sql)).value_or(0));
    };
    StoreStatus status;
    status.unsent =
        TRY(count("SELECT count(*) FROM own WHERE flags & 1 = 0 AND seq > " + std::to_string(TRY(stored.acked()))));
    status.rejected = TRY(count("SELECT count(*) FROM rejected"));
    status.conflicts = TRY(count("SELECT count(*) FROM conflict"));
    status.dossiers = TRY(count("SELECT count(*) FROM dossier WHERE flags & 3"));
    for (const Layout& layout : stored.schema().layouts())
        status.records += TRY(count("SELECT count(*) FROM " + quoted(layout.table)));
    const SyncState sync = TRY(SyncState::load(stored));
    status.last_sync = sync.last_sync;
    status.in_step = !seam::is(seam::Fault::light_stays_off) && status.unsent == 0 && status.last_sync &&
                     sync.round.end.seq == 0 && !sync.stage && !sync.differed &&
                     TRY(count("SELECT count(*) FROM dossier WHERE repairs > 0")) == 0;
    status.store_bytes = state_->options.files->size(state_->options.path);
    if (!status.in_step) status.salvaged = TRY(salvaged_of(stored));
    status.log_lost = model::decode_integer(TRY(stored.value("log_lost")));
    if (status.in_step && status.log_lost && *status.last_sync >= *status.log_lost) status.log_lost.reset();
    return status;
}

}  // namespace wegwijs::store
