// The sync engine as a state machine: events in, actions out. It has no thread, no socket and no clock of its own, so a
// runner thread, a browser's event loop or a simulator can drive it. One request at a time; only the newest request's
// answer counts, once, applied in one local commit. Where the next question can be told from an answer alone, it goes
// out before the answer is applied: device and server then work at the same time.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client_core/shared/base/limits.hpp"
#include "client_core/store/store.hpp"
#include "client_core/store/sync_state.hpp"
#include "client_core/sync/outgoing.hpp"

namespace wegwijs::sync {

using merge::Id;
using store::SyncState;

struct Options {
    std::vector<Id> first;   ///< dossiers to come first: today's appointments
    bool check_all = false;  ///< send the sums of all that is held (once a day, and on demand)
    int attempts = 5;        ///< tries of one request before giving up; 0: go on for ever (watching)
    /// What is sent and asked for at once: bytes at first and on a bad link, and at most.
    std::size_t chunk_small = limits::chunk_small, chunk_large = limits::chunk_large;
};

/// What a sync did so far.
struct Report {
    std::uint64_t pushed = 0, rejected = 0, pulled = 0, forgotten = 0, requests = 0;
    std::uint64_t conflicts = 0;  ///< fields that wait for a person when a whole sync ends; the engine leaves it at 0
    bool in_step = false;
    bool repaired = false;  ///< a sum differed and the dossier was sent again
};

/// What a sync still has to see to, besides what the store knows.
struct Owed {
    std::set<protocol::Number> to_compare;  ///< dossiers of which the sum did not fit and that have not come again
    merge::ServerSeq last_own = 0;          ///< the last place in the order that own work was given
    bool log = false;                       ///< a dossier went, and the store's log still holds pages of it
};

struct Progress {
    enum class Phase { pushing, pulling } phase = Phase::pushing;
    std::uint64_t done = 0, total = 0;  ///< transactions pushed of those to push; records pulled (total 0: not known)
};

struct Action {
    enum class What { send, wait, finished, failed } what = What::finished;
    Bytes body;          ///< send: a request for POST /v1/sync
    bool ahead = false;  ///< send: call settle() while it is under way
    UnixMs wait_ms = 0;  ///< wait: then call woken()
    Error error;         ///< failed: nothing is lost; says when to try again. wait: why
};

class Engine {
public:
    explicit Engine(store::Store& store) : store_(store), tables_(store.tables()) {}

    Action start(const Options& options);
    /// Applies the answer that the newest request was sent ahead of. Nothing: go on with that request. An action: its
    /// answer no longer counts, do this instead. Without this call answered() and failed() do it first.
    std::optional<Action> settle();
    /// The rows that will follow those of the newest request, as the body of a POST /v1/rows to send beside it; empty
    /// when there are none, or no use. The driver may leave this out: then rows go with their own request.
    Bytes prepare();
    /// What prepare() gave last has arrived, before the answer to the newest request was handed over: the request after
    /// it names those rows instead of bringing them.
    void arrived();
    /// The body of a 200 answer to the newest request.
    Action answered(ByteView body);
    /// The newest request failed: no connection, a cut, or an error of the server.
    Action failed(Error error);
    Action woken();
    /// Gives up; what was applied stays, the rest comes with the next sync.
    Action cancel();

    const Report& report() const { return report_; }
    Progress progress() const { return progress_; }

private:
    std::size_t larger(std::size_t chunk) const;
    Action next();
    Action send(const protocol::SyncRequest& request, bool ahead);
    Action settled();
    Result<std::optional<protocol::SyncRequest>> request_ahead(const protocol::SyncAnswer& answer);
    Result<protocol::SyncRequest> request();
    /// A request without rows and sums.
    Result<protocol::SyncRequest> question(const SyncState& state, std::uint64_t acked);
    /// Rows made before they were due.
    struct Prepared {
        Outgoing rows;
        Bytes name;
        bool arrived = false;
    };
    void drop_first(const protocol::SyncAnswer& answer);
    Status apply(protocol::SyncAnswer& answer);
    Result<bool> finished() const;
    Status fill_push(protocol::SyncRequest& request, std::uint64_t first, bool stuck, std::optional<Prepared> made);
    Result<Bytes> chain_before(std::uint64_t seq);
    Status fill_sums(protocol::SyncRequest& request);
    Status measure();
    Result<bool> step_back();

    store::Store& store_;
    store::Tables& tables_;
    Options options_;
    Report report_;
    Owed owed_;
    Progress progress_;
    std::uint64_t to_push_ = 0;
    std::size_t chunk_ = 0;
    int failures_ = 0;
    bool quick_ = true;      ///< no slow answer or failure so far: then the next chunk is larger
    bool sums_due_ = false;  ///< of everything that is held
    bool brought_ = false;   ///< the last answer brought what is new, and was not about something else first
    enum class Sums { none, some, all } sums_sent_ = Sums::none;  ///< in the newest request
    bool by_number_ = true;                                       ///< rows name records by the server's numbers
    bool rows_sent_ = false;
    std::uint64_t rows_until_ = 0;      ///< where they are: seq of the row after them
    std::optional<Prepared> prepared_;  ///< for the request after the newest
    bool rows_ahead_ = true;            ///< the server keeps rows that come ahead of their request
    bool waiting_for_answer_ = false;
    std::optional<protocol::SyncAnswer> unsettled_;  ///< the newest request was sent ahead of applying this
    Bytes foreseen_;                                 ///< what that request asks, but for the head
    UnixMs sent_at_ = 0;
};

}  // namespace wegwijs::sync
