// One SELECT, whose rows are read at once and handed over in pages.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "client_core/capi/forms.hpp"
#include "client_core/capi/opened.hpp"
#include "client_core/store/json_text.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;

namespace {

constexpr std::uint32_t usual_page = 1000;
/// Beyond it numbers of JSON lose digits in many languages.
constexpr std::int64_t exact = std::int64_t{1} << 53;

struct Rows {
    std::string columns = "[]";
    std::vector<std::string> rows;  ///< each a JSON array
    std::size_t next = 0;
    Mutex mutex;
};

Handles<wegwijs_query, Rows, 2>& queries() {
    static auto* const all = new Handles<wegwijs_query, Rows, 2>;  // never destroyed: see Handles
    return *all;
}

/// The fewest digits that read back as the same number; null where JSON has none. The standard library's own way brings
/// 130 kB of tables, and this one is here anyway.
void append_real(std::string& to, double value) { to += nlohmann::json(value).dump(); }

void append_cell(std::string& to, const sqlite::Statement& row, int column) {
    enum : int { integer = 1, real = 2, text = 3, blob = 4 };  // SQLite's own numbers
    switch (row.column_type(column)) {
        case integer: {
            const std::int64_t value = row.integer(column);
            const bool fits = value <= exact && value >= -exact;
            if (!fits) to += '"';
            to += std::to_string(value);
            if (!fits) to += '"';
            break;
        }
        case real: append_real(to, row.real(column)); break;
        case text: store::append_json_string(to, row.text(column)); break;
        case blob: {
            const auto id = model::Id::from_bytes(row.blob(column));
            store::append_json_string(to, id ? id->text() : to_base64(row.blob(column)));
            break;
        }
        default: to += "null";
    }
}

std::string row_json(const sqlite::Statement& row) {
    std::string json = "[";
    for (int i = 0; i < row.columns(); ++i) {
        if (i > 0) json += ',';
        append_cell(json, row, i);
    }
    return json += ']';
}

std::string columns_json(const sqlite::Statement& row) {
    store::JsonText json;
    json.open('[');
    for (int i = 0; i < row.columns(); ++i) json.text(row.column_name(i));
    json.close(']');
    return json.take();
}

}  // namespace

wegwijs_status wegwijs_query_open(wegwijs_store* store, wegwijs_string sql, wegwijs_string parameters_json,
                                  wegwijs_query** query, wegwijs_error* error) {
    if (!query) return misuse(error, "There is no place for the query.");
    *query = nullptr;
    const auto rows = std::make_shared<Rows>();
    return on(
        store, error,
        [&](store::Store& s) -> Status {
            return s.query(
                view(sql), TRY(parameters_of(view(parameters_json))),
                [&](sqlite::Statement& row) { rows->rows.push_back(row_json(row)); },
                [&](const sqlite::Statement& begun) { rows->columns = columns_json(begun); });
        },
        [&](const Unit&) {
            *query = queries().give(rows);
            return true;
        });
}

wegwijs_status wegwijs_query_columns(wegwijs_query* query, wegwijs_text* json, wegwijs_error* error) {
    const auto rows = queries().find(query);
    if (!rows || !json) return misuse(error, "This is not a query that is open, or there is no place for the text.");
    if (!give(json, rows->columns)) return fail(error, {"memory", "There is not enough memory.", Retry::later});
    return succeed(error);
}

wegwijs_status wegwijs_query_next(wegwijs_query* query, uint32_t most, wegwijs_text* json, wegwijs_error* error) {
    const auto rows = queries().find(query);
    if (!rows || !json) return misuse(error, "This is not a query that is open, or there is no place for the text.");
    *json = {};
    rows->mutex.lock();
    const std::size_t first = rows->next;
    const std::size_t end = std::min(rows->rows.size(), first + (most == 0 ? usual_page : most));
    std::string page;
    for (std::size_t i = first; i < end; ++i) {
        page += i == first ? '[' : ',';
        page += rows->rows[i];
        rows->rows[i] = {};
    }
    if (end > first) page += ']';
    rows->next = end;
    rows->mutex.unlock();
    if (!give(json, page)) return fail(error, {"memory", "There is not enough memory for the page.", Retry::later});
    return succeed(error);
}

wegwijs_status wegwijs_query_close(wegwijs_query* query, wegwijs_error* error) {
    if (!query || queries().take(query)) return succeed(error);
    return misuse(error, "This is not a query that is open.");
}
