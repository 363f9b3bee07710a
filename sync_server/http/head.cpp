#include "sync_server/http/head.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace wegwijs::http {
namespace {

// The phrase is for people only (RFC 9112, 4): those that occur here; the others go without.
std::string_view phrase(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 204: return "No Content";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        default: return "";
    }
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
}

// An answer of the API is data and never a page.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> usual_headers{{
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
}};

bool brings(const Response& response, std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& header) { return header.first == name; });
}

void put(std::string& head, std::string_view name, std::string_view value) {
    if (has_control(name) || has_control(value)) return;
    head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string http_date(UnixMs at) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = static_cast<std::time_t>(at / 1000);
    std::tm t{};
    gmtime_r(&seconds, &t);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                  days[static_cast<std::size_t>(t.tm_wday)], t.tm_mday, months[static_cast<std::size_t>(t.tm_mon)],
                  t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
    return text.data();
}

std::string head_of(const Response& response, const HeadOptions& options) {
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
    head.append(phrase(response.status)).append("\r\n");
    put(head, "Date", http_date(options.now));
    put(head, "API-Version", api_version);
    for (const auto& [name, value] : usual_headers)
        if (!brings(response, name)) put(head, name, value);
    if (options.tls && !brings(response, hsts)) put(head, hsts, hsts_value);
    if (!response.content_type.empty()) put(head, "Content-Type", response.content_type);
    // RFC 9110, 8.6: an answer that has no content by its status says no length.
    if (response.status != 204 && response.status != 304)
        put(head, "Content-Length", std::to_string(response.content().size()));
    if (options.close) put(head, "Connection", "close");
    else if (options.old_version) put(head, "Connection", "keep-alive");
    if (response.status >= 400) put(head, "Request-Id", options.request_id);
    for (const auto& [name, value] : response.headers) put(head, name, value);
    return head.append("\r\n");
}

}  // namespace wegwijs::http
