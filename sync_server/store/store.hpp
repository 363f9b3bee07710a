// What the server keeps, behind a small interface: SQLite today, PostgreSQL with many server processes later.
// States and ledger bodies go in and come out readable; the backend seals them with the dossier's own key before they
// reach a disk, so that erasing a dossier is deleting its key as well as its rows.
//
// Thread safety: a Store may be used from any thread; a Snapshot or Batch belongs to the thread that took it. There is
// one Batch at a time; taking one waits for the one before. A Snapshot sees what was committed when it was taken.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/result.hpp"
#include "client_core/shared/base/source.hpp"
#include "client_core/shared/merge/merge.hpp"
#include "client_core/shared/model/pack.hpp"
#include "client_core/shared/protocol/messages.hpp"

namespace wegwijs::server {

using merge::Id;
using merge::ServerSeq;
using protocol::Number;
using protocol::Point;

struct DossierRow {
    Number number = 0;
    Id id;                                        ///< of its root record
    std::string municipality;                     ///< where it is now
    ServerSeq last = 0;                           ///< last change of its content
    ServerSeq erased = 0;                         ///< 0: not erased
    bool orphan = false;                          ///< work for it came before its creation did (after a restore)
    bool any_deletion = false;                    ///< some record holds a deletion entry
    std::map<std::uint32_t, std::uint64_t> sums;  ///< visibility class -> running sum
};

struct Move {
    ServerSeq server_seq = 0;
    std::string municipality;
    UnixMs at = 0;
};

/// The fields of a record as they are stored, where nothing has looked at them since one transaction made them all.
struct PackedFields {
    Bytes state;                 ///< as protocol::encode_state makes it
    merge::Stamp stamp;          ///< of every entry
    model::RoleSet readers = 0;  ///< roles that read every field, by the newest pack
    /// May the ledger's line stand for the state? Where it makes many records, each would be searched for in all of it.
    bool in_ledger = true;
};

struct RecordRow {
    Number number = 0;  ///< 0 when new: the batch gives one
    merge::Record record;
    Number dossier = 0;
    ServerSeq created = 0;                 ///< server_seq of the transaction that made it
    ServerSeq last = 0;                    ///< last change
    std::optional<PackedFields> packed{};  ///< then `record.fields` is empty
};

/// Which state of which record: every change moves `last`, so two rows that agree in both are the same.
struct RecordPlace {
    Number number = 0;
    ServerSeq last = 0;
};

struct DeviceRow {
    std::uint64_t number = 0;
    std::string user;
    Bytes public_key;
    merge::Branch branch;      ///< parent 0: none
    std::uint64_t first = 1;   ///< first seq that this number has itself
    std::uint64_t last = 0;    ///< last seq that it has
    Bytes last_hash;           ///< its chain there
    ServerSeq cursor = 0;      ///< what it said it had seen
    UnixMs seen = 0;           ///< last contact
    std::int64_t skew_ms = 0;  ///< its clock minus ours, at last contact
    std::uint64_t unsent = 0;  ///< as it said at last contact
    bool revoked = false;
    UnixMs enrolled = 0;
};

struct Grant {
    std::uint64_t number = 0;
    std::string user;
    std::string municipality;  ///< one of these two
    std::optional<Id> dossier;
    std::string role;
    ServerSeq from = 0;
    UnixMs from_at = 0;
    ServerSeq end = 0;  ///< 0: still held
    UnixMs end_at = 0;
    std::optional<UnixMs> until;  ///< ends by itself then (the server ends it at the first request after)
};

struct PackRow {
    std::uint64_t version = 0;
    ServerSeq server_seq = 0;
    UnixMs at = 0;
};

/// What became of one transaction of a device.
struct OutcomeRow {
    std::uint64_t seq = 0;
    Bytes hash;
    ServerSeq server_seq = 0;    ///< 0: refused
    std::optional<UnixMs> at;    ///< where the server changed it
    std::optional<ServerSeq> S;  ///< where the server took it back
    std::string code, detail;
};

enum class LedgerKind : std::uint8_t {
    transaction = 0,
    grant = 1,
    grant_end = 2,
    move = 3,
    pack = 4,
    epoch = 5,
    purge = 6,
    erase = 7,
    enrol = 8,
    genesis = 9
};

/// One place in the server's order. `body` is readable: canonical transaction bytes, or JSON text for the others.
struct LedgerEntry {
    LedgerKind kind = LedgerKind::transaction;
    std::uint64_t device = 0, seq = 0;
    Number dossier = 0;          ///< whose key seals the body; 0: the server's
    Bytes hash;                  ///< the device's chain hash (transactions)
    UnixMs at = 0;               ///< the time as accepted
    std::optional<ServerSeq> S;  ///< where the context was taken back
    bool at_changed = false;
    Bytes body;
};

/// The setting that says what devices need not keep: {"head": place in the order, "devices": {"number": last seq}}, as
/// the last backup but one has them, so that one bad backup costs nothing.
inline constexpr std::string_view kept_setting = "kept";

/// Everything that can be asked. Errors: code "server_store" with what SQLite said.
class Reader {
public:
    virtual ~Reader() = default;

    virtual Result<Point> head() = 0;
    virtual Result<std::optional<Bytes>> check_at(ServerSeq S) = 0;  ///< 8 bytes; S = 0: zeros; nullopt: no such place
    virtual Result<std::uint64_t> epoch() = 0;
    virtual Result<merge::EpochStarts> epoch_starts() = 0;     ///< of this line: first server_seq -> branch point
    virtual Result<merge::EpochStarts> declared_starts() = 0;  ///< those of a `restore` (usable to translate)

