#include "client_core/cli/table.hpp"

#include <algorithm>

namespace wegwijs::cli {

namespace {

bool begins_letter(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

void add_line(std::string& to, const Row& row, const std::vector<std::size_t>& widths) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        to += row[i];
        if (i + 1 < row.size()) to.append(widths[i] - width(row[i]) + 2, ' ');
    }
    while (!to.empty() && to.back() == ' ') to.pop_back();
    to += '\n';
}

}  // namespace

std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_letter));
}

std::string shortened(const std::string& text, std::size_t places) {
    const bool cut = width(text) > places;
    std::string out;
    std::size_t letters = 0;
    for (const char c : text) {
        if (begins_letter(c) && ++letters > places - (cut ? 1 : 0)) break;
        // Control characters could write over what else stands on the terminal.
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    }
    return cut ? out + "…" : out;
}

std::string table(const std::vector<Row>& rows) {
    if (rows.size() < 2) return {};
    std::vector<std::size_t> widths;
    for (const Row& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string text;
    for (const Row& row : rows) {
        if (row.empty()) continue;
        add_line(text, row, widths);
        if (&row != &rows.front()) continue;
        Row rule;
        for (const std::size_t wide : widths) rule.push_back(std::string(wide, '-'));
        add_line(text, rule, widths);
    }
    return text;
}

}  // namespace wegwijs::cli
