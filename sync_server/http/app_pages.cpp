// How the files of the app are answered.
#include <algorithm>

#include "sync_server/http/app_files.hpp"
#include "sync_server/http/problem.hpp"

namespace wegwijs::http {
namespace {

// The page, and the worker that it starts, may run, load and reach what this server gives and nothing else; no script
// or style stands in a page itself. WebAssembly counts as eval.
constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self' "
    "data:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";
constexpr std::string_view permissions =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), midi=(), "
    "browsing-topics=()";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string_view next_item(std::string_view& list, char separator) {
    const std::size_t end = list.find(separator);
    const std::string_view item = list.substr(0, end);
    list = end == list.npos ? std::string_view{} : list.substr(end + 1);
    return trimmed(item);
}

bool same_word(std::string_view text, std::string_view word) { return is_media_type(text, word); }

// "q=0", "q=0.0", ...: not wanted.
bool unwanted(std::string_view parameters) {
    while (!parameters.empty()) {
        const std::string_view parameter = next_item(parameters, ';');
        if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
        return parameter.substr(2).find_first_not_of("0.") == parameter.npos;
    }
    return false;
}

Response answer(const AppFile& file, const Request& request) {
    const bool packed = file.packed && takes_gzip(request.header("accept-encoding"));
    const std::string& etag = packed ? file.packed_etag : file.etag;
    Response response;
    response.headers = {{"Cache-Control", file.hashed ? "public, max-age=31536000, immutable" : "no-cache"},
                        {"Content-Security-Policy", std::string(content_policy)},
                        {"Permissions-Policy", std::string(permissions)},
                        {"Cross-Origin-Opener-Policy", "same-origin"},
                        {"Cross-Origin-Resource-Policy", "same-origin"},
                        {"ETag", etag}};
    if (file.packed) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (names_etag(request.header("if-none-match"), etag)) {
        response.status = 304;
        return response;
    }
    response.content_type = file.content_type;
    if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
    response.shared = packed ? file.packed : file.plain;
    return response;
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        std::string_view parameters = next_item(accept_encoding, ',');
        const std::string_view coding = next_item(parameters, ';');
        if (same_word(coding, "gzip") || same_word(coding, "x-gzip")) return !unwanted(parameters);
        if (coding == "*") any = !unwanted(parameters);
    }
    return any;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        std::string_view one = next_item(if_none_match, ',');  // an ETag of ours has no comma
        if (one == "*") return true;
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one == etag) return true;
    }
    return false;
}

void add_app(Router& router, App app) {
    router.otherwise([files = std::move(app.files)](const Request& request) {
        const auto found = files.find(request.path);
        if (found == files.end()) return nothing_here();
        const bool known = request.method == "GET" || request.method == "HEAD";
        Response response = known ? answer(found->second, request) : not_by("GET, HEAD");
        response.path_template = found->first;
        return response;
    });
}

}  // namespace wegwijs::http
