// The map of a list, and one row read by it: a line with the row's cells (commas between), a line with those of the
// head, a line with a date's form, a line with a date, then the map.
#include "client_core/cli/import_map.hpp"

#include "client_core/shared/model/partial_date.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::cli;

namespace {

CsvRow row_of(const std::string& line) {
    CsvRow row;
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find(',', at), line.size());
        row.cells.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return row;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const CsvRow row = row_of(in.line()), head = row_of(in.line());
    const std::string format = in.line(), date = in.line();
    if (const auto read = date_in_format(format, date)) MUST(read->size() == 4 || read->size() >= 7);
    const ByteView text = in.rest();
    const fuzz::Meter meter(512 * (size + 1) + 64 * 1024);
    const auto map = ImportMap::read(text);
    if (!map.ok()) {
        MUST(map.error().code == "map_invalid");
        return 0;
    }
    MUST(!map->entity.empty() && !map->fields.empty());
    const auto pairs = map->pairs(head, row);
    if (pairs.ok()) MUST(pairs->size() <= map->fields.size() + 1);
    return 0;
}
