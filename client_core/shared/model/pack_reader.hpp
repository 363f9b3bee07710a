// How Pack::load reads and checks. Only pack.cpp, pack_reader.cpp, pack_checks.cpp and pack_rules.cpp need it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client_core/shared/model/json_place.hpp"
#include "client_core/shared/model/pack.hpp"

namespace wegwijs::model {

inline constexpr int pack_depth = 32;  ///< nesting that a pack's JSON may have

/// "pack_invalid" for a text that is no JSON at all.
Error not_json(const std::string& what);

/// Reads one pack; the first thing that is wrong ends it.
class PackReader {
public:
    Result<std::shared_ptr<const Pack>> read(std::string_view json);

private:
    Status roles(const JsonPlace& place);
    Status entities(const JsonPlace& place);
    Result<Entity> entity(const JsonPlace& place);
    Status fields(const JsonPlace& place, Entity& entity);
    Result<Field> field(const JsonPlace& place);
    Status type_and_policy(const JsonPlace& place, Field& field);
    Status bounds(const JsonPlace& place, Field& field);
    Status values(const JsonPlace& place, Field& field);
    Status elements(const JsonPlace& place, Field& field);
    Status moves(const JsonPlace& place, Field& field);
    Status rules(const JsonPlace& place);
    Result<RoleSet> role_set(const JsonPlace& place, std::string_view key);
    void open_parents(Entity& entity);

    std::shared_ptr<Pack> pack_ = std::make_shared<Pack>();
};

// What one field, or one entity, must fulfil once all of it is read (pack_checks.cpp).
Status check_type_rules(const JsonPlace& place, const Field& field);
Status check_state_rules(const JsonPlace& place, const Field& field);
Status check_access(const JsonPlace& place, const Entity& entity);
/// Targets exist; parents lead to a root. `place`: the pack.
Status check_references(const JsonPlace& place, const std::vector<Entity>& entities);

Result<Label> read_label(const JsonPlace& place);
/// A name of the pack: lower-case letters, digits and `extra`, beginning with a letter.
Result<std::string> read_name(const JsonPlace& place, std::string_view extra = "_");

}  // namespace wegwijs::model
