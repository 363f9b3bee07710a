// The tables of a store, as the save path and the sync engine use them. Internal to client_core.
//
// Shown = confirmed + own transactions that have not come back. The typed tables hold what is SHOWN. What is CONFIRMED
// of a field is the row of `base` where there is one; else the shown entries without those of own pending
// transactions (server_seq == unsent, or accepted and not come back). So `base` holds only fields of which an own
// pending transaction dropped a confirmed entry.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client_core/store/store.hpp"

namespace wegwijs::store {

using merge::ServerSeq;
using protocol::Number;
using protocol::Point;

/// One dossier as this device holds it.
struct DossierRow {
    std::int64_t nr = 0;  ///< local, never reused
    Id id;
    Number number = 0;  ///< the server's; 0: not known yet
    std::string municipality, role;
    Point as_of;             ///< seen up to here
    std::uint64_t sum = 0;   ///< of what is confirmed
    bool held = false;       ///< came from the server, and was not forgotten
    bool made_here = false;  ///< begun here and not yet come back
    bool any_deletion = false;
    bool stale = false;  ///< from before a change of epoch; dropped when the first round does not bring it
    int repairs = 0;     ///< times it was sent again since its sum last matched
};

/// One own transaction. Outbox: seq > acked. Sent: seq <= acked.
struct OwnRow {
    std::uint64_t seq = 0;
    Bytes hash;
    Bytes canonical;  ///< empty: void, or no longer kept
    bool is_void = false, sealed = false;
    std::int64_t dossier = 0;  ///< local nr; 0: none
    // what the server said; server_seq 0: nothing yet, or refused (then `code` is set)
    ServerSeq server_seq = 0;
    std::optional<UnixMs> at;
    std::optional<ServerSeq> S;
    std::string code, detail;
};

/// What one record is on this device.
struct Stored {
    std::int64_t row = 0;  ///< local row number; 0: not there
    Number number = 0;     ///< the server's
    std::int64_t dossier = 0;
    merge::Record shown;
    /// What load() found in the columns, so that save() writes only what differs. Empty: everything is written.
    std::vector<std::uint64_t> loaded;
};

class Tables {
public:
    virtual ~Tables() = default;
    virtual sqlite::Connection& db() = 0;
    virtual const model::Pack& pack() = 0;
    /// Takes a newer pack: makes new tables and columns, moves what was unknown into its column. In the caller's
    /// transaction.
    virtual Status take_pack(std::string_view json) = 0;

    // ---- dossiers
    virtual Result<std::optional<DossierRow>> dossier(const Id& id) = 0;
    virtual Result<std::optional<DossierRow>> dossier(std::int64_t nr) = 0;
    virtual Result<std::optional<DossierRow>> dossier_numbered(Number number) = 0;
    virtual Result<std::vector<DossierRow>> dossiers() = 0;
    virtual Status put_dossier(DossierRow& row) = 0;  ///< gives nr to a new one
    virtual Status forget_numbers() = 0;              ///< a new epoch: the server's numbers mean nothing any more
    /// Removes every record, base row, search row and conflict of the dossier, and forgets its server number.
    virtual Status drop_dossier_content(std::int64_t nr) = 0;
    /// The role in a dossier became a smaller one: what open edits showed goes, and what the history and own work hold
    /// of fields that the row's role may not read. Own work is sealed to the server, which can still be sent it.
    virtual Status narrow_dossier(const DossierRow& row, ByteView server_box_key) = 0;

    // ---- records: typed row, version blob, extra entries, unknown fields, hidden ones, search index, conflicts
    virtual Result<std::optional<Stored>> load(const Id& id) = 0;
    virtual Result<std::optional<Stored>> load_numbered(Number number) = 0;
    virtual Result<Number> record_number(const Id& id) = 0;  ///< 0: none
    virtual Result<std::optional<Id>> record_id(Number number) = 0;
    virtual Result<std::vector<Id>> children(const Id& parent) = 0;
    virtual Result<std::vector<Id>> records_of(std::int64_t dossier) = 0;
    /// Writes what is shown; keeps search, conflicts and the hidden state in step. Gives `row` to a new one.
    virtual Status save(Stored& record) = 0;
    /// An own transaction that made a record came back as `stamp`, and the record has nothing else. Where its row shows
    /// just that, it is confirmed as it stands: gives its part of the dossier's sum. Nothing: it shows something else.
    virtual Result<std::optional<std::uint64_t>> confirm_own(const DossierRow& dossier, const Id& id,
                                                             std::uint16_t entity, const merge::Stamp& stamp,
                                                             Number number) = 0;
    virtual Status erase(const Id& id) = 0;

