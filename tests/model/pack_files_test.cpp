#include "client_core/shared/model/pack_files.hpp"

#include <map>

#include "tests/model/support.hpp"

using namespace wegwijs;
using namespace wegwijs::model;
using Json = nlohmann::json;

namespace {

struct Folder {
    std::map<std::string, std::string> files;
    std::vector<std::string> asked;

    ReadFile reader() {
        return [this](const std::string& path) -> Result<std::string> {
            asked.push_back(path);
            const auto found = files.find(path);
            if (found == files.end()) return Error{"no_file", "The file is not there.", Retry::never};
            return found->second;
        };
    }
};

}  // namespace

TEST_CASE("a pack in files is the same pack") {
    const Json whole = Json::parse(read_test_file("tests/packs/kas.json"));
    Json head = whole;
    Folder folder;
    for (std::size_t i = 0; i < 2; ++i) {
        const std::string path = "entities/" + std::string(whole["entities"][i]["name"]) + ".json";
        folder.files[path] = whole["entities"][i].dump(2);
        head["entities"][i] = path;
    }
    const auto joined = join_pack(head.dump(), folder.reader());
    REQUIRE(joined.ok());
    CHECK(Json::parse(*joined) == whole);
    CHECK(folder.asked == std::vector<std::string>{"entities/kas.json", "entities/plant.json"});
    CHECK(Pack::load(*joined).ok());
}

TEST_CASE("a pack that is whole already needs no files") {
    Folder folder;
    const auto joined = join_pack(read_test_file("tests/packs/kas.json"), folder.reader());
    REQUIRE(joined.ok());
    CHECK(folder.asked.empty());
}

TEST_CASE("a path that leaves the folder is never read") {
    for (const char* path : {"/etc/kas.json", "../kas.json", "entities/../../kas.json", "./kas.json",
                             "entities//kas.json", "kas.txt", "a\\b.json", ".json/"}) {
        Folder folder;
        const auto joined = join_pack(Json{{"entities", {path}}}.dump(), folder.reader());
        REQUIRE_FALSE(joined.ok());
        CHECK(joined.error().code == "pack_invalid");
        CHECK(joined.error().message.find("/entities/0") != std::string::npos);
        CHECK(folder.asked.empty());
    }
}

TEST_CASE("a missing or broken file is told, with its name") {
    Folder folder;
    folder.files["stuk.json"] = "{";
    const auto broken = join_pack(R"({"entities":["stuk.json"]})", folder.reader());
    REQUIRE_FALSE(broken.ok());
    CHECK(broken.error().message.find("stuk.json") != std::string::npos);
    const auto missing = join_pack(R"({"entities":["weg.json"]})", folder.reader());
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().code == "no_file");
    CHECK_FALSE(join_pack("{", folder.reader()).ok());
    CHECK_FALSE(join_pack(R"({"entities":{}})", folder.reader()).ok());
}
