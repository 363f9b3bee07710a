#include "client_core/store/rules.hpp"

#include <algorithm>

#include "client_core/store/edit.hpp"
#include "client_core/store/state.hpp"

namespace wegwijs::store {

namespace {

using model::Answer;
using model::Rule;

Answer answer_of(bool yes) { return yes ? Answer::ja : Answer::nee; }

Answer opposite(Answer answer) {
    return answer == Answer::ja ? Answer::nee : answer == Answer::nee ? Answer::ja : Answer::onbekend;
}

Answer both(Answer one, Answer other) {
    if (one == Answer::nee || other == Answer::nee) return Answer::nee;
    return one == Answer::ja && other == Answer::ja ? Answer::ja : Answer::onbekend;
}

Answer either(Answer one, Answer other) { return opposite(both(opposite(one), opposite(other))); }

std::optional<model::PartialDate> date_of(const model::Value& value) {
    const auto text = model::decode_text(value);
    return text ? model::PartialDate::from_text(*text) : std::nullopt;
}

Error not_here() {
    return refused("niet_getoond",
                   "There is no such record on this device. Nothing was checked. Check the id, or sync.");
}

Error no_field(const model::Entity& entity) {
    return refused(
        "invalid_value",
        "There is no field of that name here. Nothing was checked. Ask for the fields of '" + entity.name + "'.");
}

void put(merge::Record& record, const merge::FieldKey& key, model::Value value) {
    record.at(key) = merge::Entries{merge::Entry{{}, std::move(value)}};
}

/// The whole list, elements apart by commas, or the one element.
Status put_set(merge::Record& record, const model::Field& field, const Assignment& change) {
    if (change.element) {
        put(record, {field.number, TRY(model::parse_element(field, *change.element))},
            model::encode_bool(change.text == "true"));
        return done();
    }
    std::erase_if(record.fields, [&](const merge::FieldState& state) { return state.key.number == field.number; });
    std::string_view rest = change.text;
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view one = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        if (one.find_first_not_of(' ') != one.npos)
            put(record, {field.number, TRY(model::parse_element(field, one))}, model::true_value);
    }
    return done();
}

}  // namespace

void RuleCheck::Names::add(std::string name) {
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(std::move(name));
}

Status RuleCheck::begin(const Id& record) {
    record_ = record;
    const Stored* stored = TRY(load(record));
    if (!stored) return not_here();
    entity_ = tables_.pack().entity(stored->shown.entity);
    const auto dossier = TRY(tables_.dossier(stored->dossier));
    if (!dossier) return not_here();
    dossier_ = dossier->id;
    role_ = tables_.pack().role(dossier->role);
    if (role_ && dossier->held) not_shown_ = TRY(newly_read(tables_, *role_, TRY(tables_.pack_of(dossier->nr))));
    return done();
}

Status RuleCheck::propose(const Assignment& change) {
    Stored* stored = TRY(load(change.record));
    const model::Entity* entity = stored ? tables_.pack().entity(stored->shown.entity) : nullptr;
    if (!entity) return not_here();
    if (change.field == "_verwijderd") {
        if (change.record == record_) removing_ = change.text == "true";
        return done();
    }
    const model::Field* field = entity->field(change.field);
    if (!field || field->is_parent) return no_field(*entity);
    proposed_.emplace(change.record, field->number);
    if (field->type == model::Type::set) return put_set(stored->shown, *field, change);
    put(stored->shown, {field->number, {}}, TRY(model::parse(*field, change.text)));
    return done();
}

Result<std::vector<RuleFinding>> RuleCheck::check() {
    std::vector<RuleFinding> found;
    if (!entity_) return found;
    for (const Rule& rule : tables_.pack().rules()) {
        if (rule.entity != entity_->number) continue;
        if (auto one = TRY(look(rule))) found.push_back(std::move(*one));
    }
    return found;
}

Result<std::optional<RuleFinding>> RuleCheck::look(const Rule& rule) {
    Names names, unknown;
    const Answer applies = TRY(all(rule.when, unknown));
    if (applies == Answer::nee) return std::optional<RuleFinding>();
    const Answer wrong = both(applies, TRY(broken(rule, names, unknown)));
    if (wrong == Answer::nee) return std::optional<RuleFinding>();
    if (wrong == Answer::onbekend)
        for (std::string& name : unknown.take()) names.add(std::move(name));
    RuleFinding finding;
    finding.code = rule.code;
    finding.label = rule.label;
    finding.severity = rule.severity;
    finding.outcome = wrong == Answer::onbekend               ? RuleFinding::Outcome::unknown
                      : rule.severity == Rule::Severity::info ? RuleFinding::Outcome::info
                                                              : RuleFinding::Outcome::failed;
    finding.fields = names.take();
    return std::optional(std::move(finding));
}

