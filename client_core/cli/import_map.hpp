// How the columns of a list become the fields of records.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client_core/cli/csv.hpp"
#include "client_core/cli/values.hpp"

namespace wegwijs::cli {

/// Where a value comes from: a column, or the same text for every row.
struct Source {
    std::string column;  ///< empty: `text`
    std::string text;
    std::string format;  ///< of a date: dd, mm and yyyy with anything between; empty: as it stands
};

struct ImportMap {
    std::string entity;
    std::optional<Source> municipality;
    std::vector<std::pair<std::string, Source>> fields;
    std::string key;     ///< a field; a row whose value of it is here already is a possible double. Empty: none
    char separator = 0;  ///< 0: found out

    /// Error "map_invalid" says what is wrong and where.
    static Result<ImportMap> read(std::string_view json);
    /// Does it fit the pack and the head of the list? Errors "map_invalid", and names the field or the column.
    Status check(const model::Pack& pack, const CsvRow& head) const;
    /// What `create` would be told of this row; a cell that is empty says nothing. Error "invalid_value": a date that
    /// is not of its format.
    Result<std::vector<Pair>> pairs(const CsvRow& head, const CsvRow& row) const;
};

/// "03-05-1972" in "dd-mm-yyyy" -> "1972-05-03". A day or month of zeros is unknown: "1972-05", "1972". nullopt: it
/// does not fit.
std::optional<std::string> date_in_format(std::string_view format, std::string_view text);

}  // namespace wegwijs::cli
