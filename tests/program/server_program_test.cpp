// wegwijs-server as a whole: its folder, its commands, and how it starts and stops.
#include <fstream>

#include <sys/stat.h>

#include "tests/program/process.hpp"
#include "tests/support/socket.hpp"

using namespace wegwijs::test;
using Json = nlohmann::json;

namespace {

int mode_of(const std::string& path) {
    struct stat about;
    REQUIRE(::stat(path.c_str(), &about) == 0);
    return static_cast<int>(about.st_mode & 0777);
}

void write(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

}  // namespace

TEST_CASE("init makes a server of the pack that it carries, and never touches a folder that is not empty") {
    Folder folder;
    const std::string dir = folder.path();
    CHECK(run_json({"init", "--dir", dir, "--region", "proefregio"}) == Json{{"region", "proefregio"}});
    CHECK(mode_of(dir + "/sleutel") == 0600);
    CHECK(mode_of(dir) == 0700);
    const std::string key = read(dir + "/sleutel");
    CHECK(key.size() == 32);
    CHECK(failure({"init", "--dir", dir}) == "not_empty");
    CHECK(read(dir + "/sleutel") == key);
    const Json status = run_json({"status", "--dir", dir});
    CHECK(status["head"] == 2);
    CHECK(status["pack"] == 1);
    CHECK(status["region"] == "proefregio");
    CHECK(run_json({"verify", "--dir", dir})["ok"] == true);
}

TEST_CASE("an init that was killed half way is begun anew") {
    Folder folder;
    const std::string dir = folder.path();
    std::filesystem::create_directory(dir);
    write(dir + "/onaf", "init");
    write(dir + "/wegwijs.db", "half a database");
    CHECK(failure({"status", "--dir", dir}) == "missing");
    run_json({"init", "--dir", dir});
    CHECK(run_json({"verify", "--dir", dir})["ok"] == true);
}

TEST_CASE("a server can be made of another pack, and a bad one is refused with its place") {
    Folder folder;
    const std::string pack = folder.path("pack");
    std::filesystem::create_directory(pack);
    const std::string good = read(WEGWIJS_SOURCE_DIR "/tests/packs/kas.json");
    write(pack + "/pack.json", good.substr(0, good.size() / 2));
    CHECK(failure({"init", "--dir", folder.path(), "--pack", pack}) == "pack_invalid");
    CHECK_FALSE(std::filesystem::exists(folder.path()));
    write(pack + "/pack.json", good);
    run_json({"init", "--dir", folder.path(), "--pack", pack});
    run_json({"user", "add", "piet", "--role", "baas", "--gemeente", "0405", "--dir", folder.path()});
    CHECK(failure({"pack", "add", pack, "--dir", folder.path()}) == "pack_old");
    std::string newer = good;
    newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
    write(pack + "/pack.json", newer);
    CHECK(run_json({"pack", "add", pack, "--dir", folder.path()})["pack"] == 2);
    CHECK(run_json({"status", "--dir", folder.path()})["pack"] == 2);
}

TEST_CASE("users, grants, codes and devices are kept, listed and refused where they make no sense") {
    Folder folder;
    const std::string dir = folder.path();
    run_json({"init", "--dir", dir});
    CHECK(run_json({"user", "add", "noor", "--role", "klantmanager", "--gemeente", "0405", "0498", "--dir",
                    dir})["grants"] == Json{1, 2});
    CHECK(failure({"user", "add", "noor", "--dir", dir}) == "exists");
    CHECK(failure({"user", "add", "end", "--dir", dir}) == "invalid_name");
    CHECK(failure({"user", "add", "jan piet", "--dir", dir}) == "invalid_name");
    CHECK(failure({"user", "add", "jan", "--role", "keizer", "--gemeente", "0405", "--dir", dir}) == "unknown_role");
    CHECK(run_json({"user", "list", "--dir", dir}).size() == 1);

    CHECK(run_json({"grant", "noor", "--role", "coordinator", "--gemeente", "0420", "--until", "2199-12-31", "--dir",
                    dir}) == Json{{"grant", 3}});
    CHECK(failure({"grant", "noor", "--role", "klantmanager", "--gemeente", "0405", "--dir", dir}) == "exists");
    CHECK(failure({"grant", "noor", "--role", "klantmanager", "--gemeente", "405", "--dir", dir}) ==
          "invalid_municipality");
    CHECK(failure({"grant", "noor", "--role", "klantmanager", "--gemeente", "0405", "--until", "2020-01-01", "--dir",
                   dir}) == "past");
    CHECK(failure({"grant", "noor", "--role", "klantmanager", "--dossier", "01935e2b-7b0c-7000-8000-000000000001",
                   "--dir", dir}) == "unknown_dossier");
    CHECK(failure({"grant", "jan", "--role", "klantmanager", "--gemeente", "0405", "--dir", dir}) == "unknown_user");
    CHECK(failure({"grant", "noor", "--role", "klantmanager", "--dir", dir}, 2) == "usage");
    run_json({"grant", "end", "3", "--dir", dir});
    CHECK(failure({"grant", "end", "3", "--dir", dir}) == "ended");
    CHECK(failure({"grant", "end", "9", "--dir", dir}) == "unknown_grant");
    const Json grants = run_json({"grant", "list", "--dir", dir});
    REQUIRE(grants.size() == 3);
    CHECK(grants[0]["ended"].is_null());
    CHECK(grants[2]["ended"].is_string());

    CHECK(run_json({"enrol-code", "noor", "--valid", "2h", "--dir", dir})["code"].get<std::string>().size() == 14);
    CHECK(failure({"enrol-code", "jan", "--dir", dir}) == "unknown_user");
    CHECK(failure({"enrol-code", "noor", "--valid", "morgen", "--dir", dir}, 2) == "usage");
    CHECK(run_json({"devices", "--dir", dir}) == Json::array());
    CHECK(failure({"devices", "revoke", "1", "--dir", dir}) == "unknown_device");
    CHECK(failure({"erase", "01935e2b-7b0c-7000-8000-000000000001", "--yes", "--dir", dir}) == "unknown_dossier");
    CHECK(run_json({"verify", "--dir", dir})["ok"] == true);
}

TEST_CASE("wrong usage says so with status 2, and never repeats what was typed") {
    Folder folder;
    const std::string dir = folder.path();
    run_json({"init", "--dir", dir});
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"status"},
        {"--dir", dir},
        {"nonsense", "--dir", dir},
        {"status", "999990019", "--dir", dir},
        {"grant", "end", "999990019x", "--dir", dir},
        {"devices", "revoke", "--dir", dir},
        {"serve", "--dir", dir},
        {"serve", "--listen", "999990019", "--dir", dir},
        {"serve", "--listen", "127.0.0.1:0", "--tls-cert", "x", "--dir", dir},
        {"erase", "999990019", "--yes", "--dir", dir},
        {"status", "--999990019", "--dir", dir}};
    for (const auto& arguments : wrong) {
        const Outcome plain = run(arguments);
        INFO(plain.err);
        CHECK(plain.status == 2);
        CHECK(plain.out.empty());
        CHECK_FALSE(plain.err.empty());
        CHECK(plain.err.find("999990019") == std::string::npos);
        CHECK(failure(arguments, 2) == "usage");
    }
}

