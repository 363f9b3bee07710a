// Records, lists, what waits for a person, how things stand, and the pack.
#include "client_core/api/description.hpp"
#include "client_core/capi/forms.hpp"
#include "client_core/capi/opened.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;
using store::Store;

namespace {

Result<Language> language_of(std::string_view text) {
    if (text.empty() || text == "nl") return Language::nl;
    if (text == "en") return Language::en;
    return Error{"invalid_value", "The language is 'nl' or 'en'. Nothing was read.", Retry::never};
}

/// What is not here is an empty text.
Result<std::string> or_nothing(Result<std::string> found) {
    if (!found.ok() && found.error().code == "niet_getoond") return std::string();
    return found;
}

}  // namespace

wegwijs_status wegwijs_store_owner(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error, [](Store& s) -> Result<std::string> { return owner_json(s.identity()); });
}

wegwijs_status wegwijs_record_get(wegwijs_store* store, wegwijs_string id, wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error,
                   [&](Store& s) -> Result<std::string> { return or_nothing(s.record_json(TRY(id_of(view(id))))); });
}

wegwijs_status wegwijs_record_list(wegwijs_store* store, wegwijs_string entity, wegwijs_string where_sql,
                                   wegwijs_string dossier, wegwijs_text* ids_text, wegwijs_error* error) {
    return text_on(store, ids_text, error, [&](Store& s) -> Result<std::string> {
        std::optional<model::Id> of;
        if (!view(dossier).empty()) of = TRY(id_of(view(dossier)));
        return ids_json(TRY(s.list(view(entity), view(where_sql), of)));
    });
}

wegwijs_status wegwijs_record_find(wegwijs_store* store, wegwijs_string text, uint32_t at_most, wegwijs_text* ids_text,
                                   wegwijs_error* error) {
    return text_on(store, ids_text, error, [&](Store& s) -> Result<std::string> {
        return ids_json(TRY(s.find(view(text), at_most == 0 ? 25 : at_most)));
    });
}

wegwijs_status wegwijs_record_history(wegwijs_store* store, wegwijs_string id, wegwijs_string field, wegwijs_text* json,
                                      wegwijs_error* error) {
    return text_on(store, json, error, [&](Store& s) -> Result<std::string> {
        return history_json(TRY(s.history(TRY(id_of(view(id))), view(field))));
    });
}

wegwijs_status wegwijs_record_check(wegwijs_store* store, wegwijs_string id, wegwijs_string assignments_json,
                                    wegwijs_string language, wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error, [&](Store& s) -> Result<std::string> {
        const Language words = TRY(language_of(view(language)));
        const model::Id record = TRY(id_of(view(id)));
        std::vector<store::Assignment> proposed;
        if (!view(assignments_json).empty()) proposed = TRY(assignments_of(view(assignments_json), &record));
        return findings_json(TRY(s.check_record(record, proposed)), words);
    });
}

wegwijs_status wegwijs_store_conflicts(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error,
                   [](Store& s) -> Result<std::string> { return conflicts_json(TRY(s.conflicts())); });
}

wegwijs_status wegwijs_store_rejected(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error,
                   [](Store& s) -> Result<std::string> { return rejected_json(TRY(s.rejected())); });
}

wegwijs_status wegwijs_store_status(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error, [](Store& s) -> Result<std::string> { return status_json(TRY(s.status())); });
}

wegwijs_status wegwijs_store_check(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error, [](Store& s) -> Result<std::string> { return check_json(TRY(s.check())); });
}

wegwijs_status wegwijs_pack_get(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error, [](Store& s) -> Result<std::string> { return std::string(s.pack().json()); });
}

wegwijs_status wegwijs_pack_entities(wegwijs_store* store, wegwijs_string language, wegwijs_text* json,
                                     wegwijs_error* error) {
    return text_on(store, json, error, [&](Store& s) -> Result<std::string> {
        return api::entities_json(s, TRY(language_of(view(language))));
    });
}

wegwijs_status wegwijs_pack_fields(wegwijs_store* store, wegwijs_string entity, wegwijs_string language,
                                   wegwijs_text* json, wegwijs_error* error) {
    return text_on(store, json, error, [&](Store& s) -> Result<std::string> {
        return api::fields_json(s, view(entity), TRY(language_of(view(language))));
    });
}
