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
    std::string text;               ///< all rows, each a JSON array, with commas between
    std::vector<std::size_t> ends;  ///< of each row in it
    std::size_t next = 0;           ///< the row that the next page begins with
    Mutex mutex;

    std::size_t begin(std::size_t row) const { return row == 0 ? 0 : ends[row - 1] + 1; }
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

void append_row(Rows& to, const sqlite::Statement& row) {
    to.text += to.ends.empty() ? "[" : ",[";
    for (int i = 0; i < row.columns(); ++i) {
        if (i > 0) to.text += ',';
        append_cell(to.text, row, i);
    }
    to.text += ']';
    to.ends.push_back(to.text.size());
}

std::string columns_json(const sqlite::Statement& row) {
    store::JsonText json;
    json.open('[');
    for (int i = 0; i < row.columns(); ++i) json.text(row.column_name(i));
    json.close(']');
    return json.take();
}

wegwijs_status no_room(wegwijs_error* error) {
    return fail(error,
                {"memory", "There is not enough memory for the rows. They can be asked for again.", Retry::later});
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
                [&](sqlite::Statement& row) { append_row(*rows, row); },
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
    return give(json, rows->columns) ? succeed(error) : no_room(error);
}

wegwijs_status wegwijs_query_next(wegwijs_query* query, uint32_t most, wegwijs_text* json, wegwijs_error* error) {
    const auto rows = queries().find(query);
    if (!rows || !json) return misuse(error, "This is not a query that is open, or there is no place for the text.");
    *json = {};
    const Lock lock(rows->mutex);
    const std::size_t first = rows->next;
    const std::size_t end = std::min(rows->ends.size(), first + (most == 0 ? usual_page : most));
    if (end == first) return give(json, {}) ? succeed(error) : no_room(error);
    const std::string_view page(rows->text.data() + rows->begin(first), rows->ends[end - 1] - rows->begin(first));
    if (!give(json, "[", page, "]")) return no_room(error);
    rows->next = end;
    return succeed(error);
}

wegwijs_status wegwijs_query_close(wegwijs_query* query, wegwijs_error* error) {
    if (!query || queries().take(query)) return succeed(error);
    return misuse(error, "This is not a query that is open.");
}
