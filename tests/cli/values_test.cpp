#include "client_core/cli/values.hpp"

#include <catch2/catch.hpp>

using namespace wegwijs;
using namespace wegwijs::cli;

namespace {

ValueSource source() {
    return ValueSource(
        [](const std::string& path) -> Result<Bytes> {
            if (path == "gesprek.txt") return Bytes("regel een\nregel twee\r\n");
            return Error{"file_missing", "There is no such file.", Retry::never};
        },
        []() -> Result<Bytes> { return Bytes("van buiten\n"); });
}

model::Field set_field() {
    model::Field field;
    field.name = "talen";
    field.type = model::Type::set;
    return field;
}

std::string told(const std::optional<std::vector<ElementChange>>& changes) {
    if (!changes) return "list";
    std::string text;
    for (const ElementChange& one : *changes)
        text += std::string(text.empty() ? "" : "|") + (one.present ? "in " : "out ") + one.element;
    return text;
}

}  // namespace

TEST_CASE("field=value is taken apart at the first equals sign, and field= empties") {
    ValueSource from = source();
    const auto pairs = pairs_of({"motivatie=a=b", "beroep="}, from);
    REQUIRE(pairs.ok());
    CHECK((*pairs)[0].field == "motivatie");
    CHECK((*pairs)[0].text == "a=b");
    CHECK((*pairs)[1].text.empty());
}

TEST_CASE("What is no field=value is wrong usage, and is not repeated in the message") {
    for (const char* bad : {"123456782", "=123456782", ""}) {
        ValueSource from = source();
        const auto pairs = pairs_of({bad}, from);
        REQUIRE_FALSE(pairs.ok());
        CHECK(pairs.error().code == "usage");
        CHECK(pairs.error().message.find("123456782") == std::string::npos);
    }
}

TEST_CASE("@FILE gives the file without its last line end, @@ an at sign") {
    ValueSource from = source();
    CHECK(*from.text("@gesprek.txt") == "regel een\nregel twee");
    CHECK(*from.text("@@thuis") == "@thuis");
    CHECK(*from.text("@") == "@");
    CHECK(from.text("@weg.txt").error().code == "file_missing");
}

TEST_CASE("Standard input gives one value, not two") {
    ValueSource from = source();
    CHECK(*from.text("-") == "van buiten");
    CHECK(from.text("-").error().code == "usage");
}

TEST_CASE("Signs add and take away elements; without a sign it is the whole list") {
    CHECK(told(element_changes("+ar -ti")) == "in ar|out ti");
    CHECK(told(element_changes("+ar,-fa-AF")) == "in ar|out fa-AF");
    CHECK(told(element_changes("ar,ti")) == "list");
    CHECK(told(element_changes("")) == "list");
    CHECK(told(element_changes("+ar,ti")) == "list");
    CHECK(told(element_changes("+Jan de Boer -Piet")) == "in Jan de Boer|out Piet");
}

TEST_CASE("A phone number's own plus is not taken for the sign") {
    CHECK(told(element_changes("+31612345678")) == "in +31612345678");
    CHECK(told(element_changes("-31612345678")) == "out +31612345678");
    CHECK(told(element_changes("+0612345678")) == "in 0612345678");
    CHECK(told(element_changes("+2026")) == "in 2026");
    CHECK(told(element_changes("+31612345678,0687654321")) == "list");
}

TEST_CASE("An element named as conflicts print it is one element, whatever stands in it") {
    model::Entity entity;
    entity.fields.push_back(set_field());
    const auto list = assignments(entity, {}, {"talen:+ar", "false"});
    REQUIRE(list.size() == 1);
    CHECK(list[0].field == "talen");
    CHECK(*list[0].element == "+ar");
    CHECK(list[0].text == "false");
}
