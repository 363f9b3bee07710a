// Writing records: the typed row, and everything beside it that must stay in step.
#include "client_core/shared/protocol/state.hpp"
#include "client_core/store/sql_tables.hpp"

namespace wegwijs::store {

namespace {

constexpr std::size_t extra_mark(const Layout& layout) { return layout.columns.size(); }
constexpr std::size_t number_mark(const Layout& layout) { return layout.columns.size() + 1; }

void bind_number(sqlite::Statement& to, int place, Number number) {
    if (number == 0) to.bind_null(place);
    else to.bind(place, static_cast<std::int64_t>(number));
}

void bind_or_null(sqlite::Statement& to, int place, ByteView bytes) {
    if (bytes.empty()) to.bind_null(place);
    else to.bind_blob(place, bytes);
}

}  // namespace

Result<Hidden> SqlTables::place_of(const Stored& record, const Layout* layout) {
    if (!layout) return Hidden::unknown_entity;
    if (merge::read_deletion(record.shown) == merge::Deletion::hidden) return Hidden::deleted;
    if (!any_hidden_ || record.shown.parent.zero()) return Hidden::no;
    sqlite::Cached query = TRY(db_.prepare("SELECT 1 FROM hidden WHERE id = ?1 AND reason IN (1, 2)"));
    query->bind_blob(1, record.shown.parent.bytes());
    return TRY(query->step()) ? Hidden::under_deleted : Hidden::no;
}

Status SqlTables::save(Stored& record) {
    const Layout* layout = schema_->layout(record.shown.entity);
    const bool fresh = record.row == 0;
    if (fresh) record.row = next_row_++;
    if (record.shown.find(merge::deletion)) TRY(note_deletion(record.dossier));
    const Hidden place = TRY(place_of(record, layout));
    const Hidden before = fresh ? Hidden::no : TRY(hidden(record.row));
    if (place != Hidden::no) {
        if (!fresh && before == Hidden::no && layout) TRY(remove_typed(*layout, record.row));
        TRY(write_hidden(record, place));
        record.loaded.clear();
        return before == Hidden::no && place != Hidden::unknown_entity ? hide_below(record.shown.id) : done();
    }
    if (fresh || before != Hidden::no) {
        if (before != Hidden::no) {
            sqlite::Cached remove = TRY(db_.prepare("DELETE FROM hidden WHERE row = ?1"));
            remove->bind(1, record.row);
            TRY(remove->run());
        }
        record.loaded.clear();
        TRY(insert_row(*layout, record));
    } else {
        TRY(update_row(*layout, record));
    }
    return before == Hidden::no ? done() : show_below(record.shown.id);
}

Status SqlTables::insert_row(const Layout& layout, Stored& record) {
    image_.make(layout, record.shown);
    {
        sqlite::Cached add = TRY(db_.prepare(layout.insert));
        add->bind(1, record.row).bind_blob(2, record.shown.id.bytes()).bind(3, record.dossier);
        if (!layout.parent_column.empty())
            bind_or_null(*add, 4, record.shown.parent.zero() ? ByteView() : record.shown.parent.bytes());
        bind_number(*add, 5, record.number);
        add->bind_blob(6, image_.versions);
        bind_or_null(*add, 7, image_.unknown);
        for (std::size_t i = 0; i < layout.columns.size(); ++i)
            bind_cell(*add, first_cell_written + static_cast<int>(i), layout.columns[i], image_.cells[i]);
        TRY(add->run());
    }
    return write_around(layout, record, true);
}

Status SqlTables::update_row(const Layout& layout, Stored& record) {
    image_.make(layout, record.shown);
    std::size_t changes = layout.columns.size(), first = 0;
    if (record.loaded.size() > number_mark(layout)) {
        changes = 0;
        for (std::size_t i = layout.columns.size(); i-- > 0;) {
            if (record.loaded[i] == image_.cells[i].mark) continue;
            ++changes;
            first = i;
        }
    }
    const int count = static_cast<int>(layout.columns.size());
    if (changes <= 1 && count > 0) {
        // Most edits change one field: an index over another column is then left alone.
        sqlite::Cached put = TRY(db_.prepare(layout.columns[first].update));
        bind_cell(*put, 1, layout.columns[first], image_.cells[first]);
        bind_number(*put, 2, record.number);
        put->bind_blob(3, image_.versions);
        bind_or_null(*put, 4, image_.unknown);
        put->bind(5, record.row);
        TRY(put->run());
    } else {
        sqlite::Cached put = TRY(db_.prepare(layout.update_all));
        bind_number(*put, 1, record.number);
        put->bind_blob(2, image_.versions);
        bind_or_null(*put, 3, image_.unknown);
        for (int i = 0; i < count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            bind_cell(*put, 4 + i, layout.columns[at], image_.cells[at]);
        }
        put->bind(4 + count, record.row);
        TRY(put->run());
    }
    return write_around(layout, record, false);
}

/// REQUIRES: image_ was made of `record`.
Status SqlTables::write_around(const Layout& layout, Stored& record, bool fresh) {
    const bool known = record.loaded.size() > number_mark(layout);
    if (!fresh && (!known || record.loaded[extra_mark(layout)] != 0)) {
        for (const char* sql : {"DELETE FROM extra WHERE row = ?1", "DELETE FROM conflict WHERE row = ?1"}) {
            sqlite::Cached remove = TRY(db_.prepare(sql));
            remove->bind(1, record.row);
            TRY(remove->run());
        }
    }
    for (const merge::FieldState* field : image_.extra) {
        sqlite::Cached add = TRY(db_.prepare("INSERT INTO extra(row, key, entries) VALUES (?1, ?2, ?3)"));
        const Bytes key = key_bytes(field->key), entries = protocol::encode_entries(field->entries);
        add->bind(1, record.row).bind_blob(2, key).bind_blob(3, entries);
        TRY(add->run());
    }
    for (const merge::FieldKey& key : image_.conflicts) {
        sqlite::Cached add = TRY(db_.prepare("INSERT INTO conflict(row, number, element) VALUES (?1, ?2, ?3)"));
        add->bind(1, record.row).bind(2, std::int64_t{key.number}).bind(3, key.element);
        TRY(add->run());
    }
    if (record.number != 0 && (!known || record.loaded[number_mark(layout)] != record.number))
        TRY(write_number(record));
    TRY(write_search(layout, record, fresh));
    learn_marks(layout, record);
    return done();
}

void SqlTables::learn_marks(const Layout& layout, Stored& record) const {
    record.loaded.clear();
    record.loaded.reserve(layout.columns.size() + 2);
    for (const auto& cell : image_.cells) record.loaded.push_back(cell.mark);
    record.loaded.push_back(image_.extra.empty() ? 0 : 1);
    record.loaded.push_back(record.number);
}

Status SqlTables::write_number(const Stored& record) {
    return put_number(record.number, record.shown.entity, record.row);
}

Status SqlTables::put_number(Number number, std::uint16_t entity, std::int64_t row) {
    sqlite::Cached put = TRY(db_.prepare("INSERT OR REPLACE INTO numbered(number, entity, row) VALUES (?1, ?2, ?3)"));
    put->bind(1, static_cast<std::int64_t>(number)).bind(2, std::int64_t{entity}).bind(3, row);
    return put->run();
}

Status SqlTables::write_search(const Layout& layout, const Stored& record, bool fresh) {
    if (!layout.searched) return done();
    bool differs = fresh || record.loaded.size() <= number_mark(layout) || record.loaded[extra_mark(layout)] != 0 ||
                   !image_.extra.empty();
    for (std::size_t i = 0; i < layout.columns.size() && !differs; ++i)
        differs = layout.columns[i].field->search && record.loaded[i] != image_.cells[i].mark;
    if (!differs) return done();
    const std::string tokens = spelling_tokens(layout, record.shown);
    if (tokens.empty()) {
        if (fresh) return done();
        sqlite::Cached remove = TRY(db_.prepare("DELETE FROM spelling WHERE row = ?1"));
        remove->bind(1, record.row);
        return remove->run();
    }
    sqlite::Cached put = TRY(db_.prepare("INSERT OR REPLACE INTO spelling(row, entity, tokens) VALUES (?1, ?2, ?3)"));
    put->bind(1, record.row).bind(2, std::int64_t{record.shown.entity}).bind(3, tokens);
    return put->run();
}

Status SqlTables::write_hidden(const Stored& record, Hidden reason) {
    any_hidden_ = true;
    sqlite::Cached put =
        TRY(db_.prepare("INSERT OR REPLACE INTO hidden(row, id, entity, dossier, parent, number, state, reason) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
    const Bytes state = protocol::encode_state(record.shown.fields);
    put->bind(1, record.row).bind_blob(2, record.shown.id.bytes()).bind(3, std::int64_t{record.shown.entity});
    put->bind(4, record.dossier);
    bind_or_null(*put, 5, record.shown.parent.zero() ? ByteView() : record.shown.parent.bytes());
    bind_number(*put, 6, record.number);
    put->bind_blob(7, state).bind(8, static_cast<std::int64_t>(reason));
    TRY(put->run());
    return record.number == 0 ? done() : write_number(record);
}

Status SqlTables::remove_typed(const Layout& layout, std::int64_t row) {
    {
        sqlite::Cached remove = TRY(db_.prepare("DELETE FROM " + quoted(layout.table) + " WHERE nr = ?1"));
        remove->bind(1, row);
        TRY(remove->run());
    }
    for (const char* sql : {"DELETE FROM extra WHERE row = ?1", "DELETE FROM conflict WHERE row = ?1",
                            "DELETE FROM spelling WHERE row = ?1"}) {
        sqlite::Cached remove = TRY(db_.prepare(sql));
        remove->bind(1, row);
        TRY(remove->run());
    }
    return done();
}

Status SqlTables::remove_beside(std::int64_t row) {
    for (const char* sql : {"DELETE FROM base WHERE row = ?1", "DELETE FROM history WHERE row = ?1"}) {
        sqlite::Cached remove = TRY(db_.prepare(sql));
        remove->bind(1, row);
        TRY(remove->run());
    }
    return done();
}

Status SqlTables::hide_below(const Id& id) {
    for (const Id& child : TRY(typed_children(id))) {
        auto found = TRY(load(child));
        const Layout* layout = found ? schema_->layout(found->shown.entity) : nullptr;
        if (!layout) continue;
        TRY(remove_typed(*layout, found->row));
        TRY(write_hidden(*found, Hidden::under_deleted));
        TRY(hide_below(child));
    }
    return done();
}

Status SqlTables::show_below(const Id& id) {
    for (const Id& child : TRY(ids("SELECT id FROM hidden WHERE parent = ?1 AND reason = 2", id.bytes()))) {
        auto found = TRY(load(child));
        if (found) TRY(save(*found));  // finds that nothing above hides it now, and goes on below
    }
    return done();
}

Status SqlTables::erase(const Id& id) {
    auto found = TRY(load(id));
    if (!found) return done();
    if (const Layout* layout = schema_->layout(found->shown.entity)) TRY(remove_typed(*layout, found->row));
    TRY(remove_beside(found->row));
    sqlite::Cached remove = TRY(db_.prepare("DELETE FROM hidden WHERE row = ?1"));
    remove->bind(1, found->row);
    TRY(remove->run());
    if (found->number == 0) return done();
    sqlite::Cached forget = TRY(db_.prepare("DELETE FROM numbered WHERE number = ?1"));
    forget->bind(1, static_cast<std::int64_t>(found->number));
    return forget->run();
}

}  // namespace wegwijs::store
