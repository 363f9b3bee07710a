#include "client_core/cli/values.hpp"

#include <algorithm>
#include <cstdio>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/system/system.hpp"

namespace wegwijs::cli {

namespace {

Result<Bytes> read_standard_input() {
    Bytes content;
    char part[16 * 1024];
    for (std::size_t got; (got = std::fread(part, 1, sizeof part, stdin)) > 0;) {
        content.append(part, got);
        // More fits in no field; the store says so in its own words.
        if (content.size() > 2 * limits::value_bytes) break;
    }
    if (std::ferror(stdin))
        return Error{"file_unreadable", "Standard input could not be read. Nothing was changed.", Retry::later};
    return content;
}

bool sign(char c) { return c == '+' || c == '-'; }
bool gap(char c) { return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

/// The plus of `+31612345678` is the number's own (E.164: no country code begins with 0); that of `+06…` is not.
std::string element_of(const std::string& token) {
    constexpr std::size_t shortest_number = 7;
    const std::string element = token.substr(1);
    const bool number =
        element.size() >= shortest_number && element[0] != '0' && std::all_of(element.begin(), element.end(), digit);
    return number ? "+" + element : element;
}

}  // namespace

ValueSource::ValueSource()
    : ValueSource([](const std::string& path) { return system::read_file(path); }, read_standard_input) {}

Result<std::string> ValueSource::text(const std::string& argument) {
    std::string content;
    if (argument == "-") {
        if (std::exchange(input_read_, true))
            return Error{"usage", "Standard input ('-') can give one value only. Nothing was changed.", Retry::never};
        content = TRY(input_());
    } else if (argument.size() > 1 && argument[0] == '@') {
        if (argument[1] == '@') return argument.substr(1);
        content = TRY(file_(argument.substr(1)));
    } else {
        return argument;
    }
    if (!content.empty() && content.back() == '\n') content.pop_back();
    if (!content.empty() && content.back() == '\r') content.pop_back();
    return content;
}

Result<std::vector<Pair>> pairs_of(const std::vector<std::string>& arguments, ValueSource& source) {
    std::vector<Pair> pairs;
    for (const std::string& argument : arguments) {
        const std::size_t equals = argument.find('=');
        if (equals == argument.npos || equals == 0)
            return Error{"usage", "A value is given as field=value; field= empties it. Nothing was changed.",
                         Retry::never};
        std::string text = TRY(source.text(argument.substr(equals + 1)));
        pairs.push_back({argument.substr(0, equals), std::move(text)});
    }
    return pairs;
}

std::optional<std::vector<ElementChange>> element_changes(const std::string& text) {
    std::size_t at = 0;
    while (at < text.size() && gap(text[at])) ++at;
    if (at == text.size() || !sign(text[at])) return std::nullopt;
    std::vector<ElementChange> changes;
    while (at < text.size()) {
        std::size_t end = at + 1;
        while (end < text.size() && !(sign(text[end]) && gap(text[end - 1]))) ++end;
        std::string token = text.substr(at, end - at);
        at = end;
        while (!token.empty() && gap(token.back())) token.pop_back();
        // `+31612345678,0612345678` has an element without a sign: a list.
        if (token.find(',') != token.npos) return std::nullopt;
        changes.push_back({token[0] == '+', element_of(token)});
    }
    return changes;
}

std::vector<store::Assignment> assignments(const model::Entity& entity, const store::Id& record, const Pair& pair) {
    const std::size_t colon = pair.field.find(':');
    if (colon != pair.field.npos)
        return {{record, pair.field.substr(0, colon), pair.text, pair.field.substr(colon + 1)}};
    const model::Field* field = entity.field(pair.field);
    const auto changes = field && field->type == model::Type::set ? element_changes(pair.text) : std::nullopt;
    if (!changes) return {{record, pair.field, pair.text, std::nullopt}};
    std::vector<store::Assignment> list;
    for (const ElementChange& change : *changes)
        list.push_back({record, pair.field, change.present ? "true" : "false", change.element});
    return list;
}

}  // namespace wegwijs::cli
