// Rules of packs: what is read, and what is refused with its place.
#include "client_core/shared/model/pack_files.hpp"
#include "client_core/shared/model/partial_date.hpp"
#include "tests/model/support.hpp"

using namespace wegwijs;
using namespace wegwijs::model;
using Json = nlohmann::json;

namespace {

const Json label = {{"nl", "Dit klopt niet."}, {"en", "This is not right."}};

/// The greenhouse with one rule.
Json with_rule(const Json& rule) {
    Json pack = Json::parse(read_test_file("tests/packs/kas.json"));
    pack["rules"] = Json::array({rule});
    return pack;
}

/// A rule about plants that is fine, with `parts` over it.
Json rule_of(const char* kind, const Json& parts) {
    Json rule = {{"code", "R1"}, {"label", label}, {"entity", "plant"}, {"kind", kind}, {"severity", "error"}};
    rule.update(parts);
    return rule;
}

std::shared_ptr<const Pack> read(const Json& rule) {
    const auto pack = Pack::load(with_rule(rule).dump());
    INFO(pack.error().message);
    REQUIRE(pack.ok());
    return *pack;
}

void refused(const Json& rule, const std::string& place, const std::string& reason) {
    CAPTURE(rule.dump(), place, reason);
    const auto pack = Pack::load(with_rule(rule).dump());
    REQUIRE_FALSE(pack.ok());
    CHECK(pack.error().code == "pack_invalid");
    CAPTURE(pack.error().message);
    CHECK(pack.error().message.find(" /rules/0" + place + ": ") != std::string::npos);
    CHECK(pack.error().message.find(reason) != std::string::npos);
}

PartialDate date(const char* text) {
    const auto read = PartialDate::from_text(text);
    REQUIRE(read);
    return *read;
}

}  // namespace

TEST_CASE("a date is before another, or not, or nobody can know") {
    CHECK(not_before(date("2026-03-14"), date("2026-03-14")) == Answer::ja);
    CHECK(not_before(date("2026-03-15"), date("2026-03-14")) == Answer::ja);
    CHECK(not_before(date("2026-03-13"), date("2026-03-14")) == Answer::nee);
    CHECK(not_before(date("2025-12-31"), date("2026-01-01")) == Answer::nee);
    CHECK(not_before(date("2026-04-01"), date("2026-03-31")) == Answer::ja);
    CHECK(not_before(date("2027"), date("2026-12-31")) == Answer::ja);
    CHECK(not_before(date("2026-02"), date("2026-03-01")) == Answer::nee);
    CHECK(not_before(date("2026"), date("2026-03-14")) == Answer::onbekend);
    CHECK(not_before(date("2026-03"), date("2026-03-14")) == Answer::onbekend);
    CHECK(not_before(date("2026-03"), date("2026-03")) == Answer::onbekend);
    CHECK(not_before(date("onbekend"), date("2026-03-14")) == Answer::onbekend);
    CHECK(not_before(date("2026-03-14"), date("onbekend")) == Answer::onbekend);
}

TEST_CASE("the rules of the domain are read, every one") {
    const std::string folder = "client_core/domain/inburgering/";
    const auto file = [&](const std::string& path) -> Result<std::string> { return read_test_file(folder + path); };
    const auto joined = join_pack(read_test_file(folder + "pack.json"), file);
    REQUIRE(joined.ok());
    const auto pack = Pack::load(*joined);
    INFO(pack.error().message);
    REQUIRE(pack.ok());
    std::vector<std::string> codes;
    for (const Rule& rule : (*pack)->rules()) {
        codes.push_back(rule.code);
        CHECK(rule.entity == (*pack)->entity(rule.code.starts_with("PIP-") ? "pip" : "intake")->number);
        CHECK_FALSE(rule.label.nl.empty());
        CHECK_FALSE(rule.source.empty());
    }
    CHECK(codes == std::vector<std::string>{"PIP-D1", "PIP-D2", "PIP-D3", "PIP-N1", "PIP-N2", "PIP-N3", "PIP-N4",
                                            "PIP-I1", "PIP-X1", "PIP-V1", "PIP-V2", "INT-1", "INT-2", "INT-3"});
    CHECK((*pack)->rules()[6].severity == Rule::Severity::info);
    CHECK((*pack)->rules()[9].fields.size() == 12);
}

