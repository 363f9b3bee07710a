// What anybody may read without signing in: is it well, and how does one talk to it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "sync_server/http/router.hpp"

namespace wegwijs::http {

struct Health {
    bool ok = true;           ///< false: it answers, but something needs an administrator
    std::uint64_t epoch = 0;  ///< of the server's history; another number after a restore
};

/// The OpenAPI 3.1 description of this server, in Dutch, as JSON.
std::string_view openapi_document();

/// Adds GET /v1/health and GET /v1/openapi.json. `health` is asked at each request, on a worker thread.
void add_public_pages(Router& router, std::function<Health()> health);

}  // namespace wegwijs::http
