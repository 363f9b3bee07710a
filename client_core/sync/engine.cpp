#include "client_core/sync/engine.hpp"

#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/sync/answer.hpp"

namespace wegwijs::sync {

namespace {

constexpr UnixMs day_ms = 24 * 3600 * 1000;
constexpr UnixMs first_wait_ms = 1000, longest_wait_ms = 60'000;
constexpr UnixMs quick_ms = 3000;  ///< an answer within this lets the chunk grow

/// Without `use`: everything is named by its id.
class StoreNumbers final : public protocol::Numbers {
public:
    StoreNumbers(store::Tables& tables, bool use) : tables_(tables), use_(use) {}
    protocol::Number dossier_number(const Id& id) override {
        if (!use_) return 0;
        auto row = tables_.dossier(id);
        return row.ok() && row.value() ? row.value()->number : 0;
    }
    protocol::Number record_number(const Id& id) override {
        if (!use_) return 0;
        auto number = tables_.record_number(id);
        return number.ok() ? number.value() : 0;
    }
    std::optional<Id> dossier_id(protocol::Number) override { return std::nullopt; }
    std::optional<merge::Creation> record(protocol::Number) override { return std::nullopt; }

private:
    store::Tables& tables_;
    bool use_;
};

Action fail(Error error) { return {Action::What::failed, {}, 0, std::move(error)}; }

}  // namespace

Action Engine::start(const Options& options) {
    options_ = options;
    report_ = {};
    owed_ = {};
    progress_ = {};
    to_push_ = 0;
    chunk_ = limits::chunk_small;
    failures_ = 0;
    waiting_for_answer_ = false;
    by_number_ = true;
    auto begun = [&]() -> Status {
        sums_due_ = options.check_all || TRY(SyncState::load(tables_)).differed;
        auto at = model::decode_integer(TRY(tables_.value("last_check")));
        const UnixMs now = tables_.clock().now();
        if (!at) TRY(tables_.set_value("last_check", model::encode_integer(now)));
        else sums_due_ |= now - *at > day_ms;
        const std::uint64_t acked = TRY(tables_.acked());
        if (auto last = TRY(tables_.own(acked))) owed_.last_own = last->server_seq;
        return measure();
    }();
    return begun.ok() ? next() : fail(begun.error());
}

/// How far the sync is. What comes in cannot be counted before it came.
Status Engine::measure() {
    const std::uint64_t head = TRY(tables_.head_seq()), acked = TRY(tables_.acked());
    const std::uint64_t unsent = head - std::min(head, acked);
    to_push_ = std::max(to_push_, unsent);  // more is typed meanwhile, or has to go again
    if (unsent > 0) progress_ = {Progress::Phase::pushing, to_push_ - unsent, to_push_};
    else progress_ = {Progress::Phase::pulling, report_.pulled, 0};
    return done();
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
    if (state.round.base.seq > 0) request.steps = state.steps;
    request.first = options_.first;
    request.chain = state.chain;
    request.stuck = state.stuck;
    sums_sent_ = Sums::none;
    if ((sums_due_ || !owed_.to_compare.empty()) && state.round.end.seq == 0 && request.head.seq == request.acked)
        TRY(fill_sums(request));
    // What is wrong here may be the own work, so a dossier that is sent again comes with all its values.
    if (sums_sent_ == Sums::none && !state.differed) request.own_from = state.own_from;
    TRY(fill_push(request, state));
    rows_sent_ = request.push_count > 0;
    return protocol::encode(request);
}

Status Engine::fill_push(protocol::SyncRequest& request, const SyncState& state) {
    const std::uint64_t first = TRY(tables_.first_unsent());
    if (first == 0) return done();
    request.push_from = first;
    request.push_before = TRY(tables_.chain_hash(first - 1));
    if (request.push_before.empty()) request.push_before = protocol::chain_start;
    StoreNumbers numbers(tables_, by_number_);
    protocol::PushWriter rows(numbers);
    std::uint64_t expected = first;
    TRY(tables_.for_outbox(first, [&](const store::OwnRow& row) {
        if (row.seq != expected || (state.stuck && rows.count() > 0)) return false;
        ++expected;
        if (row.is_void || row.canonical.empty()) {  // gone; or let go once, and a server put back asks for it again
            rows.add_void(row.hash);
        } else if (row.sealed) {
            rows.add_sealed(row.canonical, row.hash);
        } else if (auto transaction = protocol::decode_transaction(row.canonical); transaction.ok()) {
            rows.add(transaction.value());
        } else {  // closed, it is judged alone and kept; written out, it would hold up all the others
            rows.add_sealed(crypto::seal_to(row.canonical, store_.identity().server_box_key, tables_.random()),
                            row.hash);
        }
        return rows.size() < chunk_;
    }));
    request.push_count = rows.count();
    request.push = rows.take();
    return done();
}

/// Of everything that is held; or of what is still to come again.
Status Engine::fill_sums(protocol::SyncRequest& request) {
    sums_sent_ = sums_due_ ? Sums::all : Sums::some;
    if (!sums_due_) {
        for (const protocol::Number number : owed_.to_compare) {
            const auto row = TRY(tables_.dossier_numbered(number));
            request.sums.emplace_back(number, row && row->held ? row->sum : 0);
        }
        return done();
    }
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
    if (auto applied = apply(answer.value()); !applied.ok()) return failed(applied.error());
    tables_.committed();
    failures_ = 0;
    if (tables_.clock().now() - sent_at_ < quick_ms) chunk_ = std::min(chunk_ * 4, limits::chunk_large);
    if (auto measured = measure(); !measured.ok()) return fail(measured.error());
    auto end = finished();
    if (!end.ok()) return fail(end.error());
    if (!end.value()) return next();
    report_.in_step = true;
    return {Action::What::finished, {}, 0, {}};
}

Status Engine::apply(protocol::SyncAnswer& answer) {
    Report report = report_;
    Owed owed = owed_;
    const bool compared = sums_sent_ != Sums::none && answer.as_of;
    const bool all_due = sums_due_ && !(compared && sums_sent_ == Sums::all);
    if (compared) owed.to_compare = {answer.differs.begin(), answer.differs.end()};
    auto transaction = TRY(sqlite::Transaction::write(tables_.db()));
    SyncState state = TRY(SyncState::load(tables_));
    if (state.epoch == 0) state.epoch = store_.identity().epoch;
    AnswerApplier applier(tables_, state, store_.identity(), report, owed);
    TRY(applier.apply(answer));
    state.differed = !owed.to_compare.empty() || (state.differed && all_due);
    if (answer.round_done) state.last_sync = tables_.clock().now();
    TRY(state.save(tables_));
    if (compared && sums_sent_ == Sums::all)
        TRY(tables_.set_value("last_check", model::encode_integer(tables_.clock().now())));
    TRY(transaction.commit());
    report_ = report;
    owed_ = std::move(owed);
    sums_due_ = all_due;
    for (const protocol::Item& item : answer.items)
        if (!item.part) std::erase(options_.first, item.id);
    return done();
}

/// In step: nothing is unsent, the last round is through and began after all own work had its place, and no sum
/// differs.
Result<bool> Engine::finished() const {
    SyncState state = TRY(SyncState::load(tables_));
    const bool through = state.round.end.seq == 0 && state.round.base.seq != 0 && !state.stage &&
                         state.round.base.seq >= std::min(owed_.last_own, state.heard.seq);
    return through && !state.stuck && state.chain.empty() && owed_.to_compare.empty() && !sums_due_ &&
           TRY(tables_.head_seq()) == TRY(tables_.acked());
}

Action Engine::failed(Error error) {
    waiting_for_answer_ = false;
    // A number that the server no longer knows (an erasure, a purge) makes the rows unreadable; with ids they are not.
    if (error.code == "malformed" && error.retry == Retry::never && rows_sent_ && by_number_) {
        by_number_ = false;
        return next();
    }
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
