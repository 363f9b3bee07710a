// Days and durations as an administrator types them. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::server {

/// The moment at which the day `text` (2026-12-31, years 2000 to 2199) is over in the Netherlands.
std::optional<UnixMs> end_of_day(std::string_view text);

/// "90s", "15m", "2h", "1d" in milliseconds; at most a thousand days.
std::optional<UnixMs> duration(std::string_view text);

}  // namespace wegwijs::server
