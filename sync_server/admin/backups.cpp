#include "sync_server/admin/backups.hpp"

#include <algorithm>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "client_core/shared/base/seam.hpp"
#include "sync_server/admin/dossiers.hpp"

namespace wegwijs::server {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::string_view backups_setting = "backups";

std::string origin_file(const std::string& backup) { return backup + ".herkomst"; }

/// The folder that the backup was made of; empty: not known.
std::string origin_of(Files& disk, const std::string& backup) {
    const Result<Bytes> text = disk.read(origin_file(backup));
    const Json json = text.ok() ? Json::parse(*text, nullptr, false) : Json();
    const auto dir = json.is_object() ? json.find("dir") : json.end();
    return json.is_object() && dir != json.end() && dir->is_string() ? dir->get<std::string>() : std::string();
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Status bring_key(const FolderPaths& paths, const std::string& key_file, const std::string& old_dir) {
    Files& disk = paths.disk();
    const bool credential = !paths.credentials.empty() && disk.exists(paths.credential_key());
    if (key_file.empty() && (credential || disk.exists(paths.key()))) return done();
    const std::string from = key_file.empty() ? old_dir + "/sleutel" : key_file;
    if ((key_file.empty() && old_dir.empty()) || !disk.exists(from))
        return Error{
            "key_missing",
            "The key that the backup is sealed with was not found. Nothing was restored. Name its file with --key; "
            "it is the file 'sleutel' of the old folder.",
            Retry::never};
    return disk.write_atomically(paths.key(), TRY(disk.read(from)));
}

Status bring_erased(const FolderPaths& paths, const std::string& erased_file, const std::string& old_dir, UnixMs now) {
    Files& disk = paths.disk();
    for (const std::string& from : {erased_file, old_dir.empty() ? std::string() : old_dir + "/gewist"}) {
        if (from.empty() || (from != erased_file && !disk.exists(from))) continue;
        for (const Id& id : TRY(read_erased(disk, from))) TRY(write_erased(disk, paths.erased(), id, now));
    }
    return done();
}

/// Whole or not at all: when the restore is repeated, what was brought before is not brought twice.
Status bring_decisions(const FolderPaths& paths, const std::string& file, const std::string& old_dir) {
    Files& disk = paths.disk();
    const std::string old_file = old_dir.empty() ? std::string() : old_dir + "/besluiten";
    const std::string& from = file.empty() ? old_file : file;
    if (from.empty() || from == paths.decisions() || (file.empty() && !disk.exists(from))) return done();
    const std::vector<Decision> all = TRY(read_decisions(disk, from));
    TRY(disk.remove(paths.decisions()));
    return write_decisions(disk, paths.decisions(), all);
}

}  // namespace

Result<nlohmann::json> contents(Folder& folder) {
    const auto snapshot = TRY(folder.store->snapshot());
    Json devices = Json::object();
    for (const DeviceRow& device : TRY(snapshot->devices())) devices[std::to_string(device.number)] = device.last;
    return Json{{"at", folder.clock.now()}, {"head", TRY(snapshot->head()).seq}, {"devices", devices}};
}

Status note_backup(Folder& folder, const nlohmann::json& made) {
    const std::optional<std::string> before = TRY(folder.admin->setting(backups_setting));
    Json all = before ? Json::parse(*before, nullptr, false) : Json::array();
    if (!all.is_array()) all = Json::array();
    // What each device need not keep is what two backups have; of older ones only that they were made is kept.
    if (!all.empty() && all.back().is_object() && all.back().contains("devices")) {
        const Json& last = all.back();
        TRY(folder.admin->set_setting(kept_setting, dumped({{"head", last["head"]}, {"devices", last["devices"]}})));
        all.back().erase("devices");
    }
    all.push_back(made);
    return folder.admin->set_setting(backups_setting, dumped(all));
}

Result<BackedUp> backup(Folder& folder, const std::string& file) {
    Files& disk = folder.paths.disk();
    const Json made = TRY(contents(folder));
    TRY(folder.admin->backup(file, disk));
    std::error_code error;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
    const fs::path dir = fs::absolute(folder.paths.dir, error);
    TRY(disk.write_atomically(origin_file(file), dumped({{"dir", dir.lexically_normal().string()}}) + "\n"));
    TRY(note_backup(folder, made));
    TRY(folder.admin->audit(folder.origin.actor, "server.backup", {}, "ok", folder.origin.via, folder.clock.now()));
    return BackedUp{made["head"].get<ServerSeq>(), disk.size(file)};
}

Result<Restored> begin_anew(Batch& batch, const Since& since, UnixMs now) {
    Restored restored;
    // Of the clock alone, so that two restores of one backup cannot choose alike.
    const auto jump = seam::is(seam::Fault::reuse_places) ? 0 : static_cast<std::uint64_t>(now) * 256;
    const ServerSeq branch = TRY(batch.head()).seq;
    const ServerSeq first = std::max(branch + 1, jump);
    restored.epoch = std::max(TRY(batch.epoch()) + 1, jump);
    TRY(batch.set_epoch(restored.epoch, first, branch, true, jump));
    TRY(batch.append({LedgerKind::epoch, 0, 0, 0, {}, now, {}, false, "{}"}));
    for (const Id& id : since.erased) {
        if (seam::is(seam::Fault::erasure_not_repeated)) break;
        // Made and erased since this copy: devices still hold its rows, and would bring it back.
        if (!TRY(batch.dossier(id))) {
            DossierRow gone;
            gone.id = id;
            TRY(batch.add_dossier(gone, TRY(batch.next()) - 1, now));
        }
        restored.erased_again += TRY(erase_in(batch, id, now)) ? 1 : 0;
    }
    if (!seam::is(seam::Fault::rights_not_repeated))
        restored.decisions = TRY(repeat(batch, since.decisions, branch, now));
    restored.head = TRY(batch.next()) - 1;
    return restored;
}

Result<Restored> restore(const FolderPaths& paths, const RestoreOrder& order, const Origin& origin, Clock& clock,
                         Random& random) {
    Files& disk = paths.disk();
    if (!disk.exists(order.file))
        return Error{"file_missing", "There is no backup file of this name. Nothing was changed.", Retry::never};
    // A key and both lists may have been put there for this.
    TRY(begin_folder(paths, "restore", {paths.key(), paths.erased(), paths.decisions()}));
    const std::string old_dir = origin_of(disk, order.file);
    TRY(bring_key(paths, order.key_file, old_dir));
    TRY(bring_erased(paths, order.erased_file, old_dir, clock.now()));
    TRY(bring_decisions(paths, order.decisions_file, old_dir));
    TRY(disk.copy_file(order.file, paths.database()));
    const SqliteStoreOptions options = TRY(store_options(paths));
    auto store = TRY(open_sqlite_store(options, false, random));
    auto admin = TRY(AdminStore::open(options, random));
    Folder folder{paths, options, std::move(store), std::move(admin), clock, random, origin};
    const Integrity found = TRY(folder.admin->check({}));
    if (!found.pages.empty() || found.ledger.broken)
        return Error{
            "backup_damaged",
            "The backup is damaged: its pages or its ledger do not hold together. Nothing was begun. Use another one.",
            Retry::never};
    const Since since{TRY(read_erased(disk, paths.erased())), TRY(read_decisions(disk, paths.decisions()))};
    Restored restored;
    TRY(change(folder, "server.restore", {}, [&](Batch& batch) -> Status {
        restored = TRY(begin_anew(batch, since, clock.now()));
        return done();
    }));
    for (const Decision& one : since.decisions)
        if (one.what == Decision::What::user && !TRY(folder.admin->has_user(one.user)))
            TRY(folder.admin->add_user(one.user, clock.now())), ++restored.decisions.again;
    TRY(finish_folder(paths));
    return restored;
}

}  // namespace wegwijs::server
