// The two messages of POST /v1/sync and that of POST /v1/rows (docs/protocol.md). All are CBOR maps with small integer
// keys; what is absent has its empty value. A reader ignores no key: what a version does not know is an error, since
// the version says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client_core/shared/base/result.hpp"
#include "client_core/shared/merge/entry.hpp"
#include "client_core/shared/merge/merge.hpp"
#include "client_core/shared/protocol/state.hpp"
#include "client_core/shared/protocol/transaction.hpp"

namespace wegwijs::protocol {

inline constexpr std::uint64_t version = 1;

using merge::Id;
using merge::ServerSeq;

/// A point of the server's order with 8 bytes of the ledger's hash there: it names a history, not only a number.
struct Point {
    ServerSeq seq = 0;
    Bytes check = Bytes(8, '\0');
    bool operator==(const Point&) const = default;
};

/// Where a round of pulling stands: dossiers with a number above `at` whose content or sight changed after `base`
/// are still to come; when it is through, the cursor is `end`.
struct Round {
    Point base;
    std::uint64_t at = 0;
    Point end;  ///< seq 0: no round is under way
    bool operator==(const Round&) const = default;
};

/// Where the parts of one large dossier stand: records with a number above `after` are still to come.
struct Stage {
    Number dossier = 0;
    Number after = 0;
    ServerSeq first_base = 0;  ///< what the first part was relative to
    ServerSeq began = 0;       ///< as_of of the first part
    bool whole = false;
    bool operator==(const Stage&) const = default;
};

/// Where a finished round got ahead of what became the cursor: dossiers with a number up to `upto`, and above that of
/// the step before, were passed in the state of `seen`.
struct Step {
    Number upto = 0;
    ServerSeq seen = 0;
    bool operator==(const Step&) const = default;
};

struct ChainPoint {
    std::uint64_t seq = 0;
    ChainHash hash;
    bool operator==(const ChainPoint&) const = default;
};

struct SyncRequest {
    std::uint64_t epoch = 0;
    ChainPoint head;          ///< last own transaction, sent or not
    std::uint64_t acked = 0;  ///< outcomes up to here are known
    Point heard;              ///< (as_of, check) of the last answer
    Round round;
    std::optional<Stage> stage;
    std::uint64_t budget = 0;                            ///< bytes that the answer should not exceed by much
    std::uint64_t pack = 0;                              ///< version of the pack that it has
    merge::EpochStarts starts;                           ///< sent while the epoch differs from the server's
    std::vector<Id> first;                               ///< dossiers to come first
    std::vector<ChainPoint> chain;                       ///< answer to a probe: own hashes, ascending
    bool stuck = false;                                  ///< rows that the server asks for are no longer here
    std::vector<std::pair<Number, std::uint64_t>> sums;  ///< self-check: (dossier number, sum) of all it holds
    bool check_all = false;                              ///< `sums` is complete
    std::uint64_t push_from = 0;                         ///< seq of the first row
    std::uint64_t push_count = 0;
    ChainHash push_before;       ///< own chain just before the first row
    Bytes push;                  ///< rows of PushWriter, one after another
    Bytes push_name;             ///< 16 bytes: instead of `push`, the rows that came ahead under this name
    std::uint64_t own_from = 0;  ///< from this seq on all own transactions can be read here; 0: not said
    std::vector<Step> steps;     ///< of the last round, where that was more than the cursor says; ascending
};

/// Rows of a push to come, brought while the server is still busy with those before them: the request that pushes them
/// only names them. They change nothing by themselves.
struct RowsAhead {
    Bytes name;  ///< 16 random bytes
    std::uint64_t from = 0, count = 0;
    ChainHash before;  ///< as in the request: own chain just before the first row
    ByteView rows;     ///< as `push` of the request
};

/// What became of own transactions, in runs.
struct Outcome {
    std::uint64_t from = 0, count = 1;
    ServerSeq server_seq = 0;    ///< of the first; the others follow without a gap. 0: refused
    std::optional<UnixMs> at;    ///< the server's time, where the device's lay too far ahead
    std::optional<ServerSeq> S;  ///< the context as the server took it, where it took it back
    std::string code, detail;    ///< of a refusal
    bool operator==(const Outcome&) const = default;
};

struct ItemRecord {
    Number number = 0;
    bool head = false;  ///< id, entity and parent are given
    Id id;
    std::uint16_t entity = 0;
    Id parent;
    std::vector<merge::FieldState> fields;
    /// Instead of `fields`: the record is what the asking device's own transaction of this stamp made it, no more.
    std::optional<merge::Stamp> own{};
};

/// One dossier in an answer.
struct Item {
    enum class What : std::uint8_t { content = 0, forget = 1, erase = 2 };
    What what = What::content;
    Number dossier = 0;
    Id id;
    std::string role, municipality;
    bool whole = false;  ///< replaces what is held, else field by field
    bool begin = true;   ///< the first part
    bool part = false;   ///< more parts follow: nothing shows yet
    std::vector<ItemRecord> records;
    std::vector<Id> removals;
    std::uint64_t sum = 0;  ///< of what this role sees, when complete
};

struct ForkLine {
    std::uint64_t device = 0, parent = 0, upto = 0;
    bool operator==(const ForkLine&) const = default;
};
struct Fork {
    std::uint64_t device = 0, upto = 0, start = 0;
    std::vector<ForkLine> line;
};

struct SyncAnswer {
    std::uint64_t epoch = 0;
    merge::EpochStarts starts;          ///< with `last`
    std::optional<std::uint64_t> last;  ///< the epoch differs: last seq that the server knows of this device
    std::optional<Fork> fork;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> probe;  ///< send own hashes between these
    std::optional<std::uint64_t> gap;                              ///< the seq that was expected
    ChainHash outcome_hash;                                        ///< own chain at the last seq of `outcomes`
    std::vector<Outcome> outcomes;
    std::optional<Point> as_of;                              ///< absent: this answer has no pull
    std::vector<std::pair<std::string, std::string>> roles;  ///< (municipality, role) of the user
    std::uint64_t pack = 0;
    Bytes pack_json;  ///< when the device's is older
    std::uint64_t at = 0;
    Point end;
    std::optional<Stage> stage;
    bool round_done = false;
    std::uint64_t kept = 0;  ///< own seq up to which nothing need be kept here: it came back, and backups hold it
    std::vector<Item> items;
    std::vector<Bytes> encoded_items;  ///< for a sender: items that encode_item made already
    std::vector<Number> differs;       ///< self-check: dossiers whose sums differ; they come again, whole
    UnixMs time = 0;                   ///< the server's clock
    std::vector<std::pair<std::uint64_t, std::string>> names;  ///< (device, user): who wrote what the items bring
};

Bytes encode(const SyncRequest& request);
Result<SyncRequest> decode_request(ByteView bytes);
Bytes encode(const RowsAhead& ahead);
Result<RowsAhead> decode_rows_ahead(ByteView bytes);  ///< `rows` is a view into `bytes`
Bytes encode(const SyncAnswer& answer, const LeftOut& left_out = {});
Result<SyncAnswer> decode_answer(ByteView bytes);

/// One item as bytes, so that the server can weigh it; `encode` joins items that were encoded before.
Bytes encode_item(const Item& item, const LeftOut& left_out = {});

}  // namespace wegwijs::protocol
