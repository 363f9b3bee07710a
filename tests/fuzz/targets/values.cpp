// A value of a field, as text that somebody types and as bytes that a device sends: an octet that chooses the field,
// one that chooses between the two, then the value. What is taken has one form, which is read and written as itself.
#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/model/json_place.hpp"
#include "client_core/shared/model/pack.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::model;

namespace {

std::vector<Field> every_field() {
    std::vector<Field> fields;
    const auto add = [&](Type type) -> Field& {
        Field& field = fields.emplace_back();
        field.name = "veld";
        field.type = type;
        return field;
    };
    for (const Type type : {Type::text, Type::integer, Type::decimal, Type::boolean, Type::date, Type::partial_date,
                            Type::timestamp, Type::ref, Type::bsn, Type::v_number, Type::language, Type::json})
        add(type);
    add(Type::text).max_length = 8;
    add(Type::text).form = "phone";
    add(Type::text).form = "name";
    add(Type::json).max_length = 20;
    Field& whole = add(Type::integer);
    whole.minimum = -5;
    whole.maximum = 40;
    add(Type::enumeration).values = {{"concept", {}}, {"vastgesteld", {}}};
    add(Type::set).element_is_language = true;
    add(Type::set).values = {{"a", {}}, {"b", {}}};
    add(Type::set).max_length = 6;
    return fields;
}

void typed(const Field& field, ByteView text) {
    const auto value = parse(field, text);
    if (!value.ok()) {
        MUST(value.error().code == "invalid_value");
        return;
    }
    MUST(value->size() <= limits::value_bytes + 9);
    MUST(check(field, *value).ok());
    const auto again = parse(field, to_text(field, *value));
    MUST(again.ok() && *again == *value);
    MUST(parse_json(to_json(field, *value), limits::cbor_depth + 1));
}

void sent(const Field& field, ByteView value) {
    const bool taken = check(field, value).ok();
    const std::string text = to_text(field, value), json = to_json(field, value);
    MUST(parse_json(json, limits::cbor_depth + 1));
    if (!taken || field.type == Type::set) return;
    const auto again = parse(field, text);
    MUST(again.ok() && *again == value);
}

void element(const Field& field, ByteView text) {
    const auto one = parse_element(field, text);
    if (!one.ok()) return;
    MUST(!one->empty() && one->size() <= limits::element_bytes);
    const auto again = parse_element(field, *one);
    MUST(again.ok() && *again == *one);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<Field> fields = every_field();
    fuzz::Input in(data, size);
    const Field& field = fields[in.octet() % fields.size()];
    const bool as_text = in.octet() % 2 == 0;
    const ByteView value = in.rest();
    const fuzz::Meter meter(256 * value.size() + 64 * 1024);
    if (!as_text) sent(field, value);
    else if (field.type == Type::set) element(field, value);
    else typed(field, value);
    return 0;
}
