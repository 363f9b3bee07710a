// How the rules of a pack are read: every kind, field, value and way from one record to another is checked here, so
// what evaluates them need not.
#include <algorithm>

#include "client_core/shared/model/pack_reader.hpp"

namespace wegwijs::model {

namespace {

using Which = OtherDate::Which;

bool is_date(Type type) { return type == Type::date || type == Type::partial_date; }

/// Reads one rule. `entity_` is the kind of record that it is about.
class RuleReader {
public:
    RuleReader(const Pack& pack, const JsonPlace& place) : pack_(pack), place_(place) {}

    Result<Rule> read();

private:
    Status head();
    Status kind();
    Status not_before();
    Status only_if();
    Status preset();
    Status removed_only_if();
    Status required();

    Result<const Entity*> entity_at(const JsonPlace& place) const;
    /// Of the record itself or one above it.
    Result<const Entity*> entity_on_the_way_up(const JsonPlace& place) const;
    Result<const Field*> field_at(const JsonPlace& place, const Entity& entity) const;
    Result<const Field*> field_of(const JsonPlace& place, std::string_view key, const Entity& entity,
                                  const std::string& name) const;
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
    if (kind == "not_before") return not_before();
    if (kind == "only_if") return only_if();
    if (kind == "default") return preset();
    if (kind == "delivery_removed_only_if") return removed_only_if();
    if (kind == "required_when") return required();
    if (kind != "not_together") return place_.wrong("kind", "is no kind of rule that this version knows");
    TRY(place_.only({"code", "label", "entity", "kind", "severity", "source", "when", "values"}));
    rule_.kind = Rule::Kind::not_together;
    rule_.conditions = TRY(conditions("values"));
    if (rule_.conditions.size() < 2) return place_.wrong("values", "needs at least two fields");
    return done();
}

Status RuleReader::not_before() {
    TRY(place_.only({"code", "label", "entity", "kind", "severity", "source", "when", "field", "than"}));
    rule_.kind = Rule::Kind::not_before;
    const Field* field = TRY(field_at(place_, *entity_));
    if (!is_date(field->type)) return place_.wrong("field", "must be a date");
    rule_.field = field->number;
    for (const JsonPlace& item : TRY(place_.list("than"))) rule_.than.push_back(TRY(other_date(item)));
    if (rule_.than.empty()) return place_.wrong("than", "needs at least one date");
    return done();
}

Status RuleReader::only_if() {
    TRY(place_.only({"code", "label", "entity", "kind", "severity", "source", "when", "field", "if"}));
    rule_.kind = Rule::Kind::only_if;
    rule_.field = TRY(field_at(place_, *entity_))->number;
    rule_.conditions = TRY(conditions("if"));
    if (rule_.conditions.empty()) return place_.wrong("if", "needs at least one condition");
    return done();
}

Status RuleReader::preset() {
    TRY(place_.only({"code", "label", "entity", "kind", "severity", "source", "when", "field", "value"}));
    rule_.kind = Rule::Kind::preset;
    const Field* field = TRY(field_at(place_, *entity_));
    rule_.field = field->number;
    auto value = parse(*field, TRY(place_.text("value")));
    if (!value.ok()) return place_.wrong("value", "is no value of this field");
    rule_.value = std::move(*value);
    return done();
}

Status RuleReader::removed_only_if() {
    TRY(place_.only({"code", "label", "entity", "kind", "severity", "source", "when", "empty", "none"}));
    rule_.kind = Rule::Kind::delivery_removed_only_if;
    for (const JsonPlace& item : TRY(place_.list("empty"))) {
        TRY(item.only({"entity", "field"}));
        const Entity* entity = TRY(entity_on_the_way_up(item));
        rule_.empty.push_back({entity->number, TRY(field_at(item, *entity))->number});
    }
    for (const JsonPlace& item : TRY(place_.list("none"))) {
        TRY(item.only({"entity", "where"}));
        const Entity* entity = TRY(entity_at(item));
        Others others;
        others.entity = entity->number;
        others.where = TRY(where(item, *entity));
        rule_.none.push_back(std::move(others));
    }
    if (rule_.empty.empty() && rule_.none.empty()) return place_.wrong("empty", "or none must name something");
    return done();
}

Status RuleReader::required() {
    TRY(place_.only({"code", "label", "entity", "kind", "severity", "source", "when", "fields"}));
    rule_.kind = Rule::Kind::required_when;
    const std::vector<std::string> names = TRY(place_.texts("fields"));
    for (std::size_t i = 0; i < names.size(); ++i)
        rule_.fields.push_back(TRY(field_of(place_.child("fields"), std::to_string(i), *entity_, names[i]))->number);
    if (names.empty()) return place_.wrong("fields", "needs at least one field");
    return done();
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
    return field_of(place, "field", entity, TRY(place.text("field")));
}

Result<const Field*> RuleReader::field_of(const JsonPlace& place, std::string_view key, const Entity& entity,
                                          const std::string& name) const {
    const Field* found = entity.field(name);
    if (!found || found->is_parent) return place.wrong(key, "is no field of " + entity.name);
    return found;
}

/// {"entity" (optional), "field", "in"}; `entity` is where the field stands when it is not said.
Result<Condition> RuleReader::condition(const JsonPlace& place, const Entity& entity) const {
    const Field* field = TRY(field_at(place, entity));
    if (field->type == Type::set) return place.wrong("field", "must not be a set");
    Condition made;
    made.place = {entity.number, field->number};
    const std::vector<std::string> texts = TRY(place.texts("in"));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto value = parse(*field, texts[i]);
        if (!value.ok()) return place.child("in").wrong(std::to_string(i), "is no value of this field");
        made.in.push_back(std::move(*value));
    }
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
