#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/store/edit.hpp"

namespace wegwijs::store {

namespace {

// Never destroyed: a thread of an app may save while the process ends.
const std::string& unchanged = *new std::string(" Nothing was saved.");

std::string called(const model::Field& field) { return "'" + field.name + "'"; }

/// What judge() says, in words.
Error judged(const std::string& code, const model::Field& field) {
    if (code == "conflict_open")
        return refused(code, called(field) + " has two values that a person has to choose from." + unchanged +
                                 " Decide the conflict first.");
    if (code == "al_vastgelegd")
        return refused(code, called(field) + " was laid down before and cannot be changed." + unchanged);
    if (code == "zet")
        return refused(code, called(field) + " cannot go from its present value to this one." + unchanged +
                                 " Look at the record again.");
    return refused(code == "server" ? "mag_niet" : code,
                   called(field) + " is filled by the server and cannot be changed here." + unchanged);
}

const merge::Entries none{};

}  // namespace

Error refused(std::string code, std::string message) { return {std::move(code), std::move(message), Retry::never}; }

const Stored* OpenEdit::find(const Id& id) const {
    for (const Stored& one : shown)
        if (one.shown.id == id) return &one;
    return nullptr;
}

const merge::Creation* Draft::creation(const Id& id) const {
    for (const merge::Creation& one : created)
        if (one.record == id) return &one;
    return nullptr;
}

namespace {

Error not_shown_yet(const std::string& what) {
    return refused("niet_getoond", "Since the rules changed you may read " + what +
                                       ", and what stands there has not come yet." + unchanged + " Sync first.");
}

}  // namespace

Result<Drafter::Target> Drafter::target(const Id& record) const {
    Target found;
    if (const merge::Creation* made = draft_.creation(record)) {
        found.entity = pack_.entity(made->entity);
    } else if (const Stored* shown = edit_.find(record)) {
        found.entity = pack_.entity(shown->shown.entity);
        found.shown = &shown->shown;
    } else {
        return refused("niet_getoond", "A record that was not shown when the edit was opened cannot be changed by it." +
                                           unchanged + " Open the record and try again.");
    }
    if (!found.entity)
        return refused("mag_niet", "This record comes from a newer version and cannot be changed yet." + unchanged);
    return found;
}

Status Drafter::may(const Target& target, const model::Field& field) const {
    const std::uint16_t entity = target.entity->number;
    if (!target.shown) {
        if (pack_.may_fill(edit_.role, entity, field.number)) return done();
        return refused("mag_niet", "Your role may not fill in " + called(field) + "." + unchanged);
    }
    if (target.entity->append_only)
        return refused("append_only",
                       "This kind of record is never changed." + unchanged + " Make a new one that corrects it.");
    if (merge::read_deletion(*target.shown) == merge::Deletion::hidden)
        return refused("verwijderd", "This record was deleted." + unchanged + " Restore it first.");
    if (edit_.not_shown.count({entity, field.number})) return not_shown_yet(called(field));
    // Only what was shown can be changed, so it must be readable too.
    if (pack_.may_write(edit_.role, entity, field.number) && pack_.may_read(edit_.role, entity, field.number))
        return done();
    if (field.policy == merge::Policy::server) return judged("server", field);
    return refused("mag_niet", "Your role may not change " + called(field) + "." + unchanged);
}

Status Drafter::frozen(const Target& target, const model::Field& field) const {
    if (!target.shown || !target.entity->frozen_by(*target.shown)) return done();
    // Two who laid it down at the same time: that a person must be able to settle.
    const merge::Entries* seen = target.shown->find({field.number, {}});
    if (draft_.kind == merge::Kind::decide && seen && model::read(field, *seen).conflict) return done();
    return refused("bevroren", "This record has been made final and can no longer be changed." + unchanged);
}

Status Drafter::assign(const Assignment& change) {
    const Target at = TRY(target(change.record));
    const model::Field* field = at.entity->field(change.field);
    if (!field && change.field == "_verwijderd") return remove(change.record, change.text == "true");
    if (!field)
        return refused("invalid_value", "There is no field of that name here." + unchanged +
                                            " Ask for the fields of '" + at.entity->name + "'.");
    if (field->is_parent) return refused("mag_niet", called(*field) + " is fixed when the record is made." + unchanged);
    if (field->type == model::Type::set) return assign_set(change.record, *field, change, at.shown);
    if (change.element) return refused("invalid_value", called(*field) + " is not a list." + unchanged);
    return write(change.record, {field->number, {}}, TRY(model::parse(*field, change.text)));
}

/// With an element: that one. Without: the whole list, elements apart by commas; what is not in it goes.
Status Drafter::assign_set(const Id& record, const model::Field& field, const Assignment& change,
                           const merge::Record* shown) {
    if (change.element) {
        if (change.text != "true" && change.text != "false")
            return refused("invalid_value",
                           "An element of " + called(field) + " is 'true' (in) or 'false' (out)." + unchanged);
        return write(record, {field.number, TRY(model::parse_element(field, *change.element))},
                     model::encode_bool(change.text == "true"));
    }
    std::vector<std::string> wanted;
    std::string_view rest = change.text;
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view one = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        if (one.find_first_not_of(' ') != one.npos) wanted.push_back(TRY(model::parse_element(field, one)));
    }
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::vector<std::string> present;
    if (shown)
        for (const merge::FieldState& state : shown->fields)
            if (state.key.number == field.number && !state.entries.empty() &&
                model::is_true(model::read(field, state.entries).shown->value))
                present.emplace_back(state.key.element.view());
    for (const std::string& one : present)
        if (!std::binary_search(wanted.begin(), wanted.end(), one))
            TRY(write(record, {field.number, one}, model::false_value));
    for (const std::string& one : wanted)
        if (std::find(present.begin(), present.end(), one) == present.end())
            TRY(write(record, {field.number, one}, model::true_value));
    return done();
}

