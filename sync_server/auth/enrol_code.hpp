// The one-time code with which a person enrols a device: short enough to type, too long to guess within its time.
#pragma once

#include <string>
#include <string_view>

#include "client_core/shared/base/source.hpp"

namespace wegwijs::server {

/// "XXXX-XXXX-XXXX": 60 bits in letters and digits that nobody mixes up (Crockford's base 32).
std::string make_enrol_code(Random& random);

/// What is kept of a code: BLAKE2b-256. Small letters, hyphens and spaces, and O, I and L for 0 and 1, make no
/// difference. Empty when `text` cannot be a code.
Bytes enrol_code_hash(std::string_view text);

}  // namespace wegwijs::server
