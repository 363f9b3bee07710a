// Our errors as the C header has them.
#pragma once

#include <string_view>

#include "client_core/include/wegwijs/wegwijs.h"
#include "client_core/shared/base/result.hpp"

namespace wegwijs::capi {

/// The number for a code in words; of one that the header does not have, a server's, WEGWIJS_ERROR_SERVER.
wegwijs_status number_of(std::string_view code);

/// Fills in `out`, which may be null, and gives its code. No character of a message is cut in two.
wegwijs_status fail(wegwijs_error* out, const Error& error);
/// The caller's own mistake, with what is wrong.
wegwijs_status misuse(wegwijs_error* out, const char* what);
/// Clears `out`. Gives WEGWIJS_OK.
wegwijs_status succeed(wegwijs_error* out);

}  // namespace wegwijs::capi
