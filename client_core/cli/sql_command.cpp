// sql: read-only SQL over the typed tables.
#include <algorithm>

#include "client_core/cli/program.hpp"
#include "client_core/cli/sql_words.hpp"
#include "client_core/cli/table.hpp"

namespace wegwijs::cli {

namespace {

/// SQLite's own numbers for what a column holds (its documentation, "Fundamental Datatypes").
enum ColumnType { integer = 1, real = 2, text = 3, blob = 4 };

constexpr std::size_t id_bytes = 16;

Json cell_of(const sqlite::Statement& row, int column) {
    switch (row.column_type(column)) {
        case ColumnType::integer: return row.integer(column);
        case ColumnType::real: return row.real(column);
        case ColumnType::text: return std::string(row.text(column));
        case ColumnType::blob: {
            const ByteView bytes = row.blob(column);
            const auto id = bytes.size() == id_bytes ? Id::from_bytes(bytes) : std::nullopt;
            return id ? id->text() : to_hex(bytes);
        }
        default: return nullptr;
    }
}

/// Two columns of one name would be one member.
std::vector<std::string> names_of(const sqlite::Statement& row) {
    std::vector<std::string> names;
    for (int i = 0; i < row.columns(); ++i) {
        std::string name(row.column_name(i));
        for (int n = 2; std::find(names.begin(), names.end(), name) != names.end(); ++n)
            name = std::string(row.column_name(i)) + "_" + std::to_string(n);
        names.push_back(std::move(name));
    }
    return names;
}

/// An object per row, and the names in it.
Result<Json> objects(store::Store& store, const std::string& query, std::vector<std::string>& names) {
    auto reading = TRY(store.read(query, {}));
    names = names_of(reading.row());
    Json list = Json::array();
    while (TRY(reading.next())) {
        Json object = Json::object();
        for (std::size_t i = 0; i < names.size(); ++i) object[names[i]] = cell_of(reading.row(), static_cast<int>(i));
        list.push_back(std::move(object));
    }
    return list;
}

Status sql(const Program& program, const std::string& query) {
    const auto store = TRY(program.open());
    std::vector<std::string> names;
    auto found = objects(*store, query, names);
    if (!found.ok()) return sql_error(found.error(), nullptr);
    const Json list = std::move(*found);
    if (program.json) return program.answer(list, {});
    std::vector<Row> rows{names};
    for (const Json& object : list) {
        Row cells;
        for (const Json& value : object)
            cells.push_back(shortened(value.is_string() ? value.get<std::string>()
                                      : value.is_null() ? ""
                                                        : text_of(value),
                                      60));
        rows.push_back(std::move(cells));
    }
    return program.answer({}, rows.size() > 1 ? table(rows) : "No rows.\n");
}

}  // namespace

std::string without_numbers(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (!digit) out += c;
        else if (out.empty() || out.back() != '#') out += '#';
    }
    return out;
}

Error sql_error(Error error, const model::Entity* entity) {
    if (error.code != "sql") return error;
    error.message = without_numbers(error.message);
    if (!entity) {
        error.message += " Tables are the names from 'entities', columns those from 'fields', and id.";
        return error;
    }
    error.message += " The columns are: id";
    for (const model::Field& field : entity->fields) error.message += ", " + field.name;
    error.message += ". Text stands between single quotes.";
    return error;
}

void add_sql_command(CLI::App& app, Program& program) {
    auto query = std::make_shared<std::string>();
    CLI::App* command = add_command(
        app, "sql", "Read-only SQL: a table per kind of record, a column per field, ids as text with uuid(id)",
        "wegwijs sql \"SELECT voorkeurstaal, count(*) AS mensen FROM deelnemer GROUP BY 1\"");
    command->add_option("query", *query, "One SELECT")->required()->type_name("QUERY");
    command->callback([&program, query] { program.chosen = [&program, query] { return sql(program, *query); }; });
}

}  // namespace wegwijs::cli
