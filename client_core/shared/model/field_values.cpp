// What a person types <-> the encoded value of a field.
#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/model/id.hpp"
#include "client_core/shared/model/json_place.hpp"
#include "client_core/shared/model/language.hpp"
#include "client_core/shared/model/moment.hpp"
#include "client_core/shared/model/numbers.hpp"
#include "client_core/shared/model/pack.hpp"
#include "client_core/shared/model/partial_date.hpp"
#include "client_core/shared/model/unicode.hpp"

namespace wegwijs::model {

namespace {

using Json = nlohmann::json;

Error invalid(const Field& field, const std::string& wants) {
    return {"invalid_value",
            "The field " + field.name + " takes " + wants + ". Nothing was changed; correct it and try again.",
            Retry::never};
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

bool has_code(const Field& field, std::string_view code) {
    return std::any_of(field.values.begin(), field.values.end(), [&](const Code& one) { return one.code == code; });
}

/// With every text in NFC; nullopt when that makes two keys of an object one. Not of the JSON as a text: there a mark
/// would be composed with the last letter of an escape. As deep as parse_json lets it be.
std::optional<Json> composed(const Json& json) {
    if (json.is_string()) return Json(nfc(json.get_ref<const std::string&>()));
    if (!json.is_structured()) return json;
    Json out = json.is_array() ? Json::array() : Json::object();
    for (const auto& item : json.items()) {
        auto value = composed(item.value());
        if (!value) return std::nullopt;
        if (json.is_array()) out.push_back(std::move(*value));
        else if (!out.emplace(nfc(item.key()), std::move(*value)).second) return std::nullopt;
    }
    return out;
}

/// Compact, keys in order, NFC.
std::optional<std::string> canonical_json(std::string_view text) {
    const auto read = parse_json(text, limits::cbor_depth);
    const auto again = read ? composed(*read) : std::nullopt;
    return again ? std::optional(dump(*again)) : std::nullopt;
}

Result<Value> parse_text(const Field& field, const std::string& cleaned) {
    if (field.form == "phone") {
        const auto number = parse_phone(cleaned);
        if (!number) return invalid(field, "a phone number of 3 to 15 digits, with a + before a country's code");
        return encode_text(*number);
    }
    if (field.max_length > 0 && length(cleaned) > field.max_length)
        return invalid(field, "at most " + std::to_string(field.max_length) + " characters");
    return encode_text(cleaned);
}

Result<Value> parse_whole(const Field& field, std::string_view text) {
    const auto number = parse_integer(text);
    if (number && *number >= field.minimum.value_or(INT64_MIN) && *number <= field.maximum.value_or(INT64_MAX))
        return encode_integer(*number);
    std::string wants = "a whole number";
    if (field.minimum) wants += " from " + std::to_string(*field.minimum);
    if (field.maximum) wants += (field.minimum ? " to " : " up to ") + std::to_string(*field.maximum);
    return invalid(field, wants);
}

Result<Value> parse_boolean(const Field& field, std::string_view text) {
    for (const char* yes : {"true", "ja", "yes"})
        if (text == yes) return encode_bool(true);
    for (const char* no : {"false", "nee", "no"})
        if (text == no) return encode_bool(false);
    return invalid(field, "true or false");
}

Result<Value> parse_code(const Field& field, std::string_view text) {
    if (has_code(field, text)) return encode_text(text);
    std::string wants = "one of its " + std::to_string(field.values.size()) + " values";
    if (field.values.size() <= 12) {
        wants = "one of:";
        for (const Code& one : field.values) wants += " " + one.code;
    }
    return invalid(field, wants);
}

Result<Value> parse_json_value(const Field& field, std::string_view text) {
    const auto canonical = canonical_json(text);
    if (!canonical) return invalid(field, "JSON, not nested deeper than 16, with every key once");
    if (field.max_length > 0 && length(*canonical) > field.max_length)
        return invalid(field, "JSON of at most " + std::to_string(field.max_length) + " characters");
    return encode_text(*canonical);
}

/// Types of which the encoded value is the canonical text, or nothing.
Result<Value> text_or(const Field& field, const std::optional<std::string>& canonical, const std::string& wants) {
    if (!canonical) return invalid(field, wants);
    return encode_text(*canonical);
}

template <class Date>
std::optional<std::string> date_text(std::string_view text) {
    const auto date = Date::from_text(ascii_digits(text));
    return date ? std::optional(date->text()) : std::nullopt;
}

/// All types but json, of cleaned text.
Result<Value> parse_by_type(const Field& field, const std::string& text) {
    switch (field.type) {
        case Type::text: return parse_text(field, text);
        case Type::integer: return parse_whole(field, text);
        case Type::decimal: return text_or(field, parse_decimal(text), "a number of at most 30 digits, such as 12.5");
        case Type::boolean: return parse_boolean(field, text);
        case Type::date: return text_or(field, date_text<Day>(text), "a date, such as 2026-03-14");
        case Type::partial_date:
            return text_or(field, date_text<PartialDate>(text),
                           "a date as far as it is known: 1972, 1972-05, 1972-05-03 or onbekend");
        case Type::timestamp: {
            const auto ms = parse_moment(text);
            if (!ms) return invalid(field, "a date and time with its offset, such as 2026-11-24T09:30:00+01:00");
            return encode_integer(*ms);
        }
        case Type::enumeration: return parse_code(field, text);
        case Type::ref: {
            const auto id = Id::from_text(text);
            if (!id) return invalid(field, "the id of a record of " + field.target);
            return encode_id(id->bytes());
        }
        case Type::bsn: return text_or(field, parse_bsn(text), "a BSN: nine digits that pass the eleven-test");
        case Type::v_number: return text_or(field, parse_v_number(text), "a V-number: at most ten digits");
        case Type::language: return text_or(field, canonical_language(text), "a language tag, such as ar, ti or fa-AF");
        case Type::json:
        case Type::set: break;
    }
    return invalid(field, "single elements: it is a set");
}

/// The text of a value by its own kind, whatever the field's type: it may come from a newer pack.
std::string text_by_kind(ByteView value) {
    if (const auto text = decode_text(value)) return std::string(*text);
    if (const auto number = decode_integer(value)) return std::to_string(*number);
    if (value == true_value || value == false_value) return is_true(value) ? "true" : "false";
    const auto bytes = decode_bytes(value);
    if (!bytes) return {};
    const auto id = Id::from_bytes(*bytes);
    return id ? id->text() : to_hex(*bytes);
}

}  // namespace

Result<Value> parse(const Field& field, std::string_view text) {
    const Lines lines = field.type == Type::text && field.form.empty() ? Lines::keep : Lines::join;
    const auto cleaned = clean(text, lines);
    if (!cleaned) return invalid(field, "text in UTF-8");
    if (cleaned->empty()) return Value(null_value);
    // JSON keeps the spaces within its strings.
    Value value = TRY(field.type == Type::json ? parse_json_value(field, text) : parse_by_type(field, *cleaned));
    if (value.size() > limits::value_bytes)
        return invalid(field, "at most " + std::to_string(limits::value_bytes / 1024) + " KiB");
    return value;
}

namespace {

/// A date without digits of another script, as it would be written again.
template <class Date>
bool is_written(ByteView value) {
    const auto text = octets_of_text(value);
    const auto date = text ? Date::from_text(*text) : std::nullopt;
    return date && date->text() == *text;
}

/// Whether parsing the value's own text surely gives the value again, seen without doing so: nearly every value. False
/// says nothing.
bool is_surely_normal(const Field& field, ByteView value) {
    switch (field.type) {
        case Type::text: {
            if (!field.form.empty()) return false;
            const auto text = octets_of_text(value);
            return text && !text->empty() && is_surely_clean(*text) &&
                   (field.max_length == 0 || text->size() <= field.max_length || length(*text) <= field.max_length);
        }
        case Type::enumeration: {
            const auto text = octets_of_text(value);
            return text && is_surely_clean(*text) && has_code(field, *text);
        }
        case Type::integer: {
            const auto number = decode_integer(value);
            return number && *number >= field.minimum.value_or(INT64_MIN) &&
                   *number <= field.maximum.value_or(INT64_MAX);
        }
        case Type::boolean: return value == true_value || value == false_value;
        case Type::date: return is_written<Day>(value);
        case Type::partial_date: return is_written<PartialDate>(value);
        default: return false;
    }
}

}  // namespace

Status check(const Field& field, ByteView value) {
    if (field.type == Type::set)
        return value == true_value || value == false_value ? done()
                                                           : Status(invalid(field, "true or false for each element"));
    if (is_null(value)) return field.required ? Status(invalid(field, "a value: it may not be empty")) : done();
    if (value.size() > limits::value_bytes)
        return invalid(field, "at most " + std::to_string(limits::value_bytes / 1024) + " KiB");
    if (is_surely_normal(field, value)) return done();
    const Value normal = TRY(parse(field, to_text(field, value)));
    return normal == value ? done() : Status(invalid(field, "its value in normal form"));
}

Result<std::string> parse_element(const Field& field, std::string_view text) {
    auto element = clean(text, Lines::join);
    if (field.type != Type::set) return invalid(field, "one value: it is no set");
    if (!element || element->empty()) return invalid(field, "elements that are texts in UTF-8 and not empty");
    if (field.element_is_language) {
        element = canonical_language(*element);
        if (!element) return invalid(field, "language tags, such as ar, ti or fa-AF");
    } else if (!field.values.empty()) {
        TRY(parse_code(field, *element));
    }
    if (field.max_length > 0 && length(*element) > field.max_length)
        return invalid(field, "elements of at most " + std::to_string(field.max_length) + " characters");
    if (element->size() > limits::element_bytes)
        return invalid(field, "elements of at most " + std::to_string(limits::element_bytes) + " bytes");
    return *element;
}

std::string to_text(const Field& field, ByteView value) {
    const auto ms = field.type == Type::timestamp ? decode_integer(value) : std::nullopt;
    return ms ? moment_text(*ms) : text_by_kind(value);
}

std::string to_json(const Field& field, ByteView value) {
    if (is_null(value)) return "null";
    const bool bare =
        value == true_value || value == false_value || (field.type != Type::timestamp && decode_integer(value));
    const std::string text = to_text(field, value);
    if (bare || (field.type == Type::json && parse_json(text, limits::cbor_depth))) return text;
    return dump(Json(text));
}

namespace {

/// For intrekking_wint: the test which values withdraw.
std::function<bool(ByteView)> withdrawal(const Field& field) {
    if (field.withdraws.empty()) return {};
    return [&field](ByteView value) {
        return std::any_of(field.withdraws.begin(), field.withdraws.end(), [&](const std::string& code) {
            return value == (field.type == Type::boolean ? encode_bool(code == "true") : encode_text(code));
        });
    };
}

bool move_allowed(const Field& field, ByteView from, ByteView to) {
    if (from == to) return true;
    const auto from_code = is_null(from) ? std::optional<std::string_view>("") : decode_text(from);
    const auto to_code = decode_text(to);
    if (!from_code || !to_code) return false;
    const auto found = field.moves.find(std::string(*from_code));
    return found != field.moves.end() &&
           std::find(found->second.begin(), found->second.end(), *to_code) != found->second.end();
}

}  // namespace

std::string judge(const Field& field, const merge::Entries& seen, ByteView value, merge::Kind kind) {
    std::function<bool(ByteView, ByteView)> moves;
    if (!field.moves.empty()) moves = [&field](ByteView from, ByteView to) { return move_allowed(field, from, to); };
    return merge::judge(field.policy, seen, value, kind, moves, withdrawal(field));
}

merge::Reading read(const Field& field, const merge::Entries& entries) {
    return merge::read(field.policy, entries, withdrawal(field));
}

}  // namespace wegwijs::model
