// One own transaction laid over what is shown, as it is saved. Internal to the store.
#pragma once

#include <unordered_map>

#include "client_core/shared/merge/merge.hpp"
#include "client_core/store/tables.hpp"

namespace wegwijs::store {

class SaveOverlay final : public merge::Records {
public:
    SaveOverlay(Tables& tables, const DossierRow& dossier) : tables_(tables), dossier_(dossier) {}

    /// A record that was just read; or, with row 0, one that surely is not there yet.
    void know(Stored record);
    /// Lays the transaction of this device over, as not sent, and keeps the confirmed entries that it hides.
    void lay(const merge::Transaction& transaction, std::uint64_t device, const merge::Context& context,
             const merge::Lineage& lineage,
             const std::function<bool(const merge::Record&, const merge::FieldKey&)>& sees);
    /// Writes what was touched. Gives the ids of it.
    Result<std::vector<Id>> write();

    merge::Record* find(const Id& id) override;
    merge::Record& add(const merge::Creation& creation) override;
    std::vector<Id> children(const Id& id) override;
    bool any_deletion() override { return dossier_.any_deletion; }

private:
    struct Held {
        Stored stored;
        bool there = false, touched = false;
        std::map<merge::FieldKey, merge::Entries> base;                  ///< confirmed, and hidden by this transaction
        std::vector<std::pair<merge::FieldKey, merge::Entry>> replaced;  ///< own ones that never were confirmed
    };
    Held* held(const Id& id);
    void before(const merge::Record& record, const merge::FieldKey& key, std::uint64_t device,
                const merge::Context& context, const merge::Lineage& lineage);

    Tables& tables_;
    const DossierRow& dossier_;
    std::unordered_map<Id, Held, model::IdHash> held_;
    Held* last_ = nullptr;
    std::optional<Error> failure_;
};

}  // namespace wegwijs::store
