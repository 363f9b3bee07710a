// HttpTransport over libcurl: one connection that stays open, certificates always checked, no redirect followed.
#pragma once

#include <chrono>
#include <memory>

#include "client_core/shared/base/limits.hpp"
#include "client_core/transport/http_transport.hpp"

namespace wegwijs::transport {

struct TransportOptions {
    std::string url;      ///< "https://host[:port][/path]"; plain http only to this machine itself
    std::string ca_file;  ///< PEM; when given, only these are trusted instead of the system's
    std::chrono::milliseconds connect_timeout{20'000};
    long low_speed_bytes_per_second = 16;  ///< slower than this, both ways together...
    long low_speed_seconds = 60;           ///< ...for so long: "timeout". The server's thinking counts too.
    std::size_t max_answer_bytes = limits::message_bytes;
};

class CurlTransport final : public HttpTransport {
public:
    /// Connects to nothing yet. Errors: "url", "tls_required" (http to another machine), "transport".
    static Result<std::unique_ptr<CurlTransport>> open(const TransportOptions& options);
    ~CurlTransport() override;

    Result<HttpResponse> send(const HttpRequest& request, const Progress& progress,
                              const std::atomic<bool>* cancel) override;
    /// On a thread that ends with finish().
    void begin(RequestMaker make, const std::atomic<bool>* cancel) override;
    Result<HttpResponse> finish() override;
    /// Over a connection of its own, which is made when it is first used.
    HttpTransport* beside() override;

private:
    class Inside;
    CurlTransport(const TransportOptions& options, std::unique_ptr<Inside> inside);
    const TransportOptions options_;
    std::unique_ptr<Inside> inside_;
    std::unique_ptr<CurlTransport> beside_;
};

}  // namespace wegwijs::transport