TEST_CASE("help is there on every level, with an example") {
    for (const std::vector<std::string>& path : std::vector<std::vector<std::string>>{{},
                                                                                      {"init"},
                                                                                      {"serve"},
                                                                                      {"user"},
                                                                                      {"user", "add"},
                                                                                      {"grant"},
                                                                                      {"grant", "end"},
                                                                                      {"devices"},
                                                                                      {"devices", "revoke"},
                                                                                      {"enrol-code"},
                                                                                      {"verify"},
                                                                                      {"backup"},
                                                                                      {"restore"},
                                                                                      {"status"}}) {
        std::vector<std::string> arguments = path;
        arguments.emplace_back("--help");
        const Outcome help = run(arguments);
        CHECK(help.status == 0);
        CHECK(help.out.find("Example:") != std::string::npos);
    }
    CHECK(run({"--version"}).status == 0);
}

TEST_CASE("it says where it listens once it accepts, is the only one on its folder, and stops when it is asked to") {
    Folder folder;
    const std::string dir = folder.path();
    run_json({"init", "--dir", dir});
    for (const int signal : {SIGTERM, SIGINT}) {
        Process serving({"serve", "--listen", "127.0.0.1:0", "--dir", dir});
        const std::string first = serving.line();
        REQUIRE(first.rfind("listening on http://127.0.0.1:", 0) == 0);
        CHECK(Socket::connect(port_of(first)).open());
        CHECK(failure({"serve", "--listen", "127.0.0.1:0", "--dir", dir}) == "serving");
        CHECK(run_json({"user", "add", "u" + std::to_string(signal), "--dir", dir})["grants"] == Json::array());
        CHECK(run_json({"status", "--dir", dir})["head"] == 2);
        serving.signal(signal);
        CHECK(serving.wait() == 0);
        CHECK_FALSE(Socket::connect(port_of(first)).open());
        for (const std::string& line : {serving.line(), serving.line()})
            CHECK(Json::parse(line, nullptr, false).is_object());
    }
    CHECK(run_json({"verify", "--dir", dir})["ok"] == true);
}

