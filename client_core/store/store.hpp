// One user's store on one device: encrypted, typed tables, and everything typed that the server does not have yet.
//
// Thread safety: one thread at a time. Every call that changes something is durable when it returns (WAL,
// synchronous FULL) or has changed nothing. A store that cannot be opened is never deleted or made anew.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/files.hpp"
#include "client_core/shared/base/result.hpp"
#include "client_core/shared/base/source.hpp"
#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/merge/merge.hpp"
#include "client_core/shared/model/pack.hpp"
#include "client_core/shared/protocol/messages.hpp"
#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::store {

using merge::Id;

/// What enrolment gave this device. Kept in the store.
struct Identity {
    std::uint64_t device = 0;
    std::string user, role;  ///< the role of the first grant, for display
    std::string server_url, ca_file;
    crypto::SigningKey key;
    Bytes server_box_key;  ///< public; unsent work of a lost dossier is sealed to it
    std::uint64_t epoch = 0;
};

struct OpenOptions {
    std::string path;  ///< the database; its key stands, wrapped by the PIN, in `path` + ".key"
    Bytes pin;
    std::string vfs;  ///< empty: the default
    Clock* clock = nullptr;
    Random* random = nullptr;
    Files* files = nullptr;  ///< clock, random and files are required
    crypto::KdfCost kdf;     ///< used when the store is made
    bool full_sync = true;
    bool watch_log = false;  ///< a mark beside the store while it is open, `path` + ".open": a lost log is noticed
};

/// A field with more than one entry, or one entry for people to read.
struct EntryView {
    std::string value_json;
    std::string by;
    std::uint64_t device = 0;
    std::uint64_t seq = 0;
    UnixMs at = 0;
    bool local = false;
};
struct ConflictView {
    Id id;
    std::string entity, field, dossier;
    std::vector<EntryView> values;
};
struct RejectedView {
    std::uint64_t n = 0;
    std::string reason, code, transaction_json;
    bool sealed = false;
};
struct HistoryView {
    std::string field;
    std::string value_json;
    std::string by;
    std::uint64_t device = 0;
    UnixMs at = 0;
    bool stands = false;
};
/// What became of the work in a store that was damaged. Kept in the store that was made of it.
struct Salvaged {
    UnixMs at = 0;
    std::string aside;       ///< where the damaged file stands, as it was
    std::string saved_in;    ///< the store with what was saved: the damaged one's own place, or beside it; empty: none
    bool in_place = false;   ///< it opens, in the damaged one's place, with the same PIN
    bool log_lost = false;   ///< it should have had a log beside it, and had not; not kept
    bool read_pages = true;  ///< something could be read; else the key does not fit, or all is damaged
    std::uint64_t unsent = 0, refused = 0;            ///< transactions that were saved
    std::uint64_t unsent_lost = 0, refused_lost = 0;  ///< that were there and could not be read
    bool all_told = false;                            ///< there cannot have been more; else that cannot be told
    std::vector<Id> dossiers;                         ///< of what was saved and not sent
};
/// For people: what was saved, what was not, where the damaged file stands, what to do.
std::string words_of(const Salvaged& salvaged);
/// The same of a log that was gone.
std::string words_of_lost_log(UnixMs noticed);

struct StoreStatus {
    std::uint64_t unsent = 0, rejected = 0, conflicts = 0, dossiers = 0, records = 0;
    std::optional<UnixMs> last_sync;
    bool in_step = false;  ///< nothing unsent, the last round of pulling was complete and no sum differed
    std::uint64_t store_bytes = 0;
    std::optional<Salvaged> salvaged;  ///< until what was saved has been sent and everything has come back
    std::optional<UnixMs> log_lost;    ///< when it was opened without the log that it should have had; until then too
};
struct CheckReport {
    bool ok = true;
    std::vector<std::string> findings, repaired;
    std::optional<Salvaged> salvaged;
    std::optional<UnixMs> log_lost;
};

/// What a rule of the pack says of a record. What is fine is not told.
struct RuleFinding {
    /// `unknown`: this device cannot know. `info`: a rule of severity info that applies.
    enum class Outcome { failed, unknown, info };
    std::string code;
    model::Label label;
    model::Rule::Severity severity = model::Rule::Severity::error;
    Outcome outcome = Outcome::failed;
    /// That it is about; when it is unknown also what is not known. Of another record "traject.termijn_start".
    std::vector<std::string> fields;
};

/// Told after each commit, local or synced. Calls nothing of the store from within.
struct Change {
    Id dossier;
    enum class Why { local, synced, forgotten, erased } why;
    std::vector<Id> records;
};
using Observer = std::function<void(const std::vector<Change>&)>;

/// How an edit stood when it was opened: kept in the store, so it survives a kill, until saved or dropped.
struct Edit {
    std::uint64_t number = 0;
    Id dossier;
};

/// One change that an edit makes. Values are text as typed (model::parse).
struct Assignment {
    Id record;
    std::string field;  ///< "taal", or for one element of a set "talen" with `element`
    std::string text;
    std::optional<std::string> element;  ///< of a set; text "true" adds it, "false" takes it away
};
struct NewRecord {
    std::string entity;
    Id parent;                       ///< unused for a root
    std::string municipality;        ///< CBS code, four digits; for a root
    std::vector<Assignment> values;  ///< their `record` is not looked at
    Id id;                           ///< from make_id(), when others of the same save hang under it; zero: made here
};

