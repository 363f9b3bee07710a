// What commands and the nightly work need beyond Store, on the same SQLite file, also while it serves: people and
// their enrolment codes, walks over everything, deliveries, logs, backup and checks.
//
// Thread safety: an AdminStore may be used from any thread; a Walk belongs to the thread that took it and must go
// before its AdminStore. Writing waits up to two seconds for a Batch of another connection, then gives "store_busy".
#pragma once

#include <mutex>

#include "client_core/shared/base/files.hpp"
#include "sync_server/ledger/ledger.hpp"
#include "sync_server/store/sqlite_store.hpp"

namespace wegwijs::server {

struct UserRow {
    std::string name;
    UnixMs added = 0;
};

struct AuditRow {
    std::uint64_t number = 0;
    UnixMs at = 0;
    std::string actor, action, object, result, origin;  ///< BIO2 8.15.01
};

/// One line of the Logboek Dataverwerkingen: one a data subject, and no user.
struct LogboekRow {
    std::uint64_t number = 0;  ///< given by the store
    Bytes trace, span;         ///< W3C Trace Context: 16 and 8 bytes
    std::string activity;      ///< of the register of processing activities
    Number dossier = 0;        ///< the data subject
    UnixMs began = 0, ended = 0;
    std::string status;  ///< "ok" or "error"
};

struct DeliveryRow {
    std::uint64_t number = 0;  ///< 0: the store gives the next one
    std::string night;         ///< yyyy-mm-dd; one delivery each
    UnixMs made_at = 0;
    ServerSeq upto = 0;  ///< made from the state up to here
    std::string files;   ///< JSON: the manifest
    Bytes hash;          ///< SHA-256 of its bytes: the same night again must give the same
};

/// A row of a delivery; owed until the receiver has confirmed or refused it.
struct DeliveredRow {
    std::uint64_t delivery = 0;
    std::string file;
    Id record;
    std::string state = "owed";  ///< "owed", "confirmed", "refused"
    std::string reason;          ///< the receiver's code
};

/// What a delivery held of one dossier, kept to make the same files again. Sealed with the dossier's own key, so that
/// erasing the dossier erases it too; dossier 0: the server's key.
struct DeliveryPart {
    Number dossier = 0;
    Bytes body;
};

struct QuarantineRow {
    std::uint64_t device = 0, seq = 0;
    Number dossier = 0;
    std::string code;
    UnixMs at = 0;
    Bytes canonical;
};

/// What a redeemed code gives. `again`: the same device asked before and may be given the same answer.
struct Redeemed {
    std::string user;
    bool again = false;
};

/// Everything as it was when the walk began. Callbacks return false to stop.
class Walk : public Snapshot {
public:
    virtual Status each_dossier(
        const std::function<bool(const DossierRow&)>& take) = 0;  ///< erased ones too, by number
    /// By number; entity 0: of all entities.
    virtual Status each_record(std::uint16_t entity, const std::function<bool(RecordRow&)>& take) = 0;
    /// Lines after `after`, sealed, for the chain.
    virtual Status each_line(ServerSeq after, const std::function<bool(const ledger::Line&)>& take) = 0;
    /// Entries after `after`, opened; an erased one comes with an empty body.
    virtual Status each_entry(ServerSeq after, const std::function<bool(ServerSeq, const LedgerEntry&)>& take) = 0;
    virtual Result<std::vector<QuarantineRow>> quarantined() = 0;
};

struct Integrity {
    std::vector<std::string> pages;  ///< what SQLite found wrong; empty: nothing
    ledger::Verified ledger;
    std::uint64_t transactions = 0;  ///< accepted ones in the ledger
    std::uint64_t records = 0;
    std::vector<Number> unreadable;  ///< dossiers with a record that does not open
    std::vector<Number> sums;        ///< dossiers whose running sums are not those of their records
    std::uint64_t audit_broken = 0;  ///< first audit line that does not follow from the one before; 0: none
    bool ok() const {
        return pages.empty() && !ledger.broken && unreadable.empty() && sums.empty() && audit_broken == 0;
    }
};

/// The visibility class of a field, as a pack has it.
using ClassOf = std::function<std::uint32_t(std::uint16_t entity, const merge::FieldKey& key)>;

class AdminStore {
public:
    /// The store must be there (error "missing"); other errors as open_sqlite_store.
    static Result<std::unique_ptr<AdminStore>> open(const SqliteStoreOptions& options, Random& random);
    AdminStore(const AdminStore&) = delete;
    AdminStore& operator=(const AdminStore&) = delete;
    ~AdminStore();

    Status add_user(std::string_view name, UnixMs at);  ///< error "exists"
    Result<std::vector<UserRow>> users();
    Result<bool> has_user(std::string_view name);

    /// Only a hash of the code is kept. Error "missing": no such user.
    Status add_enrol_code(ByteView code_hash, std::string_view user, UnixMs until);
    /// Once, before it expires; the same `by` (a hash of the device's public key) may repeat its request until then.
    /// Error "enrol_code": unknown, used or expired, without saying which.
    Result<Redeemed> redeem_enrol_code(ByteView code_hash, ByteView by, UnixMs now);

    Result<std::unique_ptr<Walk>> walk();

    /// A consistent copy in one file under the same key, while others write; it has its name once it is whole and on
    /// the disk. `files`: where the store stands too. Error "exists".
    Status backup(const std::string& path, Files& files);
    /// Without `class_of` the sums are not compared.
    Result<Integrity> check(const ClassOf& class_of);

    Status audit(std::string_view actor, std::string_view action, std::string_view object, std::string_view result,
                 std::string_view origin, UnixMs at);
    /// The newest `most` lines with a number above `after`, oldest first.
    Result<std::vector<AuditRow>> audit_lines(std::uint64_t after, std::size_t most);
    Status add_logboek(const std::vector<LogboekRow>& rows);
    Result<std::vector<LogboekRow>> logboek(std::uint64_t after, std::size_t most);

    Result<std::optional<std::string>> setting(std::string_view name);
    Status set_setting(std::string_view name, std::string_view value);

    /// The delivery, its rows, its log lines and what is kept of it, in one transaction. Errors "exists": that night
    /// has one; "erased": a part is of a dossier that has gone meanwhile (nothing was written).
    Result<std::uint64_t> add_delivery(const DeliveryRow& row, const std::vector<DeliveredRow>& rows,
                                       const std::vector<LogboekRow>& log, const std::vector<DeliveryPart>& parts = {});
    /// By dossier; without those of dossiers that were erased since.
    Result<std::vector<DeliveryPart>> delivery_parts(std::uint64_t delivery);
    /// The part of one dossier (0: the server's); nullopt: none, or erased.
    Result<std::optional<Bytes>> delivery_part(std::uint64_t delivery, Number dossier);
    Result<std::optional<DeliveryRow>> delivery(std::string_view night);
    Result<std::vector<DeliveryRow>> deliveries();
    Result<std::vector<DeliveredRow>> owed();
    Result<std::vector<DeliveredRow>> delivered(std::uint64_t delivery);
    /// What the receiver answered. Error "missing": that row was not delivered.
    Status settle(const DeliveredRow& row);

    Status add_alias(const Id& merged, const Id& into);  ///< ids of merged records keep resolving

private:
    struct State;
    explicit AdminStore(std::unique_ptr<State> state);
    std::mutex mutex_;
    std::unique_ptr<State> state_;
};

}  // namespace wegwijs::server
