// One user's store on one device: encrypted, and complete without a network. What a call has done is on the disk when
// the call returns; a call that fails has changed nothing, with one exception: when the disk refuses the very last step
// ("disk_error", "disk_full"), what was saved may be there at the next opening, whole, with its form closed.
//
// Security: the pages are encrypted with a key of the store's own, which a key from the PIN wraps (Argon2id, RFC 9106;
// each opening needs 64 MiB of memory for it). Without the PIN nobody can open the store, its user neither: AVG art.
// 32(1)(a). A device holds only what its user may see: AVG art. 25(2).
//
// Thread safety: one call at a time works on a store; a call from another thread waits for it. sync() lets others in
// while it waits for the network, so an app can go on reading and saving. Different stores are independent. To move,
// assign or destroy a Store, no other call may be running on it: cancel a sync and join its thread first.
//
// Functions that are handed in (rows, observers, progress) run inside the call. They may not throw: the program ends
// when they do, as it does when memory runs out; what was saved before is on the disk. A call on the same store from
// within is refused with "in_callback".
//
// Errors of every call: "store_closed" (it was moved from), "in_callback", "disk_full", "disk_error", "store_damaged",
// "store_readonly", "sqlite". Other codes stand at the call. Every message is for people, says what is safe, and
// repeats nothing that was typed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <wegwijs/export.hpp>
#include <wegwijs/id.hpp>
#include <wegwijs/record.hpp>
#include <wegwijs/result.hpp>
#include <wegwijs/sql.hpp>
#include <wegwijs/sync.hpp>

namespace wegwijs {

namespace api {
class OpenStore;
}

struct OpenOptions {
    std::string path;  ///< of the database; its wrapped key stands beside it, in `path` + ".key" and ".key.2",
                       ///< and in ".spare", sealed, what makes another store of a damaged one
    std::string pin;   ///< any bytes but none; the caller wipes its own copy
};

struct EnrolOptions {
    std::string path;
    std::string pin;
    std::string server;        ///< "https://host[:port]"; plain http only to this machine itself
    std::string code;          ///< the one-time code
    std::string ca_file = {};  ///< PEM; when given, only these certificates are trusted instead of the system's
};

class WEGWIJS_API Store {
public:
    /// Makes a store for one user and enrols this device at the server, and opens it. When it was cut off, also by a
    /// kill, it can be called again with the same code and PIN: it goes on where it was, or opens what it made. Blocks
    /// for the server, without an answer for at most a minute and a half.
    /// Errors: "exists" (a store of another code is there), "wrong_pin" (it was begun with another one), "no_pin",
    /// "code_invalid" (used, expired or unknown), "url", "tls_required", those of sync() about the link, of open(), and
    /// of the server.
    static Result<Store> enrol(const EnrolOptions& options) noexcept;

    /// Errors: "store_missing", "no_pin", "wrong_pin", "locked" (too many tries; the message says until when),
    /// "store_damaged" (the file was set aside, what could be read was rescued; the message says where), "store_busy"
    /// (it is open already, in this program or another), "store_newer" (made by a newer version).
    static Result<Store> open(const OpenOptions& options) noexcept;

    Store(Store&& other) noexcept;
    Store& operator=(Store&& other) noexcept;
    ~Store();

    Result<Owner> owner() noexcept;

    // ---- changing ---------------------------------------------------------------------------------------------
    // Each is one transaction, all of it or nothing; at most 10,000 values and 2 MiB. A call that gives a number gives
    // the transaction's own, as rejected() names it.
    // Errors: "niet_getoond" (no such record here, it was not in the edit, or a newer pack lets the role read the field
    // and what stands there has not come yet: sync), "dossier_weg" (the dossier left this device), "mag_niet" (the
    // role), "conflict_open" (decide first), "al_vastgelegd", "zet" (a move that the pack does not allow), "bevroren"
    // (it was made final, like a decided PIP: Wi2021 art. 15), "append_only", "verwijderd", "required",
    // "invalid_value", "limit".

    /// A form was opened over what is shown now of these records, all of one dossier.
    Result<Edit> open_edit(const std::vector<Id>& records) noexcept;
    /// An edit that an earlier run left open.
    Result<Edit> find_edit(std::uint64_t number) noexcept;
    /// Closes it without saving. No error when it is closed already.
    Status drop_edit(const Edit& edit) noexcept;
    /// Saves and closes the edit; after an error it is still open.
    Result<std::uint64_t> save(const Edit& edit, const std::vector<Assignment>& changes) noexcept;
    /// Closes a conflict with the value that is right: one of them or another. The rest stays in the history. For field
    /// "_verwijderd": "true" deletes, "false" keeps. Saves and closes the edit.
    Result<std::uint64_t> decide(const Edit& edit, const Assignment& choice) noexcept;
    /// Deletes; restore() brings it back. Saves and closes the edit.
    Result<std::uint64_t> remove(const Edit& edit, const Id& record) noexcept;
    Result<std::uint64_t> restore(const Edit& edit, const Id& record) noexcept;

