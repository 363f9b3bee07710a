// The dossiers and records that one batch of pushes works on: read once, changed in memory, written once at the end.
#pragma once

#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "sync_server/access/access.hpp"
#include "sync_server/store/store.hpp"

namespace wegwijs::server {

/// What a request wrote, for who reads it right after: what is at hand need not be fetched and opened again.
class WrittenRecords {
public:
    WrittenRecords() = default;
    explicit WrittenRecords(std::vector<std::unique_ptr<RecordRow>> rows);
    bool any_of(Number dossier) const;
    /// The row that stands at `place`, once. Null: it is not here, or was changed by others since.
    std::unique_ptr<RecordRow> take(const RecordPlace& place);

    std::vector<OutcomeRow> outcomes;  ///< without a gap, up to the device's last seq then

private:
    std::vector<std::unique_ptr<RecordRow>> rows_;  // by number; null: taken
    std::vector<Number> numbers_, dossiers_;
};

/// Fills in `record.fields` of a row that holds them packed.
void unpack(RecordRow& row);

class WorkingSet final : public merge::Records {
public:
    explicit WorkingSet(Batch& batch) : batch_(batch) {}

    struct Dossier {
        DossierRow row;
        std::vector<Move> moves;
        bool is_new = false;
        bool dirty = false;
    };
    /// Null when there is none. Pointers stay good until the batch ends.
    Result<Dossier*> dossier(const Id& id);
    /// Begins a dossier in memory; `place` writes it once its first transaction is accepted.
    Dossier& begin_dossier(const Id& id, const std::string& municipality);
    Status place(Dossier& dossier, ServerSeq server_seq, UnixMs at);

    /// The records of this dossier are what `find` and `add` see from now on.
    void enter(Dossier& dossier) { current_ = &dossier; }
    /// The row of a record of any dossier; null when there is none.
    RecordRow* row(const Id& id);
    /// Does a record of this id belong to another dossier?
    bool elsewhere(const Id& id);
    /// Marks a record as changed by the transaction at `server_seq`.
    void touch(const Id& id, ServerSeq server_seq);
    /// Forgets records that `add` made since `enter` and that no accepted transaction touched.
    void drop_untouched();

    merge::Record* find(const Id& id) override;
    merge::Record& add(const merge::Creation& creation) override;
    void add(const merge::Creation& creation, PackedFields fields);
    std::vector<Id> children(const Id& id) override;
    bool any_deletion() override { return current_->row.any_deletion; }

    /// A failure of the store that `find` or `children` could not tell; check after each transaction.
    const std::optional<Error>& failure() const { return failure_; }
    /// Writes every changed dossier and record.
    Status flush();
    /// What `flush` wrote; they are no longer in the set.
    WrittenRecords take_written();

private:
    Batch& batch_;
    Dossier* current_ = nullptr;
    std::unordered_map<Id, std::unique_ptr<Dossier>, model::IdHash> dossiers_;
    std::unordered_map<Id, std::unique_ptr<RecordRow>, model::IdHash> records_;  // null: known not to be there
    std::unordered_map<Id, Id, model::IdHash> merged_;                           // old names of what is in `records_`
    std::optional<Id> looked_at_;  // the record that `row` was asked for last: most questions come in runs
    RecordRow* found_ = nullptr;
    std::vector<Id> dirty_, flushed_;
    std::unordered_set<Id, model::IdHash> is_dirty_;
    std::vector<Id> fresh_;
    std::optional<Error> failure_;
};

}  // namespace wegwijs::server
