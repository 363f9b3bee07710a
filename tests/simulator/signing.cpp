// What cannot be taken back: somebody signs off what stands on the screen, while others still write in it.
#include <algorithm>

#include "client_core/shared/model/value.hpp"
#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

namespace {

/// Records that are not signed off yet. `placed`: only those that the server has.
std::vector<Id> drafts(const Form& form, bool placed) {
    std::vector<Id> all;
    for (const auto& [id, record] : form.shown) {
        if (entity(record.entity).name != "besluit" || merge::read_deletion(record) != merge::Deletion::none) continue;
        const merge::Entries* stand = record.find({3, {}});
        if (!stand || stand->size() != 1 || model::decode_text(stand->front().value).value_or("") != draft) continue;
        if (!placed || stand->front().stamp.server_seq != merge::unsent) all.push_back(id);
    }
    return all;
}

}  // namespace

void Simulation::sign(Tablet& t) { write_in_draft(t, true); }
void Simulation::amend(Tablet& t) { write_in_draft(t, false); }

void Simulation::write_in_draft(Tablet& t, bool signs) {
    const auto form = form_to_use(t, chance(.5));
    if (!form) return;
    const std::vector<Id> there = drafts(*form, signs && chance(.8));
    if (there.empty()) {
        if (!t.disk.stopped()) (void)t.store->drop_edit(form->edit);
        return;
    }
    const Id id = any_of(there);
    std::vector<store::Assignment> changes;
    if (signs) changes.push_back({id, "stand", std::string(signed_off), {}});
    if (!signs || chance(.3)) changes.push_back({id, "tekst", value(*entity("besluit").field(2), nullptr), {}});
    const bool again = std::any_of(t.typed.begin(), t.typed.end(), [&](const auto& typed) {
        const Work& work = truth_.work(typed.second.work);
        return work.code == "niet_gezien" && truth_.written(work.writes.front()).record == id;
    });
    const Saved saved = t.save(truth_, form->dossier, form->shown, form->view,
                               [&](store::Store& store) { return store.save(form->edit, changes); });
    note(t, signs ? "what is signed off" : "a change of a draft", saved);
    if (saved.work && signs) ++counts[again ? "signed again" : "signed"];
    if (!saved.work && !t.disk.stopped()) (void)t.store->drop_edit(form->edit);
}

}  // namespace wegwijs::simulator