Result<Answer> RuleCheck::broken(const Rule& rule, Names& names, Names& unknown) {
    switch (rule.kind) {
        case Rule::Kind::not_before: return before(rule, names, unknown);
        case Rule::Kind::not_together: {
            for (const model::Condition& one : rule.conditions) names.add(name_of(one.place));
            return all(rule.conditions, unknown);
        }
        case Rule::Kind::preset: {
            names.add(name_of({rule.entity, rule.field}));
            const Fact field = TRY(fact({rule.entity, rule.field}));
            return field.known ? answer_of(!field.filled) : Answer::onbekend;
        }
        case Rule::Kind::only_if: return filled_without(rule, names, unknown);
        case Rule::Kind::delivery_removed_only_if: return removed_in_spite(rule, names, unknown);
        case Rule::Kind::required_when: return missing(rule, names, unknown);
    }
    return Answer::nee;
}

// ---- what is here

/// Null: it is not here. With what is proposed.
Result<Stored*> RuleCheck::load(const Id& id) {
    const auto known = here_.find(id);
    auto& place = known != here_.end() ? known->second : here_[id] = TRY(tables_.load(id));
    return place ? &*place : nullptr;
}

Result<const merge::Record*> RuleCheck::on_the_way_up(std::uint16_t entity) {
    for (Id at = record_; !at.zero();) {
        const Stored* stored = TRY(load(at));
        if (!stored) break;
        if (stored->shown.entity == entity) return &stored->shown;
        at = stored->shown.parent;
    }
    return nullptr;
}

Result<std::vector<Id>> RuleCheck::others(std::uint16_t entity) {
    const Layout* layout = tables_.schema().layout(entity);
    std::vector<Id> found;
    if (!layout) return found;
    sqlite::Statement query =
        TRY(tables_.db().prepare_once("SELECT id FROM " + quoted(layout->table) +
                                      " WHERE _dossier = (SELECT nr FROM dossier WHERE dossier.id = ?1) ORDER BY nr"));
    query.bind_blob(1, dossier_.bytes());
    while (TRY(query.step()))
        if (const auto id = Id::from_bytes(query.blob(0)); id && *id != record_) found.push_back(*id);
    return found;
}

bool RuleCheck::readable(const Id& record, std::uint16_t entity, std::uint16_t field) const {
    if (proposed_.count({record, field})) return true;
    return role_ && tables_.pack().may_read(*role_, entity, field) && !not_shown_.count({entity, field});
}

RuleCheck::Fact RuleCheck::fact(const merge::Record* record, std::uint16_t entity, std::uint16_t number) const {
    Fact found;
    if (!record || !readable(record->id, entity, number)) return found;
    const model::Field* field = tables_.pack().entity(entity)->field(number);
    found.known = true;
    for (const merge::FieldState& state : record->fields) {
        if (state.key.number != number || state.entries.empty()) continue;
        const merge::Reading reading = model::read(*field, state.entries);
        if (reading.conflict) return {};
        if (!reading.shown) continue;
        const model::Value& value = reading.shown->value;
        if (field->type == model::Type::set) {
            found.filled = found.filled || model::is_true(value);
        } else {
            found.value = value;
            found.filled = !model::is_null(value);
        }
    }
    return found;
}

Result<RuleCheck::Fact> RuleCheck::fact(const model::FieldPlace& place) {
    return fact(TRY(on_the_way_up(place.entity)), place.entity, place.field);
}

Answer RuleCheck::holds(const merge::Record* record, const model::Condition& condition) const {
    const Fact found = fact(record, condition.place.entity, condition.place.field);
    if (!found.known) return Answer::onbekend;
    return answer_of(found.filled &&
                     std::find(condition.in.begin(), condition.in.end(), found.value) != condition.in.end());
}

Result<Answer> RuleCheck::all(const std::vector<model::Condition>& conditions, Names& unknown) {
    Answer answer = Answer::ja;
    Names not_known;
    for (const model::Condition& one : conditions) {
        const Answer holds_here = holds(TRY(on_the_way_up(one.place.entity)), one);
        if (holds_here == Answer::onbekend) not_known.add(name_of(one.place));
        answer = both(answer, holds_here);
    }
    // Where one surely does not hold, it does not matter what the others are.
    if (answer == Answer::onbekend)
        for (std::string& name : not_known.take()) unknown.add(std::move(name));
    return answer;
}

/// "niveau"; of another record "traject.termijn_start".
std::string RuleCheck::name_of(const model::FieldPlace& place) const {
    const model::Entity& entity = *tables_.pack().entity(place.entity);
    const std::string& name = entity.field(place.field)->name;
    return place.entity == entity_->number ? name : entity.name + "." + name;
}

// ---- the kinds of rule

Result<Answer> RuleCheck::before(const Rule& rule, Names& names, Names& unknown) {
    names.add(name_of({rule.entity, rule.field}));
    const Fact date = TRY(fact({rule.entity, rule.field}));
    if (date.known && !date.filled) return Answer::nee;
    Answer in_order = Answer::ja;
    for (const model::OtherDate& other : rule.than) in_order = both(in_order, TRY(not_before(date, other, unknown)));
    return opposite(in_order);
}

