#include "client_core/store/json_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace wegwijs;

namespace {

std::string written(std::string_view text) {
    std::string json = "before";
    store::append_json_string(json, text);
    REQUIRE(json.substr(0, 6) == "before");
    return json.substr(6);
}

}  // namespace

// Texts are looked at eight octets at a time, so each length and each place in such a piece has to be right.
TEST_CASE("a text reads back the same, whatever character it holds and wherever") {
    for (std::size_t size = 1; size <= 25; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            for (int character = 0; character < 0x80; ++character) {
                std::string text(size, 'a');
                text[place] = static_cast<char>(character);
                const std::string json = written(text);
                const bool escaped = character < 0x20 || character == '"' || character == '\\';
                if (nlohmann::json::parse(json) != text || (json.size() == size + 2) == escaped) FAIL(json);
            }
        }
    }
}

TEST_CASE("a text that is not ASCII is written as it stands") {
    for (const std::string text : {"", "é", "één ïn", "محمد عبد", "Шевченко Тарас", "ትግርኛ ሰላም", "𝄞 of 16 octets 𝄞"}) {
        CHECK(written(text) == "\"" + text + "\"");
        CHECK(nlohmann::json::parse(written(text + "\n\"" + text)) == text + "\n\"" + text);
    }
}
