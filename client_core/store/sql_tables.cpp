// What is kept in memory, single values, and telling observers.
#include "client_core/store/sql_tables.hpp"

#include <sqlite3.h>

namespace wegwijs::store {

SqlTables::SqlTables(sqlite::Connection connection, Clock& clock, Random& random)
    : db_(std::move(connection)), clock_(clock), random_(random) {
    // The sync engine has transactions of its own on this connection; whoever rolls back, the memory must follow.
    sqlite3_rollback_hook(
        db_.raw(), [](void* self) { static_cast<SqlTables*>(self)->forget_memory(); }, this);
}

SqlTables::~SqlTables() { sqlite3_rollback_hook(db_.raw(), nullptr, nullptr); }

void SqlTables::forget_memory() {
    head_.reset();
    values_.clear();
    run_ = {};
    block_ = {};
    any_hidden_ = any_base_ = true;  // asks the tables until they are opened again
    changes_.clear();
    if (replaced_) schema_ = std::move(replaced_);
}

Status SqlTables::start() {
    const Bytes json = TRY(value("pack"));
    if (json.empty()) return damaged_row();
    auto pack = model::Pack::load(json);
    // Its bytes are authenticated, so it is what was written: only by a program that knows more.
    if (!pack)
        return Error{"store_newer",
                     "This store holds rules that this version of the program cannot read. Nothing was changed. "
                     "Install the newest version.",
                     Retry::after_update};
    schema_ = std::make_unique<Schema>(std::move(*pack));
    for (const Layout& layout : schema_->layouts()) {
        sqlite::Cached there = TRY(db_.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1"));
        there->bind(1, layout.table);
        if (!TRY(there->step())) return damaged_row();
    }
    return learn_rows();
}

Status SqlTables::learn_rows() {
    for (const Layout& layout : schema_->layouts()) {
        const auto last = TRY(db_.query_integer("SELECT max(nr) FROM " + quoted(layout.table)));
        next_row_ = std::max(next_row_, last.value_or(0) + 1);
    }
    const auto last = TRY(db_.query_integer("SELECT max(row) FROM hidden"));
    next_row_ = std::max(next_row_, last.value_or(0) + 1);
    any_hidden_ = TRY(db_.query_integer("SELECT 1 FROM hidden LIMIT 1")).has_value();
    any_base_ = TRY(db_.query_integer("SELECT 1 FROM base LIMIT 1")).has_value();
    return done();
}

Result<Bytes> SqlTables::value(std::string_view name) {
    const auto known = values_.find(name);
    if (known != values_.end()) return known->second;
    sqlite::Cached query = TRY(db_.prepare("SELECT data FROM value WHERE name = ?1"));
    query->bind(1, name);
    Bytes data;
    if (TRY(query->step())) data = Bytes(query->blob(0));
    // The pack is parsed once and long; the rest is asked for at every save.
    if (data.size() <= 4096) values_.emplace(name, data);
    return data;
}

Status SqlTables::set_value(std::string_view name, ByteView data) {
    values_.erase(std::string(name));
    if (data.empty()) {
        sqlite::Cached remove = TRY(db_.prepare("DELETE FROM value WHERE name = ?1"));
        remove->bind(1, name);
        return remove->run();
    }
    sqlite::Cached put = TRY(db_.prepare("INSERT OR REPLACE INTO value(name, data) VALUES (?1, ?2)"));
    put->bind(1, name).bind_blob(2, data);
    return put->run();
}

void SqlTables::changed(const Id& dossier, Change::Why why, const Id& record) {
    if (observers_.empty()) return;
    auto& records = changes_[{dossier, why}];
    if (!record.zero()) records.insert(record);
}

void SqlTables::committed() {
    replaced_.reset();
    if (changes_.empty()) return;
    std::vector<Change> told;
    for (auto& [what, records] : changes_)
        told.push_back({what.first, what.second, std::vector<Id>(records.begin(), records.end())});
    changes_.clear();
    for (const Observer& observer : observers_) observer(told);
}

}  // namespace wegwijs::store
