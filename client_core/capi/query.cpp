// One SELECT, whose rows are handed over in pages.
#include "client_core/capi/forms.hpp"
#include "client_core/capi/rows.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;

namespace {

Handles<wegwijs_query, Rows, 2>& queries() {
    static auto* const all = new Handles<wegwijs_query, Rows, 2>;  // never destroyed: see Handles
    return *all;
}

}  // namespace

wegwijs_status wegwijs_query_open(wegwijs_store* store, wegwijs_string sql, wegwijs_string parameters_json,
                                  wegwijs_query** query, wegwijs_error* error) {
    if (!query) return misuse(error, "There is no place for the query.");
    *query = nullptr;
    const auto rows = std::make_shared<Rows>(stores().find(store));
    return on(
        store, error,
        [&](store::Store& s) -> Status {
            return rows->begin(TRY(s.read(view(sql), TRY(parameters_of(view(parameters_json))))));
        },
        [&](const Unit&) {
            *query = queries().give(rows);
            return true;
        });
}

wegwijs_status wegwijs_query_columns(wegwijs_query* query, wegwijs_text* json, wegwijs_error* error) {
    const auto rows = queries().find(query);
    if (!rows || !json) return misuse(error, "This is not a query that is open, or there is no place for the text.");
    return give(json, rows->columns()) ? succeed(error) : no_room(error);
}

wegwijs_status wegwijs_query_next(wegwijs_query* query, uint32_t most, wegwijs_text* json, wegwijs_error* error) {
    const auto rows = queries().find(query);
    if (!rows || !json) return misuse(error, "This is not a query that is open, or there is no place for the text.");
    *json = {};
    return rows->next(most, json, error);
}

wegwijs_status wegwijs_query_close(wegwijs_query* query, wegwijs_error* error) {
    if (!query) return succeed(error);
    const auto rows = queries().take(query);
    if (!rows) return misuse(error, "This is not a query that is open.");
    rows->close();
    return succeed(error);
}
