// How the sync gets a request to the server and its answer back. Implemented over libcurl here; a tablet's app may
// hand in its platform's own.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client_core/shared/base/bytes.hpp"
#include "client_core/shared/base/result.hpp"

namespace wegwijs::transport {

struct HttpRequest {
    std::string method = "POST";
    std::string path;  ///< after the server's address: "/v1/sync"
    std::vector<std::pair<std::string, std::string>> headers;
    ByteView body;  ///< must stay until the answer is there
};

/// Makes a request, or says why not. Called once.
using RequestMaker = std::function<Result<HttpRequest>()>;

struct HttpResponse {
    int status = 0;
    std::map<std::string, std::string, std::less<>> headers;  ///< names in lower case, repeated ones joined by ", "
    Bytes body;
    std::uint64_t bytes_up = 0;    ///< request line, headers and body; without TLS, TCP and IP
    std::uint64_t bytes_down = 0;  ///< status line, headers and body
    std::uint64_t took_us = 0;     ///< from the first look-up of the server to the end of the answer; 0: not known

    std::string_view header(std::string_view name) const {
        const auto at = headers.find(name);
        return at == headers.end() ? std::string_view{} : std::string_view{at->second};
    }
};

/// Bytes of the bodies moved so far, up and down. Called on the sending thread, between once a second and often.
using Progress = std::function<void(std::uint64_t up, std::uint64_t down)>;

class HttpTransport {
public:
    virtual ~HttpTransport() = default;

    /// Sends and waits for the whole answer; any status counts as an answer. `progress` may be empty. When `*cancel`
    /// becomes true (from any thread) it returns within a second. Nothing says whether the server did what an
    /// unanswered request asked: the caller repeats. One call at a time.
    /// Errors: "offline", "timeout", "cut", "tls_untrusted", "tls_ca_file", "tls_failed", "not_http", "cancelled",
    /// "answer_too_large", "memory", "transport".
    virtual Result<HttpResponse> send(const HttpRequest& request, const Progress& progress,
                                      const std::atomic<bool>* cancel) = 0;

    /// The same in two steps: the caller works while the request is under way. After begin() comes one finish(), which
    /// waits for the answer and gives what send() gives, or the error of `make`. That may be called on another thread:
    /// packing and signing take none of the caller's time there. What it uses, and `cancel`, must stay until then.
    /// This default does all of it in finish(): for a transport that cannot work by itself.
    virtual void begin(RequestMaker make, const std::atomic<bool>* cancel) {
        make_ = std::move(make);
        cancel_ = cancel;
    }
    virtual Result<HttpResponse> finish() {
        const HttpRequest request = TRY(std::exchange(make_, {})());
        return send(request, {}, cancel_);
    }

    /// Another one, to the same server, for a second request while one is under way here; it lives as long as this.
    /// Null: there is none, and the caller does without.
    virtual HttpTransport* beside() { return nullptr; }

private:
    RequestMaker make_;
    const std::atomic<bool>* cancel_ = nullptr;
};

}  // namespace wegwijs::transport
