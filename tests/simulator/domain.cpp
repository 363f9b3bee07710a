#include "tests/simulator/domain.hpp"

#include <algorithm>
#include <array>

#include "client_core/shared/base/result.hpp"
#include "tests/simulator/violation.hpp"

namespace wegwijs::simulator {

namespace {

constexpr FieldRule map_fields[] = {
    {1, "naam", "laatste", Kind::text, 'A', 'A', true},
    {2, "nummer", "beoordelen", Kind::text, 'B', 'B', true},
};
constexpr FieldRule plan_fields[] = {
    {2, "tel", "laatste", Kind::text, 'A', 'A', true},
    {3, "nummer", "beoordelen", Kind::text, 'B', 'A', true},
    {4, "status", "beoordelen", Kind::choice, 'A', 'A', true},
    {5, "dag", "eerste", Kind::text, 'B', 'A', true},
    {6, "talen", "verzameling", Kind::elements, 'A', 'A', true},
    {7, "toestemming", "intrekking_wint", Kind::yes_no, 'A'},
    {8, "zorg", "beoordelen", Kind::text, 'C', 'C', true},
    {9, "extra", "laatste", Kind::text, '~'},
};
constexpr FieldRule doel_fields[] = {{2, "tekst", "beoordelen", Kind::text, 'A'}};
constexpr FieldRule uren_fields[] = {
    {2, "minuten", "eerste", Kind::minutes, 'U', 'A', true},
    {3, "teller", "eerste", Kind::counter, 'U', 'A', true},
    {4, "corrigeert", "eerste", Kind::entry, 'U', 'A', true},
};
constexpr FieldRule besluit_fields[] = {
    {2, "tekst", "beoordelen", Kind::text, 'A', 'A', true},
    {3, "stand", "beoordelen", Kind::stand, 'A', 'A', true},
    {4, "reden", "beoordelen", Kind::text, 'C', 'C', true},
};
constexpr EntityRule all_entities[] = {
    {1, "map", "", false, map_fields},
    {2, "plan", "map", false, plan_fields},
    {3, "doel", "plan", false, doel_fields},
    {4, "urenregel", "plan", true, uren_fields},
    {5, "besluit", "map", false, besluit_fields},
};
constexpr RoleRule all_roles[] = {{"km", "ABCU", "mpdub", true}, {"wc", "AB", "d", false}, {"vr", "A", "u", false}};

constexpr std::pair<std::string_view, std::string_view> moves[] = {
    {"", "s0"}, {"s0", "s1"}, {"s0", "s2"}, {"s1", "s2"}, {"s1", "s3"}, {"s2", "s3"}, {"s3", "s0"}};

char visible_in(const FieldRule& field, std::uint64_t pack) {
    return field.visible == '~' ? (pack % 2 == 1 ? 'A' : 'C') : field.visible;
}

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string label(std::string_view name) {
    return R"("label":{"nl":)" + quoted(name) + R"(,"en":)" + quoted(name) + "}";
}

std::string roles_that(auto&& pick) {
    std::string list;
    for (const RoleRule& one : all_roles)
        if (pick(one)) list += (list.empty() ? "" : ",") + quoted(one.name);
    return "[" + list + "]";
}

std::string moves_json() {
    std::string json;
    for (const std::string_view from : {std::string_view(), choices[0], choices[1], choices[2], choices[3]}) {
        std::string to;
        for (const auto& [a, b] : moves)
            if (a == from) to += (to.empty() ? "" : ",") + quoted(b);
        json += (json.empty() ? "" : ",") + quoted(from) + ":[" + to + "]";
    }
    return "{" + json + "}";
}

template <class Codes>
std::string values_json(const Codes& codes) {
    std::string values;
    for (const std::string_view one : codes)
        values += (values.empty() ? "" : ",") + (R"({"code":)" + quoted(one)) + "," + label(one) + "}";
    return R"("type":"enum","values":[)" + values + "]";
}

std::string kind_json(const FieldRule& field) {
    switch (field.kind) {
        case Kind::text: return R"("type":"text")";
        case Kind::elements: return R"("type":"set","elements":"text","max_length":20)";
        case Kind::yes_no: return R"("type":"boolean","withdraws":["false"])";
        case Kind::minutes: return R"("type":"integer","minimum":1,"maximum":1440)";
        case Kind::counter: return values_json(counters);
        case Kind::entry: return R"("type":"ref","target":"urenregel")";
        case Kind::stand:
            return values_json(std::array{draft, signed_off}) +
                   R"(,"moves":{"":["concept"],"concept":["concept","vastgesteld"]},"guarded":["vastgesteld"])";
        case Kind::choice: break;
    }
    return values_json(choices) + R"(,"moves":)" + moves_json();
}

std::string field_json(const EntityRule& of, const FieldRule& field, std::uint64_t pack) {
    const char letter = visible_in(field, pack);
    const std::string readers =
        roles_that([&](const RoleRule& r) { return r.reads.find(letter) != std::string_view::npos; });
    const std::string writers =
        of.append_only
            ? roles_that([&](const RoleRule& r) { return r.creates.find(of.name[0]) != std::string_view::npos; })
            : readers;
    return R"({"number":)" + std::to_string(field.number) + R"(,"name":)" + quoted(field.name) + "," +
           label(field.name) + "," + kind_json(field) + R"(,"policy":)" + quoted(field.policy) + R"(,"class":")" +
           std::string(1, field.sensitivity) + R"(","read":)" + readers + R"(,"write":)" + writers + "}";
}

