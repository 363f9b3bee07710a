#include "client_core/shared/model/json_place.hpp"

#include <algorithm>
#include <set>

namespace wegwijs::model {

using nlohmann::json;

std::optional<json> parse_json(std::string_view text, int depth) {
    bool sound = true;
    std::vector<std::set<std::string>> keys;
    const json::parser_callback_t watch = [&](int level, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) keys.emplace_back();
        if (event == json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
        if (event == json::parse_event_t::key && !keys.empty() &&
            !keys.back().insert(parsed.get_ref<const std::string&>()).second)
            sound = false;
        if (level >= depth) sound = false;
        return sound;
    };
    json document = json::parse(text, watch, false);
    if (!sound || document.is_discarded()) return std::nullopt;
    return document;
}

Error JsonPlace::wrong(const std::string& reason) const {
    return {"pack_invalid",
            "The schema pack was not taken: " + (pointer_.empty() ? std::string("/") : pointer_) + ": " + reason +
                ". The pack in use stays; correct this one and load it again.",
            Retry::never};
}

bool JsonPlace::has(std::string_view key) const { return value_->is_object() && value_->find(key) != value_->end(); }

JsonPlace JsonPlace::child(std::string_view key) const {
    static const json absent;
    JsonPlace below(*this);
    const auto found = value_->is_object() ? value_->find(key) : value_->end();
    below.value_ = value_->is_object() && found != value_->end() ? &*found : &absent;
    below.pointer_ += '/';
    for (const char c : key) below.pointer_ += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return below;
}

Status JsonPlace::is_object() const { return value_->is_object() ? done() : Status(wrong("must be an object")); }

Status JsonPlace::only(std::initializer_list<std::string_view> keys) const {
    TRY(is_object());
    for (const auto& item : value_->items())
        if (std::find(keys.begin(), keys.end(), item.key()) == keys.end())
            return wrong(item.key(), "is not a key that belongs here");
    return done();
}

Result<std::string> JsonPlace::as_text() const {
    const auto* text = value_->get_ptr<const std::string*>();
    if (!text || text->empty()) return wrong("must be a text that is not empty");
    return *text;
}

Result<std::string> JsonPlace::text(std::string_view key) const {
    if (!has(key)) return wrong(key, "is missing");
    return child(key).as_text();
}

Result<std::string> JsonPlace::text_or_empty(std::string_view key) const {
    return has(key) ? child(key).as_text() : Result<std::string>(std::string());
}

Result<std::optional<std::int64_t>> JsonPlace::optional_integer(std::string_view key, std::int64_t least,
                                                                std::int64_t most) const {
    if (!has(key)) return std::optional<std::int64_t>();
    const JsonPlace place = child(key);
    const auto* large = place.value_->get_ptr<const json::number_unsigned_t*>();
    const auto* number = place.value_->get_ptr<const json::number_integer_t*>();
    const bool fits = number && !(large && *large > INT64_MAX) && *number >= least && *number <= most;
    if (!fits)
        return place.wrong("must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::optional<std::int64_t>(*number);
}

Result<std::int64_t> JsonPlace::integer(std::string_view key, std::int64_t least, std::int64_t most) const {
    if (!has(key)) return wrong(key, "is missing");
    const auto number = TRY(optional_integer(key, least, most));
    return number.value_or(0);
}

Result<bool> JsonPlace::flag(std::string_view key) const {
    if (!has(key)) return false;
    const JsonPlace place = child(key);
    const auto* flag = place.value_->get_ptr<const json::boolean_t*>();
    if (!flag) return place.wrong("must be true or false");
    return *flag;
}

Result<std::vector<JsonPlace>> JsonPlace::list(std::string_view key) const {
    std::vector<JsonPlace> items;
    if (!has(key)) return items;
    const JsonPlace place = child(key);
    if (!place.value_->is_array()) return place.wrong("must be a list");
    for (const json& item : *place.value_) {
        JsonPlace below(item);
        below.pointer_ = place.pointer_ + "/" + std::to_string(items.size());
        items.push_back(std::move(below));
    }
    return items;
}

Result<std::vector<std::string>> JsonPlace::texts(std::string_view key) const {
    std::vector<std::string> texts;
    for (const JsonPlace& item : TRY(list(key))) {
        std::string text = TRY(item.as_text());
        if (std::find(texts.begin(), texts.end(), text) != texts.end()) return item.wrong("stands in this list twice");
        texts.push_back(std::move(text));
    }
    return texts;
}

}  // namespace wegwijs::model
