#include "client_core/cli/importer.hpp"

#include <algorithm>

#include "client_core/cli/new_record.hpp"
#include "client_core/cli/show.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::cli {

namespace {

/// Worth stopping for: every next row would meet it too.
bool stops(const Error& error) {
    static const std::set<std::string, std::less<>> of_the_row{"invalid_value", "required", "limit",      "mag_niet",
                                                               "niet_getoond",  "zet",      "verwijderd", "bevroren",
                                                               "dossier_weg",   "usage",    "double"};
    return of_the_row.count(error.code) == 0;
}

/// The reason without what the report says already.
std::string reason_of(const Error& error) {
    std::string text = error.message;
    for (const std::string_view needless : {" Nothing was saved.", " Nothing was changed."})
        if (const std::size_t at = text.find(needless); at != text.npos) text.erase(at, needless.size());
    return text;
}

}  // namespace

Result<Importer> Importer::begin(store::Store& store, const ImportMap& map, std::string name) {
    Importer importer(store, map, "import:" + std::move(name));
    const Json journal = json_of(TRY(store.tables().value(importer.name_)));
    if (!journal.is_object() || !journal.contains("upto") || !journal.contains("open") || !journal.contains("doing"))
        return importer;
    const auto number = [](const Json& value) { return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0; };
    importer.upto_ = number(journal["upto"]);
    for (const Json& line : journal["open"]) importer.open_.insert(number(line));
    const Id id = Id::from_text(text_member(journal, "id")).value_or(Id{});
    const std::uint64_t doing = number(journal["doing"]);
    if (doing == 0) return importer;
    // A kill came before the next row's note: whether the record was made tells its id, which was noted before.
    if (TRY(importer.is_here(id))) importer.open_.erase(doing);
    else importer.open_.insert(doing);
    importer.upto_ = std::max(importer.upto_, doing);
    return importer;
}

Result<bool> Importer::is_here(const Id& id) {
    const auto found = TRY(store_.tables().load(id));
    return found.has_value();
}

Status Importer::write_journal() {
    const Json journal{{"upto", upto_}, {"doing", doing_}, {"id", doing_id_.text()}, {"open", open_}};
    return store_.tables().set_value(name_, text_of(journal));
}

Result<ImportReport> Importer::take(const std::vector<CsvRow>& rows, const std::function<bool()>& stop) {
    ImportReport report;
    if (rows.empty()) return Error{"csv_invalid", "The list is empty. Nothing was imported.", Retry::never};
    for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
        if (row->line <= upto_ && open_.count(row->line) == 0) {
            ++report.earlier;
            continue;
        }
        if (stop())
            return Error{
                "cancelled",
                "Stopped. The rows before line " + std::to_string(row->line) + " are in. Repeat the command to go on.",
                Retry::now};
        TRY(take_row(rows.front(), *row, report));
    }
    doing_ = 0;
    TRY(write_journal());
    return report;
}

Status Importer::take_row(const CsvRow& head, const CsvRow& row, ImportReport& report) {
    auto refuse = [&](const Error& error) -> Status {
        if (stops(error)) return error;
        report.refused.push_back({row.line, reason_of(error)});
        open_.insert(row.line);
        upto_ = std::max(upto_, row.line);
        return done();
    };
    auto record = record_of(head, row);
    if (!record.ok()) return refuse(record.error());
    doing_ = row.line;
    doing_id_ = record->id = store_.make_id();
    TRY(write_journal());
    const auto made = store_.create_record(*record);
    if (!made.ok()) return refuse(made.error());
    ++report.created;
    open_.erase(row.line);
    upto_ = std::max(upto_, row.line);
    return done();
}

Result<store::NewRecord> Importer::record_of(const CsvRow& head, const CsvRow& row) {
    if (row.cells.size() > head.cells.size())
        return Error{"invalid_value", "The row has more cells than the head has columns.", Retry::never};
    const model::Entity* entity = store_.pack().entity(map_.entity);
    const std::vector<Pair> pairs = TRY(map_.pairs(head, row));
    store::NewRecord record = TRY(new_record(*entity, pairs));
    TRY(refuse_double(*entity, record));
    return record;
}

Status Importer::refuse_double(const model::Entity& entity, const store::NewRecord& record) {
    const auto value = std::find_if(record.values.begin(), record.values.end(),
                                    [&](const auto& one) { return one.field == map_.key; });
    const model::Field* field = entity.field(map_.key);
    if (value == record.values.end() || !field) return done();
    const model::Value parsed = TRY(model::parse(*field, value->text));
    std::string literal;
    for (const char c : model::to_text(*field, parsed)) literal += c == '\'' ? "''" : std::string(1, c);
    const std::vector<Id> found =
        TRY(store_.list(entity.name, "\"" + field->name + "\" = '" + literal + "'", std::nullopt));
    if (found.empty()) return done();
    return Error{"double",
                 "Possibly the same as record " + found.front().text() + ": it has the same '" + field->name + "'.",
                 Retry::never};
}

}  // namespace wegwijs::cli
