// A list that somebody imports: the first octet may choose the separator. What was read is what a writer would write.
#include "client_core/cli/csv.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::cli;

namespace {

std::string write(const std::vector<CsvRow>& rows, char separator) {
    std::string out;
    for (const CsvRow& row : rows) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (i > 0) out += separator;
            out += '"';
            for (const char c : row.cells[i]) out += c == '"' ? std::string("\"\"") : std::string(1, c);
            out += '"';
        }
        out += "\r\n";
    }
    return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const std::uint8_t choice = in.octet();
    const char separator = choice < 4 ? ";,\t|"[choice] : '\0';
    const auto rows = fuzz::decode_within(in.rest(), [&](ByteView text) { return read_csv(text, separator); });
    if (!rows.ok()) {
        MUST(rows.error().code == "csv_invalid");
        return 0;
    }
    std::uint64_t line = 0;
    for (const CsvRow& row : *rows) {
        MUST(row.line > line && !row.cells.empty());
        line = row.line;
    }
    const char written_with = separator == '\0' ? ';' : separator;
    const auto again = read_csv(write(*rows, written_with), written_with);
    MUST(again.ok() && again->size() == rows->size());
    for (std::size_t i = 0; i < rows->size(); ++i) MUST((*again)[i].cells == (*rows)[i].cells);
    return 0;
}
