// How the rules of a pack are read: every kind, field, value and way from one record to another is checked here, so
// what evaluates them need not.
#include <algorithm>

#include "client_core/shared/model/pack_reader.hpp"

namespace wegwijs::model {

namespace {

using Which = OtherDate::Which;

struct KindOf {
    std::string_view name;
    Rule::Kind kind;
    std::string_view first, second;  ///< keys of its own
};
constexpr KindOf kinds[] = {{"not_before", Rule::Kind::not_before, "field", "than"},
                            {"not_together", Rule::Kind::not_together, "values", "values"},
                            {"default", Rule::Kind::preset, "field", "value"},
                            {"only_if", Rule::Kind::only_if, "field", "if"},
                            {"delivery_removed_only_if", Rule::Kind::delivery_removed_only_if, "empty", "none"},
                            {"required_when", Rule::Kind::required_when, "fields", "fields"}};
constexpr std::string_view common_keys[] = {"code", "label", "entity", "kind", "severity", "source", "when"};

bool is_date(Type type) { return type == Type::date || type == Type::partial_date; }

/// Reads one rule. `entity_` is the kind of record that it is about.
class RuleReader {
public:
    RuleReader(const Pack& pack, const JsonPlace& place) : pack_(pack), place_(place) {}

    Result<Rule> read();

private:
    using Kind = Rule::Kind;

    Status head();
    Status kind();
    Status parts();
    Status removed_only_if();
    Status required();

    Result<const Entity*> entity_at(const JsonPlace& place) const;
    /// Of the record itself or one above it.
    Result<const Entity*> entity_on_the_way_up(const JsonPlace& place) const;
    Result<const Field*> field_at(const JsonPlace& place, const Entity& entity) const;
    Result<const Field*> field_named(const JsonPlace& name, const Entity& entity) const;
    Result<Value> value(const JsonPlace& place, const Field& field) const;
    Result<Condition> condition(const JsonPlace& place, const Entity& entity) const;
    Result<std::vector<Condition>> conditions(std::string_view key) const;
    Result<std::optional<Condition>> where(const JsonPlace& place, const Entity& entity) const;
    Result<OtherDate> other_date(const JsonPlace& place) const;