TEST_CASE("with --json the first line is an object, and what was killed starts again") {
    Folder folder;
    const std::string dir = folder.path();
    run_json({"init", "--dir", dir});
    for (int i = 0; i < 2; ++i) {
        Process serving({"serve", "--listen", "localhost:0", "--json", "--dir", dir});
        const Json first = Json::parse(serving.line(), nullptr, false);
        REQUIRE(first.is_object());
        CHECK(first.size() == 1);
        CHECK(Socket::connect(port_of(first.value("listening", ":0"))).open());
        serving.signal(SIGKILL);
        CHECK(serving.wait() == 256 + SIGKILL);
    }
}

TEST_CASE("outside this machine it does not listen without TLS") {
    Folder folder;
    run_json({"init", "--dir", folder.path()});
    CHECK(failure({"serve", "--listen", "0.0.0.0:0", "--dir", folder.path()}) == "tls_required");
    CHECK(failure({"serve", "--listen", "0.0.0.0:0", "--tls-cert", "none.pem", "--tls-key", "none.pem", "--dir",
                   folder.path()}) == "tls_certificate");
    Process serving({"serve", "--listen", "0.0.0.0:0", "--behind-proxy", "--dir", folder.path()});
    CHECK(serving.line().rfind("listening on ", 0) == 0);
    serving.signal(SIGTERM);
    CHECK(serving.wait() == 0);
}

TEST_CASE("without its key, or with one that others may read, the folder stays closed") {
    Folder folder;
    const std::string dir = folder.path();
    run_json({"init", "--dir", dir});
    const std::string key = read(dir + "/sleutel");
    ::chmod((dir + "/sleutel").c_str(), 0644);
    CHECK(failure({"status", "--dir", dir}) == "key_readable");
    std::filesystem::remove(dir + "/sleutel");
    CHECK(failure({"status", "--dir", dir}) == "key_missing");
    write(dir + "/sleutel", std::string(32, 'x'));
    ::chmod((dir + "/sleutel").c_str(), 0600);
    CHECK(failure({"status", "--dir", dir}) == "wrong_key");
    write(dir + "/sleutel", key);
    CHECK(run_json({"verify", "--dir", dir})["ok"] == true);
    for (const char* file : {"/wegwijs.db", "/wegwijs.db-wal"})
        if (std::filesystem::exists(dir + file)) CHECK(read(dir + file).find("klantmanager") == std::string::npos);
}

TEST_CASE("a backup while it serves becomes a new server in a new epoch") {
    Folder folder;
    const std::string dir = folder.path();
    run_json({"init", "--dir", dir});
    run_json({"user", "add", "noor", "--role", "klantmanager", "--gemeente", "0405", "--dir", dir});
    const std::string file = folder.path("copy.db");
    {
        Process serving({"serve", "--listen", "127.0.0.1:0", "--dir", dir});
        REQUIRE_FALSE(serving.line().empty());
        CHECK(run_json({"backup", file, "--dir", dir})["head"] == 3);
    }
    CHECK(mode_of(file) == 0600);
    CHECK(failure({"backup", file, "--dir", dir}) == "exists");
    CHECK(failure({"restore", file, "--dir", dir}) == "not_empty");
    const Json restored = run_json({"restore", file, "--dir", folder.path("new")});
    CHECK(restored["epoch"].get<std::uint64_t>() > 400'000'000'000'000);
    CHECK(restored["head"].get<std::uint64_t>() > 400'000'000'000'000);
    const Json status = run_json({"status", "--dir", folder.path("new")});
    CHECK(status["users"] == 1);
    CHECK(status["head"] == restored["head"]);
    CHECK(run_json({"verify", "--dir", folder.path("new")})["ok"] == true);
    CHECK(run_json({"grant", "list", "--dir", folder.path("new")}).size() == 1);

    std::string damaged = read(file);
    damaged[damaged.size() / 2] ^= 1;
    write(file, damaged);
    run_json({"restore", file, "--dir", folder.path("third")}, 1);
}
