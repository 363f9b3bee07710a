#include "client_core/store/layout.hpp"

#include <algorithm>
#include <array>

namespace wegwijs::store {

namespace {

constexpr std::array own_tables{"value",    "dossier",  "own",       "outcome", "base",   "extra", "conflict", "hidden",
                                "numbered", "rejected", "open_edit", "history", "outbox", "sent",  "spelling"};
constexpr std::array own_columns{"nr", "id", "rowid", "oid"};

template <class List>
std::string apart(const std::string& name, const List& taken) {
    const bool clash = std::find(taken.begin(), taken.end(), name) != taken.end();
    return clash ? name + "_" : name;
}

const char* declared(Cell cell) {
    switch (cell) {
        case Cell::integer: return " INTEGER";
        case Cell::boolean: return " INTEGER";
        case Cell::id: return " BLOB";
        case Cell::text:
        case Cell::set: break;
    }
    return " TEXT";
}

void write_statements(Layout& layout) {
    const std::string table = quoted(layout.table);
    const std::string parent = layout.parent_column.empty() ? "NULL" : quoted(layout.parent_column);
    std::string names, places, assignments;
    int place = first_cell_written;
    for (Column& column : layout.columns) {
        const std::string name = quoted(column.name);
        names += ", " + name;
        places += ", ?" + std::to_string(place);
        assignments += ", " + name + " = ?" + std::to_string(place - 4);
        column.update =
            "UPDATE " + table + " SET " + name + " = ?1, _number = ?2, _versions = ?3, _unknown = ?4 WHERE nr = ?5";
        ++place;
    }
    const std::string select =
        "SELECT nr, id, _dossier, " + parent + ", _number, _versions, _unknown" + names + " FROM " + table;
    layout.select_by_id = select + " WHERE id = ?1";
    layout.select_by_row = select + " WHERE nr = ?1";
    layout.select_if = select + " WHERE nr = ?1 AND +id = ?2";
    layout.select_all = select + " WHERE nr > ?1 ORDER BY nr LIMIT 1";
    const std::string with_parent = layout.parent_column.empty() ? "" : ", " + parent;
    const std::string parent_place = layout.parent_column.empty() ? "" : ", ?4";
    layout.insert = "INSERT INTO " + table + "(nr, id, _dossier" + with_parent + ", _number, _versions, _unknown" +
                    names + ") VALUES (?1, ?2, ?3" + parent_place + ", ?5, ?6, ?7" + places + ")";
    layout.update_all = "UPDATE " + table + " SET _number = ?1, _versions = ?2, _unknown = ?3" + assignments +
                        " WHERE nr = ?" + std::to_string(place - 4);
    layout.confirm = "UPDATE " + table + " SET _number = ?1, _versions = ?2 WHERE nr = ?3";
    if (!layout.parent_column.empty()) layout.children = "SELECT id FROM " + table + " WHERE " + parent + " = ?1";
    layout.of_dossier =
        "SELECT id, nr FROM " + table +
        (layout.entity->root ? " WHERE id = (SELECT id FROM dossier WHERE nr = ?1)" : " WHERE _dossier = ?1");
}

}  // namespace

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (char c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

Cell cell_of(model::Type type) {
    switch (type) {
        case model::Type::integer:
        case model::Type::timestamp: return Cell::integer;
        case model::Type::boolean: return Cell::boolean;
        case model::Type::ref: return Cell::id;
        case model::Type::set: return Cell::set;
        default: return Cell::text;
    }
}

const Column* Layout::column(std::uint16_t field) const {
    auto at = std::lower_bound(columns.begin(), columns.end(), field,
                               [](const Column& c, std::uint16_t number) { return c.field->number < number; });
    return at != columns.end() && at->field->number == field ? &*at : nullptr;
}

Layout make_layout(const model::Entity& entity, std::string table) {
    Layout layout;
    layout.entity = &entity;
    layout.table = table.empty() ? apart(entity.name, own_tables) : std::move(table);
    for (const model::Field& field : entity.fields) {
        if (field.is_parent) {
            layout.parent_column = apart(field.name, own_columns);
            continue;
        }
        layout.searched |= field.search;
        layout.columns.push_back({&field, cell_of(field.type), apart(field.name, own_columns), {}});
    }
    std::sort(layout.columns.begin(), layout.columns.end(),
              [](const Column& a, const Column& b) { return a.field->number < b.field->number; });
    write_statements(layout);
    return layout;
}

Schema::Schema(std::shared_ptr<const model::Pack> pack) : pack_(std::move(pack)) {
    for (const model::Entity& entity : pack_->entities()) layouts_.push_back(make_layout(entity));
}

const Layout* Schema::layout(std::uint16_t entity) const {
    for (const Layout& one : layouts_)
        if (one.entity->number == entity) return &one;
    return nullptr;
}

const std::vector<std::string_view>& fixed_tables() {
    // Never destroyed: a thread of an app may open a store while the process ends.
    static const auto& steps =
        *new std::vector<std::string_view>{R"sql(
CREATE TABLE value(name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE dossier(nr INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number INTEGER, municipality TEXT NOT NULL,
    role TEXT NOT NULL, as_of INTEGER NOT NULL, as_of_check BLOB, sum INTEGER NOT NULL, flags INTEGER NOT NULL,
    repairs INTEGER NOT NULL);
CREATE UNIQUE INDEX dossier_number ON dossier(number) WHERE number IS NOT NULL;
CREATE TABLE own(seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, body BLOB, flags INTEGER NOT NULL, dossier INTEGER NOT NULL);
CREATE INDEX own_dossier ON own(dossier);
CREATE TABLE own_block(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE outcome(seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, server_seq INTEGER NOT NULL, at INTEGER, S INTEGER,
    code TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE base(row INTEGER NOT NULL, key BLOB NOT NULL, entries BLOB NOT NULL, PRIMARY KEY(row, key)) WITHOUT ROWID;
CREATE TABLE extra(row INTEGER NOT NULL, key BLOB NOT NULL, entries BLOB NOT NULL, PRIMARY KEY(row, key)) WITHOUT ROWID;
CREATE TABLE conflict(row INTEGER NOT NULL, number INTEGER NOT NULL, element TEXT NOT NULL,
    PRIMARY KEY(row, number, element)) WITHOUT ROWID;
CREATE TABLE hidden(row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, entity INTEGER NOT NULL, dossier INTEGER NOT NULL,
    parent BLOB, number INTEGER, state BLOB NOT NULL, reason INTEGER NOT NULL);
CREATE INDEX hidden_parent ON hidden(parent) WHERE parent IS NOT NULL;
CREATE INDEX hidden_dossier ON hidden(dossier);
CREATE TABLE numbered(number INTEGER PRIMARY KEY, entity INTEGER NOT NULL, row INTEGER NOT NULL);
CREATE TABLE spelling(row INTEGER PRIMARY KEY, entity INTEGER NOT NULL, tokens TEXT NOT NULL);
CREATE TABLE history(row INTEGER NOT NULL, key BLOB NOT NULL, stamp BLOB NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY(row, key, stamp)) WITHOUT ROWID;
CREATE TABLE rejected(seq INTEGER PRIMARY KEY, code TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE open_edit(number INTEGER PRIMARY KEY AUTOINCREMENT, dossier INTEGER NOT NULL, S INTEGER NOT NULL,
    "check" BLOB NOT NULL, n INTEGER NOT NULL, role INTEGER NOT NULL, opened_at INTEGER NOT NULL, shown BLOB NOT NULL);
CREATE VIEW outbox AS SELECT seq, hash, flags, dossier FROM own
    WHERE seq > coalesce((SELECT max(seq + count - 1) FROM outcome), 0);
CREATE VIEW sent AS SELECT seq, hash, flags, dossier FROM own
    WHERE seq <= coalesce((SELECT max(seq + count - 1) FROM outcome), 0);
)sql",
                                           // merge::Context::closed
                                           R"sql(
ALTER TABLE dossier ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE open_edit ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
)sql",
                                           // the pack by whose roles the dossier came last; newly_read.hpp
                                           R"sql(
ALTER TABLE dossier ADD COLUMN pack INTEGER NOT NULL DEFAULT 0;
ALTER TABLE open_edit ADD COLUMN pack INTEGER NOT NULL DEFAULT 0;
)sql",
                                           // what the server did not take is looked for after every round
                                           R"sql(
CREATE INDEX outcome_refused ON outcome(seq) WHERE code <> '';
)sql"};
    return steps;
}

Status make_table(sqlite::Connection& db, const Layout& layout) {
    // What a reader of any row needs stands in front of long texts.
    std::string sql =
        "CREATE TABLE " + quoted(layout.table) + "(nr INTEGER PRIMARY KEY, id BLOB NOT NULL, _dossier INTEGER NOT NULL";
    if (!layout.parent_column.empty()) sql += ", " + quoted(layout.parent_column) + " BLOB";
    sql += ", _number INTEGER, _versions BLOB, _unknown BLOB";
    for (const Column& column : layout.columns) sql += ", " + quoted(column.name) + declared(column.cell);
    return db.exec(sql + ")");
}

Status make_indexes(sqlite::Connection& db, const Layout& layout) {
    auto index = [&](const char* kind, const std::string& what, const std::string& columns) {
        return db.exec(std::string("CREATE ") + kind + " IF NOT EXISTS " + quoted(layout.table + "." + what) + " ON " +
                       quoted(layout.table) + "(" + columns + ")");
    };
    TRY(index("UNIQUE INDEX", "id", "id"));
    // A root begins its dossier and has its id, so it is found by that.
    if (!layout.entity->root) TRY(index("INDEX", "_dossier", "_dossier"));
    if (!layout.parent_column.empty()) TRY(index("INDEX", layout.parent_column, quoted(layout.parent_column)));
    for (const Column& column : layout.columns)
        if (column.field->indexed) TRY(index("INDEX", column.name, quoted(column.name)));
    return done();
}

}  // namespace wegwijs::store