    const Pack& pack_;
    const JsonPlace& place_;
    const Entity* entity_ = nullptr;
    Rule rule_;
};

Result<Rule> RuleReader::read() {
    TRY(head());
    TRY(kind());
    return std::move(rule_);
}

Status RuleReader::head() {
    TRY(place_.is_object());
    rule_.code = TRY(place_.text("code"));
    rule_.label = TRY(read_label(place_));
    entity_ = TRY(entity_at(place_));
    rule_.entity = entity_->number;
    rule_.source = TRY(place_.text_or_empty("source"));
    const std::string severity = TRY(place_.text("severity"));
    for (const auto one : {Rule::Severity::error, Rule::Severity::warning, Rule::Severity::info})
        if (severity == to_text(one)) rule_.severity = one;
    if (severity != to_text(rule_.severity)) return place_.wrong("severity", "must be error, warning or info");
    rule_.when = TRY(conditions("when"));
    return done();
}

Status RuleReader::kind() {
    const std::string kind = TRY(place_.text("kind"));
    for (const KindOf& one : kinds) {
        if (one.name != kind) continue;
        rule_.kind = one.kind;
        for (const auto& member : place_.node().items())
            if (std::find(std::begin(common_keys), std::end(common_keys), member.key()) == std::end(common_keys) &&
                member.key() != one.first && member.key() != one.second)
                return place_.wrong(member.key(), "is not a key that belongs here");
        return parts();
    }
    return place_.wrong("kind", "is no kind of rule that this version knows");
}

Status RuleReader::parts() {
    const Field* field = nullptr;
    if (place_.has("field") || rule_.kind == Kind::not_before || rule_.kind == Kind::preset ||
        rule_.kind == Kind::only_if)
        field = TRY(field_at(place_, *entity_));
    if (field) rule_.field = field->number;
    switch (rule_.kind) {
        case Kind::not_before:
            if (!is_date(field->type)) return place_.wrong("field", "must be a date");
            for (const JsonPlace& item : TRY(place_.list("than"))) rule_.than.push_back(TRY(other_date(item)));
            return rule_.than.empty() ? Status(place_.wrong("than", "needs at least one date")) : done();
        case Kind::not_together:
            rule_.conditions = TRY(conditions("values"));
            return rule_.conditions.size() < 2 ? Status(place_.wrong("values", "needs at least two fields")) : done();
        case Kind::only_if:
            rule_.conditions = TRY(conditions("if"));
            return rule_.conditions.empty() ? Status(place_.wrong("if", "needs at least one condition")) : done();
        case Kind::preset: rule_.value = TRY(value(place_.child("value"), *field)); return done();
        case Kind::delivery_removed_only_if: return removed_only_if();
        case Kind::required_when: return required();
    }
    return done();
}

Status RuleReader::removed_only_if() {
    for (const JsonPlace& item : TRY(place_.list("empty"))) {
        TRY(item.only({"entity", "field"}));
        const Entity* entity = TRY(entity_on_the_way_up(item));
        rule_.empty.push_back({entity->number, TRY(field_at(item, *entity))->number});
    }
    for (const JsonPlace& item : TRY(place_.list("none"))) {
        TRY(item.only({"entity", "where"}));
        const Entity* entity = TRY(entity_at(item));
        rule_.none.push_back({entity->number, TRY(where(item, *entity))});
    }
    if (rule_.empty.empty() && rule_.none.empty()) return place_.wrong("empty", "or none must name something");
    return done();
}

Status RuleReader::required() {
    for (const JsonPlace& item : TRY(place_.list("fields")))
        rule_.fields.push_back(TRY(field_named(item, *entity_))->number);
    return rule_.fields.empty() ? Status(place_.wrong("fields", "needs at least one field")) : done();
}

Result<const Entity*> RuleReader::entity_at(const JsonPlace& place) const {
    const Entity* found = pack_.entity(TRY(place.text("entity")));
    if (!found) return place.wrong("entity", "is no entity of this pack");
    return found;
}

Result<const Entity*> RuleReader::entity_on_the_way_up(const JsonPlace& place) const {
    if (!place.has("entity")) return entity_;
    const Entity* wanted = TRY(entity_at(place));
    for (const Entity* at = entity_; at; at = at->root ? nullptr : pack_.entity(at->parent_field()->target))
        if (at == wanted) return wanted;
    return place.wrong("entity", "must be the rule's own or one above it");
}

Result<const Field*> RuleReader::field_at(const JsonPlace& place, const Entity& entity) const {
    return place.has("field") ? field_named(place.child("field"), entity) : place.wrong("field", "is missing");
}

Result<const Field*> RuleReader::field_named(const JsonPlace& name, const Entity& entity) const {
    const Field* found = entity.field(TRY(name.as_text()));
    if (!found || found->is_parent) return name.wrong("is no field of " + entity.name);
    return found;
}

Result<Value> RuleReader::value(const JsonPlace& place, const Field& field) const {
    auto read = parse(field, TRY(place.as_text()));
    return read.ok() ? std::move(read) : place.wrong("is no value of this field");
}

Result<Condition> RuleReader::condition(const JsonPlace& place, const Entity& entity) const {
    const Field* field = TRY(field_at(place, entity));
    if (field->type == Type::set) return place.wrong("field", "must not be a set");
    Condition made;
    made.place = {entity.number, field->number};
    for (const JsonPlace& item : TRY(place.list("in"))) made.in.push_back(TRY(value(item, *field)));
    if (made.in.empty()) return place.wrong("in", "needs at least one value");
    return made;
}

Result<std::vector<Condition>> RuleReader::conditions(std::string_view key) const {
    std::vector<Condition> all;
    for (const JsonPlace& item : TRY(place_.list(key))) {
        TRY(item.only({"entity", "field", "in"}));
        all.push_back(TRY(condition(item, *TRY(entity_on_the_way_up(item)))));
    }
    return all;
}

Result<std::optional<Condition>> RuleReader::where(const JsonPlace& place, const Entity& entity) const {
    if (!place.has("where")) return std::optional<Condition>();
    TRY(place.child("where").only({"field", "in"}));
    return std::optional(TRY(condition(place.child("where"), entity)));
}

Result<OtherDate> RuleReader::other_date(const JsonPlace& place) const {
    TRY(place.only({"entity", "field", "which", "where"}));
    OtherDate made;
    const std::string which = TRY(place.text_or_empty("which"));
    if (!which.empty() && which != "first" && which != "latest") return place.wrong("which", "must be first or latest");
    made.which = which.empty() ? Which::the_one : which == "first" ? Which::first : Which::latest;
    if (which.empty() && place.has("where")) return place.wrong("where", "belongs to the first or latest of several");
    const Entity* entity = which.empty() ? TRY(entity_on_the_way_up(place)) : TRY(entity_at(place));
    const Field* field = TRY(field_at(place, *entity));
    if (!is_date(field->type)) return place.wrong("field", "must be a date");
    made.place = {entity->number, field->number};
    made.where = TRY(where(place, *entity));
    return made;
}

}  // namespace

const char* to_text(Rule::Severity severity) {
    switch (severity) {
        case Rule::Severity::error: return "error";
        case Rule::Severity::warning: return "warning";
        case Rule::Severity::info: return "info";
    }
    return "error";
}

Status PackReader::rules(const JsonPlace& place) {
    for (const JsonPlace& item : TRY(place.list("rules"))) {
        Rule one = TRY(RuleReader(*pack_, item).read());
        for (const Rule& other : pack_->rules_)
            if (other.code == one.code) return item.wrong("code", "is the code of another rule too");
        pack_->rules_.push_back(std::move(one));
    }
    return done();
}

}  // namespace wegwijs::model
