// What a sync costs: as much as what changed, whatever else the store holds.
#include <algorithm>

#include "client_core/shared/protocol/messages.hpp"
#include "client_core/shared/protocol/transaction.hpp"
#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

using What = sync::Action::What;

/// What went over the line in one sync.
struct Simulation::Cost {
    std::size_t requests = 0, up = 0, down = 0, pushed = 0;
    std::map<Id, std::set<merge::FieldKey>> fields;  ///< by record, as they came
    std::set<Id> dossiers;
};

namespace {

// Of a message without content, and for each thing that changed; the values and ids of others are counted apart.
constexpr std::size_t idle_bytes = 420, bytes_of_restore = 96;
constexpr std::size_t bytes_of_write = 96, bytes_of_item = 160;

/// What somebody saved for this: k fields of one dossier.
struct Changed {
    Id dossier;
    std::map<Id, std::set<merge::FieldKey>> fields;
    std::size_t works = 0, bytes = 0;
};

void count(Changed& changed, const Truth& truth, std::size_t number) {
    ++changed.works;
    for (const std::size_t one : truth.work(number).writes) {
        const Written& w = truth.written(one);
        changed.fields[w.record].insert(w.key);
        changed.bytes += bytes_of_write + w.value.size();
        // A write leaves marks where records above it are deleted.
        changed.fields[w.parent].insert(merge::deletion);
        changed.fields[changed.dossier].insert(merge::deletion);
        changed.fields[w.record].insert(merge::deletion);
        changed.bytes += 3 * bytes_of_write;
    }
}

}  // namespace

/// Brings a tablet in step over a good link, and counts.
Simulation::Cost Simulation::measure(Tablet& t) {
    Cost cost;
    t.engine.emplace(*t.store);
    t.action = t.engine->start({});
    for (; t.action.what == What::send && cost.requests < 50; ++cost.requests) {
        const Office::Question question = question_of(t);
        const Bytes& body = question.body;
        const auto asked = must(protocol::decode_request(body), "a request");
        const auto answer = must(office_.ask(question), t.name + " is answered");
        if (say_) say(&t, "syncs: " + told(body, question.device, answer));
        const auto said = must(protocol::decode_answer(answer.body), "an answer");
        cost.up += body.size();
        cost.down += answer.body.size();
        cost.pushed += asked.push_count;
        for (const protocol::Item& item : said.items) {
            cost.dossiers.insert(item.id);
            for (const protocol::ItemRecord& record : item.records)
                for (const merge::FieldState& field : record.fields)
                    cost.fields[record.id.zero() ? id_numbered(t, record.number) : record.id].insert(field.key);
        }
        take(t, answer);
    }
    if (t.action.what != What::finished) violated("stuck", t.name + " does not come in step over a good link");
    applied(t);
    t.engine.reset();
    return cost;
}

Id Simulation::id_numbered(Tablet& t, std::uint64_t number) {
    return must(t.store->tables().record_id(number), t.name + " reads a number").value_or(Id());
}

/// Everybody is in step. Somebody changes k fields; then each sync costs no more than an idle one and what changed.
void Simulation::check_cost(std::size_t k) {
    Tablet& writer = *any_of(tablets_);
    const std::vector<Id> there = writer.dossiers();
    if (there.empty()) return;
    Changed changed{any_of(there), {}, 0, 0};
    std::map<Tablet*, Cost> idle;
    for (const auto& t : tablets_) idle[t.get()] = measure(*t);
    const std::size_t overhead = idle_bytes + bytes_of_restore * static_cast<std::size_t>(put_backs_);
    for (const auto& [t, cost] : idle) {
        if (cost.requests != 1 || cost.up + cost.down > overhead || cost.pushed > 0 || !cost.dossiers.empty())
            violated("cost", t->name + " is in step, and yet a sync takes " + std::to_string(cost.requests) +
                                 " requests, " + std::to_string(cost.up) + " bytes up, " + std::to_string(cost.down) +
                                 " down, " + std::to_string(cost.dossiers.size()) + " dossiers");
        ++counts["idle syncs of " + std::to_string((cost.up + cost.down) / 20 * 20) + " bytes and more"];
    }
    for (std::size_t i = 0; i < k; ++i) {
        const auto form = writer.open_form(changed.dossier);
        const auto fields = form ? typed(*form, 1) : std::vector<store::Assignment>();
        if (fields.empty()) continue;
        const Saved saved = writer.save(truth_, form->dossier, form->shown, form->view,
                                        [&](store::Store& store) { return store.save(form->edit, fields); });
        if (saved.work) count(changed, truth_, *saved.work);
        else (void)writer.store->drop_edit(form->edit);
    }
    if (changed.works == 0) return;
    ++counts["costs looked at"];
    const auto wrong = [&](const Tablet& t, const std::string& what) {
        violated("cost", t.name + ", after " + std::to_string(changed.works) + " changes: " + what);
    };
    std::vector<Tablet*> order{&writer};
    for (const auto& t : tablets_)
        if (t.get() != &writer) order.push_back(t.get());
    for (Tablet* t : order) {
        const Cost cost = measure(*t);
        const Cost& before = idle[t];
        if (cost.pushed > (t == &writer ? changed.works : 0)) wrong(*t, "pushes " + std::to_string(cost.pushed));
        if (cost.requests > 3) wrong(*t, std::to_string(cost.requests) + " requests");
        for (const Id& dossier : cost.dossiers)
            if (dossier != changed.dossier) wrong(*t, "gets another dossier");
        for (const auto& [record, keys] : cost.fields)
            for (const merge::FieldKey& key : keys)
                if (changed.fields.count(record) == 0 || changed.fields.at(record).count(key) == 0)
                    wrong(*t, "gets field " + std::to_string(key.number) + " of " + record.text() + " again");
        const std::size_t most = cost.requests * (before.up + before.down + bytes_of_item) + changed.bytes;
        if (cost.up + cost.down > most)
            wrong(*t, std::to_string(cost.up) + " bytes up and " + std::to_string(cost.down) + " down, expected " +
                          std::to_string(most) + " at most");
    }
}

/// In the middle of a run: all come in step first.
void Simulation::look_at_cost(Tablet&) {
    office_.disk.nothing_goes_wrong();
    for (const auto& t : tablets_) {
        t->disk.nothing_goes_wrong();
        t->disk.fill(false);
        for (const Form& form : t->forms) (void)t->store->drop_edit(form.edit);
        t->forms.clear();
    }
    for (int round = 0; round < 3; ++round)
        for (const auto& t : tablets_) sync_whole(*t);
    check_cost(1 + pick(3));
}

}  // namespace wegwijs::simulator
