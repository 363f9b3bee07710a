#include "sync_server/http/router.hpp"

#include "sync_server/http/problem.hpp"

namespace wegwijs::http {

void Router::add(std::string method, std::string path, Handler handler, std::string consumes) {
    routes_.push_back({std::move(method), std::move(path), std::move(handler), std::move(consumes)});
}

void Router::otherwise(Handler handler) { otherwise_ = std::move(handler); }

Response Router::operator()(const Request& request) const {
    const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : request.method;
    std::string allowed;
    for (const Route& route : routes_) {
        if (route.path != request.path) continue;
        if (route.method == method) {
            const bool fits = route.consumes.empty() || is_media_type(request.header("content-type"), route.consumes);
            Response response = fits ? route.handler(request)
                                     : problem(415, "media_type", {}, "Dit adres verwacht: " + route.consumes + ".");
            response.path_template = route.path;
            return response;
        }
        allowed += (allowed.empty() ? "" : ", ") + route.method;
        if (route.method == "GET") allowed += ", HEAD";
    }
    if (allowed.empty()) return otherwise_ ? otherwise_(request) : nothing_here();
    Response response = not_by(allowed);
    response.path_template = request.path;
    return response;
}

}  // namespace wegwijs::http
