#include "sync_server/admin/dossiers.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "client_core/shared/system/system.hpp"
#include "sync_server/admin/decisions.hpp"
#include "sync_server/admin/people.hpp"

namespace wegwijs::server {

namespace {

Error unknown_dossier() {
    return Error{"unknown_dossier", "There is no such dossier. Nothing was changed.", Retry::never};
}

}  // namespace

Status move_dossier(Folder& folder, const Id& dossier, const std::string& municipality) {
    if (!is_municipality(municipality))
        return Error{"invalid_municipality", "A municipality is a CBS code of four digits. Nothing was changed.",
                     Retry::never};
    Decision decided;
    decided.what = Decision::What::move;
    decided.dossier = dossier;
    decided.municipality = municipality;
    TRY(change(folder, "dossier.move", dossier.text(), [&](Batch& batch) -> Status {
        const std::optional<DossierRow> row = TRY(batch.dossier(dossier));
        if (!row || row->erased != 0) return unknown_dossier();
        if (row->municipality == municipality) return done();
        const UnixMs now = folder.clock.now();
        const std::string body = "{\"gemeente\":\"" + municipality + "\"}";
        const ServerSeq place = TRY(batch.append({LedgerKind::move, 0, 0, row->number, {}, now, {}, false, body}));
        decided.at = now;
        decided.server_seq = place;
        return batch.move_dossier(row->number, {place, municipality, now});
    }));
    return decided.server_seq == 0 ? done() : note_done(folder, {decided});
}

Result<bool> erase_in(Batch& batch, const Id& dossier, UnixMs at) {
    const std::optional<DossierRow> row = TRY(batch.dossier(dossier));
    if (!row || row->erased != 0) return false;
    // Sealed with the server's key, not the dossier's: this line has to be readable afterwards.
    const std::string body = "{\"dossier\":\"" + dossier.text() + "\"}";
    const ServerSeq place = TRY(batch.append({LedgerKind::erase, 0, 0, 0, {}, at, {}, false, body}));
    TRY(batch.erase_dossier(row->number, place));
    return true;
}

Status erase_dossier(Folder& folder, const Id& dossier) {
    const std::optional<DossierRow> row = TRY(TRY(folder.store->snapshot())->dossier(dossier));
    if (!row) return unknown_dossier();
    const UnixMs now = folder.clock.now();
    return change(folder, "dossier.erase", dossier.text(), [&](Batch& batch) -> Status {
        // The list first: a dossier may be erased twice, but never come back.
        TRY(write_erased(folder.paths.disk(), folder.paths.erased(), dossier, now));
        TRY(erase_in(batch, dossier, now));
        return done();
    });
}

Result<std::vector<Id>> read_erased(Files& disk, const std::string& path) {
    std::vector<Id> erased;
    if (!disk.exists(path)) return erased;
    const Bytes text = TRY(disk.read(path));
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const nlohmann::json line = nlohmann::json::parse(text.substr(at, end - at), nullptr, false);
        const auto member = line.is_object() ? line.find("dossier") : line.end();
        const bool has = line.is_object() && member != line.end() && member->is_string();
        const std::optional<Id> id = has ? Id::from_text(member->get_ref<const std::string&>()) : std::nullopt;
        if (!id)
            return Error{
                "erased_damaged",
                "The list of erased dossiers (the file 'gewist') cannot be read. Nothing was changed. Mend it: without "
                "it, what was erased would come back.",
                Retry::never};
        erased.push_back(*id);
        at = end + 1;
    }
    return erased;
}

Status write_erased(Files& disk, const std::string& path, const Id& dossier, UnixMs at) {
    const std::vector<Id> there = TRY(read_erased(disk, path));
    if (std::find(there.begin(), there.end(), dossier) != there.end()) return done();
    Bytes text = disk.exists(path) ? TRY(disk.read(path)) : Bytes();
    text += "{\"dossier\":\"" + dossier.text() + "\",\"at\":\"" + system::format_utc(at) + "\"}\n";
    return disk.write_atomically(path, text);
}

}  // namespace wegwijs::server
