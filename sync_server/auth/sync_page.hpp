// POST /v1/sync and POST /v1/rows over HTTP: who sends it, what it says, and the answer in the coding in which the
// question came.
#pragma once

#include <functional>

#include "sync_server/auth/authenticate.hpp"
#include "sync_server/auth/codecs.hpp"
#include "sync_server/http/router.hpp"
#include "sync_server/sync/service.hpp"

namespace wegwijs::server {

/// Safe from any thread.
class SyncPage {
public:
    SyncPage(Store& store, SyncService& service, Clock& clock, Random& random)
        : authenticator_(store, random), service_(service), clock_(clock) {}

    /// Must outlive the router.
    void add_to(http::Router& router);
    http::Response answer(const http::Request& request);

private:
    using Page = Result<http::Response> (SyncPage::*)(const http::Request&, const Sender&);
    http::Response answer(const http::Request& request, Page page);
    Result<http::Response> sync(const http::Request& request, const Sender& sender);
    Result<http::Response> rows(const http::Request& request, const Sender& sender);
    Result<Bytes> plain_body(const http::Request& request, protocol::Encoding& coding);
    Authenticator authenticator_;
    SyncService& service_;
    Clock& clock_;
    Codecs codecs_;
};

}  // namespace wegwijs::server
