#include "client_core/transport/curl_transport.hpp"

#include <algorithm>
#include <new>
#include <system_error>
#include <thread>

#include <curl/curl.h>

#include "client_core/transport/curl_error.hpp"

namespace wegwijs::transport {
namespace {

constexpr std::size_t max_header_bytes = 64 * 1024;

struct CurlGoes {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct UrlGoes {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct ListGoes {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, CurlGoes>;
using Url = std::unique_ptr<CURLU, UrlGoes>;
using List = std::unique_ptr<curl_slist, ListGoes>;

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK || text == nullptr) return {};
    std::string out = text;
    curl_free(text);
    return out;
}

bool is_this_machine(std::string host) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost" || host == "::1") return true;
    // curl has made four numbers of any IPv4 address by now, so only a name can hold a letter.
    return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos;
}

/// The address without a slash at its end, or why it cannot be used.
Result<std::string> checked(const std::string& address, bool& plain) {
    const Error bad{"url",
                    "The server's address is not usable. It looks like https://host, with a port or a path if needed.",
                    Retry::never};
    const Url url(curl_url());
    if (!url) return error_of(CURLE_FAILED_INIT);
    if (curl_url_set(url.get(), CURLUPART_URL, address.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) return bad;
    const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return bad;
    if (!part_of(url.get(), CURLUPART_QUERY).empty() || !part_of(url.get(), CURLUPART_FRAGMENT).empty()) return bad;
    plain = scheme == "http";
    if (plain && !is_this_machine(part_of(url.get(), CURLUPART_HOST)))
        return Error{"tls_required",
                     "This address begins with http://, which anybody on the way could read along. Use https://.",
                     Retry::never};
    std::string base = part_of(url.get(), CURLUPART_URL);
    while (base.ends_with('/')) base.pop_back();
    return base;
}

/// What curl's callbacks see of one request. They are called from C: nothing may be thrown out of them.
struct Exchange {
    HttpResponse response;
    const Progress* progress = nullptr;
    const std::atomic<bool>* cancel = nullptr;
    std::size_t max_body = 0;
    std::size_t header_bytes = 0;
    std::uint64_t sent_bytes = 0;
    bool too_large = false;
    bool out_of_memory = false;
    bool head_complete = false;
};

void take_header(HttpResponse& response, std::string_view line) {
    if (line.starts_with("HTTP/")) {  // also after "100 Continue": only the last head counts
        response.headers.clear();
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    std::string name(line.substr(0, colon));
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::string_view value = line.substr(colon + 1);
    const std::size_t first = value.find_first_not_of(" \t\r\n");
    value = first == std::string_view::npos ? std::string_view{}
                                            : value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
    std::string& known = response.headers[std::move(name)];
    if (!known.empty()) known += ", ";
    known += value;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    exchange.header_bytes += size;
    if (exchange.header_bytes > max_header_bytes) {
        exchange.too_large = true;
        return 0;
    }
    const std::string_view line(data, size);
    exchange.head_complete = line == "\r\n" || line == "\n";
    try {
        take_header(exchange.response, line);
    } catch (const std::bad_alloc&) {
        exchange.out_of_memory = true;
        return 0;
    }
    return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    if (size > exchange.max_body - exchange.response.body.size()) {
        exchange.too_large = true;
        return 0;
    }
    try {
        exchange.response.body.append(data, size);
    } catch (const std::bad_alloc&) {
        exchange.out_of_memory = true;
        return 0;
    }
    return size;
}

/// curl's own figures count a small body twice: once with the head that it was sent along with.
int on_trace(CURL*, curl_infotype kind, char*, std::size_t size, void* user) {
    if (kind == CURLINFO_HEADER_OUT || kind == CURLINFO_DATA_OUT) static_cast<Exchange*>(user)->sent_bytes += size;
    return 0;
}

int on_progress(void* user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
    auto& exchange = *static_cast<Exchange*>(user);
    if (exchange.progress != nullptr && *exchange.progress)
        (*exchange.progress)(static_cast<std::uint64_t>(up), static_cast<std::uint64_t>(down));
    return exchange.cancel != nullptr && exchange.cancel->load() ? 1 : 0;
}

bool append(List& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return false;
    list.release();
    list.reset(longer);
    return true;
}

}  // namespace

class CurlTransport::Inside {
public:
    Inside(TransportOptions options, std::string base, bool plain, Curl curl)
        : options_(std::move(options)), base_(std::move(base)), plain_(plain), curl_(std::move(curl)) {}

    Result<HttpResponse> send(const HttpRequest& request, const Progress& progress, const std::atomic<bool>* cancel) {
        Exchange exchange;
        exchange.progress = &progress;
        exchange.cancel = cancel;
        exchange.max_body = options_.max_answer_bytes;
        curl_easy_reset(curl_.get());  // keeps the connection, the TLS session and the DNS cache
        List headers;
        if (!set_connection() || !set_exchange(exchange) || !set_request(request, headers))
            return error_of(CURLE_FAILED_INIT);
        const CURLcode code = curl_easy_perform(curl_.get());
        if (exchange.too_large) return error_of(CURLE_FILESIZE_EXCEEDED);
        if (exchange.out_of_memory) return error_of(CURLE_OUT_OF_MEMORY);
        if (code != CURLE_OK) return error_of(code);
        // curl takes a head that breaks off for a whole one.
        if (!exchange.head_complete) return error_of(CURLE_GOT_NOTHING);
        count(exchange);
        return std::move(exchange.response);
    }

    void begin(RequestMaker make, const std::atomic<bool>* cancel) {
        auto sending = [this, make = std::move(make), cancel] { answer_ = made_and_sent(make, cancel); };
        try {
            under_way_ = std::thread(sending);
        } catch (const std::system_error&) {  // no thread to be had: then one after the other
            sending();
        }
    }

    Result<HttpResponse> finish() {
        if (under_way_.joinable()) under_way_.join();
        return std::move(answer_);
    }

private:
    /// A thread that lets an exception out ends the program.
    Result<HttpResponse> made_and_sent(const RequestMaker& make, const std::atomic<bool>* cancel) {
        try {
            const HttpRequest request = TRY(make());
            return send(request, {}, cancel);
        } catch (const std::bad_alloc&) { return error_of(CURLE_OUT_OF_MEMORY); }
    }

    template <class T>
    bool set(CURLoption option, T value) {
        return curl_easy_setopt(curl_.get(), option, value) == CURLE_OK;
    }

    bool set_connection() {
        bool set_all = set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_FOLLOWLOCATION, 0L) &&
                       set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count())) &&
                       set(CURLOPT_LOW_SPEED_LIMIT, options_.low_speed_bytes_per_second) &&
                       set(CURLOPT_LOW_SPEED_TIME, options_.low_speed_seconds) && set(CURLOPT_TCP_KEEPALIVE, 1L) &&
                       set(CURLOPT_SSL_VERIFYPEER, 1L) && set(CURLOPT_SSL_VERIFYHOST, 2L) &&
                       set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        if (plain_) set_all = set_all && set(CURLOPT_NOPROXY, "*");  // in the clear to nobody but this machine
        if (!options_.ca_file.empty())
            set_all = set_all && set(CURLOPT_CAINFO, options_.ca_file.c_str()) &&
                      set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
        return set_all;
    }

