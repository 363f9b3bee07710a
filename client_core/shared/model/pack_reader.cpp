#include "client_core/shared/model/pack_reader.hpp"

#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/model/unicode.hpp"

namespace wegwijs::model {

namespace {

constexpr std::int64_t most_roles = 32, most_number = 65535;

/// Refuses a second one with the same name or number among `earlier`.
template <class Named>
Status unique(const JsonPlace& place, const std::vector<Named>& earlier, const Named& one) {
    for (const Named& other : earlier) {
        if (other.name == one.name) return place.wrong("name", "is the name of another one too");
        if (other.number == one.number) return place.wrong("number", "is the number of another one too");
    }
    return done();
}

}  // namespace

Result<Label> read_label(const JsonPlace& place) {
    if (!place.has("label")) return place.wrong("label", "is missing");
    const JsonPlace label = place.child("label");
    TRY(label.is_object());
    // One TRY a statement: of an aggregate that it goes out of, what is there already would be left behind.
    Label read;
    read.nl = TRY(label.text("nl"));
    read.en = TRY(label.text("en"));
    return read;
}

Error not_json(const std::string& what) {
    return {"pack_invalid",
            "The schema pack was not taken: " + what +
                " is not JSON, is nested too deep, or says a key twice. The pack in use stays; correct this one and "
                "load it again.",
            Retry::never};
}

Result<std::string> read_name(const JsonPlace& place, std::string_view extra) {
    std::string name = TRY(place.text("name"));
    if (name.front() == '_') return place.wrong("name", "names that begin with _ belong to the engine");
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool sound = letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
                           return letter(c) || (c >= '0' && c <= '9') || extra.find(c) != std::string_view::npos;
                       });
    if (!sound || name.size() > 60)
        return place.wrong("name", "must be lower-case letters, digits and " + std::string(extra) +
                                       ", at most 60, beginning with a letter");
    return name;
}

Result<std::shared_ptr<const Pack>> PackReader::read(std::string_view json) {
    const std::optional<nlohmann::json> document = parse_json(json, pack_depth);
    if (!document) return not_json("the text");
    const JsonPlace place(*document);
    TRY(place.is_object());
    pack_->json_ = json;
    pack_->name_ = TRY(read_name(place));
    pack_->version_ = static_cast<std::uint64_t>(TRY(place.integer("version", 1, INT32_MAX)));
    TRY(read_label(place));
    if (place.has("delivery")) TRY(place.child("delivery").is_object());
    TRY(roles(place));
    TRY(entities(place));
    TRY(check_references(place, pack_->entities_));
    TRY(rules(place));
    return std::shared_ptr<const Pack>(std::move(pack_));
}

Status PackReader::roles(const JsonPlace& place) {
    const std::vector<JsonPlace> items = TRY(place.list("roles"));
    if (items.empty()) return place.wrong("roles", "needs at least one role");
    if (items.size() > static_cast<std::size_t>(most_roles)) return place.wrong("roles", "holds more than 32 roles");
    for (const JsonPlace& item : items) {
        TRY(item.only({"number", "name", "label"}));
        Role role;
        role.number = static_cast<std::uint8_t>(TRY(item.integer("number", 0, most_roles - 1)));
        role.name = TRY(read_name(item, "_-"));
        role.label = TRY(read_label(item));
        TRY(unique(item, pack_->roles_, role));
        pack_->roles_.push_back(std::move(role));
    }
    return done();
}

Status PackReader::entities(const JsonPlace& place) {
    const std::vector<JsonPlace> items = TRY(place.list("entities"));
    if (items.empty()) return place.wrong("entities", "needs at least one entity");
    for (const JsonPlace& item : items) {
        Entity one = TRY(entity(item));
        TRY(unique(item, pack_->entities_, one));
        pack_->by_name_[one.name] = pack_->by_number_[one.number] = pack_->entities_.size();
        pack_->entities_.push_back(std::move(one));
    }
    return done();
}

Result<Entity> PackReader::entity(const JsonPlace& place) {
    TRY(place.only({"number", "name", "label", "root", "append_only", "create", "remove", "fields", "source"}));
    Entity one;
    one.number = static_cast<std::uint16_t>(TRY(place.integer("number", 1, most_number)));
    one.name = TRY(read_name(place));
    if (one.name.starts_with("sqlite_"))
        return place.wrong("name", "names that begin with sqlite_ belong to the database");
    one.label = TRY(read_label(place));
    one.root = TRY(place.flag("root"));
    one.append_only = TRY(place.flag("append_only"));
    one.create = TRY(role_set(place, "create"));
    one.remove = TRY(role_set(place, "remove"));
    TRY(place.text_or_empty("source"));
    TRY(fields(place, one));
    open_parents(one);
    TRY(check_access(place, one));
    return one;
}

Status PackReader::fields(const JsonPlace& place, Entity& entity) {
    const std::vector<JsonPlace> items = TRY(place.list("fields"));
    if (items.empty()) return place.wrong("fields", "needs at least one field");
    bool has_parent = false;
    for (const JsonPlace& item : items) {
        Field one = TRY(field(item));
        TRY(unique(item, entity.fields, one));
        if (one.is_parent && entity.root) return item.wrong("parent", "a root has no parent");
        if (one.is_parent && has_parent) return item.wrong("parent", "the entity has a parent already");
        has_parent = has_parent || one.is_parent;
        entity.fields.push_back(std::move(one));
    }
    if (!entity.root && !has_parent)
        return place.wrong("fields", "an entity that is no root needs a ref with \"parent\": true");
    return done();
}

