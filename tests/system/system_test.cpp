#include "client_core/shared/system/system.hpp"

#include <filesystem>

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

using namespace wegwijs;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "wegwijs-system-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()));
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
    std::string file(const char* name) const { return (path / name).string(); }
};

unsigned mode_of(const std::string& path) {
    struct stat about;
    REQUIRE(::stat(path.c_str(), &about) == 0);
    return about.st_mode & 0777;
}

}  // namespace

TEST_CASE("a moment is written as RFC 3339 says") {
    CHECK(system::format_utc(0) == "1970-01-01T00:00:00.000Z");
    CHECK(system::format_utc(1'795'509'000'000) == "2026-11-24T08:30:00.000Z");
    CHECK(system::format_utc(1'709'164'799'999) == "2024-02-28T23:59:59.999Z");
    CHECK(system::format_utc(1'709'164'800'000) == "2024-02-29T00:00:00.000Z");
    CHECK(system::format_utc(-1) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("a file that is written holds the new content whole, with nothing left beside it") {
    Folder folder;
    const std::string path = folder.file("a");
    const Bytes large(200'000, 'x');
    REQUIRE(system::write_file(path, large).ok());
    CHECK(*system::read_file(path) == large);
    CHECK(mode_of(path) == 0600);
    REQUIRE(system::write_file(path, "", 0640).ok());
    CHECK(system::read_file(path)->empty());
    CHECK((mode_of(path) & 0600) == 0600);
    CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);
}

TEST_CASE("what a crash left beside a file does not get in the way") {
    Folder folder;
    const std::string path = folder.file("a");
    REQUIRE(system::write_file(path + ".new", "half", 0644).ok());
    REQUIRE(system::write_file(path, "heel").ok());
    CHECK(*system::read_file(path) == "heel");
    CHECK(mode_of(path) == 0600);
    CHECK_FALSE(fs::exists(path + ".new"));
}

TEST_CASE("why a file cannot be read or written is told") {
    Folder folder;
    CHECK(system::read_file(folder.file("nergens")).error().code == "file_missing");
    CHECK(system::read_file(folder.path.string()).error().code == "file_unreadable");
    CHECK(system::write_file(folder.file("nergens/a"), "x").error().code == "file_unwritable");
    fs::create_directory(folder.path / "map");
    CHECK(system::write_file(folder.file("map"), "x").error().code == "file_unwritable");
    CHECK_FALSE(fs::exists(folder.path / "map.new"));
}

TEST_CASE("a file that does not say its size is read to its end") {
    CHECK(system::read_file("/proc/self/status")->size() > 100);
}

TEST_CASE("chance fills any size, and differently each time") {
    CHECK(system::random().bytes(0).empty());
    CHECK(system::random().bytes(1000).size() == 1000);
    CHECK(system::random().bytes(1000) != system::random().bytes(1000));
    CHECK(system::random().bytes(1000).substr(256 * 3) != Bytes(1000 - 256 * 3, '\0'));
}
