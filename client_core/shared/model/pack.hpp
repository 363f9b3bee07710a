// The schema pack: the domain as data. The engine reads entities, fields, policies, roles and moves from here and
// knows nothing of its own. A Pack is immutable once loaded and may be read from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client_core/shared/base/result.hpp"
#include "client_core/shared/merge/merge.hpp"
#include "client_core/shared/model/rule.hpp"
#include "client_core/shared/model/value.hpp"

namespace wegwijs::model {

/// Bit r is set when the pack's role number r may. At most 32 roles.
using RoleSet = std::uint32_t;

struct Code {
    std::string code;
    Label label;
};

struct Field {
    std::uint16_t number = 0;  ///< stable for ever, never given again; 0 is the deletion field
    std::string name;
    Label label;
    Type type = Type::text;
    merge::Policy policy = merge::Policy::beoordelen;
    bool required = false;
    std::size_t max_length = 0;                    ///< characters (code points); 0: only the general limit
    std::optional<std::int64_t> minimum, maximum;  ///< for integers
    std::string form;                              ///< of a text: "" any, "phone" or "name"
    std::string duo;                               ///< the receiving system's name for it; empty: none
    std::string source;                            ///< where the rule comes from (law, specification); empty: not said
    std::string sensitivity;                       ///< "A" basic, "B" identifying, "C" special category, "D" financial
    RoleSet read = 0, write = 0;
    std::vector<Code> values;          ///< of an enum, or of a set of codes; empty set: free elements
    bool element_is_language = false;  ///< a set whose elements are language tags
    std::string target;                ///< entity that a ref points to
    bool is_parent = false;            ///< this ref is the record's parent: fixed at creation, not a write
    bool search = false;               ///< goes into the full-text search over names and numbers
    bool indexed = false;
    bool guard = false;                  ///< a status field with guarded values
    std::vector<std::string> guarded;    ///< values that are reached by a guarded write only and freeze the record
    std::vector<std::string> withdraws;  ///< for intrekking_wint: values that withdraw ("true"/"false" for a boolean)
    std::map<std::string, std::vector<std::string>> moves;  ///< allowed moves; "" = no value yet; empty map: any
};

struct Entity {
    std::uint16_t number = 0;  ///< stable for ever
    std::string name;
    Label label;
    bool root = false;         ///< a record of this begins a dossier
    bool append_only = false;  ///< only created, never changed: a correction names the old one
    RoleSet create = 0, remove = 0;
    std::vector<Field> fields;  ///< in the pack's order; without the deletion field

    const Field* field(std::string_view name) const;
    const Field* field(std::uint16_t number) const;
    const Field* parent_field() const;                  ///< null for a root
    bool frozen_by(const merge::Record& record) const;  ///< holds a guarded value
};

struct Role {
    std::uint8_t number = 0;
    std::string name;
    Label label;
};

class Pack {
public:
    /// Reads and checks pack JSON (pack.schema.json says its form). Error "pack_invalid": the message names the
    /// place (JSON pointer) and the reason.
    static Result<std::shared_ptr<const Pack>> load(std::string_view json);

    const std::string& name() const { return name_; }
    std::uint64_t version() const { return version_; }
    const std::vector<Entity>& entities() const { return entities_; }
    const std::vector<Role>& roles() const { return roles_; }
    const std::vector<Rule>& rules() const { return rules_; }
    const Entity* entity(std::string_view name) const;
    const Entity* entity(std::uint16_t number) const;
    std::optional<std::uint8_t> role(std::string_view name) const;
    const std::string& json() const { return json_; }  ///< as it was loaded

    /// May `role` read the field? The deletion field is read by every role that reads any field of the entity.
    /// A field that the pack does not know is read by nobody but roles that read all of the entity.
    bool may_read(std::uint8_t role, std::uint16_t entity, std::uint16_t field) const;
    /// May `role` write it in an existing record? Never in one of an append-only entity, nor a field of policy
    /// `server`. Deleting asks for a role that reads every field of the entity and of the entities under it.
    bool may_write(std::uint8_t role, std::uint16_t entity, std::uint16_t field) const;
    bool may_create(std::uint8_t role, std::uint16_t entity) const;
    /// May `role` give the field a value in a record that the same transaction creates?
    bool may_fill(std::uint8_t role, std::uint16_t entity, std::uint16_t field) const;
    /// May `role` read any field of the entity?
    bool may_read_any(std::uint8_t role, std::uint16_t entity) const;
    /// The visibility class of a field: the set of roles that may read it.
    RoleSet visibility(std::uint16_t entity, std::uint16_t field) const;

private:
    friend class PackReader;
    std::string name_, json_;
    std::uint64_t version_ = 0;
    std::vector<Entity> entities_;
    std::vector<Role> roles_;
    std::vector<Rule> rules_;
    std::map<std::uint16_t, std::size_t> by_number_;
    std::map<std::string, std::size_t, std::less<>> by_name_;
};

/// Text as a person types it -> the encoded value of the field's type, normalised (NFC, spaces trimmed and
/// collapsed, phone form, V-number padded to ten digits, BSN's elfproef). Empty text gives null_value.
/// Not for sets. Error "invalid_value": says what the field wants, never what was typed.
Result<Value> parse(const Field& field, std::string_view text);
/// Checks an encoded value that came from outside (a device, a peer): kind, normal form, length, range, code.
Status check(const Field& field, ByteView value);
/// Checks and normalises one element of a set.
Result<std::string> parse_element(const Field& field, std::string_view text);
/// An encoded value as the text that `parse` would take; empty for null.
std::string to_text(const Field& field, ByteView value);
/// An encoded value as JSON text (string, number, boolean, null).
std::string to_json(const Field& field, ByteView value);

/// policy, moves and withdrawals of one field, ready for merge::judge and merge::read.
std::string judge(const Field& field, const merge::Entries& seen, ByteView value, merge::Kind kind);
merge::Reading read(const Field& field, const merge::Entries& entries);

}  // namespace wegwijs::model
