// What goes in and comes out of a handler: one HTTP request (RFC 9110) and its answer, without a socket in sight.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client_core/shared/base/bytes.hpp"

namespace wegwijs::http {

/// What header API-Version says on every answer: the version of the API behind "/v1".
inline constexpr std::string_view api_version = "1.0.0";

struct Request {
    std::string method;     ///< "GET", "POST", ...
    std::string target;     ///< path and query as they were sent
    std::string path;       ///< without the query; not percent-decoded, so that it is compared as it was signed
    std::string query;      ///< without the "?"
    std::string authority;  ///< the Host header: RFC 9421 calls it @authority
    /// Names in lower case; a header that came more than once has its values joined by ", " (RFC 9110, 5.3).
    std::map<std::string, std::string, std::less<>> headers;
    Bytes body;          ///< as sent: Content-Encoding is the handler's business
    std::string remote;  ///< address of the other side, without port; behind a proxy that is the proxy's
    std::string id;      ///< this request's number in the log, also in the answer when something is wrong

    /// Empty when the header is not there. `name` in lower case.
    std::string_view header(std::string_view name) const {
        const auto at = headers.find(name);
        return at == headers.end() ? std::string_view{} : std::string_view{at->second};
    }
};

struct Response {
    int status = 200;
    std::string content_type;
    Bytes body;
    /// Beside those that every answer gets, or in place of the one with the same name. One with a control character in
    /// it is left out.
    std::vector<std::pair<std::string, std::string>> headers;

    std::string path_template{};  ///< only for the log: set by Router, "/v1/sync"
    std::uint64_t device = 0;     ///< only for the log: the number of the device that was recognised
    std::string code{};           ///< only for the log: a problem's code

    /// In place of `body`: one text for all who ask, so that it stands in memory once, however slowly they read.
    std::shared_ptr<const Bytes> shared{};

    ByteView content() const { return shared ? ByteView{*shared} : ByteView{body}; }
};

/// Called on one of the worker threads, several at a time; may block. Throws nothing but std::bad_alloc.
using Handler = std::function<Response(const Request&)>;

/// Is `content_type` this media type? Parameters and case do not count (RFC 9110, 8.3.1).
bool is_media_type(std::string_view content_type, std::string_view media_type);

}  // namespace wegwijs::http
