// Dossiers, and everything that goes when one is dropped.
#include "client_core/store/sql_tables.hpp"

namespace wegwijs::store {

namespace {

constexpr std::int64_t held = 1, made_here = 2, any_deletion = 4, stale = 8;
constexpr std::string_view columns =
    "SELECT nr, id, number, municipality, role, as_of, as_of_check, sum, flags, repairs FROM dossier ";

/// Never destroyed: a thread of an app may use it while the process ends.
const std::string& selected(const char* rest) { return *new std::string(std::string(columns) + rest); }

DossierRow read(const sqlite::Statement& row) {
    DossierRow dossier;
    dossier.nr = row.integer(0);
    dossier.id = Id::from_bytes(row.blob(1)).value_or(Id{});
    dossier.number = static_cast<Number>(row.integer(2));
    dossier.municipality = std::string(row.text(3));
    dossier.role = std::string(row.text(4));
    dossier.as_of.seq = static_cast<ServerSeq>(row.integer(5));
    if (!row.is_null(6)) dossier.as_of.check = Bytes(row.blob(6));
    dossier.sum = static_cast<std::uint64_t>(row.integer(7));
    const std::int64_t flags = row.integer(8);
    dossier.held = (flags & held) != 0;
    dossier.made_here = (flags & made_here) != 0;
    dossier.any_deletion = (flags & any_deletion) != 0;
    dossier.stale = (flags & stale) != 0;
    dossier.repairs = static_cast<int>(row.integer(9));
    return dossier;
}

void bind(sqlite::Statement& to, const DossierRow& row) {
    to.bind_blob(1, row.id.bytes());
    if (row.number == 0) to.bind_null(2);
    else to.bind(2, static_cast<std::int64_t>(row.number));
    to.bind(3, row.municipality).bind(4, row.role).bind(5, static_cast<std::int64_t>(row.as_of.seq));
    if (row.as_of == Point{}) to.bind_null(6);
    else to.bind_blob(6, row.as_of.check);
    to.bind(7, static_cast<std::int64_t>(row.sum));
    to.bind(8, (row.held ? held : 0) | (row.made_here ? made_here : 0) | (row.any_deletion ? any_deletion : 0) |
                   (row.stale ? stale : 0));
    to.bind(9, std::int64_t{row.repairs});
}

}  // namespace

Result<std::optional<DossierRow>> SqlTables::one_dossier(sqlite::Statement& query) {
    if (!TRY(query.step())) return std::optional<DossierRow>();
    return std::optional<DossierRow>(read(query));
}

Result<std::optional<DossierRow>> SqlTables::dossier(const Id& id) {
    static const std::string& sql = selected("WHERE id = ?1");
    sqlite::Cached query = TRY(db_.prepare(sql));
    query->bind_blob(1, id.bytes());
    return one_dossier(*query);
}

Result<std::optional<DossierRow>> SqlTables::dossier(std::int64_t nr) {
    static const std::string& sql = selected("WHERE nr = ?1");
    sqlite::Cached query = TRY(db_.prepare(sql));
    query->bind(1, nr);
    return one_dossier(*query);
}

Result<std::optional<DossierRow>> SqlTables::dossier_numbered(Number number) {
    static const std::string& sql = selected("WHERE number = ?1");
    sqlite::Cached query = TRY(db_.prepare(sql));
    query->bind(1, static_cast<std::int64_t>(number));
    return one_dossier(*query);
}

Result<std::vector<DossierRow>> SqlTables::dossiers() {
    static const std::string& sql = selected("ORDER BY nr");
    sqlite::Cached query = TRY(db_.prepare(sql));
    std::vector<DossierRow> rows;
    while (TRY(query->step())) rows.push_back(read(*query));
    return rows;
}

Status SqlTables::put_dossier(DossierRow& row) {
    if (row.nr == 0) {
        sqlite::Cached add = TRY(
            db_.prepare("INSERT INTO dossier(id, number, municipality, role, as_of, as_of_check, sum, flags, repairs) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
        bind(*add, row);
        TRY(add->run());
        row.nr = db_.last_rowid();
        return done();
    }
    // A save may have noted a deletion since the caller read the row; only dropping the content takes that back.
    sqlite::Cached put =
        TRY(db_.prepare("UPDATE dossier SET id = ?1, number = ?2, municipality = ?3, role = ?4, as_of = ?5, "
                        "as_of_check = ?6, sum = ?7, "
                        "flags = ?8 | (flags & 4), repairs = ?9 WHERE nr = ?10"));
    bind(*put, row);
    put->bind(10, row.nr);
    return put->run();
}

Result<std::uint64_t> SqlTables::pack_of(std::int64_t dossier) {
    sqlite::Cached query = TRY(db_.prepare("SELECT pack FROM dossier WHERE nr = ?1"));
    query->bind(1, dossier);
    if (!TRY(query->step())) return std::uint64_t{0};
    return static_cast<std::uint64_t>(query->integer(0));
}

Status SqlTables::came_by_this_pack(std::int64_t dossier) {
    sqlite::Cached note = TRY(db_.prepare("UPDATE dossier SET pack = ?1 WHERE nr = ?2 AND pack <> ?1"));
    note->bind(1, static_cast<std::int64_t>(pack().version())).bind(2, dossier);
    return note->run();
}

Status SqlTables::note_deletion(std::int64_t dossier) {
    sqlite::Cached note = TRY(db_.prepare("UPDATE dossier SET flags = flags | 4 WHERE nr = ?1 AND flags & 4 = 0"));
    note->bind(1, dossier);
    return note->run();
}

Status SqlTables::drop_dossier_content(std::int64_t nr) {
    for (const Layout& layout : schema_->layouts()) {
        std::vector<std::int64_t> rows;
        {
            sqlite::Cached query = TRY(db_.prepare(layout.of_dossier));
            query->bind(1, nr);
            while (TRY(query->step())) rows.push_back(query->integer(1));
        }
        for (const std::int64_t row : rows) {
            sqlite::Cached forget = TRY(db_.prepare("DELETE FROM numbered WHERE number = (SELECT _number FROM " +
                                                    quoted(layout.table) + " WHERE nr = ?1)"));
            forget->bind(1, row);
            TRY(forget->run());
            TRY(remove_typed(layout, row));
            TRY(remove_beside(row));
        }
    }
    std::vector<std::int64_t> rows;
    if (any_hidden_) {
        sqlite::Cached query = TRY(db_.prepare("SELECT row FROM hidden WHERE dossier = ?1"));
        query->bind(1, nr);
        while (TRY(query->step())) rows.push_back(query->integer(0));
    }
    for (const std::int64_t row : rows) TRY(remove_beside(row));
    for (const char* sql : {"DELETE FROM numbered WHERE number IN (SELECT number FROM hidden WHERE dossier = ?1)",
                            "DELETE FROM hidden WHERE dossier = ?1", "DELETE FROM open_edit WHERE dossier = ?1",
                            "UPDATE dossier SET number = NULL, flags = flags & ~4 WHERE nr = ?1"}) {
        sqlite::Cached change = TRY(db_.prepare(sql));
        change->bind(1, nr);
        TRY(change->run());
    }
    return done();
}

Status SqlTables::narrow_dossier(const DossierRow& row, ByteView server_box_key) {
    const std::optional<std::uint8_t> role = pack().role(row.role);
    for (const Id& id : TRY(records_of(row.nr))) {
        const auto stored = TRY(load(id));
        if (!stored) continue;
        for (const auto& [key, replaced] : TRY(remembered(stored->row))) {
            if (role && pack().may_read(*role, stored->shown.entity, key.number)) continue;
            const Bytes place = key_bytes(key);
            sqlite::Cached remove = TRY(db_.prepare("DELETE FROM history WHERE row = ?1 AND key = ?2"));
            remove->bind(1, stored->row).bind_blob(2, place);
            TRY(remove->run());
        }
    }
    {
        sqlite::Cached close = TRY(db_.prepare("DELETE FROM open_edit WHERE dossier = ?1"));
        close->bind(1, row.nr);
        TRY(close->run());
    }
    return seal_own(row.nr, server_box_key);
}

Status SqlTables::forget_numbers() {
    for (const Layout& layout : schema_->layouts())
        TRY(db_.exec("UPDATE " + quoted(layout.table) + " SET _number = NULL WHERE _number IS NOT NULL"));
    return db_.exec("UPDATE hidden SET number = NULL; DELETE FROM numbered; UPDATE dossier SET number = NULL");
}

}  // namespace wegwijs::store
