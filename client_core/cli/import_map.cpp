#include "client_core/cli/import_map.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace wegwijs::cli {

namespace {

using nlohmann::ordered_json;

Error invalid(const std::string& what) {
    return {"map_invalid",
            "The map of the list cannot be used: " + what + " Nothing was imported. See 'wegwijs import --help'.",
            Retry::never};
}

std::optional<std::string> text_of(const ordered_json& object, const char* name) {
    const auto at = object.find(name);
    if (at == object.end() || !at->is_string()) return std::nullopt;
    return at->get<std::string>();
}

bool only(const ordered_json& object, std::initializer_list<std::string_view> names) {
    return std::all_of(object.items().begin(), object.items().end(), [&](const auto& one) {
        return std::find(names.begin(), names.end(), one.key()) != names.end();
    });
}

/// {"column": "…", "format": "…"} or {"value": "…"}.
std::optional<Source> source_of(const ordered_json& rule) {
    if (!rule.is_object() || !only(rule, {"column", "format", "value"})) return std::nullopt;
    Source source;
    const auto column = text_of(rule, "column"), value = text_of(rule, "value"), format = text_of(rule, "format");
    if (column.has_value() == value.has_value() || (column && column->empty()) || (rule.contains("format") && !format))
        return std::nullopt;
    source.column = column.value_or("");
    source.text = value.value_or("");
    source.format = format.value_or("");
    return source;
}

bool digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The digits of `text` where `format` has a run of `letter`; on behind both. With something between the parts a day or
/// month may have one digit.
bool take(std::string_view& format, std::string_view& text, char letter, bool apart, std::string& to) {
    std::size_t run = 0;
    while (run < format.size() && format[run] == letter) ++run;
    std::size_t size = 0;
    while (size < text.size() && size < run && text[size] >= '0' && text[size] <= '9') ++size;
    if (size == 0 || ((letter == 'y' || !apart) && size != run) || !to.empty()) return false;
    to = std::string(letter == 'y' || size == 2 ? "" : "0") + std::string(text.substr(0, size));
    format.remove_prefix(run);
    text.remove_prefix(size);
    return true;
}

std::optional<std::size_t> place_of(const CsvRow& head, const std::string& column) {
    const auto at = std::find(head.cells.begin(), head.cells.end(), column);
    if (at == head.cells.end()) return std::nullopt;
    return static_cast<std::size_t>(at - head.cells.begin());
}

Result<std::string> value_of(const Source& source, const std::string& field, const CsvRow& head, const CsvRow& row) {
    if (source.column.empty()) return source.text;
    const auto place = place_of(head, source.column);
    std::string text = place && *place < row.cells.size() ? row.cells[*place] : "";
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == text.npos) return std::string();
    text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
    if (source.format.empty()) return text;
    if (auto date = date_in_format(source.format, text)) return std::move(*date);
    return Error{"invalid_value", "'" + field + "' is not a date of the form " + source.format + ".", Retry::never};
}

}  // namespace

std::optional<std::string> date_in_format(std::string_view format, std::string_view text) {
    std::string year, month, day;
    const bool apart = format.find_first_not_of("ymd") != format.npos;
    while (!format.empty()) {
        const char letter = format[0];
        if (letter == 'y' || letter == 'm' || letter == 'd') {
            if (!take(format, text, letter, apart, letter == 'y' ? year : letter == 'm' ? month : day))
                return std::nullopt;
            continue;
        }
        if (text.empty() || text[0] != letter) return std::nullopt;
        format.remove_prefix(1);
        text.remove_prefix(1);
    }
    if (!text.empty() || year.size() != 4) return std::nullopt;
    if (year == "0000")
        return (month.empty() || month == "00") && (day.empty() || day == "00") ? std::optional<std::string>("onbekend")
                                                                                : std::nullopt;
    if (month.empty() || month == "00")
        return day.empty() || day == "00" ? std::optional<std::string>(year) : std::nullopt;
    return year + "-" + month + (day.empty() || day == "00" ? "" : "-" + day);
}

