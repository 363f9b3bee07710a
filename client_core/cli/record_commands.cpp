// create, set, remove, restore: one transaction each.
#include "client_core/cli/new_record.hpp"
#include "client_core/cli/once.hpp"
#include "client_core/cli/show.hpp"
#include "client_core/cli/values.hpp"

namespace wegwijs::cli {

namespace {

struct SetArguments {
    std::string id;
    std::vector<std::string> values;
    std::uint64_t edit = 0;
};

std::vector<std::string> words_of(std::vector<std::string> words, const std::vector<Pair>& pairs) {
    for (const Pair& pair : pairs) {
        words.push_back(pair.field);
        words.push_back(pair.text);
    }
    return words;
}

/// A role may make what it cannot read, like a volunteer's hours; so the file is asked of what it hangs under.
Result<std::string> dossier_of(store::Store& store, const model::Entity& entity, const store::NewRecord& record) {
    if (entity.root) return record.id.text();
    const std::string parent = TRY(store.record_json(record.parent));
    return text_member(json_of(parent), "dossier");
}

Status create(const Program& program, const std::string& name, const std::vector<std::string>& arguments) {
    ValueSource source;
    const std::vector<Pair> pairs = TRY(pairs_of(arguments, source));
    const auto store = TRY(program.open());
    const model::Entity* entity = store->pack().entity(name);
    if (!entity)
        return Error{"invalid_value",
                     "There is no kind of record of that name. Nothing was saved. See 'wegwijs entities'.",
                     Retry::never};
    store::NewRecord record = TRY(new_record(*entity, pairs));
    Once once = TRY(Once::begin(program, *store, words_of({"create", name}, pairs)));
    record.id = once.id();
    const std::string dossier = TRY(dossier_of(*store, *entity, record));
    if (!once.done_before()) TRY(store->create_record(record));
    return once.answer({{"id", record.id.text()}, {"dossier", dossier}}, record.id.text(), {});
}

Result<const model::Entity*> entity_of(store::Store& store, const Id& id) {
    const model::Entity* entity = store.pack().entity(text_member(json_of(TRY(store.record_json(id))), "entity"));
    if (!entity)
        return Error{"mag_niet",
                     "This record comes from a newer version and cannot be changed yet. Nothing was saved. Sync first.",
                     Retry::after_update};
    return entity;
}

/// With an open edit: over what was shown when it opened. Without: over what is here now.
Result<std::uint64_t> save(store::Store& store, const Id& id, std::uint64_t edit,
                           const std::vector<store::Assignment>& changes) {
    if (edit == 0) return store.set(id, changes);
    const store::Edit open = TRY(store.find_edit(edit));
    return store.save(open, changes);
}

Status set(const Program& program, const SetArguments& arguments) {
    const Id id = TRY(id_of(arguments.id));
    ValueSource source;
    const std::vector<Pair> pairs = TRY(pairs_of(arguments.values, source));
    const auto store = TRY(program.open());
    const model::Entity* entity = TRY(entity_of(*store, id));
    std::vector<store::Assignment> changes;
    for (const Pair& pair : pairs)
        for (store::Assignment& one : assignments(*entity, id, pair)) changes.push_back(std::move(one));
    Once once = TRY(Once::begin(program, *store, words_of({"set", id.text(), std::to_string(arguments.edit)}, pairs)));
    if (!once.done_before()) TRY(save(*store, id, arguments.edit, changes));
    return once.answer({{"id", id.text()}}, {}, "Saved.");
}

Status remove_or_restore(const Program& program, const std::string& text, bool remove) {
    const Id id = TRY(id_of(text));
    const auto store = TRY(program.open());
    Once once = TRY(Once::begin(program, *store, {remove ? "remove" : "restore", id.text()}));
    if (!once.done_before()) TRY(remove ? store->remove(id) : store->restore(id));
    return once.answer({{"id", id.text()}}, {},
                       remove ? "Deleted. 'wegwijs restore' with the same id brings it back." : "It is back.");
}

constexpr const char* about_values =
    "Values are text; the field's type decides: true or false, 2026-03-14, partial dates 1972, 1972-05 or onbekend, "
    "codes from\n"
    "'fields'. A set: '+ar -ti' adds and takes away, 'ar,ti' is the whole list. @FILE reads a file, - standard input, "
    "@@x is @x.\n"
    "A command that was killed can be repeated with the same words within a day: it is never done twice.\n";

}  // namespace

void add_record_commands(CLI::App& app, Program& program) {
    auto name = std::make_shared<std::string>();
    auto values = std::make_shared<std::vector<std::string>>();
    CLI::App* command =
        add_command(app, "create", "Makes a record; prints its id",
                    "wegwijs create deelnemer gemeente=0405 weergavenaam='Amina' geboortedatum=1994-02 talen=ar,ti\n"
                    "  wegwijs create traject deelnemer=ID status=gekoppeld regievoerder=anna");
    command->add_option("entity", *name, "The kind of record")->required()->type_name("ENTITY");
    command->add_option("values", *values, about_values)->type_name("FIELD=VALUE");
    command->callback([&program, name, values] {
        program.chosen = [&program, name, values] { return create(program, *name, *values); };
    });

    auto change = std::make_shared<SetArguments>();
    command = add_command(
        app, "set", "Changes fields of a record, all of them or none; field= empties one",
        "wegwijs set ID voorkeurstaal=ti talen='+ti -ar'\n  wegwijs set ID samenvatting=@gesprek.txt --edit 3");
    command->add_option("id", change->id, "The record")->required()->type_name("ID");
    command->add_option("values", change->values, about_values)->required()->type_name("FIELD=VALUE");
    command->add_option("--edit", change->edit, "Save over what was shown when this edit opened (see edit open)")
        ->type_name("N")
        ->check(whole_number);
    command->callback([&program, change] { program.chosen = [&program, change] { return set(program, *change); }; });

    for (const bool remove : {true, false}) {
        auto id = std::make_shared<std::string>();
        command = remove ? add_command(app, "remove", "Deletes a record; restore brings it back", "wegwijs remove ID")
                         : add_command(app, "restore", "Brings a deleted record back", "wegwijs restore ID");
        command->add_option("id", *id, "The record")->required()->type_name("ID");
        command->callback([&program, id, remove] {
            program.chosen = [&program, id, remove] { return remove_or_restore(program, *id, remove); };
        });
    }
}

}  // namespace wegwijs::cli
