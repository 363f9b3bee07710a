#include "client_core/cli/csv.hpp"

#include <algorithm>

namespace wegwijs::cli {

namespace {

Error invalid(std::uint64_t line, const char* what) {
    return {"csv_invalid",
            "The list cannot be read: on line " + std::to_string(line) + " " + what +
                " Nothing was imported. Save it again as CSV in UTF-8.",
            Retry::never};
}

char separator_of(std::string_view text) {
    constexpr std::string_view known = ";,\t";
    std::size_t count[known.size()] = {};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (c == '\n' && !quoted) break;
        const std::size_t which = known.find(c);
        if (!quoted && which != known.npos) ++count[which];
    }
    return known[static_cast<std::size_t>(std::max_element(count, count + known.size()) - count)];
}

/// How many bytes of `text` are one character of UTF-8 (RFC 3629); 0: none.
std::size_t character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xf0 && first < 0xf5   ? 4
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xc2 && first < 0xe0 ? 2
                                                             : 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    const unsigned second = byte(1);
    const bool too_long = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool no_character = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
    return too_long || no_character ? 0 : size;
}

class Reader {
public:
    Reader(std::string_view text, char separator) : text_(text), separator_(separator) {}

    Result<std::vector<CsvRow>> read() {
        std::vector<CsvRow> rows;
        while (at_ < text_.size()) {
            CsvRow row;
            row.line = line_;
            for (bool more = true; more;) more = TRY(cell(row.cells.emplace_back()));
            if (row.cells.size() > 1 || !row.cells.front().empty()) rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    bool at_end_of_line() const { return text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n"; }

    /// True: another cell follows on this line.
    Result<bool> cell(std::string& to) {
        if (at_ < text_.size() && text_[at_] == '"') TRY(quoted(to));
        else
            while (at_ < text_.size() && text_[at_] != separator_ && !at_end_of_line()) to += text_[at_++];
        if (at_ == text_.size()) return false;
        if (text_[at_] == separator_) {
            ++at_;
            return true;
        }
        if (!at_end_of_line()) return invalid(line_, "there is text behind a closing quote.");
        at_ += text_[at_] == '\n' ? 1 : 2;
        ++line_;
        return false;
    }

    Status quoted(std::string& to) {
        const std::uint64_t begun = line_;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') {
                if (text_.substr(at_, 2) != "\"\"") {
                    ++at_;
                    return done();
                }
                ++at_;
            }
            line_ += text_[at_] == '\n';
            to += text_[at_];
        }
        return invalid(begun, "a quote begins that never ends.");
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 1;
};

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text, char separator) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark) text.remove_prefix(byte_order_mark.size());
    std::uint64_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character(text.substr(at));
        if (size == 0) return invalid(line, "there are bytes that are not UTF-8.");
        line += text[at] == '\n';
        at += size;
    }
    return Reader(text, separator != 0 ? separator : separator_of(text)).read();
}

}  // namespace wegwijs::cli
