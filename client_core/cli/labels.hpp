// The pack's words for people.
#pragma once

#include <string>

#include "client_core/shared/model/pack.hpp"

namespace wegwijs::cli {

enum class Lang { nl, en };

/// The label in that language; the other one, or `otherwise`, when it has none.
std::string label(const model::Label& label, Lang lang, const std::string& otherwise);
std::string label(const model::Field& field, Lang lang);

/// A JSON value of a record as a person reads it: codes by their label, times in the Netherlands, yes and no in words.
/// `field` may be null (the pack does not know it).
std::string shown(const model::Field* field, const std::string& value_json, Lang lang);

}  // namespace wegwijs::cli