Result<Field> PackReader::field(const JsonPlace& place) {
    TRY(place.only({"number",  "name",    "label",   "type",      "policy", "required", "max_length", "minimum",
                    "maximum", "class",   "read",    "write",     "values", "elements", "target",     "parent",
                    "search",  "indexed", "guarded", "withdraws", "moves",  "form",     "source",     "duo"}));
    Field one;
    one.number = static_cast<std::uint16_t>(TRY(place.integer("number", 1, most_number)));
    one.name = TRY(read_name(place));
    if (one.name == "id" || one.name == "rowid") return place.wrong("name", "every record has an id of its own");
    one.label = TRY(read_label(place));
    one.is_parent = TRY(place.flag("parent"));
    TRY(type_and_policy(place, one));
    one.required = TRY(place.flag("required"));
    one.search = TRY(place.flag("search"));
    one.indexed = TRY(place.flag("indexed"));
    one.form = TRY(place.text_or_empty("form"));
    one.source = TRY(place.text_or_empty("source"));
    one.duo = TRY(place.text_or_empty("duo"));
    one.target = TRY(place.text_or_empty("target"));
    TRY(bounds(place, one));
    one.sensitivity = TRY(place.text_or_empty("class"));
    for (const char* key : {"class", "read"})
        if (!one.is_parent && !place.has(key)) return place.wrong(key, "is missing");
    one.read = TRY(role_set(place, "read"));
    one.write = TRY(role_set(place, "write"));
    TRY(values(place, one));
    TRY(elements(place, one));
    TRY(moves(place, one));
    TRY(check_type_rules(place, one));
    TRY(check_state_rules(place, one));
    return one;
}

Status PackReader::type_and_policy(const JsonPlace& place, Field& field) {
    const auto type = type_from_text(TRY(place.text("type")));
    if (!type) return place.wrong("type", "is no type that this version knows");
    field.type = *type;
    if (field.is_parent && !place.has("policy")) {
        field.policy = merge::Policy::eerste;
        return done();
    }
    const auto policy = merge::policy_from_text(TRY(place.text("policy")));
    if (!policy) return place.wrong("policy", "is no policy that this version knows");
    field.policy = *policy;
    return done();
}

Status PackReader::bounds(const JsonPlace& place, Field& field) {
    const auto longest = TRY(place.optional_integer("max_length", 1, static_cast<std::int64_t>(limits::value_bytes)));
    field.max_length = static_cast<std::size_t>(longest.value_or(0));
    field.minimum = TRY(place.optional_integer("minimum", INT64_MIN, INT64_MAX));
    field.maximum = TRY(place.optional_integer("maximum", INT64_MIN, INT64_MAX));
    if (field.minimum && field.maximum && *field.minimum > *field.maximum)
        return place.wrong("maximum", "must not be below the minimum");
    return done();
}

Status PackReader::values(const JsonPlace& place, Field& field) {
    for (const JsonPlace& item : TRY(place.list("values"))) {
        TRY(item.only({"code", "label"}));
        Code one;
        one.code = TRY(item.text("code"));
        one.label = TRY(read_label(item));
        if (one.code.size() > limits::element_bytes || clean(one.code, Lines::join) != one.code)
            return item.wrong("code", "must be a short text in normal form (NFC, no spaces around it)");
        for (const Code& other : field.values)
            if (other.code == one.code) return item.wrong("code", "is the code of another value too");
        field.values.push_back(std::move(one));
    }
    return done();
}

Status PackReader::elements(const JsonPlace& place, Field& field) {
    const std::string kind = TRY(place.text_or_empty("elements"));
    if (field.type != Type::set) return kind.empty() ? done() : Status(place.wrong("elements", "belongs to a set"));
    if (kind != "language" && kind != "code" && kind != "text")
        return place.wrong("elements", "of a set must be language, code or text");
    if ((kind == "code") == field.values.empty())
        return place.wrong("values",
                           kind == "code" ? "a set of codes needs its values" : "belong to a set of codes only");
    field.element_is_language = kind == "language";
    return done();
}

Status PackReader::moves(const JsonPlace& place, Field& field) {
    field.guarded = TRY(place.texts("guarded"));
    field.guard = !field.guarded.empty();
    field.withdraws = TRY(place.texts("withdraws"));
    if (!place.has("moves")) return done();
    const JsonPlace all = place.child("moves");
    TRY(all.is_object());
    for (const auto& item : all.node().items()) field.moves[item.key()] = TRY(all.texts(item.key()));
    return done();
}

Result<RoleSet> PackReader::role_set(const JsonPlace& place, std::string_view key) {
    RoleSet set = 0;
    for (const JsonPlace& item : TRY(place.list(key))) {
        const auto role = pack_->role(TRY(item.as_text()));
        if (!role) return item.wrong("is no role of this pack");
        set |= RoleSet{1} << *role;
    }
    return set;
}

/// A parent that does not say who reads it is read by all who read anything of the record: they must place it.
void PackReader::open_parents(Entity& entity) {
    RoleSet any = 0;
    for (const Field& field : entity.fields) any |= field.read;
    for (Field& field : entity.fields)
        if (field.is_parent && field.read == 0) field.read = any;
}

}  // namespace wegwijs::model
