// The one writer over SQLite. For the .cpp files of this folder.
#pragma once

#include <mutex>

#include "sync_server/store/sqlite_reader.hpp"

namespace wegwijs::server {

/// The numbers that the next rows get.
struct Counters {
    std::uint64_t epoch = 1, next_seq = 1, next_dossier = 1, next_record = 1, next_device = 1, erasures = 0;
    bool operator==(const Counters&) const = default;
};
Result<Counters> read_counters(sqlite::Connection& db);

/// What the store and its writer share; guarded by `turn`.
struct Writer {
    Writer(ByteView server_key, Random& random) : keys(server_key, random) {}
    std::mutex turn;
    sqlite::Connection db;
    Keys keys;
    bool scrub = false;  ///< the log may still hold pages of an erased dossier
};

/// Appends one line to the audit log, chained, in the transaction that is open.
Status append_audit(sqlite::Connection& db, std::string_view actor, std::string_view action, std::string_view object,
                    std::string_view result, std::string_view origin, UnixMs at);
/// The chain value of an audit line.
Bytes audit_chain(ByteView previous, UnixMs at, std::string_view actor, std::string_view action,
                  std::string_view object, std::string_view result, std::string_view origin);

class SqliteBatch final : public Answering<Batch> {
public:
    static Result<std::unique_ptr<Batch>> begin(Writer& writer);
    ~SqliteBatch() override;

    Result<Point> head() override { return head_; }
    Result<ServerSeq> append(const LedgerEntry& entry) override;
    Result<ServerSeq> next() override { return counters_.next_seq; }
    Result<Number> add_dossier(const DossierRow& row, ServerSeq server_seq, UnixMs at) override;
    Status update_dossier(const DossierRow& row) override;
    Status move_dossier(Number dossier, const Move& move) override;
    Status put_record(RecordRow& row) override;
    Status add_late_sight(std::string_view user, Number dossier, ServerSeq server_seq) override;
    Result<std::uint64_t> add_device(const DeviceRow& row) override;
    Status update_device(const DeviceRow& row) override;
    Status add_refusal(std::uint64_t device, const OutcomeRow& row) override;
    Status quarantine(std::uint64_t device, std::uint64_t seq, Number dossier, std::string_view code,
                      ByteView canonical, UnixMs at) override;
    Result<std::uint64_t> add_grant(const Grant& grant) override;
    Status end_grant(std::uint64_t number, ServerSeq end, UnixMs at) override;
    Status add_pack(const PackRow& row, std::string_view json) override;
    Status erase_dossier(Number dossier, ServerSeq server_seq) override;
    Status purge_record(const Id& record, ServerSeq server_seq) override;
    Status set_epoch(std::uint64_t epoch, ServerSeq first, ServerSeq branch, bool declared,
                     Number next_number) override;
    Status audit(std::string_view actor, std::string_view action, std::string_view object, std::string_view result,
                 std::string_view origin, UnixMs at) override;
    Status commit() override;

private:
    SqliteBatch(Writer& writer, std::unique_lock<std::mutex> turn, sqlite::Transaction transaction, Counters counters,
                Point head, Bytes chain);
    Status write_counters();
    /// `run`, with the error that the interface promises.
    template <class... Args>
    Status write(std::string_view sql, const Args&... args);

    std::unique_lock<std::mutex> turn_;
    Writer& writer_;
    sqlite::Transaction transaction_;
    Counters stored_, counters_;
    Bytes chain_;
    Point head_;  ///< of the ledger, with what this batch appended
    bool committed_ = false;
    bool erased_ = false;
};

/// Empties the log so that it holds no page from before an erasure; tries again later while readers hold it.
void scrub_log(Writer& writer);

}  // namespace wegwijs::server