TEST_CASE("a rule is read into numbers and encoded values") {
    const auto pack = read(rule_of("only_if", {{"field", "kenmerken"},
                                               {"if",
                                                {{{"field", "status"}, {"in", {"groeit", "geoogst"}}},
                                                 {{"entity", "kas"}, {"field", "toestemming"}, {"in", {"true"}}}}}}));
    REQUIRE(pack->rules().size() == 1);
    const Rule& rule = pack->rules().front();
    CHECK(rule.kind == Rule::Kind::only_if);
    CHECK(rule.field == field_of(*pack, "plant", "kenmerken").number);
    REQUIRE(rule.conditions.size() == 2);
    CHECK(rule.conditions[0].in == std::vector<Value>{encode_text("groeit"), encode_text("geoogst")});
    CHECK(rule.conditions[1].place ==
          FieldPlace{pack->entity("kas")->number, field_of(*pack, "kas", "toestemming").number});
    CHECK(rule.conditions[1].in == std::vector<Value>{true_value});
}

TEST_CASE("a rule that names what the pack does not have is refused with its place") {
    const Json fine = {{"entity", "kas"}, {"field", "geopend"}, {"than", {{{"field", "bouwjaar"}}}}};
    read(rule_of("not_before", fine));
    const auto with = [&](const char* at, const Json& value) {
        Json rule = rule_of("not_before", fine);
        rule[Json::json_pointer(at)] = value;
        return rule;
    };
    refused(with("/code", ""), "/code", "text");
    refused(with("/label", "Nee"), "/label", "object");
    refused(with("/entity", "ruimteschip"), "/entity", "no entity");
    refused(with("/kind", "nooit"), "/kind", "no kind of rule");
    refused(with("/severity", "erg"), "/severity", "error, warning or info");
    refused(with("/onzin", 1), "/onzin", "not a key");
    refused(with("/values", Json::array()), "/values", "not a key");
    refused(with("/field", "ruimteschip"), "/field", "no field of kas");
    refused(with("/field", "naam"), "/field", "must be a date");
    refused(with("/than", Json::array()), "/than", "at least one");
    refused(with("/than/0/field", "naam"), "/than/0/field", "must be a date");
    refused(with("/than/0/which", "middelste"), "/than/0/which", "first or latest");
    refused(with("/than/0/where", {{"field", "naam"}, {"in", {"a"}}}), "/than/0/where", "first or latest");
    refused(with("/when", {{{"field", "toestemming"}, {"in", {"misschien"}}}}), "/when/0/in/0", "no value");
    refused(with("/when", {{{"field", "toestemming"}, {"in", Json::array()}}}), "/when/0/in", "at least one");
    refused(with("/when", {{{"field", "talen"}, {"in", {"nl"}}}}), "/when/0/field", "must not be a set");
    refused(with("/when", {{{"field", "toestemming"}, {"in", {"true"}}, {"is", 1}}}), "/when/0/is", "not a key");
    // The others of a kind are asked by which one.
    Json others = with("/than/0/which", "first");
    others["than"][0]["entity"] = "kas";
    read(others);
    others["than"][0]["where"] = {{"field", "toestemming"}, {"in", {"nooit"}}};
    refused(others, "/than/0/where/in/0", "no value");
}

TEST_CASE("each kind of rule wants its own parts") {
    const Json growing = {{"field", "status"}, {"in", {"groeit"}}};
    read(rule_of("not_together", {{"values", {growing, {{"field", "soort"}, {"in", {"tomaat"}}}}}}));
    refused(rule_of("not_together", {{"values", {growing}}}), "/values", "at least two");
    read(rule_of("default", {{"field", "status"}, {"value", "gezaaid"}}));
    refused(rule_of("default", {{"field", "status"}, {"value", "nergens"}}), "/value", "no value");
    refused(rule_of("default", {{"field", "kas"}, {"value", "x"}}), "/field", "no field of plant");
    refused(rule_of("only_if", {{"field", "soort"}}), "/if", "at least one");
    refused(rule_of("required_when", {{"fields", Json::array()}}), "/fields", "at least one");
    refused(rule_of("required_when", {{"fields", {"soort", "nergens"}}}), "/fields/1", "no field");
    refused(rule_of("delivery_removed_only_if", Json::object()), "/empty", "must name something");
    refused(rule_of("delivery_removed_only_if", {{"none", {{{"entity", "ruimteschip"}}}}}), "/none/0/entity",
            "no entity");
    // A rule about a greenhouse cannot look down at one of its plants as if there were one.
    refused(rule_of("only_if", {{"entity", "kas"},
                                {"field", "geopend"},
                                {"if", {{{"entity", "plant"}, {"field", "status"}, {"in", {"groeit"}}}}}}),
            "/if/0/entity", "one above it");
}

TEST_CASE("two rules have two codes") {
    Json pack = with_rule(rule_of("required_when", {{"fields", {"soort"}}}));
    pack["rules"].push_back(pack["rules"][0]);
    const auto loaded = Pack::load(pack.dump());
    REQUIRE_FALSE(loaded.ok());
    CHECK(loaded.error().message.find("/rules/1/code") != std::string::npos);
}
