#include "sync_server/http/public_pages.hpp"

namespace wegwijs::http {
namespace {

Response json(std::string body) {
    Response response;
    response.content_type = "application/json";
    response.body = std::move(body);
    return response;
}

}  // namespace

void add_public_pages(Router& router, std::function<Health()> health) {
    router.add("GET", "/v1/health", [health = std::move(health)](const Request&) {
        const Health now = health();
        return json(std::string(R"({"status":")") + (now.ok ? "ok" : "degraded") + R"(","epoch":)" +
                    std::to_string(now.epoch) + "}");
    });
    router.add("GET", "/v1/openapi.json", [](const Request&) {
        Response response = json(std::string(openapi_document()));
        // Public by rule (/core/publish-openapi): also for a web page of somebody else.
        response.headers.emplace_back("Access-Control-Allow-Origin", "*");
        return response;
    });
}

}  // namespace wegwijs::http