    bool set_exchange(Exchange& exchange) {
        return set(CURLOPT_HEADERFUNCTION, &on_header) && set(CURLOPT_HEADERDATA, static_cast<void*>(&exchange)) &&
               set(CURLOPT_WRITEFUNCTION, &on_body) && set(CURLOPT_WRITEDATA, static_cast<void*>(&exchange)) &&
               set(CURLOPT_XFERINFOFUNCTION, &on_progress) &&
               set(CURLOPT_XFERINFODATA, static_cast<void*>(&exchange)) && set(CURLOPT_NOPROGRESS, 0L) &&
               set(CURLOPT_DEBUGFUNCTION, &on_trace) && set(CURLOPT_DEBUGDATA, static_cast<void*>(&exchange)) &&
               set(CURLOPT_VERBOSE, 1L) && set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(exchange.max_body));
    }

    bool set_request(const HttpRequest& request, List& headers) {
        // Every header counts on a slow link: what curl adds by itself and nobody needs is taken out.
        bool typed = false;
        for (const char* off : {"Accept:", "Expect:", "User-Agent: wegwijs"})
            if (!append(headers, off)) return false;
        for (const auto& [name, value] : request.headers) {
            if (!append(headers, value.empty() ? name + ";" : name + ": " + value)) return false;
            typed = typed || is_content_type(name);
        }
        if (!typed && !append(headers, "Content-Type:")) return false;
        if (!set(CURLOPT_URL, (base_ + request.path).c_str()) || !set(CURLOPT_HTTPHEADER, headers.get())) return false;
        if (request.method == "GET" && request.body.empty()) return set(CURLOPT_HTTPGET, 1L);
        return set(CURLOPT_POST, 1L) &&
               set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size())) &&
               set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data()) &&
               set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }

    static bool is_content_type(std::string_view name) {
        static constexpr std::string_view lower = "content-type";
        return std::equal(name.begin(), name.end(), lower.begin(), lower.end(),
                          [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
    }

    void count(Exchange& exchange) {
        HttpResponse& response = exchange.response;
        long status = 0;
        long head_down = 0;
        curl_off_t down = 0, took = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(curl_.get(), CURLINFO_HEADER_SIZE, &head_down);
        curl_easy_getinfo(curl_.get(), CURLINFO_SIZE_DOWNLOAD_T, &down);
        curl_easy_getinfo(curl_.get(), CURLINFO_TOTAL_TIME_T, &took);
        response.status = static_cast<int>(status);
        response.took_us = static_cast<std::uint64_t>(std::max<curl_off_t>(took, 1));
        response.bytes_up = exchange.sent_bytes;
        response.bytes_down = static_cast<std::uint64_t>(head_down + down);
    }

    const TransportOptions options_;
    const std::string base_;
    const bool plain_;
    const Curl curl_;
    std::thread under_way_;
    Result<HttpResponse> answer_ = HttpResponse{};  // the thread's until it has ended
};

CurlTransport::CurlTransport(const TransportOptions& options, std::unique_ptr<Inside> inside)
    : options_(options), inside_(std::move(inside)) {}
CurlTransport::~CurlTransport() { (void)inside_->finish(); }

Result<std::unique_ptr<CurlTransport>> CurlTransport::open(const TransportOptions& options) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    Curl curl(curl_easy_init());
    if (started != CURLE_OK || !curl) return error_of(CURLE_FAILED_INIT);
    bool plain = false;
    std::string base = TRY(checked(options.url, plain));
    return std::unique_ptr<CurlTransport>(
        new CurlTransport(options, std::make_unique<Inside>(options, std::move(base), plain, std::move(curl))));
}

Result<HttpResponse> CurlTransport::send(const HttpRequest& request, const Progress& progress,
                                         const std::atomic<bool>* cancel) {
    return inside_->send(request, progress, cancel);
}

void CurlTransport::begin(RequestMaker make, const std::atomic<bool>* cancel) {
    inside_->begin(std::move(make), cancel);
}
Result<HttpResponse> CurlTransport::finish() { return inside_->finish(); }

HttpTransport* CurlTransport::beside() {
    if (!beside_) {
        auto opened = open(options_);
        if (!opened.ok()) return nullptr;
        beside_ = std::move(opened).value();
    }
    return beside_.get();
}

}  // namespace wegwijs::transport
