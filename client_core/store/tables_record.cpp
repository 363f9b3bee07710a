// Finding and reading records, and what stands beside them.
#include "client_core/shared/protocol/state.hpp"
#include "client_core/store/sql_tables.hpp"
#include "client_core/store/varint.hpp"

namespace wegwijs::store {

using merge::Entries;
using merge::FieldKey;

Result<std::optional<Stored>> SqlTables::load_from(const Layout& layout, sqlite::Statement& query) {
    if (!TRY(query.step())) return std::optional<Stored>();
    Stored found;
    found.row = query.integer(0);
    found.dossier = query.integer(2);
    found.number = static_cast<Number>(query.integer(4));
    const auto id = Id::from_bytes(query.blob(1));
    if (!id) return damaged_row();
    found.shown.id = *id;
    if (!query.is_null(3)) found.shown.parent = Id::from_bytes(query.blob(3)).value_or(Id{});
    found.loaded.reserve(layout.columns.size() + 2);
    const RowRead read = TRY(read_row(layout, query, found.shown, found.loaded));
    found.loaded.push_back(read.has_extra ? 1 : 0);
    found.loaded.push_back(found.number);
    if (read.has_extra) TRY(add_extra(found));
    return std::optional<Stored>(std::move(found));
}

Status SqlTables::add_extra(Stored& record) {
    sqlite::Cached query = TRY(db_.prepare("SELECT key, entries FROM extra WHERE row = ?1"));
    query->bind(1, record.row);
    while (TRY(query->step()))
        record.shown.at(key_from(query->blob(0))) = TRY(protocol::decode_entries(query->blob(1)));
    return done();
}

Result<std::optional<Stored>> SqlTables::load_hidden(sqlite::Statement& query) {
    if (!TRY(query.step())) return std::optional<Stored>();
    Stored found;
    found.row = query.integer(0);
    const auto id = Id::from_bytes(query.blob(1));
    if (!id) return damaged_row();
    found.shown.id = *id;
    found.shown.entity = static_cast<std::uint16_t>(query.integer(2));
    found.dossier = query.integer(3);
    if (!query.is_null(4)) found.shown.parent = Id::from_bytes(query.blob(4)).value_or(Id{});
    found.number = static_cast<Number>(query.integer(5));
    found.shown.fields = TRY(protocol::decode_state(query.blob(6)));
    return std::optional<Stored>(std::move(found));
}

Result<std::optional<Stored>> SqlTables::load(const Id& id) {
    const auto& layouts = schema_->layouts();
    // Records of one kind are asked for one after another, so the table that had the last is asked first.
    for (std::size_t i = 0; i < layouts.size(); ++i) {
        const std::size_t place = (last_layout_ + i) % layouts.size();
        sqlite::Cached query = TRY(db_.prepare(layouts[place].select_by_id));
        query->bind_blob(1, id.bytes());
        auto found = TRY(load_from(layouts[place], *query));
        if (!found) continue;
        last_layout_ = place;
        return found;
    }
    if (!any_hidden_) return std::optional<Stored>();
    sqlite::Cached query =
        TRY(db_.prepare("SELECT row, id, entity, dossier, parent, number, state FROM hidden WHERE id = ?1"));
    query->bind_blob(1, id.bytes());
    return load_hidden(*query);
}

Result<std::optional<Stored>> SqlTables::load_row(std::uint16_t entity, std::int64_t row) {
    if (const Layout* layout = schema_->layout(entity)) {
        sqlite::Cached query = TRY(db_.prepare(layout->select_by_row));
        query->bind(1, row);
        auto found = TRY(load_from(*layout, *query));
        if (found) return found;
    }
    sqlite::Cached query =
        TRY(db_.prepare("SELECT row, id, entity, dossier, parent, number, state FROM hidden WHERE row = ?1"));
    query->bind(1, row);
    return load_hidden(*query);
}

Result<std::optional<Stored>> SqlTables::load_row(std::int64_t row) {
    for (const Layout& layout : schema_->layouts()) {
        auto found = TRY(load_row(layout.entity->number, row));
        if (found) return found;
    }
    return std::optional<Stored>();
}

Result<std::optional<Stored>> SqlTables::load_numbered(Number number) {
    std::uint16_t entity = 0;
    std::int64_t row = 0;
    {
        sqlite::Cached query = TRY(db_.prepare("SELECT entity, row FROM numbered WHERE number = ?1"));
        query->bind(1, static_cast<std::int64_t>(number));
        if (!TRY(query->step())) return std::optional<Stored>();
        entity = static_cast<std::uint16_t>(query->integer(0));
        row = query->integer(1);
    }
    return load_row(entity, row);
}

Result<Number> SqlTables::record_number(const Id& id) {
    const auto& layouts = schema_->layouts();
    for (std::size_t i = 0; i < layouts.size(); ++i) {
        const std::size_t place = (last_layout_ + i) % layouts.size();
        sqlite::Cached query =
            TRY(db_.prepare("SELECT _number FROM " + quoted(layouts[place].table) + " WHERE id = ?1"));
        query->bind_blob(1, id.bytes());
        if (!TRY(query->step())) continue;
        last_layout_ = place;
        return static_cast<Number>(query->integer(0));
    }
    if (!any_hidden_) return Number{0};
    sqlite::Cached query = TRY(db_.prepare("SELECT number FROM hidden WHERE id = ?1"));
    query->bind_blob(1, id.bytes());
    if (!TRY(query->step())) return Number{0};
    return static_cast<Number>(query->integer(0));
}

Result<std::optional<Id>> SqlTables::record_id(Number number) {
    std::uint16_t entity = 0;
    std::int64_t row = 0;
    {
        sqlite::Cached query = TRY(db_.prepare("SELECT entity, row FROM numbered WHERE number = ?1"));
        query->bind(1, static_cast<std::int64_t>(number));
        if (!TRY(query->step())) return std::optional<Id>();
        entity = static_cast<std::uint16_t>(query->integer(0));
        row = query->integer(1);
    }
    if (const Layout* layout = schema_->layout(entity)) {
        sqlite::Cached query = TRY(db_.prepare("SELECT id FROM " + quoted(layout->table) + " WHERE nr = ?1"));
        query->bind(1, row);
        if (TRY(query->step())) return Id::from_bytes(query->blob(0));
    }
    sqlite::Cached query = TRY(db_.prepare("SELECT id FROM hidden WHERE row = ?1"));
    query->bind(1, row);
    if (!TRY(query->step())) return std::optional<Id>();
    return Id::from_bytes(query->blob(0));
}

Result<std::vector<Id>> SqlTables::ids(std::string_view sql, ByteView parameter) {
    sqlite::Cached query = TRY(db_.prepare(sql));
    query->bind_blob(1, parameter);
    std::vector<Id> found;
    while (TRY(query->step()))
        if (auto id = Id::from_bytes(query->blob(0))) found.push_back(*id);
    return found;
}

Result<std::vector<Id>> SqlTables::typed_children(const Id& parent) {
    std::vector<Id> found;
    for (const Layout& layout : schema_->layouts()) {
        if (layout.children.empty()) continue;
        for (const Id& id : TRY(ids(layout.children, parent.bytes()))) found.push_back(id);
    }
    return found;
}

Result<std::vector<Id>> SqlTables::children(const Id& parent) {
    std::vector<Id> found = TRY(typed_children(parent));
    if (!any_hidden_) return found;
    for (const Id& id : TRY(ids("SELECT id FROM hidden WHERE parent = ?1", parent.bytes()))) found.push_back(id);
    return found;
}

Result<std::vector<Id>> SqlTables::records_of(std::int64_t dossier) {
    std::vector<Id> found;
    auto collect = [&](std::string_view sql) -> Status {
        sqlite::Cached query = TRY(db_.prepare(sql));
        query->bind(1, dossier);
        while (TRY(query->step()))
            if (auto id = Id::from_bytes(query->blob(0))) found.push_back(*id);
        return done();
    };
    for (const Layout& layout : schema_->layouts()) TRY(collect(layout.of_dossier));
    if (any_hidden_) TRY(collect("SELECT id FROM hidden WHERE dossier = ?1"));
    return found;
}

Result<Hidden> SqlTables::hidden(std::int64_t row) {
    if (!any_hidden_) return Hidden::no;
    sqlite::Cached query = TRY(db_.prepare("SELECT reason FROM hidden WHERE row = ?1"));
    query->bind(1, row);
    if (!TRY(query->step())) return Hidden::no;
    return static_cast<Hidden>(query->integer(0));
}

Result<Tables::Base> SqlTables::base(std::int64_t row) {
    Base found;
    if (!any_base_) return found;
    sqlite::Cached query = TRY(db_.prepare("SELECT key, entries FROM base WHERE row = ?1"));
    query->bind(1, row);
    while (TRY(query->step())) found[key_from(query->blob(0))] = TRY(protocol::decode_entries(query->blob(1)));
    return found;
}

Status SqlTables::set_base(std::int64_t row, const Base& to) {
    const Base before = TRY(base(row));
    if (before == to) return done();
    for (const auto& [key, entries] : before) {
        const auto now = to.find(key);
        if (now != to.end() && now->second == entries) continue;
        // What was confirmed under an own write and leaves the base is nowhere else any more.
        for (const merge::Entry& entry : entries) TRY(remember(row, key, entry));
        if (now != to.end()) continue;
        sqlite::Cached remove = TRY(db_.prepare("DELETE FROM base WHERE row = ?1 AND key = ?2"));
        const Bytes bytes = key_bytes(key);
        remove->bind(1, row).bind_blob(2, bytes);
        TRY(remove->run());
    }
    for (const auto& [key, entries] : to) {
        const auto was = before.find(key);
        if (was != before.end() && was->second == entries) continue;
        any_base_ = true;
        sqlite::Cached put = TRY(db_.prepare("INSERT OR REPLACE INTO base(row, key, entries) VALUES (?1, ?2, ?3)"));
        const Bytes bytes = key_bytes(key), encoded = protocol::encode_entries(entries);
        put->bind(1, row).bind_blob(2, bytes).bind_blob(3, encoded);
        TRY(put->run());
    }
    return done();
}

Status SqlTables::add_base(std::int64_t row, const FieldKey& key, const Entries& confirmed) {
    any_base_ = true;
    sqlite::Cached add = TRY(db_.prepare("INSERT OR IGNORE INTO base(row, key, entries) VALUES (?1, ?2, ?3)"));
    const Bytes bytes = key_bytes(key), encoded = protocol::encode_entries(confirmed);
    add->bind(1, row).bind_blob(2, bytes).bind_blob(3, encoded);
    return add->run();
}

Status SqlTables::remember(std::int64_t row, const FieldKey& key, const merge::Entry& replaced) {
    sqlite::Cached add =
        TRY(db_.prepare("INSERT OR IGNORE INTO history(row, key, stamp, value) VALUES (?1, ?2, ?3, ?4)"));
    const Bytes bytes = key_bytes(key);
    // A transaction's place is not part of what names it here: it is remembered once, sent or not.
    Bytes stamp;
    put_varint(stamp, replaced.stamp.device);
    put_varint(stamp, replaced.stamp.seq);
    put_varint(stamp, static_cast<std::uint64_t>(replaced.stamp.at));
    add->bind(1, row).bind_blob(2, bytes).bind_blob(3, stamp).bind_blob(4, replaced.value);
    return add->run();
}

Result<std::vector<std::pair<FieldKey, merge::Entry>>> SqlTables::remembered(std::int64_t row) {
    sqlite::Cached query = TRY(db_.prepare("SELECT key, stamp, value FROM history WHERE row = ?1"));
    query->bind(1, row);
    std::vector<std::pair<FieldKey, merge::Entry>> found;
    while (TRY(query->step())) {
        VarintReader in(query->blob(1));
        merge::Entry entry;
        entry.stamp.device = in.number();
        entry.stamp.seq = in.number();
        entry.stamp.at = static_cast<UnixMs>(in.number());
        entry.value = Bytes(query->blob(2));
        if (in.finished()) found.emplace_back(key_from(query->blob(0)), std::move(entry));
    }
    return found;
}

}  // namespace wegwijs::store
