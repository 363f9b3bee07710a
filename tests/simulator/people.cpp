// What people do at a tablet.
#include <algorithm>

#include "client_core/shared/model/value.hpp"
#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

namespace {

bool hidden(const merge::Record& record) { return merge::read_deletion(record) == merge::Deletion::hidden; }

bool in_conflict(const FieldRule& field, const merge::Entries& entries) {
    if (field.policy != "beoordelen" && field.policy != "eerste") return false;
    return std::any_of(entries.begin(), entries.end(),
                       [&](const merge::Entry& e) { return e.value != entries.front().value; });
}

}  // namespace

void Simulation::note(Tablet& t, const std::string& what, const Saved& saved) {
    ++counts[saved.work ? "saves" : "saves refused: " + saved.code];
    say(&t, what + (saved.work ? " saved as " + std::to_string(truth_.work(*saved.work).seq) : ": " + saved.code));
}

std::optional<Form> Simulation::form_to_use(Tablet& t, bool kept) {
    if (kept && !t.forms.empty()) {
        auto& chosen = any_of(t.forms);
        Form form = std::move(chosen);
        if (&chosen != &t.forms.back()) chosen = std::move(t.forms.back());
        t.forms.pop_back();
        return form;
    }
    const std::vector<Id> there = t.dossiers();
    if (there.empty()) return std::nullopt;
    return t.open_form(any_of(there));
}

void Simulation::open_form(Tablet& t) {
    if (t.forms.size() >= 3) return;
    auto form = form_to_use(t, false);
    if (!form) return;
    say(&t, "opens a form");
    t.forms.push_back(std::move(*form));
}

std::string Simulation::value(const FieldRule& field, const merge::Entries* entries) {
    if (field.kind == Kind::yes_no || field.kind == Kind::elements) return chance(.5) ? "true" : "false";
    if (field.kind == Kind::minutes) return std::to_string(1 + pick(600));
    if (field.kind == Kind::counter) return std::string(any_of(counters));
    if (field.kind == Kind::stand) return std::string(entries ? signed_off : draft);
    if (field.kind == Kind::text) {
        std::string text = "w" + std::to_string(next_value_++);
        if (profile_.small_chunks && chance(.2)) text.append(pick(400), '.');
        return text;
    }
    std::vector<std::string> from;
    if (entries)
        for (const merge::Entry& entry : *entries)
            if (const auto code = model::decode_text(entry.value)) from.emplace_back(*code);
    if (from.empty()) from.emplace_back();
    const std::string before = any_of(from);
    std::vector<std::string_view> to;
    for (const std::string_view one : choices)
        if (move_allowed(before, one) || chance(.03)) to.push_back(one);
    return to.empty() ? "s0" : std::string(any_of(to));
}

std::vector<store::Assignment> Simulation::typed(const Form& form, std::size_t fields) {
    std::vector<const merge::Record*> records;
    for (const auto& [id, record] : form.shown)
        if (!entity(record.entity).append_only && (!hidden(record) || chance(.05))) records.push_back(&record);
    std::vector<store::Assignment> all;
    if (records.empty()) return all;
    for (std::size_t i = 0; i < fields; ++i) {
        const merge::Record& record = *any_of(records);
        const FieldRule& field = any_of(entity(record.entity).fields);
        if (!form.view.sees(record.entity, field.number) || field.kind == Kind::stand) continue;
        store::Assignment one{record.id, std::string(field.name), {}, {}};
        if (field.kind == Kind::elements) one.element = std::string(any_of(elements));
        const merge::Element element = one.element ? merge::Element(*one.element) : merge::Element();
        one.text = value(field, record.find({field.number, element}));
        const bool twice = std::any_of(all.begin(), all.end(), [&](const store::Assignment& other) {
            return other.record == one.record && other.field == one.field && other.element == one.element;
        });
        if (!twice) all.push_back(std::move(one));
    }
    return all;
}

void Simulation::save_form(Tablet& t) {
    if (t.forms.empty()) return;
    const auto form = form_to_use(t, true);
    const auto changes = typed(*form, 1 + pick(2));
    if (changes.empty()) return;
    const Saved saved = t.save(truth_, form->dossier, form->shown, form->view,
                               [&](store::Store& store) { return store.save(form->edit, changes); });
    note(t, "a form", saved);
}

void Simulation::save_some(Tablet& t, std::size_t fields) {
    const auto form = form_to_use(t, false);
    if (!form) return;
    const auto changes = typed(*form, fields);
    if (changes.empty()) return;
    const Saved saved = t.save(truth_, form->dossier, form->shown, form->view,
                               [&](store::Store& store) { return store.save(form->edit, changes); });
    note(t, std::to_string(changes.size()) + " fields", saved);
    if (!saved.work && !t.disk.stopped()) (void)t.store->drop_edit(form->edit);
}

