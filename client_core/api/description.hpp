// The pack as a role sees it, as the program's `entities` and `fields` print it.
#pragma once

#include <string>
#include <string_view>

#include "client_core/include/wegwijs/record.hpp"
#include "client_core/store/store.hpp"

namespace wegwijs::api {

/// [{"name","label"}] of what the role works with.
std::string entities_json(store::Store& store, Language language);
/// [{"name","label","type","required","policy","class","read","write","values"}]. Error "invalid_value".
Result<std::string> fields_json(store::Store& store, std::string_view entity, Language language);

}  // namespace wegwijs::api
