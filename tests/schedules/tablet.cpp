#include "tests/schedules/tablet.hpp"

#include <algorithm>
#include <set>

#include "client_core/shared/model/pack.hpp"

namespace schedules {

using What = sync::Action::What;

namespace {

std::uint64_t seed_of(const std::string& name) { return 100 + static_cast<unsigned char>(name.front()); }

/// "k1.p2.soort" is the field soort of the record k1.p2.
std::string record_of(const std::string& key) { return key.substr(0, key.rfind('.')); }

store::Assignment assignment(const std::string& key, const std::string& value, const Names& names) {
    const std::string field = key.substr(key.rfind('.') + 1);
    const std::size_t colon = field.find(':');
    store::Assignment one{names.ids.at(record_of(key)), field.substr(0, colon), value, {}};
    if (colon != field.npos) one.element = field.substr(colon + 1);
    return one;
}

template <class T>
std::string code_of(const Result<T>& result) {
    return result.ok() ? "" : result.error().code;
}

}  // namespace

Tablet::Tablet(const std::string& name, const Time& time, UnixMs skew)
    : disk_("tablet-" + name, seed_of(name)), random_(seed_of(name)), clock_(time, skew) {}

store::OpenOptions Tablet::options() {
    store::OpenOptions options;
    options.path = disk_.path("store.db");
    options.pin = "1234";
    options.vfs = test::disk_vfs;
    options.clock = &clock_;
    options.random = &random_;
    options.files = &disk_;
    options.kdf = {1, 8192};
    options.full_sync = false;
    return options;
}

void Tablet::make(store::Identity identity, const std::string& role, std::shared_ptr<const model::Pack> pack) {
    identity.role = role;
    store_ = must(store::Store::create(options(), identity, std::move(pack)));
}

void Tablet::leave() {
    disk_.stop();  // a store that is closed in order would tidy up
    store_.reset();
    disk_.restart();
}

void Tablet::reopen() { store_ = must(store::Store::open(options())); }

void Tablet::kill() { leave(), reopen(); }

void Tablet::copy_of(const Tablet& other) {
    test::Disk::Image image;
    for (const auto& [path, content] : other.disk_.image())
        image[disk_.path(path.substr(path.rfind('/') + 1))] = content;
    disk_.put(image);
    saves_ = other.saves_;
    reopen();
}

void Tablet::put_back(std::size_t copy) {
    leave();
    disk_.put(copies_.at(copy).image);
    disk_.restart();
    saves_ = copies_.at(copy).saves;
    forms_.clear();
    reopen();
}

std::string Tablet::open(const std::string& form, const Id& dossier) {
    store::Tables& tables = store_->tables();
    const auto row = must(tables.dossier(dossier));
    std::vector<Id> shown;
    for (const Id& id : must(tables.records_of(row ? row->nr : 0)))
        if (const auto stored = must(tables.load(id)); stored && !stored->shown.fields.empty()) shown.push_back(id);
    auto edit = store_->open_edit(shown);
    if (edit.ok()) forms_[form] = *edit;
    return code_of(edit);
}

std::string Tablet::create(const Json& step, Names& names) {
    std::vector<store::NewRecord> records;
    std::string last;
    for (const auto& [key, value] : step["w"].items()) {
        const std::string name = record_of(key);
        if (name != last) {
            store::NewRecord& made = records.emplace_back();
            made.id = store_->make_id();
            names.add(name, made.id);
            const std::size_t dot = name.rfind('.');
            const char letter = dot == name.npos ? name[0] : name[dot + 1];
            made.entity = letter == 'k' ? "kas" : letter == 'p' ? "plant" : "meting";
            if (letter == 'k') made.municipality = step["town"];
            else made.parent = names.ids.at(name.substr(0, dot));
        }
        last = name;
        records.back().values.push_back(assignment(key, value, names));
    }
    return code_of(store_->create_records(records));
}

std::string Tablet::save(const Json& step, Names& names) {
    const auto what = step["do"].get<std::string>();
    if (what == "new") return create(step, names);
    std::optional<store::Edit> form;
    if (step.contains("form")) {
        form = forms_.at(step["form"]);
        forms_.erase(step["form"].get<std::string>());
    }
    std::vector<store::Assignment> changes;
    if (step.contains("w"))
        for (const auto& [key, value] : step["w"].items()) changes.push_back(assignment(key, value, names));
    const Id record = step.contains("r") ? names.ids.at(step["r"]) : changes.front().record;
    const bool one = std::all_of(changes.begin(), changes.end(), [&](const auto& c) { return c.record == record; });
    if (!form && !one) {  // several records are saved from a form only
        std::vector<Id> ids;
        for (const store::Assignment& change : changes)
            if (std::find(ids.begin(), ids.end(), change.record) == ids.end()) ids.push_back(change.record);
        auto opened = store_->open_edit(ids);
        if (!opened.ok()) return code_of(opened);
        form = *opened;
    }
    const auto result = what == "save" ? form ? store_->save(*form, changes) : store_->set(record, changes)
                        : what == "decide"
                            ? form ? store_->decide(*form, changes.front()) : store_->decide(changes.front())
                        : what == "delete" ? form ? store_->remove(*form, record) : store_->remove(record)
                                           : (form ? store_->restore(*form, record) : store_->restore(record));
    if (!result.ok() && form) must(store_->drop_edit(*form));
    return code_of(result);
}

void Tablet::saved(int step, Names& names) {
    store::Tables& tables = store_->tables();
    const std::uint64_t head = must(tables.head_seq());
    saves_[head] = step;
    names.saves[must(tables.chain_hash(head))] = step;
}

Tablet::Question Tablet::question() {
    sync::Engine engine(*store_);
    const sync::Action action = engine.start({});
    REQUIRE(action.what == What::send);
    return {must(store_->tables().device()), store_->identity().key.public_key, action.body};
}

void Tablet::sync(Office& office, const std::string& how) {
    sync::Options options;
    if (how == "narrow") options.chunk_small = options.chunk_large = 1;
    sync::Engine engine(*store_);
    sync::Action action = engine.start(options);
    for (int requests = 0; requests < 600; ++requests) {
        if (action.what == What::finished) {
            CHECK_FALSE(engine.report().repaired);
            CHECK(engine.report().in_step);
            return;
        }
        INFO(action.error.code << ": " << action.error.message);
        REQUIRE(action.what == What::send);
        auto answer = office.ask(must(store_->tables().device()), store_->identity().key.public_key, action.body);
        if (!answer.ok()) {
            action = engine.failed(answer.error());
            continue;
        }
        if (how == "lost" && must(protocol::decode_answer(*answer)).as_of) return;
        action = engine.answered(*answer);
    }
    FAIL("the sync does not end");
}

void Tablet::record_lines(const merge::Record& record, const Names& names, Lines& lines) const {
    const std::string name = names.of(record.id);
    const model::Entity& entity = *store_->pack().entity(record.entity);
    const merge::Deletion deletion = merge::read_deletion(record);
    if (deletion != merge::Deletion::none) lines[name] = deletion == merge::Deletion::hidden ? "hidden" : "conflict";
    for (const merge::FieldState& state : record.fields) {
        const model::Field* field = entity.field(state.key.number);
        if (state.entries.empty() || !field) continue;
        const merge::Reading reading = model::read(*field, state.entries);
        const auto text_of = [&](const merge::Entry& e) { return value_text(entity, state.key, e.value); };
        const std::string shown = text_of(*reading.shown);
        std::set<std::string> rest;
        for (const merge::Entry& entry : state.entries) rest.insert(text_of(entry));
        rest.erase(shown);
        std::string& line = lines[name + "." + field_name(entity, state.key)];
        line = shown;
        for (const std::string& other : rest) line += "|" + other;
        if (reading.conflict) line += "!";
    }
}

Lines Tablet::lines(const Names& names) {
    Lines lines;
    store::Tables& tables = store_->tables();
    lines["unsent"] = std::to_string(must(store_->status()).unsent);
    for (const store::RejectedView& one : must(store_->rejected())) {
        std::string& line = lines["refused"];
        line += (line.empty() ? "" : " ") + std::to_string(saves_.at(one.n)) + ":" + one.code;
    }
    for (const store::DossierRow& row : must(tables.dossiers())) {
        if (!row.held && !row.made_here) continue;
        for (const Id& id : must(tables.records_of(row.nr)))
            if (const auto stored = must(tables.load(id))) record_lines(stored->shown, names, lines);
    }
    return lines;
}

}  // namespace schedules
