// What curl's codes mean to a person and to the sync.
#pragma once

#include <curl/curl.h>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::transport {

/// For any code but CURLE_OK: one of the errors that HttpTransport::send names.
Error error_of(CURLcode code);

}  // namespace wegwijs::transport
