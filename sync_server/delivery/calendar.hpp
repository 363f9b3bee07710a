// Days in the Netherlands, as text "2026-11-24". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::server {

/// Days since 1970-01-01 of a date in the years 1900 to 2199; nullopt: not one.
std::optional<std::int64_t> day_number(std::string_view date);
std::string date_text(std::int64_t day_number);
/// The date in the Netherlands at that moment (Directive 2000/84/EC for summer time).
std::string date_in_netherlands(UnixMs at);

}  // namespace wegwijs::server