void Simulation::decide(Tablet& t) {
    const auto form = form_to_use(t, chance(.3));
    if (!form) return;
    std::vector<store::Assignment> open;
    for (const auto& [id, record] : form->shown)
        for (const merge::FieldState& state : record.fields) {
            const FieldRule* field = entity(record.entity).field(state.key.number);
            if (field && in_conflict(*field, state.entries))
                open.push_back({id, std::string(field->name), value(*field, &state.entries), {}});
        }
    if (open.empty()) {
        if (!t.disk.stopped()) (void)t.store->drop_edit(form->edit);
        return;
    }
    const auto& choice = any_of(open);
    const Saved saved = t.save(truth_, form->dossier, form->shown, form->view,
                               [&](store::Store& store) { return store.decide(form->edit, choice); });
    note(t, "a decision", saved);
}

void Simulation::make(Tablet& t, std::string_view name) {
    const std::vector<Id> there = t.dossiers();
    if (there.empty()) return;
    const Id dossier = any_of(there);
    const Shown shown = t.shown(dossier);
    const auto view = t.view(dossier);
    const EntityRule& of = entity(name);
    if (!view || shown.size() > 9) return;
    std::vector<Id> parents;
    for (const auto& [id, record] : shown)
        if (entity(record.entity).name == of.parent && (!hidden(record) || chance(.05))) parents.push_back(id);
    if (parents.empty()) return;
    store::NewRecord made;
    made.entity = name;
    made.parent = any_of(parents);
    const FieldRule& first = of.fields.front();
    made.values.push_back({{}, std::string(first.name), value(first, nullptr), {}});
    if (name == "plan" && view->sees(of.number, 8))
        made.values.push_back({{}, "zorg", value(*of.field(8), nullptr), {}});
    if (name == "urenregel") add_hours(made, shown);
    if (name == "besluit") {
        made.values.push_back({{}, "stand", std::string(draft), {}});
        if (chance(.3)) made.values.push_back({{}, "reden", value(*of.field(4), nullptr), {}});
    }
    const Saved saved =
        t.save(truth_, dossier, shown, *view, [&](store::Store& store) { return store.create_records({made}); });
    note(t, "a new " + std::string(name), saved);
}

/// An entry counts for something, and may correct one that is there.
void Simulation::add_hours(store::NewRecord& made, const Shown& shown) {
    const EntityRule& of = entity(made.entity);
    made.values.push_back({{}, "teller", value(*of.field(3), nullptr), {}});
    std::vector<Id> others;
    for (const auto& [id, record] : shown)
        if (record.entity == of.number) others.push_back(id);
    if (!others.empty() && chance(.3)) made.values.push_back({{}, "corrigeert", any_of(others).text(), {}});
}

void Simulation::make_dossier(Tablet& t) {
    if (office_.running() && office_.dossiers().size() >= 6) return;
    if (t.dossiers().size() >= 8) return;
    store::NewRecord root, plan;
    root.entity = "map";
    root.municipality = any_of(municipalities);
    root.id = t.store->make_id();
    root.values = {{{}, "naam", value(*entity("map").field(1), nullptr), {}},
                   {{}, "nummer", value(*entity("map").field(2), nullptr), {}}};
    plan.entity = "plan";
    plan.parent = root.id;
    plan.values = {{{}, "tel", value(*entity("plan").field(2), nullptr), {}}, {{}, "status", "s0", {}}};
    const View view{"km", t.store->pack().version()};
    const Saved saved = t.save(truth_, root.id, {}, view, [&](store::Store& store) {
        return store.create_records({root, plan});
    });
    note(t, "a new dossier in " + root.municipality, saved);
}

void Simulation::set_removed(Tablet& t, bool removed) {
    const auto form = form_to_use(t, chance(.4));
    if (!form) return;
    std::vector<Id> candidates;
    for (const auto& [id, record] : form->shown) {
        if (entity(record.entity).append_only || entity(record.entity).parent.empty()) continue;
        const merge::Deletion reads = merge::read_deletion(record);
        if (removed ? reads == merge::Deletion::none : reads != merge::Deletion::none) candidates.push_back(id);
        else if (reads == merge::Deletion::conflict) candidates.push_back(id);
    }
    if (candidates.empty()) {
        if (!t.disk.stopped()) (void)t.store->drop_edit(form->edit);
        return;
    }
    const Id id = any_of(candidates);
    const Saved saved = t.save(truth_, form->dossier, form->shown, form->view, [&](store::Store& store) {
        return removed ? store.remove(form->edit, id) : store.restore(form->edit, id);
    });
    note(t, removed ? "a deletion" : "an undoing of a deletion", saved);
}

}  // namespace wegwijs::simulator
