// The files of the tablet app. They are read once, when the server starts: no request touches the file system.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "client_core/shared/base/result.hpp"
#include "sync_server/http/router.hpp"

namespace wegwijs::http {

/// More than any app of ours needs: a folder that was named by mistake must not fill the memory.
struct AppLimits {
    std::size_t bytes = 32 * 1024 * 1024;  ///< of all files together
    std::size_t files = 1000;
    int depth = 8;  ///< folders in folders
};

struct AppFile {
    std::string content_type;
    std::string etag;         ///< strong, of the plain content, with its quotation marks
    std::string packed_etag;  ///< of the packed one
    bool hashed = false;      ///< its name tells its content, so it never changes
    std::shared_ptr<const Bytes> plain;
    std::shared_ptr<const Bytes> packed;  ///< by gzip; empty when that makes it no smaller
};

struct App {
    std::map<std::string, AppFile, std::less<>> files;  ///< by path: "/fonts/a.woff2", and "/" for index.html
    std::size_t bytes = 0;                              ///< what they take in memory
};

/// Takes regular files only; what is hidden is passed over. NAME.gz beside NAME is its packed form. Errors
/// "app_missing" (no folder, or no index.html in it), "app_invalid" (a link, a name that has no place in an address,
/// too much, or a .gz that holds something else), "file_unreadable".
Result<App> read_app(const std::string& folder, const AppLimits& limits = {});

/// Does the name of a file end in a hash, as bundlers write it: "app-4XK2LMNO.js", "app.0123abcd.css"?
bool has_hash(std::string_view path);

/// Does this Accept-Encoding take gzip (RFC 9110, 12.5.3)?
bool takes_gzip(std::string_view accept_encoding);

/// Does this If-None-Match name `etag` (RFC 9110, 13.1.2)?
bool names_etag(std::string_view if_none_match, std::string_view etag);

/// Adds them to `router`, for what has no route of its own. Compared is the path as it was sent: "%61pp.js" is no
/// file, nor is anything with "..".
void add_app(Router& router, App app);

}  // namespace wegwijs::http
