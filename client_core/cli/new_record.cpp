#include "client_core/cli/new_record.hpp"

#include "client_core/cli/program.hpp"

namespace wegwijs::cli {

Result<store::NewRecord> new_record(const model::Entity& entity, const std::vector<Pair>& pairs) {
    store::NewRecord record;
    record.entity = entity.name;
    const model::Field* parent = entity.parent_field();
    for (const Pair& pair : pairs) {
        if (parent && pair.field == parent->name) {
            record.parent = TRY(id_of(pair.text));
        } else if (entity.root && pair.field == "gemeente" && !entity.field("gemeente")) {
            record.municipality = pair.text;
        } else {
            for (store::Assignment& one : assignments(entity, {}, pair)) record.values.push_back(std::move(one));
        }
    }
    if (parent && record.parent.zero())
        return usage("A '" + entity.name + "' belongs to another record: name it with " + parent->name + "=ID.");
    const bool four =
        record.municipality.size() == 4 && record.municipality.find_first_not_of("0123456789") == std::string::npos;
    if (entity.root && !four)
        return usage("A '" + entity.name + "' begins a file: name its municipality with gemeente=CODE, four digits.");
    return record;
}

}  // namespace wegwijs::cli
