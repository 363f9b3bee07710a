// Which handler answers which path and method. Paths are exact: "/v1/sync/" is another one than "/v1/sync", and 404
// (NL GOV API Design Rules, /core/no-trailing-slash).
#pragma once

#include <string>
#include <vector>

#include "sync_server/http/message.hpp"

namespace wegwijs::http {

class Router {
public:
    /// Before the first request. `consumes`: the one media type of the body; anything else is answered with 415.
    void add(std::string method, std::string path, Handler handler, std::string consumes = {});

    /// Before the first request. Gets what no route has the path of; what it does not know either it answers with 404.
    void otherwise(Handler handler);

    /// 404, 405 with Allow, 415, or what the handler says. HEAD goes to the handler of GET. Any thread.
    Response operator()(const Request& request) const;

private:
    struct Route {
        std::string method;
        std::string path;
        Handler handler;
        std::string consumes;
    };
    std::vector<Route> routes_;
    Handler otherwise_;
};

}  // namespace wegwijs::http
