// Comma-separated values (RFC 4180), as spreadsheets in the Netherlands write them too. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::cli {

struct CsvRow {
    std::uint64_t line = 0;  ///< where it begins in the file; the first line is 1
    std::vector<std::string> cells;
};

/// UTF-8, with or without a BOM; lines end in CRLF or LF; quoted cells may hold separators, line ends and doubled
/// quotes. Lines with nothing on them are left out. `separator`: 0 takes the one of `;`, `,` and tab that stands most
/// often outside quotes in the first line. Error "csv_invalid" names the line: a quote that never ends, text behind a
/// closing quote, bytes that are not UTF-8.
Result<std::vector<CsvRow>> read_csv(std::string_view text, char separator = 0);

}  // namespace wegwijs::cli
