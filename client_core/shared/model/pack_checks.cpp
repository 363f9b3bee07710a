#include <algorithm>

#include "client_core/shared/model/pack_reader.hpp"

namespace wegwijs::model {

namespace {

bool has_code(const Field& field, const std::string& code) {
    return std::any_of(field.values.begin(), field.values.end(), [&](const Code& one) { return one.code == code; });
}

const Entity* named(const std::vector<Entity>& entities, std::string_view name) {
    for (const Entity& entity : entities)
        if (entity.name == name) return &entity;
    return nullptr;
}

bool takes_length(Type type) { return type == Type::text || type == Type::set || type == Type::json; }

std::string field_pointer_key(const Entity& entity, const Field& field) {
    return std::to_string(&field - entity.fields.data());
}

}  // namespace

Status check_type_rules(const JsonPlace& place, const Field& field) {
    const bool is_set = field.type == Type::set, is_enum = field.type == Type::enumeration,
               is_ref = field.type == Type::ref;
    if (is_set != (field.policy == merge::Policy::verzameling))
        return place.wrong("policy", is_set ? "of a set must be verzameling" : "verzameling belongs to sets");
    if (is_enum && field.values.empty()) return place.wrong("values", "an enum needs its values");
    if (!is_enum && !is_set && !field.values.empty())
        return place.wrong("values", "belong to an enum or a set of codes");
    if (is_ref != !field.target.empty())
        return place.wrong("target", is_ref ? "is missing: the entity that a ref points to" : "belongs to a ref");
    if (field.is_parent && !is_ref) return place.wrong("parent", "must be a ref");
    if ((field.minimum || field.maximum) && field.type != Type::integer)
        return place.wrong(field.minimum ? "minimum" : "maximum", "belongs to an integer");
    if (field.max_length > 0 && !takes_length(field.type))
        return place.wrong("max_length", "belongs to a text, a set or json");
    if (!field.form.empty() && field.type != Type::text) return place.wrong("form", "belongs to a text");
    if (!field.form.empty() && field.form != "phone" && field.form != "name")
        return place.wrong("form", "must be phone or name");
    static constexpr std::string_view classes = "ABCD";
    const bool known_class = field.sensitivity.size() == 1 && classes.find(field.sensitivity) != std::string_view::npos;
    if (!field.sensitivity.empty() && !known_class) return place.wrong("class", "must be A, B, C or D");
    return done();
}

Status check_state_rules(const JsonPlace& place, const Field& field) {
    const bool is_enum = field.type == Type::enumeration, is_boolean = field.type == Type::boolean;
    for (std::size_t i = 0; i < field.guarded.size(); ++i)
        if (!is_enum || !has_code(field, field.guarded[i]))
            return place.child("guarded").wrong(std::to_string(i), "is no value of this field");
    const bool withdrawing = field.policy == merge::Policy::intrekking_wint;
    if (withdrawing == field.withdraws.empty())
        return place.wrong("withdraws", withdrawing ? "is missing: the values that withdraw"
                                                    : "belongs to the policy intrekking_wint");
    for (std::size_t i = 0; i < field.withdraws.size(); ++i) {
        const std::string& value = field.withdraws[i];
        const bool known = is_boolean ? value == "true" || value == "false" : is_enum && has_code(field, value);
        if (!known) return place.child("withdraws").wrong(std::to_string(i), "is no value of this field");
    }
    const JsonPlace moves = place.child("moves");
    for (const auto& [from, to] : field.moves) {
        if (!is_enum || (!from.empty() && !has_code(field, from)))
            return moves.wrong(from, "is no value of this field");
        for (std::size_t i = 0; i < to.size(); ++i)
            if (!has_code(field, to[i])) return moves.child(from).wrong(std::to_string(i), "is no value of this field");
    }
    return done();
}

Status check_access(const JsonPlace& place, const Entity& entity) {
    for (const Field& field : entity.fields) {
        // Writing unread would overwrite what one does not see; only adding a new record does not.
        const RoleSet blind = field.write & ~field.read;
        const RoleSet allowed = entity.append_only ? entity.create : 0;
        if (blind & ~allowed)
            return place.child("fields")
                .child(field_pointer_key(entity, field))
                .wrong(
                    "write",
                    "holds a role that may not read the field (only creating in an append-only entity may do without)");
    }
    return done();
}

Status check_references(const JsonPlace& place, const std::vector<Entity>& entities) {
    const auto target_of = [&](const Entity& entity, const Field& field) {
        return place.child("entities")
            .child(std::to_string(&entity - entities.data()))
            .child("fields")
            .child(field_pointer_key(entity, field))
            .child("target");
    };
    for (const Entity& entity : entities)
        for (const Field& field : entity.fields)
            if (field.type == Type::ref && !named(entities, field.target))
                return target_of(entity, field).wrong("is no entity of this pack");
    for (const Entity& entity : entities) {
        const Entity* above = &entity;
        for (std::size_t steps = 0; !above->root; ++steps) {
            if (steps >= entities.size())
                return target_of(entity, *entity.parent_field())
                    .wrong("the parents lead round in a circle, not to a root");
            above = named(entities, above->parent_field()->target);
        }
    }
    return done();
}

}  // namespace wegwijs::model
