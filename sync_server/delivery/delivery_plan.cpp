#include "sync_server/delivery/delivery_plan.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "sync_server/access/access.hpp"
#include "sync_server/delivery/domain.hpp"

namespace wegwijs::server {

namespace {

using Json = nlohmann::json;

const Json& member(const Json& object, const char* name) {
    static const Json none;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : none;
}

std::string text(const Json& json) { return json.is_string() ? json.get_ref<const std::string&>() : std::string(); }

Condition read_condition(const Json& json, const std::string& entity) {
    Condition condition{
        member(json, "entity").is_string() ? text(member(json, "entity")) : entity, text(member(json, "field")), {}};
    for (const Json& value : member(json, "in")) condition.values.push_back(text(value));
    return condition;
}

bool contains(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

bool may_leave(const model::Field& field) { return field.sensitivity == "A" || field.sensitivity == "B"; }

PlannedFile read_file(const Json& json, const model::Pack& pack) {
    PlannedFile file;
    file.name = text(member(json, "name"));
    file.entity = pack.entity(text(member(json, "entity")));
    if (member(json, "where").is_object())
        file.where = read_condition(member(json, "where"), text(member(json, "entity")));
    for (const Json& name : member(json, "fields")) {
        const model::Field* field = file.entity ? file.entity->field(text(name)) : nullptr;
        if (field && may_leave(*field)) file.fields.push_back(field);
    }
    return file;
}

/// A file's name becomes a path: no folder, nothing hidden.
bool is_file_name(const std::string& name) {
    return !name.empty() && name[0] != '.' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-.") == std::string::npos;
}

bool starts_like_werksaam(std::string name) {
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return name.starts_with(domain::werksaam);
}

}  // namespace

bool PlannedFile::takes(const SeenRecord& record) const {
    return !record.hidden && (!where || contains(where->values, record.text(where->field)));
}

bool PlannedFile::undecided(const SeenRecord& record) const {
    if (record.conflicts == 0 || record.hidden) return false;
    if (takes(record)) return true;
    const model::Field* decides = entity->field(where->field);
    return decides &&
           std::find(record.disputed.begin(), record.disputed.end(), decides->number) != record.disputed.end();
}

const PlannedFile* DeliveryPlan::file_of(const model::Entity& entity) const {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const PlannedFile& f) { return f.entity == &entity; });
    return found == files.end() ? nullptr : &*found;
}

bool DeliveryPlan::omits(const DossierView& dossier) const {
    for (const Condition& condition : omit)
        if (shows(dossier, condition.entity, condition.field, condition.values)) return true;
    const std::vector<const SeenRecord*> courses = dossier.living(domain::traject);
    return std::any_of(courses.begin(), courses.end(), [](const SeenRecord* course) {
        const std::string by = course->text(domain::uitvoerende_organisatie);
        return !by.empty() && !starts_like_werksaam(by);
    });
}

Result<std::shared_ptr<const model::Pack>> newest_pack(Reader& reader) {
    const auto packs = TRY(Packs::load(reader));
    return packs->newest_shared();
}

Result<DeliveryPlan> read_plan(Reader& reader) {
    DeliveryPlan plan;
    plan.pack = TRY(newest_pack(reader));
    const Json pack = Json::parse(plan.pack->json(), nullptr, false);
    const Json& delivery = member(pack, "delivery");
    if (!delivery.is_object())
        return Error{
            "delivery_missing",
            "The pack does not say what is delivered. Nothing was delivered; everything stays owed. Add a pack "
            "with a \"delivery\" object.",
            Retry::after_update};
    for (const Json& condition : member(delivery, "omit_dossier_when"))
        plan.omit.push_back(read_condition(condition, ""));
    for (const Json& json : member(delivery, "files")) {
        PlannedFile file = read_file(json, *plan.pack);
        if (!file.entity || !is_file_name(file.name) || plan.file_of(*file.entity))
            return Error{
                "pack_invalid",
                "The pack's \"delivery\" object names a file or an entity that cannot be delivered. Nothing was "
                "delivered; everything stays owed. Add a corrected pack.",
                Retry::after_update};
        plan.files.push_back(std::move(file));
    }
    return plan;
}

}  // namespace wegwijs::server