class Tables;
class Store {
public:
    /// Makes the file and its key file. Error "exists" when either is there.
    static Result<std::unique_ptr<Store>> create(const OpenOptions& options, const Identity& identity,
                                                 std::shared_ptr<const model::Pack> pack);
    /// Errors: "wrong_pin", "locked" (too many tries; says until when), "store_missing", "store_damaged" (the file was
    /// set aside and what could be read was salvaged: the message says where), "store_busy", "store_newer".
    static Result<std::unique_ptr<Store>> open(const OpenOptions& options);
    /// For a store that opens and in which check() found damage: sets it aside, and makes another in its place with
    /// what can be read of it, as open() does with one that does not open. REQUIRES: it is not open.
    static Result<Salvaged> set_aside(const OpenOptions& options);
    ~Store();

    const model::Pack& pack() const;
    Identity& identity();
    Status save_identity();
    /// The role in a dossier, or (nullopt) in any municipality where this user may create.
    std::optional<std::uint8_t> role_in(const std::optional<Id>& dossier);

    // ---- changing ---------------------------------------------------------------------------------------------
    /// Opens an edit over what is shown now of these records (all of one dossier).
    Result<Edit> open_edit(const std::vector<Id>& records);
    Result<Edit> find_edit(std::uint64_t number);
    Status drop_edit(const Edit& edit);
    /// One transaction. Errors: "conflict_open", "al_vastgelegd", "zet", "mag_niet", "niet_getoond", "verwijderd",
    /// "bevroren", "required", "invalid_value", "append_only", "limit", "dossier_weg".
    Result<std::uint64_t> save(const Edit& edit, const std::vector<Assignment>& changes);
    Result<std::uint64_t> decide(const Edit& edit, const Assignment& choice);
    Result<std::uint64_t> remove(const Edit& edit, const Id& record);
    Result<std::uint64_t> restore(const Edit& edit, const Id& record);
    /// The same over what is shown now, with no edit that would stay open when the program is killed half way.
    Result<std::uint64_t> decide(const Assignment& choice);
    Result<std::uint64_t> remove(const Id& record);
    Result<std::uint64_t> restore(const Id& record);
    /// One record in a transaction of its own. A root begins its own dossier.
    Result<Id> create_record(const NewRecord& record);
    /// Records of one dossier made together in one transaction; a root comes first. Later ones may name earlier ones
    /// as parent, by ids that were made before with make_id().
    Result<std::vector<Id>> create_records(const std::vector<NewRecord>& records);
    Id make_id();
    /// Opens, saves and closes in one go: for callers without a form.
    Result<std::uint64_t> set(const Id& record, const std::vector<Assignment>& changes);

    // ---- reading ----------------------------------------------------------------------------------------------
    Result<std::string> record_json(const Id& id);  ///< the form of the command line's record
    Result<std::vector<Id>> list(std::string_view entity, std::string_view where_sql, const std::optional<Id>& dossier);
    struct SqlValue {
        int type;
        std::int64_t integer;
        double real;
        std::string text;
    };
    /// One SELECT while its rows are read: nobody may change the store until it is gone.
    class Reading {
    public:
        /// To the first row, or the next one; false: that was all. Error "sql" (it has no answer at
        /// this row), and those of a file.
        Result<bool> next();
        const sqlite::Statement& row() const { return statement_; }  ///< its columns are there before the first row

    private:
        friend class Store;
        std::vector<SqlValue> parameters_;  ///< bound without a copy
        sqlite::Statement statement_;
    };
    /// Read-only SQL over the typed tables. Bound parameters `?1`... Error "sql": nothing was run. The message can
    /// repeat a part of `sql`, never of a parameter.
    Result<Reading> read(std::string_view sql, std::vector<SqlValue> parameters);
    Result<std::vector<Id>> find(std::string_view text, std::size_t at_most);  ///< people, best first
    Result<std::vector<HistoryView>> history(const Id& id, std::string_view field);
    Result<std::vector<ConflictView>> conflicts();
    Result<std::vector<RejectedView>> rejected();
    Status rejected_retry(std::uint64_t n);  ///< opens the same changes anew on what is shown now, as a new transaction
    Status rejected_discard(std::uint64_t n);
    Result<StoreStatus> status();
    Result<CheckReport> check();
    /// Holds the record against the rules of the pack, as if `proposed` had been saved; saves nothing. Values may be of
    /// other records that are here too. Field "_verwijderd" with "true": as if it were deleted.
    /// Errors "niet_getoond", "invalid_value".
    Result<std::vector<RuleFinding>> check_record(const Id& record, const std::vector<Assignment>& proposed);
    void observe(Observer observer);

    // ---- for who must know after a kill what was done -----------------------------------------------------------
    /// The value (Tables::value) is set in the same commit as the next transaction, or with the next refused one that
    /// is dealt with; when neither comes, it stays as it is. Holds while the store is open; a second call replaces the
    /// first. It is read in the next opening.
    Status set_with_next(std::string_view name, ByteView value);
    /// All that was written stands in the store's own file, and its log is empty.
    Status empty_log();

    // ---- for the sync engine ----------------------------------------------------------------------------------
    Tables& tables();

    struct State;  ///< internal
private:
    Store();
    std::unique_ptr<State> state_;
};

}  // namespace wegwijs::store