    // ---- base: confirmed entries of fields that an own pending transaction overlays
    using Base = std::map<merge::FieldKey, merge::Entries>;
    virtual Result<Base> base(std::int64_t row) = 0;
    virtual Status set_base(std::int64_t row, const Base& base) = 0;  ///< replaces; an empty map removes
    /// Keeps the confirmed entries of one field, unless some are kept already. Empty entries are kept too.
    virtual Status add_base(std::int64_t row, const merge::FieldKey& key, const merge::Entries& confirmed) = 0;
    /// Keeps an entry that no longer stands, for the history that people read. Twice is once.
    virtual Status remember(std::int64_t row, const merge::FieldKey& key, const merge::Entry& replaced) = 0;

    // ---- own transactions
    virtual Result<std::uint64_t> device() = 0;           ///< the present device number
    virtual Status set_device(std::uint64_t number) = 0;  ///< after a fork
    /// After a restore of the server or a fork: what was answered after `seq` is unsent again; what had been refused
    /// then stays refused (void). Lowers `acked` to `seq`.
    virtual Status unsend_after(std::uint64_t seq) = 0;
    /// The lowest seq after `acked` whose row is still here; 0: none.
    virtual Result<std::uint64_t> first_unsent() = 0;
    virtual Result<std::uint64_t> head_seq() = 0;
    virtual Result<Bytes> chain_hash(std::uint64_t seq) = 0;  ///< chain_start for 0; empty: unknown
    virtual Result<std::uint64_t> acked() = 0;
    virtual Status set_acked(std::uint64_t seq) = 0;
    virtual Status add_own(const OwnRow& row) = 0;
    virtual Result<std::optional<OwnRow>> own(std::uint64_t seq) = 0;
    virtual Status update_own(const OwnRow& row) = 0;  ///< outcome, void, sealed, canonical
    /// Outcomes of a run accepted without change: seq..seq+count-1 -> server_seq..
    virtual Status accept_run(std::uint64_t seq, std::uint64_t count, ServerSeq server_seq) = 0;
    /// Own rows of the dossier (0: all) that are pending: in the outbox, or accepted with server_seq > as_of. In seq
    /// order.
    virtual Result<std::vector<OwnRow>> pending(std::int64_t dossier, ServerSeq as_of) = 0;
    virtual Status for_outbox(std::uint64_t from, const std::function<bool(const OwnRow&)>& take) = 0;
    /// Makes the dossier's own rows unreadable here: sealed to the server's key, they can still be pushed. Rejected
    /// ones too. `closed_upto` is from then on the last of them.
    virtual Status seal_own(std::int64_t dossier, ByteView server_box_key) = 0;
    /// What the server did not take is not shown. A server that is put back may hold it all the same, and then an edit
    /// must not replace it: `closed_upto` is at least the last such row of each dossier, once all that was taken before
    /// it is behind the cursor.
    virtual Status close_refused(ServerSeq cursor) = 0;
    virtual Result<std::uint64_t> closed_upto(std::int64_t dossier) = 0;
    /// The version of the pack by whose roles the dossier came last; 0: it did not.
    virtual Result<std::uint64_t> pack_of(std::int64_t dossier) = 0;
    virtual Status came_by_this_pack(std::int64_t dossier) = 0;
    virtual Status void_own(std::int64_t dossier) = 0;  ///< only their places in the chain stay
    virtual Status add_rejected(std::uint64_t seq, std::string_view code, std::string_view reason) = 0;
    virtual Status drop_sent_before(std::uint64_t seq) = 0;  ///< bodies only; hashes stay

    // ---- single values that sync keeps (cursor, round, heard, epoch starts, lineage...)
    virtual Result<Bytes> value(std::string_view name) = 0;  ///< empty when not set
    virtual Status set_value(std::string_view name, ByteView value) = 0;
    virtual void changed(const Id& dossier, Change::Why why, const Id& record) = 0;  ///< told to observers after commit
    virtual void committed() = 0;                                                    ///< tells them
    virtual Clock& clock() = 0;
    virtual Random& random() = 0;
};

}  // namespace wegwijs::store