Status Drafter::write(const Id& record, const merge::FieldKey& key, Bytes value) {
    const Target at = TRY(target(record));
    if (key == merge::deletion) return remove(record, model::is_true(value));
    const model::Field* field = at.entity->field(key.number);
    if (!field)
        return refused("mag_niet", "This field comes from a newer version and cannot be changed yet." + unchanged);
    TRY(may(at, *field));
    TRY(frozen(at, *field));
    if (value.size() > limits::value_bytes)
        return refused("limit", called(*field) + " is longer than the " + std::to_string(limits::value_bytes / 1024) +
                                    " KiB that fit." + unchanged);
    if (at.shown && field->required && model::is_null(value))
        return refused("required", called(*field) + " cannot be left empty." + unchanged);
    const merge::Entries* seen = at.shown ? at.shown->find(key) : nullptr;
    const std::string why = model::judge(*field, seen ? *seen : none, value, draft_.kind);
    if (!why.empty()) return judged(why, *field);
    if (field->guard && draft_.kind == merge::Kind::plain) {
        const auto code = model::decode_text(value);
        if (code && std::find(field->guarded.begin(), field->guarded.end(), *code) != field->guarded.end())
            draft_.kind = merge::Kind::guarded;
    }
    for (merge::Write& before : draft_.writes)
        if (before.record == record && before.key == key) {
            before.value = std::move(value);
            return done();
        }
    draft_.writes.push_back({record, key, std::move(value)});
    return done();
}

Status Drafter::remove(const Id& record, bool deleted) {
    const Target at = TRY(target(record));
    if (!at.shown) return refused("niet_getoond", "A record that is not there yet cannot be deleted." + unchanged);
    if (!pack_.may_write(edit_.role, at.entity->number, merge::deletion.number))
        return refused("mag_niet", "Only a role that sees all of a record may delete or restore it." + unchanged);
    if (deleted && !edit_.not_shown.empty()) return not_shown_yet("all of this record");
    const merge::Deletion state = merge::read_deletion(*at.shown);
    if (deleted && state == merge::Deletion::hidden)
        return refused("verwijderd", "This record was deleted already." + unchanged);
    if (!deleted && state == merge::Deletion::none)
        return refused("niet_getoond", "This record is not deleted." + unchanged);
    if (at.entity->frozen_by(*at.shown) && deleted)
        return refused("bevroren", "This record has been made final and cannot be deleted." + unchanged);
    draft_.writes.push_back({record, merge::deletion, model::encode_bool(deleted)});
    return done();
}

Status Drafter::create(const Id& record, const model::Entity& entity, const Id& parent) {
    if (!pack_.may_create(edit_.role, entity.number))
        return refused("mag_niet", "Your role may not make this kind of record ('" + entity.name + "')." + unchanged);
    draft_.created.push_back({record, entity.number, parent});
    return done();
}

Status Drafter::finish() const {
    if (draft_.writes.size() > limits::writes_in_transaction)
        return refused("limit", "That is more than the " + std::to_string(limits::writes_in_transaction) +
                                    " values that can be saved at once." + unchanged);
    for (const merge::Creation& made : draft_.created) {
        for (const model::Field& field : pack_.entity(made.entity)->fields) {
            if (!field.required || field.is_parent || !pack_.may_fill(edit_.role, made.entity, field.number)) continue;
            const bool filled = std::any_of(draft_.writes.begin(), draft_.writes.end(), [&](const merge::Write& w) {
                return w.record == made.record && w.key.number == field.number && !model::is_null(w.value);
            });
            if (!filled) return refused("required", called(field) + " must be filled in." + unchanged);
        }
    }
    return done();
}

}  // namespace wegwijs::store
