// What the public Store tells.
#include <wegwijs/store.hpp>

#include "client_core/api/convert.hpp"
#include "client_core/api/description.hpp"
#include "client_core/api/open_store.hpp"

namespace wegwijs {

using api::alone;
using api::each;
using api::inner;
using api::outer;

namespace {

/// SQLite's own numbers for what a column holds (its documentation, "Fundamental Datatypes").
struct ColumnType {
    enum : int { integer = 1, real = 2, text = 3, blob = 4, null = 5 };
};

store::Store::SqlValue parameter_of(const SqlValue& value) {
    store::Store::SqlValue out{ColumnType::null, 0, 0, {}};
    switch (value.type()) {
        case SqlValue::Type::null: break;
        case SqlValue::Type::integer:
            out.type = ColumnType::integer;
            out.integer = *value.integer();
            break;
        case SqlValue::Type::real:
            out.type = ColumnType::real;
            out.real = *value.real();
            break;
        case SqlValue::Type::text:
            out.type = ColumnType::text;
            out.text = *value.text();
            break;
        case SqlValue::Type::blob:
            out.type = ColumnType::blob;
            out.text = *value.blob();
            break;
    }
    return out;
}

SqlValue cell_of(const sqlite::Statement& row, int column) {
    switch (row.column_type(column)) {
        case ColumnType::integer: return row.integer(column);
        case ColumnType::real: return row.real(column);
        case ColumnType::text: return row.text(column);
        case ColumnType::blob: return SqlValue::blob(std::string(row.blob(column)));
        default: return nullptr;
    }
}

Row first_row(const sqlite::Statement& statement) {
    std::vector<std::string> names;
    for (int i = 0; i < statement.columns(); ++i) names.emplace_back(statement.column_name(i));
    return Row(std::move(names));
}

}  // namespace

Result<std::string> Store::record_json(const Id& record) noexcept {
    return alone(inside_.get(), [&](store::Store& store) { return store.record_json(inner(record)); });
}

Result<std::vector<Id>> Store::list(std::string_view entity, std::string_view where_sql,
                                    const std::optional<Id>& dossier) noexcept {
    return alone(inside_.get(), [&](store::Store& store) -> Result<std::vector<Id>> {
        std::optional<model::Id> of;
        if (dossier) of = inner(*dossier);
        return outer(TRY(store.list(entity, where_sql, of)));
    });
}

Status Store::query(std::string_view sql, const std::vector<SqlValue>& parameters,
                    const std::function<void(const Row&)>& row) noexcept {
    return alone(inside_.get(), [&](store::Store& store) -> Status {
        auto reading = TRY(store.read(sql, each(parameters, parameter_of)));
        std::optional<Row> cells;
        while (TRY(reading.next())) {
            if (!cells) cells = first_row(reading.row());
            for (std::size_t i = 0; i < cells->size(); ++i) (*cells)[i] = cell_of(reading.row(), static_cast<int>(i));
            if (row) row(*cells);
        }
        return done();
    });
}

Result<std::vector<Id>> Store::find(std::string_view text, std::size_t at_most) noexcept {
    return alone(inside_.get(),
                 [&](store::Store& store) -> Result<std::vector<Id>> { return outer(TRY(store.find(text, at_most))); });
}

Result<std::vector<HistoryEntry>> Store::history(const Id& record, std::string_view field) noexcept {
    return alone(inside_.get(), [&](store::Store& store) -> Result<std::vector<HistoryEntry>> {
        return each(TRY(store.history(inner(record), field)), api::history_of);
    });
}

Result<std::vector<RuleFinding>> Store::check_record(const Id& record, const std::vector<Assignment>& proposed,
                                                     Language language) noexcept {
    return alone(inside_.get(), [&](store::Store& store) -> Result<std::vector<RuleFinding>> {
        const auto changes = each(proposed, [](const Assignment& one) { return inner(one); });
        return each(TRY(store.check_record(inner(record), changes)),
                    [&](const store::RuleFinding& one) { return api::finding_of(one, language); });
    });
}

Result<std::vector<Conflict>> Store::conflicts() noexcept {
    return alone(inside_.get(), [](store::Store& store) -> Result<std::vector<Conflict>> {
        return each(TRY(store.conflicts()), api::conflict_of);
    });
}

Result<std::vector<Rejected>> Store::rejected() noexcept {
    return alone(inside_.get(), [](store::Store& store) -> Result<std::vector<Rejected>> {
        return each(TRY(store.rejected()), api::rejected_of);
    });
}

Result<StoreStatus> Store::status() noexcept {
    return alone(inside_.get(),
                 [](store::Store& store) -> Result<StoreStatus> { return api::status_of(TRY(store.status())); });
}

Result<CheckReport> Store::check() noexcept {
    return alone(inside_.get(), [](store::Store& store) -> Result<CheckReport> {
        store::CheckReport report = TRY(store.check());
        return CheckReport{report.ok, std::move(report.findings), std::move(report.repaired)};
    });
}

Result<std::string> Store::pack_json() noexcept {
    return alone(inside_.get(), [](store::Store& store) -> Result<std::string> { return store.pack().json(); });
}

Result<std::string> Store::entities_json(Language language) noexcept {
    return alone(inside_.get(),
                 [&](store::Store& store) -> Result<std::string> { return api::entities_json(store, language); });
}

Result<std::string> Store::fields_json(std::string_view entity, Language language) noexcept {
    return alone(inside_.get(), [&](store::Store& store) { return api::fields_json(store, entity, language); });
}

}  // namespace wegwijs
