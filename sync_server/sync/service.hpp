// POST /v1/sync without HTTP: one request in, one answer out. Thread safe. Has no thread of its own: requests that
// push wait for the one that is writing, and the next writer takes all that wait into one commit (group commit).
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "client_core/shared/base/source.hpp"
#include "client_core/shared/crypto/crypto.hpp"
#include "sync_server/access/access.hpp"
#include "sync_server/store/store.hpp"
#include "sync_server/sync/rows_ahead.hpp"

namespace wegwijs::server {

class WrittenRecords;

class SyncService {
public:
    /// `box`: opens what devices sealed for this server when they lost a dossier; without it such rows are refused.
    SyncService(Store& store, Clock& clock, crypto::BoxKey box = {})
        : store_(store), clock_(clock), box_(std::move(box)) {}

    /// Answers one request of an authenticated device. `skew_ms`: its clock minus ours. Errors: "device_unknown",
    /// "malformed", "rows_gone", "internal", the store's.
    Result<protocol::SyncAnswer> handle(std::uint64_t device, const protocol::SyncRequest& request,
                                        std::int64_t skew_ms);

    /// Keeps the body of a POST /v1/rows for the request that will name it. Reads it now, but judges nothing.
    /// Errors: "malformed", "version", "busy", the store's.
    Status keep_ahead(std::uint64_t device, Bytes body);

    /// Enrols a device for a user: gives its number. The caller has redeemed the code.
    Result<std::uint64_t> enrol(std::string_view user, ByteView public_key);

private:
    using Work = std::function<Status(Batch&)>;
    /// Runs `work` in a batch together with what others bring meanwhile; durable when it returns.
    Status write(const Work& work);

    Result<std::shared_ptr<const Packs>> packs(Reader& reader);
    /// Errors: "rows_gone".
    Result<std::unique_ptr<RowsAhead::Rows>> came_ahead(std::uint64_t device, const protocol::SyncRequest& request);
    Result<std::vector<IncomingRow>> rows_of(Batch& batch, const protocol::SyncRequest& request, RowsAhead::Rows* ahead,
                                             const model::Pack& pack);
    /// The part of a request that changes something. True: the answer is complete, without a pull. `written`: the
    /// records that it changed.
    Result<bool> push(Batch& batch, std::uint64_t device, const protocol::SyncRequest& request, RowsAhead::Rows* ahead,
                      std::int64_t skew_ms, protocol::SyncAnswer& answer, WrittenRecords& written);
    /// Up to which own seq the device needs no bodies any more; 0: there is nothing that it could let go.
    Result<std::uint64_t> kept(Reader& reader, std::uint64_t device, const protocol::SyncRequest& request);
    Status begin_epoch(Batch& batch);
    Status end_due_grants(Batch& batch);

    struct Waiting {
        const Work* work;
        Status outcome = done();  ///< the writer's until `finished`
        bool finished = false;
    };
    Status commit(std::span<Waiting* const> together);

    Store& store_;
    Clock& clock_;
    const crypto::BoxKey box_;
    RowsAhead ahead_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable finished_;
    std::vector<Waiting*> queue_;
    bool writing_ = false;
    std::shared_ptr<const Packs> packs_;
};

}  // namespace wegwijs::server
