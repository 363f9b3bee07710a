#include "client_core/cli/labels.hpp"

#include <nlohmann/json.hpp>

#include "client_core/cli/local_time.hpp"
#include "client_core/shared/model/moment.hpp"

namespace wegwijs::cli {

namespace {

using nlohmann::ordered_json;

std::string word(const model::Field* field, const std::string& code, Lang lang) {
    if (!field) return code;
    for (const model::Code& one : field->values)
        if (one.code == code) return label(one.label, lang, code);
    if (field->type == model::Type::timestamp)
        if (const auto at = model::parse_moment(code)) return local_time(*at);
    if (field->type == model::Type::partial_date && code == "onbekend" && lang == Lang::en) return "unknown";
    return code;
}

std::string joined(const model::Field* field, const ordered_json& list, Lang lang) {
    std::string text;
    for (const auto& one : list) {
        if (!text.empty()) text += ", ";
        text += one.is_string() ? word(field, one.get_ref<const std::string&>(), lang) : one.dump();
    }
    return text;
}

}  // namespace

std::string label(const model::Label& label, Lang lang, const std::string& otherwise) {
    const std::string& first = lang == Lang::nl ? label.nl : label.en;
    const std::string& second = lang == Lang::nl ? label.en : label.nl;
    return !first.empty() ? first : !second.empty() ? second : otherwise;
}

std::string label(const model::Field& field, Lang lang) { return label(field.label, lang, field.name); }

std::string shown(const model::Field* field, const std::string& value_json, Lang lang) {
    const ordered_json value = ordered_json::parse(value_json, nullptr, false);
    if (value.is_discarded()) return value_json;
    if (value.is_null()) return lang == Lang::nl ? "(leeg)" : "(empty)";
    if (value.is_boolean()) return lang == Lang::nl ? (value == true ? "ja" : "nee") : (value == true ? "yes" : "no");
    if (value.is_string()) return word(field, value.get_ref<const std::string&>(), lang);
    if (value.is_array()) return joined(field, value, lang);
    return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace wegwijs::cli