Result<ImportMap> ImportMap::read(std::string_view text) {
    const ordered_json json = ordered_json::parse(text, nullptr, false);
    if (!json.is_object()) return invalid("it is not a JSON object.");
    if (!only(json, {"entity", "gemeente", "fields", "key", "separator"}))
        return invalid("it has a member other than entity, gemeente, fields, key and separator.");
    ImportMap map;
    map.entity = text_of(json, "entity").value_or("");
    if (map.entity.empty()) return invalid("'entity' is missing.");
    if (const auto at = json.find("gemeente"); at != json.end()) {
        map.municipality = at->is_string() ? Source{{}, at->get<std::string>(), {}} : source_of(*at).value_or(Source{});
        if (map.municipality->column.empty() && (map.municipality->text.size() != 4 || !digits(map.municipality->text)))
            return invalid("'gemeente' is a code of four digits, or {\"column\": \"...\"}.");
    }
    map.key = text_of(json, "key").value_or("");
    const std::string separator = text_of(json, "separator").value_or("");
    if (separator.size() > 1 || (json.contains("separator") && separator.find_first_of(";,\t|") == separator.npos))
        return invalid("'separator' is one of ; , | and tab.");
    map.separator = separator.empty() ? '\0' : separator[0];
    const auto fields = json.find("fields");
    if (fields == json.end() || !fields->is_object() || fields->empty()) return invalid("'fields' is missing.");
    for (const auto& [name, rule] : fields->items()) {
        const auto source =
            rule.is_string() ? std::optional<Source>(Source{rule.get<std::string>(), {}, {}}) : source_of(rule);
        if (!source || (rule.is_string() && source->column.empty()))
            return invalid("the field '" + name +
                           "' is the name of a column, {\"column\", \"format\"} or {\"value\"}.");
        map.fields.emplace_back(name, *source);
    }
    return map;
}

Status ImportMap::check(const model::Pack& pack, const CsvRow& head) const {
    const model::Entity* known = pack.entity(entity);
    if (!known) return invalid("there is no kind of record '" + entity + "'.");
    if (known->root && !municipality)
        return invalid("'gemeente' is missing: every " + entity + " belongs to a municipality.");
    if (!known->root && municipality) return invalid("only a record that begins a file has a 'gemeente'.");
    if (!key.empty()) {
        const auto mapped =
            std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.first == key; });
        if (mapped == fields.end()) return invalid("the key '" + key + "' is not among its fields.");
    }
    if (const model::Field* parent = known->parent_field()) {
        const auto mapped =
            std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.first == parent->name; });
        if (mapped == fields.end())
            return invalid("'" + parent->name + "' is missing: the record that each row belongs to.");
    }
    std::vector<std::pair<std::string, Source>> all = fields;
    if (municipality) all.emplace_back("gemeente", *municipality);
    for (const auto& [name, source] : all) {
        if (name != "gemeente" && !known->field(name)) return invalid("'" + entity + "' has no field '" + name + "'.");
        if (source.column.empty()) continue;
        const auto times = std::count(head.cells.begin(), head.cells.end(), source.column);
        if (times != 1)
            return invalid("the list has " + std::string(times == 0 ? "no" : "more than one") + " column '" +
                           source.column + "'.");
    }
    return done();
}

Result<std::vector<Pair>> ImportMap::pairs(const CsvRow& head, const CsvRow& row) const {
    std::vector<Pair> list;
    if (municipality) {
        const std::string code = TRY(value_of(*municipality, "gemeente", head, row));
        if (code.size() != 4 || !digits(code))
            return Error{"invalid_value", "The municipality is not a code of four digits.", Retry::never};
        list.push_back({"gemeente", code});
    }
    for (const auto& [name, source] : fields) {
        std::string text = TRY(value_of(source, name, head, row));
        if (!text.empty()) list.push_back({name, std::move(text)});
    }
    return list;
}

}  // namespace wegwijs::cli