    // The same without a form: over what is here now.
    Result<std::uint64_t> set(const Id& record, const std::vector<Value>& values) noexcept;
    Result<std::uint64_t> decide(const Id& record, const Value& choice) noexcept;
    Result<std::uint64_t> remove(const Id& record) noexcept;
    Result<std::uint64_t> restore(const Id& record) noexcept;

    /// A root begins a dossier of its own; anything else belongs to its parent's.
    Result<Id> create(const NewRecord& record) noexcept;
    /// Records of one dossier made together; a root comes first. Later ones may hang under earlier ones, by ids from
    /// make_id(). Gives the ids in the same order.
    Result<std::vector<Id>> create_all(const std::vector<NewRecord>& records) noexcept;
    Result<Id> make_id() noexcept;

    // ---- reading ----------------------------------------------------------------------------------------------
    /// {"id","entity","dossier","fields":{name: value},"conflicts":{name: [{"value","by","device","at"}]},
    /// "unknown":{...},"state":"local"|"server"}, and "deleted":true for a deleted one. Error "niet_getoond".
    Result<std::string> record_json(const Id& record) noexcept;
    /// The records of one kind, of one dossier when given. `where_sql` is a condition over the columns, which are the
    /// fields and `id`; never build it from what somebody typed: that is for query() with its parameters.
    /// Errors "invalid_value" (no such kind), "sql".
    Result<std::vector<Id>> list(std::string_view entity, std::string_view where_sql = {},
                                 const std::optional<Id>& dossier = {}) noexcept;
    /// One SELECT over a table per kind of record, with a column per field and `id` (a blob; SQL's uuid(id) is its
    /// text). `?1`, `?2`... stand for `parameters`; one that is not given is NULL. `row` is called for each row.
    /// Error "sql", also at a row where the question has no answer: the rows before it were given. The message can
    /// repeat a part of `sql`, never of a parameter.
    Status query(std::string_view sql, const std::vector<SqlValue>& parameters,
                 const std::function<void(const Row&)>& row) noexcept;
    /// People by name in any spelling, by number or telephone; best first.
    Result<std::vector<Id>> find(std::string_view text, std::size_t at_most = 25) noexcept;
    /// Every value that the record, or one field of it, has had on this device, in the order of time.
    /// Error "niet_getoond".
    Result<std::vector<HistoryEntry>> history(const Id& record, std::string_view field = {}) noexcept;

    /// Holds the record against the rules of the pack, as if `proposed` had been saved; saves nothing. Values may be of
    /// other records that are here too. Field "_verwijderd" with "true": as if it were deleted.
    /// Errors "niet_getoond", "invalid_value".
    Result<std::vector<RuleFinding>> check_record(const Id& record, const std::vector<Assignment>& proposed = {},
                                                  Language language = Language::nl) noexcept;

    /// What a person has to decide.
    Result<std::vector<Conflict>> conflicts() noexcept;
    Result<std::vector<Rejected>> rejected() noexcept;
    /// Saves the same changes as a new transaction, over what is here now. Errors: those of changing, "sealed".
    Status retry_rejected(std::uint64_t number) noexcept;
    /// Throws it away for good. Error "niet_getoond".
    Status discard_rejected(std::uint64_t number) noexcept;

    Result<StoreStatus> status() noexcept;
    /// Reads every page, compares the sums and repairs what can be repaired. The time it takes grows with the store.
    Result<CheckReport> check() noexcept;

    /// Called after each commit, on the thread that made it: also the one that syncs. Gives a number for unobserve().
    Result<std::uint64_t> observe(Observer observer) noexcept;
    /// No error when there is none of that number.
    Status unobserve(std::uint64_t number) noexcept;

    // ---- the domain -------------------------------------------------------------------------------------------
    /// The schema pack as it came from the server: kinds, fields, codes, moves, roles, labels, sources of law.
    Result<std::string> pack_json() noexcept;
    /// What this user's role works with: [{"name","label"}], as `wegwijs entities --json` prints it.
    Result<std::string> entities_json(Language language = Language::nl) noexcept;
    /// [{"name","label","type","required","policy","class","read","write","values"}], as `wegwijs fields --json`.
    /// Error "invalid_value".
    Result<std::string> fields_json(std::string_view entity, Language language = Language::nl) noexcept;

    // ---- the server -------------------------------------------------------------------------------------------
    /// Sends what is only here and fetches what is new, until both are the same. Requests are signed by the device (RFC
    /// 9421). It may be broken off at any moment, and repeated: what came in is there, nothing is sent twice. Blocks;
    /// from when it is cancelled at most a second.
    /// Errors: "cancelled", "sync_busy" (another sync of this store runs), "offline", "timeout", "cut",
    /// "tls_untrusted", "tls_ca_file", "tls_failed", "not_http", "answer_too_large", "answer_broken", "http_NNN", and
    /// the server's own. Error::retry says when it makes sense again.
    Result<SyncReport> sync(const SyncOptions& options = {}) noexcept;

private:
    explicit Store(std::unique_ptr<api::OpenStore> inside) noexcept;
    std::unique_ptr<api::OpenStore> inside_;
};

}  // namespace wegwijs
