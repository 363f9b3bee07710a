// The tablet app as a browser fetches it, over real connections.
#include <atomic>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/protocol/compress.hpp"
#include "sync_server/http/app_files.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/socket.hpp"

using namespace wegwijs;
using namespace wegwijs::http;
using namespace wegwijs::test;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;
namespace fs = std::filesystem;

namespace {

/// A folder with an app in it; what it was given as text goes to real files.
class AppFolder {
public:
    AppFolder() {
        REQUIRE(crypto::initialise());
        std::string name = (fs::temp_directory_path() / "wegwijs-app-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        top_ = name;
        folder_ = top_ / "app";
        put("index.html", "<!doctype html><title>Wegwijs</title>");
        put("app.js", large);
        put("app-4XK2LMNO.css", "p{}");
        put("fonts/noto.woff2", "wOF2....");
        put("wegwijs.wasm", std::string("\0asm", 4));
        put("manifest.webmanifest", "{}");
        put("service-worker.js", "//");
    }
    AppFolder(const AppFolder&) = delete;
    AppFolder& operator=(const AppFolder&) = delete;
    ~AppFolder() { fs::remove_all(top_); }

    void put(const std::string& name, const std::string& content) {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << content;
    }
    fs::path path(const std::string& name = {}) const { return name.empty() ? folder_ : folder_ / name; }

    const std::string large = [] {
        std::string text;
        for (int i = 0; i < 40'000; ++i) text += "let a" + std::to_string(i) + ";\n";
        return text;
    }();

private:
    fs::path top_, folder_;
};

Router serving(const AppFolder& folder) {
    Result<App> app = read_app(folder.path().string());
    REQUIRE(app.ok());
    Router router;
    router.add("GET", "/v1/health", [](const Request&) { return Response{}; });
    add_app(router, std::move(*app));
    return router;
}

std::string request(const std::string& path, const std::string& headers = {}, const std::string& method = "GET") {
    return method + " " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}

std::string ask(std::uint16_t port, const std::string& bytes) {
    Socket client = Socket::connect(port);
    client.send(bytes);
    return client.answer();
}

std::string value_of(const std::string& answer, const std::string& header) {
    const std::size_t at = answer.find("\r\n" + header + ": ");
    if (at == std::string::npos) return {};
    const std::size_t from = at + header.size() + 4;
    return answer.substr(from, answer.find("\r\n", from) - from);
}

std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

std::string refused(const AppFolder& folder, const AppLimits& limits = {}) {
    const Result<App> app = read_app(folder.path().string(), limits);
    return app.ok() ? "" : app.error().code;
}

}  // namespace

TEST_CASE("every file of the app comes with its kind, and the page stands at the root") {
    const AppFolder folder;
    HttpServer server(serving(folder));
    const std::vector<std::pair<std::string, std::string>> kinds = {
        {"/", "text/html; charset=utf-8"},
        {"/index.html", "text/html; charset=utf-8"},
        {"/app.js", "text/javascript; charset=utf-8"},
        {"/app-4XK2LMNO.css", "text/css; charset=utf-8"},
        {"/fonts/noto.woff2", "font/woff2"},
        {"/wegwijs.wasm", "application/wasm"},
        {"/manifest.webmanifest", "application/manifest+json"},
    };
    for (const auto& [path, kind] : kinds) {
        INFO(path);
        const std::string answer = ask(server->port(), request(path));
        CHECK_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
        CHECK(value_of(answer, "Content-Type") == kind);
    }
    CHECK(body_of(ask(server->port(), request("/app.js"))) == folder.large);
    CHECK_THAT(ask(server->port(), request("/?van=qr")), EndsWith("<title>Wegwijs</title>"));
    CHECK_THAT(ask(server->port(), request("/v1/health")), StartsWith("HTTP/1.1 200") && Contains("no-store"));
}

TEST_CASE("the app may run and reach what this server gives, and nothing else") {
    const AppFolder folder;
    HttpServer server(serving(folder));
    const std::string answer = ask(server->port(), request("/"));
    const std::string policy = value_of(answer, "Content-Security-Policy");
    CHECK_THAT(policy, StartsWith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; ") &&
                           Contains("connect-src 'self'; worker-src 'self'; ") && Contains("base-uri 'none'; ") &&
                           Contains("form-action 'none'; ") && EndsWith("frame-ancestors 'none'"));
    CHECK_THAT(policy, !Contains("unsafe-inline") && !Contains("'unsafe-eval'") && !Contains("http"));
    CHECK(value_of(answer, "X-Content-Type-Options") == "nosniff");
    CHECK(value_of(answer, "Referrer-Policy") == "no-referrer");
    CHECK(value_of(answer, "Cross-Origin-Opener-Policy") == "same-origin");
    CHECK(value_of(answer, "Cross-Origin-Resource-Policy") == "same-origin");
    CHECK_THAT(value_of(answer, "Permissions-Policy"), Contains("geolocation=()"));
    // A worker and a page have one each, and no header stands there twice.
    CHECK(value_of(ask(server->port(), request("/app.js")), "Content-Security-Policy") == policy);
    for (const char* name : {"Content-Security-Policy", "Cache-Control", "Referrer-Policy"}) {
        const std::size_t first = answer.find(name);
        CHECK(answer.find(name, first + 1) == std::string::npos);
    }
}

TEST_CASE("who takes gzip gets gzip, and what it holds is the file") {
    const AppFolder folder;
    HttpServer server(serving(folder));
    const std::string plain = ask(server->port(), request("/app.js"));
    const std::string packed = ask(server->port(), request("/app.js", "Accept-Encoding: br, GZIP;q=0.5\r\n"));
    CHECK(value_of(plain, "Content-Encoding").empty());
    CHECK(value_of(packed, "Content-Encoding") == "gzip");
    CHECK(value_of(plain, "Vary") == "Accept-Encoding");
    CHECK(value_of(packed, "Vary") == "Accept-Encoding");
    CHECK(value_of(plain, "ETag") != value_of(packed, "ETag"));
    CHECK(body_of(packed).size() * 2 < folder.large.size());
    const Result<Bytes> content =
        protocol::decompress(body_of(packed), protocol::Encoding::gzip, 2 * folder.large.size());
    REQUIRE(content.ok());
    CHECK(*content == folder.large);
    // What gets no smaller has one form.
    CHECK(value_of(ask(server->port(), request("/fonts/noto.woff2", "Accept-Encoding: gzip\r\n")), "Vary").empty());

    CHECK(takes_gzip("*"));
    CHECK(takes_gzip("gzip"));
    for (const char* refuses : {"", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "gzipped", "identity"}) {
        INFO(refuses);
        CHECK_FALSE(takes_gzip(refuses));
    }
}

TEST_CASE("a browser that has a file already is told so, and only for what it has") {
    const AppFolder folder;
    HttpServer server(serving(folder));
    const std::string etag = value_of(ask(server->port(), request("/app.js")), "ETag");
    REQUIRE(etag.size() == 34);
    for (const std::string& known : {etag, "\"x\", " + etag, "W/" + etag, std::string("*")}) {
        INFO(known);
        Socket client = Socket::connect(server->port());
        client.send(request("/app.js", "If-None-Match: " + known + "\r\n"));
        const std::string head = client.head();
        CHECK_THAT(head, StartsWith("HTTP/1.1 304 Not Modified\r\n") && !Contains("Content-Length"));
        CHECK(value_of(head, "ETag") == etag);
        CHECK(value_of(head, "Cache-Control") == "no-cache");
        client.send(request("/manifest.webmanifest"));
        CHECK_THAT(client.answer(), StartsWith("HTTP/1.1 200") && EndsWith("{}"));  // nothing came in between
    }
    CHECK_THAT(ask(server->port(), request("/app.js", "If-None-Match: \"x\"\r\n")), StartsWith("HTTP/1.1 200"));
    const std::string for_gzip = "Accept-Encoding: gzip\r\nIf-None-Match: " + etag + "\r\n";
    CHECK_THAT(ask(server->port(), request("/app.js", for_gzip)), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("only a name that tells its content is kept without asking again") {
    const AppFolder folder;
    HttpServer server(serving(folder));
    CHECK(value_of(ask(server->port(), request("/app-4XK2LMNO.css")), "Cache-Control") ==
          "public, max-age=31536000, immutable");
    for (const char* path :
         {"/", "/index.html", "/service-worker.js", "/app.js", "/wegwijs.wasm", "/fonts/noto.woff2"}) {
        INFO(path);
        CHECK(value_of(ask(server->port(), request(path)), "Cache-Control") == "no-cache");
    }
    for (const char* hashed : {"/a-4XK2LMNO.js", "/a.0123abcd.css", "/x/chunk-ABCDEFGH.js"}) CHECK(has_hash(hashed));
    for (const char* other : {"/noto-sans-extended.woff2", "/4XK2LMNO.js", "/a-4XK2.js", "/deadbeef-x.js",
                              "/a-facadefa.js", "/A-4XK2LMNO/a.js", "/a-4XK2LMNO"}) {
        INFO(other);
        CHECK_FALSE(has_hash(other));
    }
}

TEST_CASE("HEAD says what GET would, and no other method does anything") {
    const AppFolder folder;
    HttpServer server(serving(folder));
    Socket client = Socket::connect(server->port());
    client.send(request("/app.js", {}, "HEAD") + request("/manifest.webmanifest"));
    CHECK_THAT(client.head(), Contains("Content-Length: " + std::to_string(folder.large.size()) + "\r\n"));
    CHECK_THAT(client.answer(), EndsWith("\r\n\r\n{}"));
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
        INFO(method);
        const std::string answer = ask(server->port(), request("/app.js", "Content-Length: 0\r\n", method));
        CHECK_THAT(answer, StartsWith("HTTP/1.1 405 ") && Contains("\"code\":\"method\""));
        CHECK(value_of(answer, "Allow") == "GET, HEAD");
    }
}

TEST_CASE("nothing but the app's own files has an address") {
    AppFolder folder;
    folder.put("../secret.txt", "sleutel");
    folder.put(".hidden", "sleutel");
    folder.put(".git/config", "sleutel");
    HttpServer server(serving(folder));
    for (const char* path :
         {"/../secret.txt", "/%2e%2e/secret.txt", "/fonts/../../secret.txt", "/fonts/..%2f..%2fsecret.txt", "/.hidden",
          "/%2ehidden", "/.git/config", "//app.js", "/app.js/", "/./app.js", "/%61pp.js", "/app.js%00", "/fonts",
          "/fonts/", "/APP.JS", "/app.js;x", "/\\app.js", "/v1", "/nothing.js"}) {
        INFO(path);
        const std::string answer = ask(server->port(), request(path));
        CHECK_THAT(answer, StartsWith("HTTP/1.1 404 ") && !Contains("sleutel"));
    }
}

TEST_CASE("the log names the file and not what was asked for beside it") {
    const AppFolder folder;
    HttpServer server(serving(folder));
    ask(server->port(), request("/app.js?bsn=1"));
    ask(server->port(), request("/bsn-1"));
    const auto lines = server.log_lines(2);
    CHECK_THAT(lines[0], Contains("\"path\":\"/app.js\"") && !Contains("bsn"));
    CHECK_THAT(lines[1], !Contains("bsn"));
}

TEST_CASE("the files are read at the start: what changes in the folder later changes nothing") {
    AppFolder folder;
    HttpServer server(serving(folder));
    folder.put("app.js", "other");
    folder.put("more.js", "more");
    fs::remove(folder.path("manifest.webmanifest"));
    CHECK(body_of(ask(server->port(), request("/app.js"))) == folder.large);
    CHECK_THAT(ask(server->port(), request("/more.js")), StartsWith("HTTP/1.1 404"));
    CHECK_THAT(ask(server->port(), request("/manifest.webmanifest")), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("a folder that is no app, or leads out of itself, is refused") {
    AppFolder folder;
    CHECK(refused(folder).empty());
    SECTION("a link to a file outside") {
        fs::create_symlink("/etc/passwd", folder.path("users.txt"));
        CHECK(refused(folder) == "app_invalid");
    }
    SECTION("a link to a folder outside") {
        fs::create_directory_symlink("/etc", folder.path("etc"));
        CHECK(refused(folder) == "app_invalid");
    }
    SECTION("something that is no file, and would never end") {
        REQUIRE(::mkfifo(folder.path("pipe").c_str(), 0600) == 0);
        CHECK(refused(folder) == "app_invalid");
    }
    SECTION("a name that would have to be encoded") {
        folder.put("a b.js", "");
        CHECK(refused(folder) == "app_invalid");
    }
    SECTION("what would hide the API") {
        folder.put("v1/sync", "");
        CHECK(refused(folder) == "app_invalid");
    }
    SECTION("too much") {
        CHECK(refused(folder, {.bytes = folder.large.size()}) == "app_invalid");
        CHECK(refused(folder, {.files = 6}) == "app_invalid");
        CHECK(refused(folder, {.files = 7}).empty());
        CHECK(refused(folder, {.depth = 0}) == "app_invalid");
    }
    SECTION("a packed form that holds something else") {
        const Result<Bytes> packed = protocol::compress("older", protocol::Encoding::gzip, 9);
        REQUIRE(packed.ok());
        folder.put("app.js.gz", *packed);
        CHECK(refused(folder) == "app_invalid");
        folder.put("app.js.gz", "not gzip");
        CHECK(refused(folder) == "app_invalid");
    }
    SECTION("no page") {
        fs::remove(folder.path("index.html"));
        CHECK(refused(folder) == "app_missing");
        fs::remove_all(folder.path());
        CHECK(refused(folder) == "app_missing");
    }
}

TEST_CASE("a packed form that was made beforehand is the one that is sent") {
    AppFolder folder;
    const Result<Bytes> packed = protocol::compress(folder.large, protocol::Encoding::gzip, 9);
    REQUIRE(packed.ok());
    folder.put("app.js.gz", *packed);
    HttpServer server(serving(folder));
    CHECK(body_of(ask(server->port(), request("/app.js", "Accept-Encoding: gzip\r\n"))) == *packed);
    CHECK_THAT(ask(server->port(), request("/app.js.gz")), StartsWith("HTTP/1.1 404"));
}

TEST_CASE("who does not read its file holds no copy of it, and is cut when nothing moves") {
    AppFolder folder;
    folder.put("large.woff2", std::string(24 * 1024 * 1024, 'x'));  // more than fits the buffers of two sockets
    Result<App> app = read_app(folder.path().string());
    REQUIRE(app.ok());
    const std::shared_ptr<const Bytes> content = app->files.find("/large.woff2")->second.plain;
    Router router;
    add_app(router, std::move(*app));
    const long before = content.use_count();
    std::atomic<bool> shared = false;
    Limits limits;
    limits.stall = std::chrono::milliseconds{50};
    HttpServer server(
        [&](const Request& asked) {
            Response response = router(asked);
            shared = response.body.empty() && response.shared == content;
            return response;
        },
        limits);
    Socket slow = Socket::connect(server->port());
    slow.send(request("/large.woff2"));
    server.log_lines(1);  // written when it was given up
    CHECK(slow.until_closed().size() < content->size());
    server->stop();
    CHECK(shared);
    CHECK(content.use_count() == before);
}
