#include "sync_server/admin/overview.hpp"

#include <nlohmann/json.hpp>

#include "client_core/shared/model/pack.hpp"
#include "sync_server/access/access.hpp"

namespace wegwijs::server {

namespace {

std::uint64_t conflicts_in(const model::Pack& pack, const merge::Record& record) {
    const merge::Deletion deletion = merge::read_deletion(record);
    if (deletion == merge::Deletion::hidden) return 0;
    std::uint64_t open = deletion == merge::Deletion::conflict ? 1 : 0;
    const model::Entity* entity = pack.entity(record.entity);
    if (!entity) return open;
    for (const merge::FieldState& state : record.fields) {
        const model::Field* field = state.key.number == 0 ? nullptr : entity->field(state.key.number);
        if (field && state.entries.size() > 1 && model::read(*field, state.entries).conflict) ++open;
    }
    return open;
}

Status count_records(Walk& walk, const model::Pack& pack, Overview& overview) {
    TRY(walk.each_dossier([&](const DossierRow& dossier) {
        overview.dossiers += dossier.erased == 0 ? 1 : 0;
        return true;
    }));
    return walk.each_record(0, [&](RecordRow& row) {
        ++overview.records;
        overview.conflicts += conflicts_in(pack, row.record);
        return true;
    });
}

UnixMs last_backup(const std::optional<std::string>& setting) {
    const nlohmann::json all = setting ? nlohmann::json::parse(*setting, nullptr, false) : nlohmann::json();
    if (!all.is_array() || all.empty() || !all.back().is_object()) return 0;
    const auto at = all.back().find("at");
    return at != all.back().end() && at->is_number_integer() ? at->get<UnixMs>() : 0;
}

}  // namespace

Result<Overview> look_over(Folder& folder) {
    Overview overview;
    const auto walk = TRY(folder.admin->walk());
    const auto packs = TRY(Packs::load(*walk));
    overview.head = TRY(walk->head()).seq;
    overview.epoch = TRY(walk->epoch());
    overview.pack = packs->newest().version();
    overview.region = TRY(folder.admin->setting("region")).value_or("");
    overview.users = TRY(folder.admin->users()).size();
    for (const DeviceRow& device : TRY(walk->devices())) {
        if (device.revoked) continue;
        ++overview.devices;
        overview.unsent += device.unsent;
    }
    TRY(count_records(*walk, packs->newest(), overview));
    overview.quarantined = TRY(walk->quarantined()).size();
    const std::vector<DeliveryRow> deliveries = TRY(folder.admin->deliveries());
    if (!deliveries.empty()) overview.last_delivery = deliveries.back();
    overview.last_backup = last_backup(TRY(folder.admin->setting("backups")));
    return overview;
}

Result<Integrity> verify(Folder& folder) {
    const auto packs = TRY(Packs::load(*TRY(folder.store->snapshot())));
    const model::Pack& pack = packs->newest();
    return folder.admin->check(
        [&pack](std::uint16_t entity, const merge::FieldKey& key) { return pack.visibility(entity, key.number); });
}

}  // namespace wegwijs::server
