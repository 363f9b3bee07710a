// Each pack here is the greenhouse with one thing wrong. It is refused with the place and the reason.
#include <functional>

#include "tests/model/support.hpp"

using namespace wegwijs;
using namespace wegwijs::model;
using Json = nlohmann::json;

namespace {

Json greenhouse() { return Json::parse(read_test_file("tests/packs/kas.json")); }

void refused(const Json& pack, const std::string& place, const std::string& reason) {
    CAPTURE(place, reason);
    const auto loaded = Pack::load(pack.dump());
    REQUIRE_FALSE(loaded.ok());
    CHECK(loaded.error().code == "pack_invalid");
    CAPTURE(loaded.error().message);
    CHECK(loaded.error().message.find(" " + place + ": ") != std::string::npos);
    CHECK(loaded.error().message.find(reason) != std::string::npos);
}

/// The greenhouse with `value` put at `at`, which is also the place that must be named.
void refused_with(const std::string& at, const Json& value, const std::string& reason) {
    Json pack = greenhouse();
    pack[Json::json_pointer(at)] = value;
    refused(pack, at, reason);
}

/// The greenhouse with `value` put at `at`; the place named is another one.
void refused_elsewhere(const std::string& at, const Json& value, const std::string& place, const std::string& reason) {
    Json pack = greenhouse();
    pack[Json::json_pointer(at)] = value;
    refused(pack, place, reason);
}

void refused_without(const std::string& holder, const std::string& key, const std::string& reason) {
    Json pack = greenhouse();
    pack[Json::json_pointer(holder)].erase(key);
    refused(pack, holder + "/" + key, reason);
}

constexpr const char* name_field = "/entities/0/fields/0";
constexpr const char* status_field = "/entities/1/fields/2";

std::string in(const char* holder, const char* key) { return std::string(holder) + "/" + key; }

}  // namespace

TEST_CASE("what is not JSON is refused, whatever it is") {
    for (const std::string text : {"", "{", "kas", "{\"name\":\"kas\",\"name\":\"kas\"}", "\xff", "{} {}"}) {
        const auto loaded = Pack::load(text);
        REQUIRE_FALSE(loaded.ok());
        CHECK(loaded.error().code == "pack_invalid");
    }
    CHECK_FALSE(Pack::load(std::string(100000, '[')).ok());
    refused(Json::array(), "/", "must be an object");
    refused(Json::object(), "/name", "is missing");
}

TEST_CASE("every truncation of a good pack is refused") {
    const std::string whole = greenhouse().dump();
    for (std::size_t size = 0; size < whole.size(); size += 7) CHECK_FALSE(Pack::load(whole.substr(0, size)).ok());
}

TEST_CASE("wrong JSON types are refused") {
    refused_with("/name", 3, "text");
    refused_with("/version", "1", "whole number");
    refused_with("/version", 0, "from 1");
    refused_with("/version", 1.5, "whole number");
    refused_with("/roles", Json::object(), "list");
    refused_with("/roles/0", "baas", "object");
    refused_with("/entities", 1, "list");
    refused_with("/entities/0", "kas", "object");
    refused_with("/entities/0/root", "true", "true or false");
    refused_with("/entities/0/create", "baas", "list");
    refused_with("/entities/0/create/0", 0, "text");
    refused_with("/entities/0/fields", Json::object(), "list");
    refused_with(in(name_field, "required"), 1, "true or false");
    refused_with(in(name_field, "type"), 1, "text");
    refused_with(in(status_field, "moves"), Json::array(), "object");
    refused_with(in(status_field, "moves/gezaaid"), "groeit", "list");
    refused_with("/rules", Json::object(), "list");
    refused_with("/delivery", Json::array(), "object");
}

TEST_CASE("keys that nobody knows are refused: a slip of the pen would else go unseen") {
    refused_with("/roles/0/colour", "red", "not a key");
    refused_with("/entities/0/apend_only", true, "not a key");
    refused_with(in(name_field, "maxlength"), 3, "not a key");
    refused_with(in(name_field, "a~1b"), 3, "not a key");
    refused_with(in(status_field, "values/0/text"), "x", "not a key");
}

TEST_CASE("names and numbers are unique, and of the right form") {
    refused_with("/roles/1/name", "baas", "another one");
    refused_with("/roles/1/number", 0, "another one");
    refused_with("/roles/1/number", 32, "from 0 to 31");
    refused_with("/entities/1/name", "kas", "another one");
    refused_with("/entities/1/number", 1, "another one");
    refused_with("/entities/0/fields/1/name", "naam", "another one");
    refused_with("/entities/0/fields/1/number", 1, "another one");
    refused_with("/entities/0/number", 0, "from 1 to 65535");
    refused_with("/entities/0/number", 65536, "from 1 to 65535");
    refused_with(in(name_field, "number"), 0, "from 1 to 65535");
    refused_with(in(name_field, "number"), 70000, "from 1 to 65535");
    refused_with(in(name_field, "number"), 18446744073709551615ULL, "whole number");
    refused_with(in(name_field, "name"), "_verwijderd", "belong to the engine");
    refused_with(in(name_field, "name"), "id", "id of its own");
    refused_with("/entities/0/name", "sqlite_kas", "database");
    for (const char* name : {"Naam", "1naam", "naam van", "naam-van", "náám", "naam;", ""})
        refused_with(in(name_field, "name"), name, "");
    refused_with("/name", "Kas", "lower-case");
}

TEST_CASE("labels stand in both languages") {
    refused_without("", "label", "is missing");
    refused_without("/roles/0", "label", "is missing");
    refused_without("/entities/0/label", "en", "is missing");
    refused_without(in(name_field, "label"), "nl", "is missing");
    refused_with(in(name_field, "label/nl"), "", "not empty");
    refused_without(in(status_field, "values/0"), "label", "is missing");
}

