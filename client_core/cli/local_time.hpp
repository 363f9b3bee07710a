// Times as people in the Netherlands read them.
#pragma once

#include <string>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::cli {

/// "2026-11-24 09:30" in Europe/Amsterdam. On a machine without time zone data in UTC: "2026-11-24 08:30 UTC".
std::string local_time(UnixMs at);

}  // namespace wegwijs::cli
