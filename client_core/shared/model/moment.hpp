// Points in time as text: RFC 3339. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::model {

/// `2026-11-24T09:30:00+01:00`, with any offset and any number of decimals of a second, of which milliseconds are
/// kept; years 0001 to 9999. Without an offset it is no point in time: nullopt. A leap second is the second after it.
std::optional<UnixMs> parse_moment(std::string_view text);
/// UTC with milliseconds: `2026-11-24T08:30:00.000Z`. Empty outside the years 0001 to 9999.
std::string moment_text(UnixMs ms);

}  // namespace wegwijs::model