TEST_CASE("at most 32 roles, and only known ones") {
    Json pack = greenhouse();
    for (int i = 2; i < 32; ++i)
        pack["roles"].push_back(
            {{"number", i}, {"name", "rol" + std::to_string(i)}, {"label", {{"nl", "r"}, {"en", "r"}}}});
    CHECK(Pack::load(pack.dump()).ok());
    pack["roles"].push_back({{"number", 31}, {"name", "te_veel"}, {"label", {{"nl", "r"}, {"en", "r"}}}});
    refused(pack, "/roles", "more than 32");
    refused_with("/roles", Json::array(), "at least one");
    refused_with("/entities/0/create/0", "klant", "no role");
    refused_with(in(name_field, "read/1"), "klant", "no role");
    refused_with(in(name_field, "write/0"), "klant", "no role");
}

TEST_CASE("types, policies, forms and classes are known ones") {
    refused_with(in(name_field, "type"), "string", "no type");
    refused_with(in(name_field, "policy"), "lww", "no policy");
    refused_with(in(name_field, "form"), "email", "phone or name");
    refused_with(in(name_field, "class"), "E", "A, B, C or D");
    refused_without(name_field, "type", "is missing");
    refused_without(name_field, "policy", "is missing");
    refused_without(name_field, "class", "is missing");
    refused_without(name_field, "read", "is missing");
}

TEST_CASE("a set is merged as a set, and nothing else is") {
    refused_with("/entities/0/fields/3/policy", "laatste", "verzameling");
    refused_with(in(name_field, "policy"), "verzameling", "belongs to sets");
    refused_without("/entities/0/fields/3", "elements", "must be language, code or text");
    refused_with("/entities/0/fields/3/elements", "enum", "must be language, code or text");
    refused_with(in(name_field, "elements"), "text", "belongs to a set");
    refused_without("/entities/1/fields/3", "values", "needs its values");
    refused_elsewhere("/entities/1/fields/3/elements", "text", "/entities/1/fields/3/values", "set of codes only");
    // A set may be required: at least one element.
    Json pack = greenhouse();
    pack["entities"][0]["fields"][3]["required"] = true;
    CHECK(Pack::load(pack.dump()).ok());
}

TEST_CASE("what belongs to one type is refused in another") {
    refused_with(in(name_field, "minimum"), 1, "belongs to an integer");
    refused_with("/entities/0/fields/2/max_length", 3, "belongs to a text");
    refused_with("/entities/0/fields/2/form", "phone", "belongs to a text");
    refused_with("/entities/0/fields/2/maximum", 0, "below the minimum");
    refused_with(in(name_field, "max_length"), 0, "from 1");
    refused_with(in(name_field, "max_length"), -1, "from 1");
    refused_with(in(name_field, "values"), Json::parse(R"([{"code":"a","label":{"nl":"a","en":"a"}}])"),
                 "belong to an enum");
    refused_without(status_field, "values", "needs its values");
    refused_with(in(name_field, "target"), "kas", "belongs to a ref");
    refused_without("/entities/1/fields/5", "target", "is missing");
}

TEST_CASE("moves, guarded and withdrawing values are values of the field") {
    refused_with(in(status_field, "moves/gegeten"), Json::array({"groeit"}), "no value");
    refused_with(in(status_field, "moves/gezaaid/0"), "gegeten", "no value");
    refused_with(in(status_field, "guarded/0"), "gegeten", "no value");
    refused_elsewhere(in(name_field, "guarded"), Json::array({"x"}), in(name_field, "guarded/0"), "no value");
    refused_elsewhere(in(name_field, "moves"), Json::parse(R"({"":["x"]})"), in(name_field, "moves/"), "no value");
    refused_with("/entities/0/fields/5/withdraws/0", "nee", "no value");
    refused_without("/entities/0/fields/5", "withdraws", "is missing");
    refused_with(in(name_field, "withdraws"), Json::array({"x"}), "belongs to the policy");
    refused_with(in(status_field, "values/1/code"), "gezaaid", "another value");
    refused_with(in(status_field, "values/1/code"), " groeit", "normal form");
    refused_with(in(status_field, "moves/groeit/1"), "gezaaid", "twice");
}

TEST_CASE("every record hangs under a root, by one parent") {
    refused_with("/entities/1/fields/0/target", "huis", "no entity");
    refused_with("/entities/1/fields/5/target", "huis", "no entity");
    refused_with(in(name_field, "parent"), true, "must be a ref");
    refused_with("/entities/1/fields/1/parent", true, "must be a ref");
    refused_elsewhere("/entities/1/fields/0/parent", false, "/entities/1/fields", "needs a ref");
    refused_with("/entities/1/fields/5/parent", true, "a parent already");
    refused_elsewhere("/entities/1/root", true, "/entities/1/fields/0/parent", "a root has no parent");
    refused_with("/entities/1/fields/0/target", "meting", "circle");
    refused_with("/entities/1/fields/0/target", "plant", "circle");
    refused_with("/entities/0/fields", Json::array(), "at least one");
    refused_with("/entities", Json::array(), "at least one");
}

TEST_CASE("nobody writes what he cannot read, but for adding to an append-only entity") {
    refused_elsewhere("/entities/0/fields/8/write", Json::array({"hulp"}), "/entities/0/fields/8/write",
                      "may not read");
    refused_elsewhere("/entities/2/create", Json::array({"baas"}), "/entities/2/fields/1/write", "may not read");
    refused_elsewhere("/entities/2/append_only", false, "/entities/2/fields/1/write", "may not read");
}
