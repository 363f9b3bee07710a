// What is delivered, as the newest pack's "delivery" object says it: which files, which fields, which dossiers are left
// out. A field of class C (special category) or D (financial) is never delivered, whatever that object says.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sync_server/delivery/dossier_view.hpp"

namespace wegwijs::server {

struct Condition {
    std::string entity, field;
    std::vector<std::string> values;
};

struct PlannedFile {
    std::string name;
    const model::Entity* entity = nullptr;
    std::vector<const model::Field*> fields;
    std::optional<Condition> where;

    /// Whether the record belongs in this file, as it reads now.
    bool takes(const SeenRecord& record) const;
    /// Whether that cannot be said before a person has decided.
    bool undecided(const SeenRecord& record) const;
};

struct DeliveryPlan {
    std::shared_ptr<const model::Pack> pack;
    std::vector<PlannedFile> files;
    std::vector<Condition> omit;  ///< one of these holds: the dossier is left out (GDPR, article 18)

    const PlannedFile* file_of(const model::Entity& entity) const;
    /// Restricted, or carried out by another organisation than the receiver: then nothing of it is any of its business.
    bool omits(const DossierView& dossier) const;
};

/// Errors "delivery_missing" (the pack says nothing about deliveries), "pack_invalid".
Result<DeliveryPlan> read_plan(Reader& reader);

/// The newest pack.
Result<std::shared_ptr<const model::Pack>> newest_pack(Reader& reader);

}  // namespace wegwijs::server
