// A newer pack: new tables and columns, and what was unknown moves into them.
#include <algorithm>

#include "client_core/shared/protocol/state.hpp"
#include "client_core/store/newly_read.hpp"
#include "client_core/store/sql_tables.hpp"

namespace wegwijs::store {

namespace {

/// The old columns can stay as they are when each still has its name and kind.
bool only_grew(const Layout& from, const Layout& to) {
    if (from.table != to.table || from.parent_column != to.parent_column) return false;
    return std::all_of(from.columns.begin(), from.columns.end(), [&](const Column& old) {
        const Column* now = to.column(old.field->number);
        return now && now->name == old.name && now->cell == old.cell;
    });
}

Status add_columns(sqlite::Connection& db, const Layout& from, const Layout& to) {
    const Layout* const old = &from;
    for (const Column& column : to.columns) {
        if (old->column(column.field->number)) continue;
        const char* kind = column.cell == Cell::integer || column.cell == Cell::boolean ? " INTEGER"
                           : column.cell == Cell::id                                    ? " BLOB"
                                                                                        : " TEXT";
        TRY(db.exec("ALTER TABLE " + quoted(to.table) + " ADD COLUMN " + quoted(column.name) + kind));
    }
    return done();
}

Status drop_indexes(sqlite::Connection& db, const std::string& table) {
    std::vector<std::string> names;
    {
        sqlite::Statement query =
            TRY(db.prepare_once("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1"));
        query.bind(1, table);
        while (TRY(query.step())) names.emplace_back(query.text(0));
    }
    for (const std::string& name : names) TRY(db.exec("DROP INDEX " + quoted(name)));
    return done();
}

}  // namespace

Status SqlTables::take_pack(std::string_view json) {
    auto pack = TRY(model::Pack::load(json));
    if (schema_ && pack->version() <= schema_->pack().version()) return done();
    auto next = std::make_unique<Schema>(pack);
    // Old packs' tables stay with what they hold: an entity that is gone has no records that anybody may read.
    replaced_ = std::exchange(schema_, std::move(next));
    const Schema* const before = replaced_.get();
    std::vector<const Layout*> grown;
    for (const Layout& layout : schema_->layouts()) {
        const Layout* old = before ? before->layout(layout.entity->number) : nullptr;
        if (!old) {
            TRY(make_table(db_, layout));
        } else if (only_grew(*old, layout)) {
            TRY(add_columns(db_, *old, layout));
            if (old->columns.size() != layout.columns.size()) grown.push_back(&layout);
        } else {
            TRY(rebuild(*old, layout));
        }
        TRY(make_indexes(db_, layout));
    }
    TRY(set_value("pack", json));
    if (before) TRY(note_newly_read(*this, before->pack(), schema_->pack()));
    last_layout_ = 0;
    for (const Layout* layout : grown) TRY(move_unknown(*layout));
    TRY(readmit());
    return repair_search_of_changed(before);
}

/// Writes every row anew under the new layout: a column changed its kind or name, or is no longer known.
Status SqlTables::rebuild(const Layout& from, const Layout& to) {
    const std::string aside = "before " + from.table;
    TRY(drop_indexes(db_, from.table));
    TRY(db_.exec("ALTER TABLE " + quoted(from.table) + " RENAME TO " + quoted(aside)));
    TRY(make_table(db_, to));
    TRY(make_indexes(db_, to));
    const Layout old = make_layout(*from.entity, aside);
    for (std::int64_t last = 0;;) {
        std::optional<Stored> record;
        {
            sqlite::Cached query = TRY(db_.prepare(old.select_all));
            query->bind(1, last);
            record = TRY(load_from(old, *query));
        }
        if (!record) break;
        last = record->row;
        TRY(remove_typed(old, record->row));
        record->loaded.clear();
        record->shown.entity = to.entity->number;
        TRY(insert_row(to, *record));
    }
    return db_.exec("DROP TABLE " + quoted(aside));
}

/// Fields that came from a newer pack before this one did.
Status SqlTables::move_unknown(const Layout& layout) {
    std::vector<std::int64_t> rows;
    {
        sqlite::Statement query =
            TRY(db_.prepare_once("SELECT nr FROM " + quoted(layout.table) + " WHERE _unknown IS NOT NULL"));
        while (TRY(query.step())) rows.push_back(query.integer(0));
    }
    for (const std::int64_t row : rows) {
        auto record = TRY(load_row(layout.entity->number, row));
        if (!record) continue;
        record->loaded.clear();
        TRY(save(*record));
    }
    return done();
}

/// Records of an entity that was unknown until now.
Status SqlTables::readmit() {
    if (!any_hidden_) return done();
    std::vector<Id> waiting;
    {
        sqlite::Statement query = TRY(db_.prepare_once("SELECT id, entity FROM hidden WHERE reason = 3"));
        while (TRY(query.step())) {
            const auto id = Id::from_bytes(query.blob(0));
            if (id && schema_->layout(static_cast<std::uint16_t>(query.integer(1)))) waiting.push_back(*id);
        }
    }
    for (const Id& id : waiting) {
        auto record = TRY(load(id));
        if (record) TRY(save(*record));
    }
    return done();
}

/// Where another field is searched now, the index is built anew.
Status SqlTables::repair_search_of_changed(const Schema* before) {
    if (!before) return done();
    for (const Layout& layout : schema_->layouts()) {
        const Layout* old = before->layout(layout.entity->number);
        if (!old) continue;
        for (const Column& column : layout.columns) {
            const Column* was = old->column(column.field->number);
            if (was && was->field->search != column.field->search) {
                TRY(repair_search());
                return done();
            }
        }
    }
    return done();
}

}  // namespace wegwijs::store
