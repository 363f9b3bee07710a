// What SQLite says about a query, for people.
#pragma once

#include "client_core/shared/model/pack.hpp"

namespace wegwijs::cli {

/// A text without the digits of numbers that somebody typed: an unknown column may be a BSN in the wrong place.
std::string without_numbers(const std::string& text);
/// An error "sql" that also says which columns there are, and repeats no number. Other errors as they are.
Error sql_error(Error error, const model::Entity* entity);

}  // namespace wegwijs::cli
