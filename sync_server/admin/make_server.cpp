#include "sync_server/admin/make_server.hpp"

#include <nlohmann/json.hpp>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/model/pack.hpp"
#include "sync_server/auth/enrolment_page.hpp"

namespace wegwijs::server {

namespace {

Status first_lines(Batch& batch, const NewServer& made, const model::Pack& pack, UnixMs now) {
    const std::string genesis =
        nlohmann::json{{"region", made.region}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    TRY(batch.append({LedgerKind::genesis, 0, 0, 0, {}, now, {}, false, genesis}));
    const std::string body = "{\"version\":" + std::to_string(pack.version()) + "}";
    const ServerSeq place = TRY(batch.append({LedgerKind::pack, 0, 0, 0, {}, now, {}, false, body}));
    return batch.add_pack({pack.version(), place, now}, made.pack_json);
}

}  // namespace

Result<Folder> make_server(const FolderPaths& paths, const NewServer& made, const Origin& origin, Clock& clock,
                           Random& random) {
    const auto pack = TRY(model::Pack::load(made.pack_json));
    TRY(begin_folder(paths, "init", {}));
    const bool credential = !paths.credentials.empty() && paths.disk().exists(paths.credential_key());
    if (!credential) TRY(paths.disk().write_atomically(paths.key(), random.bytes(32)));
    const SqliteStoreOptions options = TRY(store_options(paths));
    auto store = TRY(open_sqlite_store(options, true, random));
    auto admin = TRY(AdminStore::open(options, random));
    Folder folder{paths, options, std::move(store), std::move(admin), clock, random, origin};
    crypto::BoxKey box = crypto::BoxKey::make(random);
    TRY(folder.admin->set_setting("region", made.region));
    TRY(folder.admin->set_setting(box_public_setting, to_base64(box.public_key)));
    TRY(folder.admin->set_setting(box_secret_setting, to_base64(box.secret_key)));
    crypto::wipe(box.secret_key);
    TRY(change(folder, "server.init", {}, [&](Batch& batch) { return first_lines(batch, made, *pack, clock.now()); }));
    TRY(finish_folder(paths));
    return folder;
}

}  // namespace wegwijs::server
