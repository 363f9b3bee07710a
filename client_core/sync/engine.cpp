#include "client_core/sync/engine.hpp"

#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/sync/answer.hpp"

namespace wegwijs::sync {

namespace {

constexpr UnixMs day_ms = 24 * 3600 * 1000;
constexpr UnixMs first_wait_ms = 1000, longest_wait_ms = 60'000;
constexpr UnixMs quick_ms = 3000;  ///< an answer within this lets the chunk grow

class StoreNumbers final : public protocol::Numbers {
public:
    explicit StoreNumbers(store::Tables& tables) : tables_(tables) {}
    protocol::Number dossier_number(const Id& id) override {
        auto row = tables_.dossier(id);
        return row.ok() && row.value() ? row.value()->number : 0;
    }
    protocol::Number record_number(const Id& id) override {
        auto number = tables_.record_number(id);
        return number.ok() ? number.value() : 0;
    }
    std::optional<Id> dossier_id(protocol::Number) override { return std::nullopt; }
    std::optional<merge::Creation> record(protocol::Number) override { return std::nullopt; }

private:
    store::Tables& tables_;
};

Action fail(Error error) { return {Action::What::failed, {}, 0, std::move(error)}; }

}  // namespace

Action Engine::start(const Options& options) {
    options_ = options;
    report_ = {};
    progress_ = {};
    chunk_ = limits::chunk_small;
    failures_ = 0;
    waiting_for_answer_ = false;
    sums_due_ = options.check_all;
    if (!sums_due_) {
        auto last = tables_.value("last_check");
        if (!last.ok()) return fail(last.error());
        auto at = model::decode_integer(last.value());
        sums_due_ = at && tables_.clock().now() - *at > day_ms;
        if (!at) (void)tables_.set_value("last_check", model::encode_integer(tables_.clock().now()));
    }
    auto head = tables_.head_seq();
    auto acked = tables_.acked();
    if (!head.ok() || !acked.ok()) return fail(head.ok() ? acked.error() : head.error());
    progress_.total = head.value() - acked.value();
    return next();
}

Action Engine::next() {
    auto body = request();
    if (!body.ok()) return fail(body.error());
    ++report_.requests;
    waiting_for_answer_ = true;
    sent_at_ = tables_.clock().now();
    return {Action::What::send, std::move(body.value()), 0, {}};
}

Result<Bytes> Engine::request() {
    SyncState state = TRY(SyncState::load(tables_));
    if (state.epoch == 0) state.epoch = store_.identity().epoch;
    protocol::SyncRequest request;
    request.epoch = state.epoch;
    request.head.seq = TRY(tables_.head_seq());
    if (request.head.seq > 0) request.head.hash = TRY(tables_.chain_hash(request.head.seq));
    request.acked = TRY(tables_.acked());
    request.heard = state.heard;
    request.round = state.round;
    request.stage = state.stage;
    request.budget = chunk_;
    request.pack = tables_.pack().version();
    request.starts = state.known_starts;
    if (state.round.at == 0 && !state.stage) request.first = options_.first;
    request.chain = state.chain;
    request.stuck = state.stuck;
    if ((sums_due_ || state.differed) && state.round.end.seq == 0 && request.head.seq == request.acked)
        TRY(fill_sums(request));
    TRY(fill_push(request, state));
    return protocol::encode(request);
}

Status Engine::fill_push(protocol::SyncRequest& request, const SyncState& state) {
    const std::uint64_t first = TRY(tables_.first_unsent());
    if (first == 0) return done();
    request.push_from = first;
    request.push_before = TRY(tables_.chain_hash(first - 1));
    if (request.push_before.empty()) request.push_before = protocol::chain_start;
    StoreNumbers numbers(tables_);
    protocol::PushWriter rows(numbers);
    std::optional<Error> failure;
    std::uint64_t expected = first;
    TRY(tables_.for_outbox(first, [&](const store::OwnRow& row) {
        if (row.seq != expected || (state.stuck && rows.count() > 0)) return false;
        ++expected;
        if (row.is_void) {
            rows.add_void(row.hash);
        } else if (row.sealed) {
            rows.add_sealed(row.canonical);
        } else {
            auto transaction = protocol::decode_transaction(row.canonical);
            if (!transaction.ok()) {
                failure = transaction.error();
                return false;
            }
            rows.add(transaction.value());
        }
        return rows.size() < chunk_;
    }));
    if (failure) return *failure;
    request.push_count = rows.count();
    request.push = rows.take();
    return done();
}

Status Engine::fill_sums(protocol::SyncRequest& request) {
    for (const store::DossierRow& row : TRY(tables_.dossiers()))
        if (row.held && row.number != 0) request.sums.emplace_back(row.number, row.sum);
    request.check_all = true;
    return done();
}

Action Engine::answered(ByteView body) {
    if (!waiting_for_answer_) return {Action::What::wait, {}, longest_wait_ms, {}};
    waiting_for_answer_ = false;
    auto answer = protocol::decode_answer(body);
    if (!answer.ok()) return failed(answer.error());
    const bool whole_sums = sums_due_ && answer.value().as_of.has_value();
    auto applied = [&]() -> Status {
        auto transaction = TRY(sqlite::Transaction::write(tables_.db()));
        SyncState state = TRY(SyncState::load(tables_));
        if (state.epoch == 0) state.epoch = store_.identity().epoch;
        if (answer.value().round_done) state.differed = false;
        AnswerApplier applier(tables_, state, store_.identity(), report_);
        TRY(applier.apply(answer.value()));
        if (answer.value().round_done) state.last_sync = tables_.clock().now();
        TRY(state.save(tables_));
        if (whole_sums && answer.value().round_done)
            TRY(tables_.set_value("last_check", model::encode_integer(tables_.clock().now())));
        return transaction.commit();
    }();
    if (!applied.ok()) return failed(applied.error());
    tables_.committed();
    failures_ = 0;
    if (whole_sums && answer.value().round_done) sums_due_ = false;
    if (tables_.clock().now() - sent_at_ < quick_ms) chunk_ = std::min(chunk_ * 4, limits::chunk_large);
    progress_.phase =
        report_.pushed + report_.rejected < progress_.total ? Progress::Phase::pushing : Progress::Phase::pulling;
    progress_.done = progress_.phase == Progress::Phase::pushing ? report_.pushed + report_.rejected : report_.pulled;
    auto end = finished();
    if (!end.ok()) return fail(end.error());
    if (!end.value()) return next();
    report_.in_step = true;
    return {Action::What::finished, {}, 0, {}};
}

Result<bool> Engine::finished() const {
    SyncState state = TRY(SyncState::load(tables_));
    return state.round.end.seq == 0 && state.round.base.seq != 0 && !state.stage && !state.stuck &&
           state.chain.empty() && !state.differed && !sums_due_ && TRY(tables_.head_seq()) == TRY(tables_.acked());
}

Action Engine::failed(Error error) {
    waiting_for_answer_ = false;
    chunk_ = std::max<std::size_t>(limits::chunk_small, chunk_ / 4);
    ++failures_;
    const bool again = error.retry == Retry::now || error.retry == Retry::later || error.retry == Retry::when_online;
    if (!again || (options_.attempts > 0 && failures_ >= options_.attempts)) return fail(std::move(error));
    UnixMs wait = std::min(longest_wait_ms, first_wait_ms << std::min(failures_ - 1, 6));
    if (error.retry == Retry::now) wait = first_wait_ms / 10;
    // Jitter: a whole region that lost the same link does not come back in the same second.
    wait = wait / 2 + static_cast<UnixMs>(tables_.random().number() % static_cast<std::uint64_t>(wait / 2 + 1));
    return {Action::What::wait, {}, wait, {}};
}

Action Engine::woken() { return next(); }

Action Engine::cancel() {
    waiting_for_answer_ = false;
    return fail({"cancelled",
                 "The sync was stopped. Nothing is lost; what came in is there, the rest comes with the next sync.",
                 Retry::now});
}

}  // namespace wegwijs::sync