    virtual Result<std::optional<std::string>> setting(std::string_view name) = 0;
    virtual Result<std::optional<DeviceRow>> device(std::uint64_t number) = 0;
    virtual Result<std::vector<DeviceRow>> devices() = 0;
    virtual Result<merge::Lineage> lineage() = 0;  ///< only numbers that have a parent
    /// Number of the device under which the transaction with this seq and chain hash is known; 0: none.
    virtual Result<std::uint64_t> holder_of(std::uint64_t seq, ByteView hash) = 0;
    /// Outcomes of the device's line with from <= seq <= to, in order (this number's, before `first` its parents').
    virtual Result<std::vector<OutcomeRow>> outcomes(std::uint64_t device, std::uint64_t from, std::uint64_t to) = 0;

    virtual Result<std::vector<Grant>> grants(std::string_view user) = 0;  ///< with ended ones, by `from`
    virtual Result<std::vector<Grant>> all_grants() = 0;
    virtual Result<std::vector<PackRow>> packs() = 0;  ///< by server_seq
    virtual Result<std::string> pack_json(std::uint64_t version) = 0;

    virtual Result<std::optional<DossierRow>> dossier(Number number) = 0;
    virtual Result<std::optional<DossierRow>> dossier(const Id& id) = 0;
    virtual Result<std::vector<Move>> moves(Number dossier) = 0;  ///< the first is where it began
    /// Dossiers (erased ones too) with number > at and (last > base or erased > base), by number.
    virtual Result<std::vector<DossierRow>> changed(ServerSeq base, Number at) = 0;
    /// Dossiers with number > at that are, or ever were, in the municipality, by number.
    virtual Result<std::vector<DossierRow>> in_municipality(std::string_view municipality, Number at) = 0;
    virtual Result<ServerSeq> late_sight(std::string_view user, Number dossier) = 0;  ///< 0: none
    virtual Result<std::vector<Number>> late_sights(std::string_view user, ServerSeq base) = 0;

    virtual Result<std::optional<RecordRow>> record(const Id& id) = 0;  ///< aliases of merged records resolve
    virtual Result<std::optional<RecordRow>> record(Number number) = 0;
    virtual Result<std::optional<merge::Creation>> record_head(Number number) = 0;  ///< what never changes of it
    virtual Result<Number> record_number(const Id& id) = 0;                         ///< 0: none
    virtual Result<std::vector<Id>> children(const Id& parent) = 0;
    /// Records of a dossier with number > after and last > base, by number; `take` returns false to stop.
    virtual Status records(Number dossier, ServerSeq base, Number after,
                           const std::function<bool(RecordRow&)>& take) = 0;
    /// Where those records stand, without reading them.
    virtual Result<std::vector<RecordPlace>> record_places(Number dossier, ServerSeq base, Number after) = 0;
    /// Ids that a purge removed from the dossier after `base`.
    virtual Result<std::vector<Id>> removals(Number dossier, ServerSeq base) = 0;
    virtual Result<bool> purged(const Id& record) = 0;
};

class Snapshot : public Reader {};

/// The one writer. Nothing is there until `commit` returns; without it everything is undone.
class Batch : public Reader {
public:
    virtual Result<ServerSeq> append(const LedgerEntry& entry) = 0;  ///< next place in the order, chained
    /// One past the last ledger place: what `append` will give.
    virtual Result<ServerSeq> next() = 0;

    virtual Result<Number> add_dossier(const DossierRow& row, ServerSeq server_seq,
                                       UnixMs at) = 0;         ///< with its own new key
    virtual Status update_dossier(const DossierRow& row) = 0;  ///< last, orphan, any_deletion, sums
    virtual Status move_dossier(Number dossier, const Move& move) = 0;
    virtual Status put_record(RecordRow& row) = 0;  ///< gives new rows their number
    virtual Status add_late_sight(std::string_view user, Number dossier, ServerSeq server_seq) = 0;

    virtual Result<std::uint64_t> add_device(const DeviceRow& row) = 0;  ///< gives the number
    virtual Status update_device(const DeviceRow& row) = 0;  ///< last, last_hash, cursor, seen, skew, unsent, revoked
    virtual Status add_refusal(std::uint64_t device, const OutcomeRow& row) = 0;
    /// Keeps what access refused, sealed with the dossier's key (or the server's), for the lead worker to decide.
    virtual Status quarantine(std::uint64_t device, std::uint64_t seq, Number dossier, std::string_view code,
                              ByteView canonical, UnixMs at) = 0;

    virtual Result<std::uint64_t> add_grant(const Grant& grant) = 0;
    virtual Status end_grant(std::uint64_t number, ServerSeq end, UnixMs at) = 0;
    virtual Status add_pack(const PackRow& row, std::string_view json) = 0;
    virtual Status erase_dossier(Number dossier,
                                 ServerSeq server_seq) = 0;  ///< rows, key, quarantine; keeps (id, number)
    virtual Status purge_record(const Id& record, ServerSeq server_seq) = 0;
    virtual Status set_epoch(std::uint64_t epoch, ServerSeq first, ServerSeq branch, bool declared,
                             Number next_number) = 0;
    virtual Status audit(std::string_view actor, std::string_view action, std::string_view object,
                         std::string_view result, std::string_view origin, UnixMs at) = 0;
    virtual Status commit() = 0;
};

class Store {
public:
    virtual ~Store() = default;
    virtual Result<std::unique_ptr<Snapshot>> snapshot() = 0;
    virtual Result<std::unique_ptr<Batch>> begin() = 0;
};

}  // namespace wegwijs::server
