// Edits and changes without a form.
#include "client_core/capi/forms.hpp"
#include "client_core/capi/opened.hpp"

using namespace wegwijs;
using namespace wegwijs::capi;
using store::Store;

wegwijs_status wegwijs_edit_open(wegwijs_store* store, wegwijs_string ids_json, uint64_t* edit, wegwijs_error* error) {
    if (!edit) return misuse(error, "There is no place for the edit's number.");
    return number_on(store, edit, error, [&](Store& s) -> Result<std::uint64_t> {
        return TRY(s.open_edit(TRY(ids_of(view(ids_json))))).number;
    });
}

wegwijs_status wegwijs_edit_find(wegwijs_store* store, uint64_t edit, wegwijs_text* dossier, wegwijs_error* error) {
    return text_on(store, dossier, error, [&](Store& s) -> Result<std::string> {
        const auto found = s.find_edit(edit);
        if (found.ok()) return found->dossier.text();
        if (found.error().code == "niet_getoond") return std::string();
        return found.error();
    });
}

wegwijs_status wegwijs_edit_drop(wegwijs_store* store, uint64_t edit, wegwijs_error* error) {
    return on(store, error, [&](Store& s) -> Status {
        const auto found = s.find_edit(edit);
        if (found.ok()) return s.drop_edit(*found);
        if (found.error().code == "niet_getoond") return done();
        return found.error();
    });
}

wegwijs_status wegwijs_edit_save(wegwijs_store* store, uint64_t edit, wegwijs_string assignments_json, uint64_t* number,
                                 wegwijs_error* error) {
    return number_on(store, number, error, [&](Store& s) -> Result<std::uint64_t> {
        const auto changes = TRY(assignments_of(view(assignments_json), nullptr));
        return s.save(TRY(s.find_edit(edit)), changes);
    });
}

wegwijs_status wegwijs_edit_decide(wegwijs_store* store, uint64_t edit, wegwijs_string assignment_json,
                                   uint64_t* number, wegwijs_error* error) {
    return number_on(store, number, error, [&](Store& s) -> Result<std::uint64_t> {
        const auto choice = TRY(assignment_of(view(assignment_json), nullptr));
        return s.decide(TRY(s.find_edit(edit)), choice);
    });
}

wegwijs_status wegwijs_edit_remove(wegwijs_store* store, uint64_t edit, wegwijs_string id, uint64_t* number,
                                   wegwijs_error* error) {
    return number_on(store, number, error, [&](Store& s) -> Result<std::uint64_t> {
        const model::Id record = TRY(id_of(view(id)));
        return s.remove(TRY(s.find_edit(edit)), record);
    });
}

wegwijs_status wegwijs_edit_restore(wegwijs_store* store, uint64_t edit, wegwijs_string id, uint64_t* number,
                                    wegwijs_error* error) {
    return number_on(store, number, error, [&](Store& s) -> Result<std::uint64_t> {
        const model::Id record = TRY(id_of(view(id)));
        return s.restore(TRY(s.find_edit(edit)), record);
    });
}

wegwijs_status wegwijs_record_set(wegwijs_store* store, wegwijs_string id, wegwijs_string assignments_json,
                                  uint64_t* number, wegwijs_error* error) {
    return number_on(store, number, error, [&](Store& s) -> Result<std::uint64_t> {
        const model::Id record = TRY(id_of(view(id)));
        return s.set(record, TRY(assignments_of(view(assignments_json), &record)));
    });
}

wegwijs_status wegwijs_record_decide(wegwijs_store* store, wegwijs_string id, wegwijs_string assignment_json,
                                     uint64_t* number, wegwijs_error* error) {
    return number_on(store, number, error, [&](Store& s) -> Result<std::uint64_t> {
        const model::Id record = TRY(id_of(view(id)));
        return s.decide(TRY(assignment_of(view(assignment_json), &record)));
    });
}

wegwijs_status wegwijs_record_remove(wegwijs_store* store, wegwijs_string id, uint64_t* number, wegwijs_error* error) {
    return number_on(store, number, error,
                     [&](Store& s) -> Result<std::uint64_t> { return s.remove(TRY(id_of(view(id)))); });
}

wegwijs_status wegwijs_record_restore(wegwijs_store* store, wegwijs_string id, uint64_t* number, wegwijs_error* error) {
    return number_on(store, number, error,
                     [&](Store& s) -> Result<std::uint64_t> { return s.restore(TRY(id_of(view(id)))); });
}

wegwijs_status wegwijs_record_create(wegwijs_store* store, wegwijs_string records_json, wegwijs_text* ids_text,
                                     wegwijs_error* error) {
    return text_on(store, ids_text, error, [&](Store& s) -> Result<std::string> {
        return ids_json(TRY(s.create_records(TRY(records_of(view(records_json))))));
    });
}

wegwijs_status wegwijs_id_make(wegwijs_store* store, wegwijs_text* id, wegwijs_error* error) {
    return text_on(store, id, error, [](Store& s) -> Result<std::string> { return s.make_id().text(); });
}

wegwijs_status wegwijs_rejected_retry(wegwijs_store* store, uint64_t number, wegwijs_error* error) {
    return on(store, error, [&](Store& s) { return s.rejected_retry(number); });
}

wegwijs_status wegwijs_rejected_discard(wegwijs_store* store, uint64_t number, wegwijs_error* error) {
    return on(store, error, [&](Store& s) { return s.rejected_discard(number); });
}
