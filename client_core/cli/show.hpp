// Records for people.
#pragma once

#include <string>
#include <vector>

#include "client_core/cli/program.hpp"

namespace wegwijs::cli {

/// One record, a line a field, with every value of an open conflict.
std::string record_text(const model::Pack& pack, const Json& record, Lang lang);
/// Records of one or more entities: a table with the fields that tell them apart.
std::string records_table(const model::Pack& pack, const Json& records, Lang lang);
/// "'taal' = Arabisch, by piet on device 3, 2026-11-24 09:30": one entry.
std::string entry_text(const model::Field* field, const Json& entry, Lang lang);
/// The records themselves, in order. Errors of the store.
Result<Json> records_json(store::Store& store, const std::vector<Id>& ids);

/// The field behind a name as conflicts print it ("taal", "talen:ar"); null for what the pack does not know, and for
/// an element of a set, whose value is whether it is there.
const model::Field* field_of(const model::Entity* entity, const std::string& name);

std::string text_member(const Json& object, const char* name);

Json entry_json(const store::EntryView& entry);

}  // namespace wegwijs::cli
