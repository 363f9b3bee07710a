#include "client_core/shared/model/pack.hpp"

#include <algorithm>

#include "client_core/shared/model/pack_reader.hpp"

namespace wegwijs::model {

namespace {

bool holds(RoleSet set, std::uint8_t role) { return role < 32 && (set >> role & 1) != 0; }

RoleSet read_by_any(const Entity& entity) {
    RoleSet set = 0;
    for (const Field& field : entity.fields) set |= field.read;
    return set;
}

RoleSet read_all(const Entity& entity) {
    RoleSet set = ~RoleSet{0};
    for (const Field& field : entity.fields) set &= field.read;
    return set;
}

/// Roles that read every field of the entity and of the entities under it.
RoleSet read_all_below(const Pack& pack, const Entity& entity) {
    RoleSet set = read_all(entity);
    for (const Entity& other : pack.entities()) {
        const Field* parent = other.parent_field();
        if (parent && parent->target == entity.name) set &= read_all_below(pack, other);
    }
    return set;
}

}  // namespace

const Field* Entity::field(std::string_view field_name) const {
    for (const Field& one : fields)
        if (one.name == field_name) return &one;
    return nullptr;
}

const Field* Entity::field(std::uint16_t field_number) const {
    // Most packs number the fields in their order.
    if (field_number >= 1 && field_number <= fields.size() && fields[field_number - 1U].number == field_number)
        return &fields[field_number - 1U];
    for (const Field& one : fields)
        if (one.number == field_number) return &one;
    return nullptr;
}

const Field* Entity::parent_field() const {
    for (const Field& one : fields)
        if (one.is_parent) return &one;
    return nullptr;
}

bool Entity::frozen_by(const merge::Record& record) const {
    for (const merge::FieldState& state : record.fields) {
        const Field* one = state.key.element.empty() ? field(state.key.number) : nullptr;
        if (!one || !one->guard) continue;
        for (const merge::Entry& entry : state.entries) {
            const auto code = decode_text(entry.value);
            if (code && std::find(one->guarded.begin(), one->guarded.end(), *code) != one->guarded.end()) return true;
        }
    }
    return false;
}

Result<std::shared_ptr<const Pack>> Pack::load(std::string_view json) { return PackReader().read(json); }

const Entity* Pack::entity(std::string_view entity_name) const {
    const auto found = by_name_.find(entity_name);
    return found == by_name_.end() ? nullptr : &entities_[found->second];
}

const Entity* Pack::entity(std::uint16_t number) const {
    const auto found = by_number_.find(number);
    return found == by_number_.end() ? nullptr : &entities_[found->second];
}

std::optional<std::uint8_t> Pack::role(std::string_view role_name) const {
    for (const Role& one : roles_)
        if (one.name == role_name) return one.number;
    return std::nullopt;
}

RoleSet Pack::visibility(std::uint16_t entity_number, std::uint16_t field_number) const {
    const Entity* one = entity(entity_number);
    if (!one) return 0;
    if (field_number == merge::deletion.number) return read_by_any(*one);
    const Field* field = one->field(field_number);
    return field ? field->read : read_all(*one);
}

bool Pack::may_read(std::uint8_t role, std::uint16_t entity_number, std::uint16_t field) const {
    return holds(visibility(entity_number, field), role);
}

bool Pack::may_write(std::uint8_t role, std::uint16_t entity_number, std::uint16_t field_number) const {
    const Entity* one = entity(entity_number);
    if (!one) return false;
    if (field_number == merge::deletion.number) return holds(one->remove & read_all_below(*this, *one), role);
    return !one->append_only && may_fill(role, entity_number, field_number);
}

bool Pack::may_fill(std::uint8_t role, std::uint16_t entity_number, std::uint16_t field_number) const {
    const Entity* one = entity(entity_number);
    const Field* field = one ? one->field(field_number) : nullptr;
    if (!field || field->is_parent || field->policy == merge::Policy::server) return false;
    return holds(field->write, role);
}

bool Pack::may_create(std::uint8_t role, std::uint16_t entity_number) const {
    const Entity* one = entity(entity_number);
    return one && holds(one->create, role);
}

bool Pack::may_read_any(std::uint8_t role, std::uint16_t entity_number) const {
    const Entity* one = entity(entity_number);
    return one && holds(read_by_any(*one), role);
}

}  // namespace wegwijs::model
