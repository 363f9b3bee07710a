// Judges the transactions of a push and places the accepted ones in the server's order (docs/protocol.md, "Accept").
#pragma once

#include "sync_server/access/access.hpp"
#include "sync_server/sync/incoming.hpp"
#include "sync_server/sync/working_set.hpp"

namespace wegwijs::server {

/// Accepts for one device within one batch. Not thread safe.
class Acceptor {
public:
    /// `known_starts`: epochs that the device names, besides the server's own.
    static Result<Acceptor> begin(Batch& batch, WorkingSet& set, std::shared_ptr<const Packs> packs,
                                  const Access& access, const DeviceRow& device, const merge::EpochStarts& known_starts,
                                  UnixMs now);

    /// What becomes of one transaction. Only an error of the store fails; a refusal is an outcome. The canonical bytes
    /// of an accepted row go to the ledger and are gone from here.
    Result<OutcomeRow> take(IncomingRow& row);

private:
    struct Judged {
        IncomingRow& row;
        const merge::Transaction& tx;
        WorkingSet::Dossier& dossier;
        merge::Context context;  ///< as the server takes it
        bool lost = false;       ///< it was of a history that a restore cut off
        bool fits = false;       ///< its values were looked at by the newest pack already
        std::optional<View> now;
        std::optional<View> then;  ///< what the writer could see at S
        bool all_new = false;      ///< it makes records that are not there, and there is nothing to merge with
        bool beyond = false;       ///< it writes what the writer may not write now
    };
    struct Refusal {
        std::string code, detail;
    };
    using Verdict = Result<std::optional<Refusal>>;

    Result<std::pair<merge::Context, bool>> take_context(const merge::Transaction& tx);
    Verdict judge(Judged& j);
    Verdict judge_write(Judged& j, const merge::Write& write, const merge::Creation* created);
    Verdict judge_value(const Judged& j, const merge::Write& write, const model::Entity& entity,
                        const merge::Record& record, bool created, bool looked_at);
    std::optional<Refusal> permitted(Judged& j, const merge::FieldKey& key, std::uint16_t entity, bool created) const;
    bool blind_overwrite(Judged& j, const merge::Write& write);
    bool guarded_unseen(Judged& j, const merge::Record& record);
    Result<OutcomeRow> place(Judged& j, IncomingRow& row);
    void apply(Judged& j, ServerSeq server_seq, UnixMs at);
    bool all_new(const Judged& j);
    std::optional<Refusal> may_make(Judged& j) const;
    void make(const Judged& j, ServerSeq server_seq, UnixMs at);
    void dossier_changed(Judged& j, ServerSeq server_seq);

    Batch* batch_ = nullptr;
    WorkingSet* set_ = nullptr;
    std::shared_ptr<const Packs> packs_;
    const Access* access_ = nullptr;
    DeviceRow device_;
    merge::Lineage lineage_;
    merge::EpochStarts starts_, declared_, known_;
    UnixMs now_ = 0;
    // The context of the row before, since the rows of a push nearly always share one.
    ServerSeq last_S_ = UINT64_MAX;
    Bytes last_check_;
    std::pair<merge::Context, bool> last_taken_;
};

}  // namespace wegwijs::server
