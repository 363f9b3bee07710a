#include "tests/simulator/tablet.hpp"

#include "client_core/shared/protocol/transaction.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::simulator {

Tablet::Tablet(std::string called, std::string of, const Time& time, std::uint64_t seed)
    : name(std::move(called)), user(std::move(of)), disk(name, seed), clock(time), random(seed ^ 0x5bd1) {}

Tablet::Tablet(std::string called, const Tablet& other, const Time& time, std::uint64_t seed)
    : Tablet(std::move(called), other.user, time, seed) {
    Disk::Image image;
    for (const auto& [path, content] : other.disk.image()) image[disk.path(path.substr(path.rfind('/') + 1))] = content;
    disk.put(image);
    typed = other.typed;
    flipped = other.flipped;
    uncertain_ = other.uncertain_;
    rights_of_round = other.rights_of_round;
}

store::OpenOptions Tablet::options() {
    store::OpenOptions options;
    options.path = disk.path("store.db");
    options.pin = "1234";
    options.vfs = test::disk_vfs;
    options.clock = &clock;
    options.random = &random;
    options.files = &disk;
    options.kdf = {1, 8192};
    return options;
}

void Tablet::make(const store::Identity& identity) {
    const auto pack = must(model::Pack::load(pack_json(1)), "the pack");
    store = must(store::Store::create(options(), identity, pack), name + " makes its store");
}

void Tablet::leave() {
    engine.reset();
    action = {};
    disk.stop();  // a store that is closed in order would tidy up
    store.reset();
}

void Tablet::open(Truth& truth) {
    auto opened = store::Store::open(options());
    if (!opened.ok()) {
        if (disk.stopped()) return;  // cut again
        broken("open", name + ": " + opened.error().code + ": " + opened.error().message);
    }
    store = std::move(*opened);
    if (uncertain_ && head() == uncertain_->seq) take_note(truth, uncertain_->seq, uncertain_->shown);
    uncertain_.reset();
    const std::uint64_t last = typed.empty() ? 0 : typed.rbegin()->first;
    if (head() != last)
        violated("durable",
                 name + " has " + std::to_string(head()) + " own transactions, saved were " + std::to_string(last));
    for (const Form& form : forms)
        if (const auto there = store->find_edit(form.edit.number); !there.ok() && there.error().code != "niet_getoond")
            violated("open", name + " lost a form: " + there.error().code);
}

void Tablet::put_back(const Copy& copy) {
    leave();
    disk.put(copy.image);
    disk.restart();
    typed = copy.typed;
    forms.clear();
    uncertain_ = copy.uncertain;
    rights_of_round = copy.rights_of_round;
}

std::uint64_t Tablet::head() { return must(store->tables().head_seq(), name + " reads its head"); }

std::vector<Id> Tablet::dossiers() {
    std::vector<Id> all;
    for (const store::DossierRow& row : must(store->tables().dossiers(), name + " lists dossiers"))
        if (row.held || row.made_here) all.push_back(row.id);
    return all;
}

std::optional<View> Tablet::view(const Id& dossier) {
    const auto row = must(store->tables().dossier(dossier), name + " reads a dossier");
    if (!row || (!row->held && !row->made_here)) return std::nullopt;
    const std::uint64_t came_by = must(store->tables().pack_of(row->nr), name + " reads a dossier");
    return View{row->role, row->held ? came_by : store->pack().version()};
}

Shown Tablet::shown(const Id& dossier) {
    Shown shown;
    const auto row = must(store->tables().dossier(dossier), name + " reads a dossier");
    if (!row) return shown;
    for (const Id& id : must(store->tables().records_of(row->nr), name + " lists records"))
        if (auto record = must(store->tables().load(id), name + " loads a record")) {
            shown.emplace(id, std::move(record->shown));
        }
    return shown;
}

std::optional<Form> Tablet::open_form(const Id& dossier) {
    Form form;
    form.dossier = dossier;
    form.shown = shown(dossier);
    const auto view = this->view(dossier);
    if (form.shown.empty() || !view) return std::nullopt;
    form.view = *view;
    std::vector<Id> ids;
    for (const auto& [id, record] : form.shown) ids.push_back(id);
    auto edit = store->open_edit(ids);
    if (!edit.ok()) return std::nullopt;
    form.edit = *edit;
    return form;
}

std::size_t Tablet::take_note(Truth& truth, std::uint64_t seq, const Shown& shown) {
    const auto row = must(store->tables().own(seq), name + " reads its own work");
    if (!row) broken("durable", name + " saved " + std::to_string(seq) + ", and it is not there");
    const auto transaction = must(protocol::decode_transaction(row->canonical), name + " reads its own work");
    typed[seq] = {truth.saved(transaction, user, shown), row->hash};
    return typed[seq].work;
}

Saved Tablet::note(Truth& truth, std::uint64_t before, const Id& dossier, const Shown& shown, const View& view,
                   std::string code) {
    if (disk.stopped()) {
        uncertain_ = Uncertain{before + 1, shown};
        return {std::nullopt, "cut"};
    }
    const std::uint64_t after = head();
    if (!code.empty() && after == before) {
        // The log may hold all of it, and only its sync failed: when nothing is written over it, the next opening finds
        // it.
        if (code.starts_with("disk_")) uncertain_ = Uncertain{before + 1, shown};
        return {std::nullopt, std::move(code)};
    }
    if (!code.empty()) violated("half", name + " said " + code + " and saved it");
    if (after != before + 1) violated("half", name + " said it was saved");
    uncertain_.reset();
    const std::size_t work = take_note(truth, after, shown);
    const auto row = must(store->tables().own(after), name + " reads its own work");
    const auto transaction = must(protocol::decode_transaction(row->canonical), name + " reads its own work");
    truth.opened(name, dossier, shown, view, transaction.context.S);
    return {work, {}};
}

}  // namespace wegwijs::simulator
