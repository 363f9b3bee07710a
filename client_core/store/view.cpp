#include "client_core/store/view.hpp"

#include <algorithm>

#include "client_core/shared/model/moment.hpp"
#include "client_core/store/json_text.hpp"

namespace wegwijs::store {

namespace {

const char* kind_name(merge::Kind kind) {
    switch (kind) {
        case merge::Kind::decide: return "decide";
        case merge::Kind::guarded: return "guarded";
        case merge::Kind::plain: break;
    }
    return "plain";
}

/// Does the typed row hold this field, so that it is shown under its name?
bool known(const model::Entity* entity, const merge::FieldState& field) {
    if (field.key == merge::deletion) return true;
    const model::Field* one = entity ? entity->field(field.key.number) : nullptr;
    if (!one || one->is_parent || (one->type == model::Type::set) == field.key.element.empty()) return false;
    return std::all_of(field.entries.begin(), field.entries.end(),
                       [&](const merge::Entry& e) { return fits(cell_of(one->type), e.value); });
}

}  // namespace

std::string plain_json(ByteView value) {
    std::string out;
    if (model::is_null(value)) return "null";
    if (model::is_true(value)) return "true";
    if (value == model::false_value) return "false";
    if (const auto number = model::decode_integer(value)) return std::to_string(*number);
    if (const auto text = model::decode_text(value)) {
        append_json_string(out, *text);
    } else if (const auto bytes = model::decode_bytes(value)) {
        const auto id = Id::from_bytes(*bytes);
        append_json_string(out, id ? id->text() : to_hex(*bytes));
    } else {
        append_json_string(out, to_hex(value));
    }
    return out;
}

View::View(Store::State& state) : state_(state) {
    if (auto sync = SyncState::load(state.db())) lineage_ = std::move(sync->lineage);
    if (auto device = state.db().device()) device_ = *device;
}

std::string View::author(std::uint64_t device) const {
    // An earlier number of this very tablet is the same person.
    if (merge::own(lineage_, device_, UINT64_MAX, {0, device, 0, 0})) return state_.identity.user;
    auto name = state_.db().value("device:" + std::to_string(device));
    return name && !name->empty() ? *name : "apparaat " + std::to_string(device);
}

std::string View::field_name(const model::Entity* entity, const merge::FieldKey& key) const {
    if (key == merge::deletion) return "_verwijderd";
    const model::Field* field = entity ? entity->field(key.number) : nullptr;
    std::string name = field ? field->name : std::to_string(key.number);
    if (!key.element.empty()) name.append(":").append(key.element.view());
    return name;
}

std::string View::value_json(const model::Field* field, const merge::FieldKey& key, ByteView value) const {
    if (!field || !key.element.empty() || !fits(cell_of(field->type), value)) return plain_json(value);
    return model::to_json(*field, value);
}

EntryView View::entry(const model::Field* field, const merge::Entry& entry) const {
    EntryView view;
    view.value_json = field && field->type != model::Type::set && fits(cell_of(field->type), entry.value)
                          ? model::to_json(*field, entry.value)
                          : plain_json(entry.value);
    view.by = author(entry.stamp.device);
    view.device = entry.stamp.device;
    view.seq = entry.stamp.seq;
    view.at = entry.stamp.at;
    view.local = entry.stamp.server_seq == merge::unsent;
    return view;
}

void View::entry_json(JsonText& out, const EntryView& entry) const {
    out.open('{');
    out.key("value").raw(entry.value_json);
    out.key("by").text(entry.by);
    out.key("device").raw(std::to_string(entry.device));
    out.key("at").text(model::moment_text(entry.at));
    out.close('}');
}

void View::fields(JsonText& out, const model::Entity& entity, const Stored& stored) const {
    for (const model::Field& field : entity.fields) {
        if (field.is_parent) {
            if (!stored.shown.parent.zero()) out.key(field.name).text(stored.shown.parent.text());
            continue;
        }
        if (field.type == model::Type::set) {
            bool any = false;
            for (const merge::FieldState& state : stored.shown.fields) {
                if (state.key.number != field.number || !known(&entity, state)) continue;
                if (!any) out.key(field.name).open('[');
                any = true;
                if (model::is_true(model::read(field, state.entries).shown->value)) out.text(state.key.element);
            }
            if (any) out.close(']');
            continue;
        }
        const merge::Entries* entries = stored.shown.find({field.number, {}});
        if (!entries || entries->empty() || !known(&entity, {{field.number, {}}, *entries})) continue;
        out.key(field.name).raw(model::to_json(field, model::read(field, *entries).shown->value));
    }
}

void View::conflicts(JsonText& out, const model::Entity* entity, const Stored& stored) const {
    for (const merge::FieldState& state : stored.shown.fields) {
        if (state.entries.size() < 2 || !known(entity, state)) continue;
        const model::Field* field = entity ? entity->field(state.key.number) : nullptr;
        const bool open = state.key == merge::deletion ? merge::read_deletion(stored.shown) == merge::Deletion::conflict
                                                       : field && model::read(*field, state.entries).conflict;
        if (!open) continue;
        out.key(field_name(entity, state.key)).open('[');
        for (const merge::Entry& one : state.entries) entry_json(out, entry(field, one));
        out.close(']');
    }
}

void View::unknown(JsonText& out, const model::Entity* entity, const Stored& stored) const {
    for (const merge::FieldState& state : stored.shown.fields) {
        if (state.entries.empty() || known(entity, state)) continue;
        out.key(field_name(entity, state.key)).raw(plain_json(merge::winner(state.entries).value));
    }
}

std::string View::record(const Stored& stored, const Id& dossier, bool deleted) const {
    const model::Entity* entity = state_.db().pack().entity(stored.shown.entity);
    bool local = false;
    for (const merge::FieldState& field : stored.shown.fields)
        for (const merge::Entry& one : field.entries) local |= one.stamp.server_seq == merge::unsent;
    JsonText out;
    out.open('{');
    out.key("id").text(stored.shown.id.text());
    out.key("entity").text(entity ? entity->name : std::to_string(stored.shown.entity));
    out.key("dossier").text(dossier.text());
    out.key("fields").open('{');
    if (entity) fields(out, *entity, stored);
    out.close('}');
    out.key("conflicts").open('{');
    conflicts(out, entity, stored);
    out.close('}');
    out.key("unknown").open('{');
    unknown(out, entity, stored);
    out.close('}');
    out.key("state").text(local ? "local" : "server");
    if (deleted) out.key("deleted").raw("true");
    out.close('}');
    return out.take();
}

std::string View::transaction(const merge::Transaction& transaction) const {
    std::map<Id, const model::Entity*> entities;
    JsonText out;
    out.open('{');
    out.key("seq").raw(std::to_string(transaction.seq));
    out.key("dossier").text(transaction.dossier.text());
    out.key("at").text(model::moment_text(transaction.at));
    out.key("kind").text(kind_name(transaction.kind));
    out.key("created").open('[');
    for (const merge::Creation& made : transaction.created) {
        const model::Entity* entity = entities[made.record] = state_.db().pack().entity(made.entity);
        out.open('{');
        out.key("id").text(made.record.text());
        out.key("entity").text(entity ? entity->name : std::to_string(made.entity));
        if (!made.parent.zero()) out.key("parent").text(made.parent.text());
        out.close('}');
    }
    out.close(']');
    for (const merge::Creation& touched : transaction.touched)
        entities[touched.record] = state_.db().pack().entity(touched.entity);
    out.key("writes").open('[');
    for (const merge::Write& write : transaction.writes) {
        const model::Entity* entity = entities[write.record];
        out.open('{');
        out.key("id").text(write.record.text());
        out.key("field").text(field_name(entity, write.key));
        out.key("value").raw(value_json(entity ? entity->field(write.key.number) : nullptr, write.key, write.value));
        out.close('}');
    }
    out.close(']');
    out.close('}');
    return out.take();
}

}  // namespace wegwijs::store
