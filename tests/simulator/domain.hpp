// What the simulated people work with: a small domain with every policy, three roles and a field that newer packs hide.
// The pack is made from these tables; the truth reads the tables, never the pack.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace wegwijs::simulator {

enum class Kind { text, choice, yes_no, elements, minutes, counter, entry, stand };
struct FieldRule {
    std::uint16_t number;
    std::string_view name, policy;
    Kind kind;
    /// Who reads it: a letter of RoleRule::reads. '~' is 'A' in packs with an odd version, 'C' in the others.
    char visible;
    char sensitivity = 'A';  ///< C: never in a delivery
    bool delivered = false;  ///< by the pack's list, which may name what never leaves
};
struct EntityRule {
    std::uint16_t number;
    std::string_view name, parent;  ///< parent "": a root
    bool append_only;
    std::span<const FieldRule> fields;

    const FieldRule* field(std::uint16_t number) const;
};
struct RoleRule {
    std::string_view name, reads, creates;  ///< creates: first letters of entities
    bool removes;
};

inline constexpr std::string_view municipalities[] = {"0405", "0363"};
inline constexpr std::string_view choices[] = {"s0", "s1", "s2", "s3"};
inline constexpr std::string_view elements[] = {"ar", "nl"};
inline constexpr std::string_view counters[] = {"intake_taal_knm", "taal_knm", "participatie", "participatie_als_taal",
                                                "pvt"};
inline constexpr std::string_view draft = "concept", signed_off = "vastgesteld";
/// A dossier with a plan of this status is left out of deliveries.
inline constexpr std::string_view omitting = "s3";
inline constexpr std::string_view plan_file = "plannen.ndjson", hours_file = "uren.ndjson";

std::span<const EntityRule> entities();
std::span<const RoleRule> roles();
const EntityRule& entity(std::uint16_t number);
const EntityRule& entity(std::string_view name);
const RoleRule* role(std::string_view name);
/// From "" (no value yet) or a choice.
bool move_allowed(std::string_view from, std::string_view to);

/// What a role of a pack sees and may do. A role without a name sees nothing.
struct View {
    std::string role;
    std::uint64_t pack = 1;
    bool sees(std::uint16_t entity, std::uint16_t field) const;
    bool sees_any(std::uint16_t entity) const;
    bool may(std::uint16_t entity, std::uint16_t field, bool creates) const;
    bool operator==(const View&) const = default;
};

/// The file of a delivery in which an entity stands; empty: in none.
std::string_view file_of(const EntityRule& entity);

std::string pack_json(std::uint64_t version);

}  // namespace wegwijs::simulator
