// Names in other spellings. One short row of tokens per record, looked through from first to last: a write appends one
// row, nothing of an erased name stays behind in an index, and a hundred thousand rows take some tens of milliseconds.
#include <algorithm>

#include "client_core/shared/model/spelling.hpp"
#include "client_core/shared/model/unicode.hpp"
#include "client_core/store/sql_tables.hpp"

namespace wegwijs::store {

namespace {

bool is_number(model::Type type) { return type == model::Type::bsn || type == model::Type::v_number; }

bool phone(const model::Field& field) { return field.form == "phone"; }

void add_value(std::string& to, const model::Field& field, std::string_view text) {
    if (is_number(field.type) || phone(field)) {
        to.append("#").append(text).append("|");
        return;
    }
    for (const std::string& token : model::name_tokens(text)) {
        std::string word = token + ":" + model::skeleton(token) + "|";
        if (to.find("|" + word) == to.npos) to += word;
    }
}

bool only_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// As one asks for it: with the country's code, with a zero in its place, or from somewhere in the middle.
std::string_view without_zeros(std::string_view number) {
    const std::size_t first = number.find_first_not_of("+0");
    return first == number.npos ? std::string_view() : number.substr(first);
}

constexpr double exact = 1.0, begins = 0.9, sounds = 0.8, begins_alike = 0.6;

double word_score(std::string_view asked, std::string_view asked_skeleton, std::string_view folded,
                  std::string_view skeleton) {
    if (folded == asked) return exact;
    if (folded.substr(0, asked.size()) == asked) return begins;
    if (asked_skeleton.size() < 2) return 0;
    if (skeleton == asked_skeleton) return sounds;
    return asked_skeleton.size() > 2 && skeleton.substr(0, asked_skeleton.size()) == asked_skeleton ? begins_alike : 0;
}

}  // namespace

std::string spelling_tokens(const Layout& layout, const merge::Record& record) {
    std::string tokens = "|";
    for (const Column& column : layout.columns) {
        if (!column.field->search) continue;
        // All values of a conflict are found: nobody knows yet which one is right.
        for (auto field = std::lower_bound(record.fields.begin(), record.fields.end(), column.field->number,
                                           [](const merge::FieldState&f, std::uint16_t n) { return f.key.number < n; });
             field != record.fields.end() && field->key.number == column.field->number; ++field)
            for (const merge::Entry& entry : field->entries) {
                if (!field->key.element.empty()) {
                    if (model::is_true(entry.value)) add_value(tokens, *column.field, field->key.element);
                } else if (const auto text = model::decode_text(entry.value)) {
                    add_value(tokens, *column.field, *text);
                }
            }
    }
    return tokens.size() > 1 ? tokens : std::string();
}

Spelling::Spelling(std::string_view asked) {
    const std::string clean = model::ascii_digits(model::normalise(asked));
    std::string digits;
    for (const char c : clean)
        if (c >= '0' && c <= '9') digits += c;
    const bool number =
        only_digits(digits) && digits.size() >= 4 &&
        std::none_of(clean.begin(), clean.end(), [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
    if (number) {
        words_.push_back({{}, {}, std::string(without_zeros(digits))});
        return;
    }
    for (const std::string& token : model::name_tokens(clean)) words_.push_back({token, model::skeleton(token), {}});
}

double Spelling::score(std::string_view tokens) const {
    double sum = 0;
    for (const Word& word : words_) {
        double best = 0;
        for (std::size_t at = 1; at < tokens.size() && best < exact;) {
            const std::size_t end = tokens.find('|', at);
            if (end == tokens.npos) break;
            const std::string_view one = tokens.substr(at, end - at);
            at = end + 1;
            if (!one.empty() && one[0] == '#') {
                const std::string_view number = without_zeros(one.substr(1));
                if (!word.number.empty() && number.size() >= word.number.size() &&
                    number.substr(number.size() - word.number.size()) == word.number)
                    best = number.size() == word.number.size() ? exact : begins;
                continue;
            }
            const std::size_t colon = one.find(':');
            if (!word.folded.empty() && colon != one.npos)
                best =
                    std::max(best, word_score(word.folded, word.skeleton, one.substr(0, colon), one.substr(colon + 1)));
        }
        if (best == 0) return 0;
        sum += best;
    }
    return words_.empty() ? 0 : sum / static_cast<double>(words_.size());
}

Result<std::size_t> SqlTables::repair_search() {
    std::size_t repaired = 0;
    for (const Layout& layout : schema_->layouts()) {
        for (std::int64_t last = 0;;) {
            std::optional<Stored> record;
            {
                sqlite::Cached query = TRY(db_.prepare(layout.select_all));
                query->bind(1, last);
                record = TRY(load_from(layout, *query));
            }
            if (!record) break;
            last = record->row;
            const std::string right = layout.searched ? spelling_tokens(layout, record->shown) : std::string();
            std::string is;
            {
                sqlite::Cached query = TRY(db_.prepare("SELECT tokens FROM spelling WHERE row = ?1"));
                query->bind(1, record->row);
                if (TRY(query->step())) is = std::string(query->text(0));
            }
            if (is == right) continue;
            ++repaired;
            sqlite::Cached put = TRY(db_.prepare(
                right.empty() ? "DELETE FROM spelling WHERE row = ?1"
                              : "INSERT OR REPLACE INTO spelling(row, entity, tokens) VALUES (?1, ?2, ?3)"));
            put->bind(1, record->row);
            if (!right.empty()) put->bind(2, std::int64_t{record->shown.entity}).bind(3, right);
            TRY(put->run());
        }
    }
    std::string known;
    for (const Layout& layout : schema_->layouts()) known += " UNION ALL SELECT nr FROM " + quoted(layout.table);
    TRY(db_.exec("DELETE FROM spelling WHERE row NOT IN (SELECT 0" + known + ")"));
    return repaired + static_cast<std::size_t>(db_.changes());
}

}  // namespace wegwijs::store
