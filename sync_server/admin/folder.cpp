#include "sync_server/admin/folder.hpp"

#include <algorithm>

#include <sys/stat.h>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/system/files.hpp"
#include "sync_server/auth/enrolment_page.hpp"

namespace wegwijs::server {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr int patience = 15;  // times the two seconds that SQLite waits by itself

bool others_may_read(const std::string& path) {
    struct stat about;
    return ::stat(path.c_str(), &about) == 0 && (about.st_mode & 077) != 0;
}

/// True when nothing stands there but files of `kept`, and the mark itself half written.
Result<bool> is_free(const FolderPaths& paths, const std::vector<std::string>& kept) {
    for (const std::string& path : TRY(paths.disk().list(paths.dir)))
        if (path != paths.unfinished() + ".new" && std::find(kept.begin(), kept.end(), path) == kept.end())
            return false;
    return true;
}

}  // namespace

Files& FolderPaths::disk() const { return files ? *files : system::files(); }

Status begin_folder(const FolderPaths& paths, std::string_view command, const std::vector<std::string>& kept) {
    Files& disk = paths.disk();
    TRY(disk.make_folder(paths.dir));
    const bool marked = disk.exists(paths.unfinished());
    const bool ours = marked && TRY(disk.read(paths.unfinished())) == command;
    if (!ours && (marked || !TRY(is_free(paths, kept))))
        return Error{"not_empty", "The folder is not empty. Nothing was changed. Give a new or an empty folder.",
                     Retry::never};
    TRY(disk.write_atomically(paths.unfinished(), command));
    for (const std::string& path : {paths.database(), paths.database() + "-wal", paths.database() + "-shm"})
        TRY(disk.remove(path));
    return done();
}

Status finish_folder(const FolderPaths& paths) {
    // Durably: if the mark came back with a power cut, the same command would make anew what has been served since.
    const std::string half = paths.unfinished() + ".new";
    TRY(paths.disk().rename(paths.unfinished(), half));
    static_cast<void>(paths.disk().remove(half));  // it means nothing any more
    return done();
}

Result<Bytes> read_key(const FolderPaths& paths) {
    const bool credential = !paths.credentials.empty() && paths.disk().exists(paths.credential_key());
    const std::string path = credential ? paths.credential_key() : paths.key();
    if (!paths.disk().exists(path))
        return Error{
            "key_missing",
            "The server's key is not in its folder. Nothing was changed. Put the file 'sleutel' back, or give it "
            "as the systemd credential 'wegwijs-key'; without it nobody can read the database.",
            Retry::never};
    if (!credential && others_may_read(path))
        return Error{
            "key_readable",
            "Other accounts on this machine may read the server's key. Nothing was changed. Set the mode of the "
            "file 'sleutel' to 0600 and try again.",
            Retry::never};
    Bytes key = TRY(paths.disk().read(path));
    if (key.size() != key_bytes)
        return Error{"key_damaged", "The server's key is not 32 bytes. Nothing was changed. Put the right file back.",
                     Retry::never};
    return key;
}

Result<SqliteStoreOptions> store_options(const FolderPaths& paths) {
    SqliteStoreOptions options;
    options.path = paths.database();
    options.key = TRY(read_key(paths));
    options.vfs = paths.vfs;
    return options;
}

Result<Folder> open_folder(const FolderPaths& paths, const Origin& origin, Clock& clock, Random& random) {
    if (paths.disk().exists(paths.unfinished()))
        return Error{
            "missing",
            "Making this server was interrupted. Nothing is lost. Run the same command (init or restore) again.",
            Retry::never};
    if (!paths.disk().exists(paths.database()))
        return Error{"missing",
                     "There is no server in this folder. Nothing was changed. Run 'wegwijs-server init' first.",
                     Retry::never};
    const SqliteStoreOptions options = TRY(store_options(paths));
    auto store = TRY(open_sqlite_store(options, false, random));
    auto admin = TRY(AdminStore::open(options, random));
    return Folder{paths, options, std::move(store), std::move(admin), clock, random, origin};
}

Result<std::unique_ptr<Batch>> begin_patiently(const Folder& folder) {
    Result<std::unique_ptr<Batch>> batch = folder.store->begin();
    for (int i = 1; i < patience && !batch.ok() && batch.error().retry != Retry::never; ++i)
        batch = folder.store->begin();
    return batch;
}

Status change(Folder& folder, std::string_view action, std::string_view object,
              const std::function<Status(Batch&)>& work) {
    const std::unique_ptr<Batch> batch = TRY(begin_patiently(folder));
    TRY(work(*batch));
    TRY(batch->audit(folder.origin.actor, action, object, "ok", folder.origin.via, folder.clock.now()));
    return batch->commit();
}

Result<crypto::BoxKey> read_box_key(AdminStore& admin) {
    crypto::BoxKey key;
    bool public_good = false, secret_good = false;
    key.public_key = from_base64(TRY(admin.setting(box_public_setting)).value_or(""), public_good);
    key.secret_key = from_base64(TRY(admin.setting(box_secret_setting)).value_or(""), secret_good);
    if (!public_good || !secret_good || key.secret_key.size() != 32)
        return Error{"box_key",
                     "The server's settings hold no key for sealed work. Nothing was changed; restore a backup.",
                     Retry::never};
    return key;
}

}  // namespace wegwijs::server
