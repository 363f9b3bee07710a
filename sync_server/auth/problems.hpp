// Our errors as answers of the API: the code stays, the words are Dutch (NL GOV API Design Rules 2.2).
#pragma once

#include "client_core/shared/base/result.hpp"
#include "sync_server/http/message.hpp"

namespace wegwijs::server {

/// application/problem+json with the error's code and, as member "retry", when it makes sense to try again. A code
/// that is not known here becomes 500 "internal", or 503 "busy" when trying again may help: what went wrong inside is
/// the log's business, not the caller's.
http::Response problem_of(const Error& error);

}  // namespace wegwijs::server