std::string entity_json(const EntityRule& of, std::uint64_t pack) {
    std::string fields;
    if (!of.parent.empty()) {
        const std::string readers = of.append_only ? R"(["km"])" : R"(["km","wc","vr"])";
        fields = R"({"number":1,"name":)" + quoted(of.parent) + "," + label(of.parent) + R"(,"type":"ref","target":)" +
                 quoted(of.parent) + R"(,"parent":true,"policy":"eerste","class":"A","read":)" + readers + "}";
    }
    for (const FieldRule& field : of.fields) fields += (fields.empty() ? "" : ",") + field_json(of, field, pack);
    const std::string makers =
        roles_that([&](const RoleRule& r) { return r.creates.find(of.name[0]) != std::string_view::npos; });
    return R"({"number":)" + std::to_string(of.number) + R"(,"name":)" + quoted(of.name) + "," + label(of.name) +
           (of.parent.empty() ? R"(,"root":true)" : "") + (of.append_only ? R"(,"append_only":true)" : "") +
           R"(,"create":)" + makers +
           (of.append_only ? "" : R"(,"remove":)" + roles_that([](const RoleRule& r) { return r.removes; })) +
           R"(,"fields":[)" + fields + "]}";
}

std::string delivery_json() {
    std::string files;
    for (const EntityRule& of : all_entities) {
        if (file_of(of).empty()) continue;
        std::string fields;
        for (const FieldRule& field : of.fields)
            if (field.delivered) fields += (fields.empty() ? "" : ",") + quoted(field.name);
        files += (files.empty() ? "" : ",") + (R"({"name":)" + quoted(file_of(of))) + R"(,"entity":)" +
                 quoted(of.name) + R"(,"fields":[)" + fields + "]" +
                 (of.name == "besluit" ? R"(,"where":{"field":"stand","in":["vastgesteld"]})" : "") + "}";
    }
    return R"({"omit_dossier_when":[{"entity":"plan","field":"status","in":[)" + quoted(omitting) + R"(]}],"files":[)" +
           files + "]}";
}

}  // namespace

std::string_view file_of(const EntityRule& entity) {
    if (entity.name == "map") return "mappen.ndjson";
    if (entity.name == "plan") return plan_file;
    if (entity.name == "urenregel") return hours_file;
    return entity.name == "besluit" ? "besluiten.ndjson" : "";
}

const FieldRule* EntityRule::field(std::uint16_t wanted) const {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const FieldRule& f) { return f.number == wanted; });
    return found == fields.end() ? nullptr : &*found;
}

std::span<const EntityRule> entities() { return all_entities; }
std::span<const RoleRule> roles() { return all_roles; }

const EntityRule& entity(std::uint16_t number) {
    if (number < 1 || number > std::size(all_entities)) broken("entity", "there is no " + std::to_string(number));
    return all_entities[number - 1];
}

const EntityRule& entity(std::string_view name) {
    const auto* found = std::find_if(std::begin(all_entities), std::end(all_entities),
                                     [&](const EntityRule& e) { return e.name == name; });
    ALWAYS(found != std::end(all_entities));
    return *found;
}

const RoleRule* role(std::string_view name) {
    for (const RoleRule& one : all_roles)
        if (one.name == name) return &one;
    return nullptr;
}

bool move_allowed(std::string_view from, std::string_view to) {
    return std::find(std::begin(moves), std::end(moves), std::pair(from, to)) != std::end(moves);
}

bool View::sees(std::uint16_t number, std::uint16_t field) const {
    const RoleRule* r = simulator::role(role);
    if (!r) return false;
    const EntityRule& of = entity(number);
    if (field == 0) return sees_any(number);
    const FieldRule* rule = of.field(field);
    const char letter = rule ? visible_in(*rule, pack) : of.append_only ? 'U' : 'A';
    return r->reads.find(letter) != std::string_view::npos;
}

bool View::sees_any(std::uint16_t number) const {
    const RoleRule* r = simulator::role(role);
    const EntityRule& of = entity(number);
    return r &&
           std::any_of(of.fields.begin(), of.fields.end(), [&](const FieldRule& f) { return sees(number, f.number); });
}

bool View::may(std::uint16_t number, std::uint16_t field, bool creates) const {
    const RoleRule* r = simulator::role(role);
    if (!r) return false;
    const EntityRule& of = entity(number);
    if (creates) return r->creates.find(of.name[0]) != std::string_view::npos;
    if (field == 0) return r->removes;
    return !of.append_only && sees(number, field);
}

std::string pack_json(std::uint64_t version) {
    std::string all_roles_json, all;
    int number = 0;
    for (const RoleRule& one : all_roles)
        all_roles_json += (number == 0 ? "" : ",") + (R"({"number":)" + std::to_string(number)) + R"(,"name":)" +
                          quoted(one.name) + "," + label(one.name) + "}",
            ++number;
    for (const EntityRule& one : all_entities) all += (all.empty() ? "" : ",") + entity_json(one, version);
    return R"({"name":"proef","version":)" + std::to_string(version) + "," + label("Proef") + R"(,"roles":[)" +
           all_roles_json + R"(],"entities":[)" + all + R"(],"rules":[],"delivery":)" + delivery_json() + "}";
}

}  // namespace wegwijs::simulator
