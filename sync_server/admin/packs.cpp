#include "sync_server/admin/packs.hpp"

#include "client_core/shared/model/pack_files.hpp"
#include "client_core/shared/system/system.hpp"
#include "sync_server/access/access.hpp"

namespace wegwijs::server {

namespace {

/// Which fields a role may read decides in which sum they are counted.
Status recount(Batch& batch, const model::Pack& pack) {
    for (DossierRow& dossier : TRY(batch.changed(0, 0))) {
        if (dossier.erased != 0) continue;
        dossier.sums = TRY(sums_of(batch, dossier, pack));
        TRY(batch.update_dossier(dossier));
    }
    return done();
}

}  // namespace

Result<std::string> read_pack_folder(const std::string& dir) {
    const std::string text = TRY(system::read_file(dir + "/pack.json"));
    std::string json =
        TRY(model::join_pack(text, [&](const std::string& path) { return system::read_file(dir + "/" + path); }));
    TRY(model::Pack::load(json));
    return json;
}

Result<std::map<std::uint32_t, std::uint64_t>> sums_of(Reader& reader, const DossierRow& dossier,
                                                       const model::Pack& pack) {
    std::map<std::uint32_t, std::uint64_t> sums;
    TRY(reader.records(dossier.number, 0, 0, [&](RecordRow& row) {
        for (const merge::FieldState& field : row.record.fields)
            sums[pack.visibility(row.record.entity, field.key.number)] +=
                merge::fingerprint(dossier.id, row.record.id, field.key, field.entries);
        return true;
    }));
    return sums;
}

Result<std::uint64_t> add_pack(Folder& folder, const std::string& json) {
    const auto pack = TRY(model::Pack::load(json));
    TRY(change(folder, "pack.add", std::to_string(pack->version()), [&](Batch& batch) -> Status {
        const auto packs = TRY(Packs::load(batch));
        if (packs->newest().name() != pack->name())
            return Error{"pack_other",
                         "This is another pack than the one that the server works with. Nothing was changed.",
                         Retry::never};
        if (packs->newest().version() >= pack->version())
            return Error{
                "pack_old",
                "The server has this version of the pack, or a newer one. Nothing was changed. Raise its version.",
                Retry::never};
        const UnixMs now = folder.clock.now();
        const std::string body = "{\"version\":" + std::to_string(pack->version()) + "}";
        const ServerSeq place = TRY(batch.append({LedgerKind::pack, 0, 0, 0, {}, now, {}, false, body}));
        TRY(batch.add_pack({pack->version(), place, now}, json));
        return recount(batch, *pack);
    }));
    return pack->version();
}

}  // namespace wegwijs::server
