// A dossier as it reads: every field by its policy, what is deleted, what is in open conflict. Values are copies; the
// pack must outlive the view.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client_core/shared/model/pack.hpp"
#include "sync_server/store/store.hpp"

namespace wegwijs::server {

struct SeenRecord {
    RecordRow row;
    const model::Entity* entity = nullptr;
    bool hidden = false;                  ///< it, or a record that it hangs under, was deleted
    std::size_t conflicts = 0;            ///< open ones, over all its fields and its deletion
    UnixMs conflict_since = 0;            ///< when the oldest of them opened; 0: none
    std::vector<std::uint16_t> disputed;  ///< the fields

    const Id& id() const { return row.record.id; }
    bool is(std::string_view name) const { return entity->name == name; }
    /// The shown value as `parse` would take it; empty: no value, or no such field.
    std::string text(std::string_view field) const;
    /// Present elements of a set, sorted.
    std::vector<std::string> elements(std::uint16_t field) const;
    /// The shown value of a field, encoded; null_value when it has none.
    model::Value value(const model::Field& field) const;
    std::optional<Id> ref(std::string_view field) const;
    /// Of its newest write, as a device or the server set it.
    UnixMs written_at() const;
};

struct DossierView {
    DossierRow row;
    std::vector<SeenRecord> records;  ///< by number, without those of entities that the pack does not know

    /// Those of an entity that are not hidden.
    std::vector<const SeenRecord*> living(std::string_view entity) const;
    const SeenRecord* find(const Id& id) const;
};

Result<DossierView> view_dossier(Reader& reader, const model::Pack& pack, const DossierRow& row);

/// Does a living record of that entity show one of these values?
bool shows(const DossierView& dossier, std::string_view entity, std::string_view field,
           const std::vector<std::string>& values);

}  // namespace wegwijs::server
