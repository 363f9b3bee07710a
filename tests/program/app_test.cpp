// The tablet app from the real program: which folder it takes, and what it says when there is none.
#include <fstream>

#include "tests/program/process.hpp"
#include "tests/support/socket.hpp"

using namespace wegwijs;
using namespace wegwijs::test;
namespace fs = std::filesystem;

namespace {

void put(const std::string& file, const std::string& content) {
    fs::create_directories(fs::path(file).parent_path());
    std::ofstream(file) << content;
}

std::string page_of(Process& serving, const std::string& path = "/") {
    const std::string said = serving.line();
    REQUIRE(said.rfind("listening on http://", 0) == 0);
    Socket socket = Socket::connect(static_cast<std::uint16_t>(std::stoi(said.substr(said.rfind(':') + 1))));
    socket.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return socket.answer();
}

std::string page_with(const std::string& dir, const std::vector<std::string>& options) {
    std::vector<std::string> arguments{"serve", "--listen", "127.0.0.1:0", "--dir", dir};
    arguments.insert(arguments.end(), options.begin(), options.end());
    Process serving(arguments);
    const std::string page = page_of(serving);
    serving.signal(SIGTERM);
    CHECK(serving.wait() == 0);
    return page;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("serve gives browsers the app of the folder that it is told, or none") {
    Folder folder;
    const std::string dir = folder.path();
    run_json({"init", "--dir", dir});
    put(folder.path("app/index.html"), "<title>Mine</title>");

    CHECK(holds(page_with(dir, {"--app", folder.path("app")}), "<title>Mine</title>"));
    CHECK(holds(page_with(dir, {"--no-app"}), "404 Not Found"));
    CHECK(holds(page_with(dir, {"--app", ""}), "404 Not Found"));
    const std::string behind = page_with(dir, {"--app", folder.path("app"), "--behind-proxy"});
    CHECK(holds(behind, "<title>Mine</title>"));
    CHECK(holds(behind, "Strict-Transport-Security: max-age="));
    CHECK_FALSE(holds(page_with(dir, {"--app", folder.path("app")}), "Strict-Transport-Security"));

    const std::vector<std::string> serve{"serve", "--listen", "127.0.0.1:0", "--dir", dir};
    const auto with = [&](const std::vector<std::string>& options) {
        std::vector<std::string> all = serve;
        all.insert(all.end(), options.begin(), options.end());
        return all;
    };
    CHECK(failure(with({"--app", folder.path("nothing-999990019")})) == "app_missing");
    CHECK_FALSE(holds(run(with({"--app", folder.path("nothing-999990019")})).err, "999990019"));
    fs::create_symlink("/etc/passwd", folder.path("app/users.txt"));
    CHECK(failure(with({"--app", folder.path("app")})) == "app_invalid");
    CHECK(failure(with({"--app", folder.path("app"), "--no-app"}), 2) == "usage");
}

TEST_CASE("an installed program takes the app that was installed with it, and serves without one that is damaged") {
    Folder folder;
    const std::string dir = folder.path(), program = folder.path("prefix/bin/wegwijs-server");
    run_json({"init", "--dir", dir});
    fs::create_directories(folder.path("prefix/bin"));
    fs::copy_file(WEGWIJS_SERVER_PROGRAM, program);
    const std::vector<std::string> serve{"serve", "--listen", "127.0.0.1:0", "--dir", dir};
    const auto page = [&](std::string* errors = nullptr) {
        Process serving(serve, program);
        const std::string got = page_of(serving);
        serving.signal(SIGTERM);
        CHECK(serving.wait() == 0);
        if (errors) *errors = serving.errors();
        return got;
    };
    CHECK(holds(page(), "404 Not Found"));  // also where the checkout that it was built in has an app
    const std::string app = folder.path("prefix/share/wegwijs/app");
    put(app + "/index.html", "<title>Installed</title>");
    CHECK(holds(page(), "<title>Installed</title>"));
    fs::create_symlink("/etc/passwd", app + "/users.txt");
    std::string errors;
    CHECK(holds(page(&errors), "404 Not Found"));
    CHECK(holds(errors, "The app cannot be served: /users.txt is a link."));
}
