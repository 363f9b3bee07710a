// Language tags (BCP 47, RFC 5646). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wegwijs::model {

/// The tag in its usual case (`ar`, `fa-AF`, `zh-Hant-TW`), section 2.1.1, when it is well formed by the grammar of
/// section 2.1. Whether a subtag is registered is not looked up: the register grows. Underscores are taken for hyphens.
std::optional<std::string> canonical_language(std::string_view tag);

}  // namespace wegwijs::model
