// What stands behind a Store. Internal.
#pragma once

#include "client_core/store/edit.hpp"
#include "client_core/store/key_file.hpp"
#include "client_core/store/store.hpp"
#include "client_core/store/sync_state.hpp"

namespace wegwijs::store {

Bytes encode_identity(const Identity& identity);
Result<Identity> decode_identity(ByteView bytes);

struct Store::State {
    OpenOptions options;
    Identity identity;
    std::unique_ptr<KeyFile> key_file;  ///< as it opened
    bool watched = false;               ///< the mark stands beside it
    std::unique_ptr<SqlTables> tables;

    SqlTables& db() { return *tables; }
    Result<sqlite::Connection> connect(const std::string& path, const Bytes& key) const;
    Status start(sqlite::Connection connection);
    /// Leaves the mark of an open store; `had_log`: its log was there before it was opened.
    Status watch(bool had_log);

    // edits (edits.cpp)
    Result<DossierRow> writable_dossier(std::int64_t nr);
    /// How this user stands in the dossier now, with nothing shown yet.
    Result<OpenEdit> begin(DossierRow dossier);
    Result<OpenEdit> begin_over(const std::vector<Id>& records);
    Status keep(OpenEdit& edit);
    Result<OpenEdit> reopen(const Edit& edit);
    Result<std::string> role_to_create(const model::Entity& entity, const std::string& municipality,
                                       const SyncState& sync);
    Result<OpenEdit> begin_under(const Id& parent);
    Status check_parent(const OpenEdit& edit, const Draft& draft, const model::Entity& entity, const Id& parent);
    /// A dossier that begins here; written by commit().
    Result<OpenEdit> begin_dossier(const Id& id, const model::Entity& root, const std::string& municipality);

    /// Makes the transaction, lays it over and writes everything, durably. Gives its number.
    Result<std::uint64_t> commit(OpenEdit& edit, Draft draft);
};

}  // namespace wegwijs::store