Result<Answer> RuleCheck::not_before(const Fact& date, const model::OtherDate& other, Names& unknown) {
    const auto mine = date.known ? date_of(date.value) : std::nullopt;
    if (!mine) return Answer::onbekend;
    if (other.which != model::OtherDate::Which::the_one) return not_before_others(*mine, other, unknown);
    const Fact theirs = TRY(fact(other.place));
    const auto than = theirs.known && theirs.filled ? date_of(theirs.value) : std::nullopt;
    const Answer answer = than ? model::not_before(*mine, *than) : Answer::onbekend;
    if (answer == Answer::onbekend) unknown.add(name_of(other.place));
    return answer;
}

/// Not before the first: there is one that it is not before. Not before the latest: there is none that it is before.
Result<Answer> RuleCheck::not_before_others(const model::PartialDate& date, const model::OtherDate& other,
                                            Names& unknown) {
    const bool first = other.which == model::OtherDate::Which::first;
    Answer answer = answer_of(!first);
    bool any = false;
    for (const Id& id : TRY(others(other.place.entity))) {
        const Stored* stored = TRY(load(id));
        if (!stored) continue;
        const Answer counts = other.where ? holds(&stored->shown, *other.where) : Answer::ja;
        if (counts == Answer::nee) continue;
        any = true;
        const Fact found = fact(&stored->shown, other.place.entity, other.place.field);
        const auto theirs = found.known && found.filled ? date_of(found.value) : std::nullopt;
        const Answer after = theirs ? model::not_before(date, *theirs) : Answer::onbekend;
        answer = first ? either(answer, both(counts, after)) : both(answer, either(opposite(counts), after));
    }
    if (!any) answer = Answer::onbekend;
    if (answer == Answer::onbekend)
        unknown.add(tables_.pack().entity(other.place.entity)->name + "." +
                    tables_.pack().entity(other.place.entity)->field(other.place.field)->name);
    return answer;
}

Result<Answer> RuleCheck::filled_without(const Rule& rule, Names& names, Names& unknown) {
    names.add(name_of({rule.entity, rule.field}));
    const Fact field = TRY(fact({rule.entity, rule.field}));
    const Answer filled = field.known ? answer_of(field.filled) : Answer::onbekend;
    if (filled == Answer::nee) return Answer::nee;
    return both(filled, opposite(TRY(all(rule.conditions, unknown))));
}

Result<Answer> RuleCheck::missing(const Rule& rule, Names& names, Names& unknown) {
    Answer answer = Answer::nee;
    for (const std::uint16_t number : rule.fields) {
        const Fact field = TRY(fact({rule.entity, number}));
        const Answer empty = field.known ? answer_of(!field.filled) : Answer::onbekend;
        if (empty == Answer::ja) names.add(name_of({rule.entity, number}));
        if (empty == Answer::onbekend) unknown.add(name_of({rule.entity, number}));
        answer = either(answer, empty);
    }
    return answer;
}

Result<Answer> RuleCheck::removed_in_spite(const Rule& rule, Names& names, Names& unknown) {
    if (!removing_) return Answer::nee;
    Answer answer = Answer::nee;
    const auto add = [&](Answer in_the_way, std::string name) {
        if (in_the_way == Answer::ja) names.add(std::move(name));
        else if (in_the_way == Answer::onbekend) unknown.add(std::move(name));
        answer = either(answer, in_the_way);
    };
    for (const model::FieldPlace& place : rule.empty) {
        const Fact found = TRY(fact(place));
        add(found.known ? answer_of(found.filled) : Answer::onbekend, name_of(place));
    }
    for (const model::Others& one : rule.none) add(TRY(any_of(one)), tables_.pack().entity(one.entity)->name);
    return answer;
}

Result<Answer> RuleCheck::any_of(const model::Others& wanted) {
    // A role that cannot read what makes one count cannot know that there is none.
    const bool sees = role_ && (wanted.where ? readable({}, wanted.entity, wanted.where->place.field)
                                             : tables_.pack().may_read_any(*role_, wanted.entity));
    Answer answer = sees ? Answer::nee : Answer::onbekend;
    for (const Id& id : TRY(others(wanted.entity))) {
        const Stored* stored = TRY(load(id));
        if (stored) answer = either(answer, wanted.where ? holds(&stored->shown, *wanted.where) : Answer::ja);
    }
    return answer;
}

Result<std::vector<RuleFinding>> Store::check_record(const Id& record, const std::vector<Assignment>& proposed) {
    RuleCheck check(state_->db());
    TRY(check.begin(record));
    for (const Assignment& change : proposed) TRY(check.propose(change));
    return check.check();
}

}  // namespace wegwijs::store
