#include "client_core/sync/engine.hpp"

#include <algorithm>
#include <utility>

#include "client_core/shared/base/seam.hpp"
#include "client_core/sync/ahead.hpp"
#include "client_core/sync/answer.hpp"

namespace wegwijs::sync {

namespace {

constexpr UnixMs day_ms = 24 * 3600 * 1000;
constexpr UnixMs first_wait_ms = 1000, longest_wait_ms = 60'000;
constexpr UnixMs quick_ms = 3000;  ///< an answer within this lets the chunk grow

Action fail(Error error) {
    Action action;
    action.what = Action::What::failed;
    action.error = std::move(error);
    return action;
}

Action waiting(UnixMs ms, Error why = {}) {
    Action action;
    action.what = Action::What::wait;
    action.wait_ms = ms;
    action.error = std::move(why);
    return action;
}

/// Two questions are the same when this is. The head may move on meanwhile: somebody types.
Bytes but_for_the_head(protocol::SyncRequest question) {
    question.head = {};
    return protocol::encode(question);
}

}  // namespace

std::size_t Engine::larger(std::size_t chunk) const { return std::min(chunk * 4, options_.chunk_large); }

Action Engine::start(const Options& options) {
    options_ = options;
    report_ = {};
    owed_ = {};
    progress_ = {};
    to_push_ = 0;
    chunk_ = options_.chunk_small;
    failures_ = 0;
    quick_ = true;
    brought_ = false;
    waiting_for_answer_ = false;
    unsettled_.reset();
    prepared_.reset();
    by_number_ = rows_ahead_ = true;
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
    prepared_.reset();
    auto asked = request();
    return asked.ok() ? send(asked.value(), false) : fail(asked.error());
}

Action Engine::send(const protocol::SyncRequest& request, bool ahead) {
    ++report_.requests;
    waiting_for_answer_ = true;
    sent_at_ = tables_.clock().now();
    Action action;
    action.what = Action::What::send;
    action.ahead = ahead;
    action.body = protocol::encode(request);
    return action;
}

Result<protocol::SyncRequest> Engine::request() {
    SyncState state = TRY(SyncState::load(tables_));
    if (state.epoch == 0) state.epoch = store_.identity().epoch;
    protocol::SyncRequest request = TRY(question(state, TRY(tables_.acked())));
    sums_sent_ = Sums::none;
    if ((sums_due_ || !owed_.to_compare.empty()) && state.round.end.seq == 0 && request.head.seq == request.acked) {
        TRY(fill_sums(request));
        // What is wrong here may be the own work, so a dossier that is sent again comes with all its values.
        request.own_from = 0;
    }
    std::uint64_t first = TRY(tables_.first_unsent());
    if (seam::is(seam::Fault::push_again) && request.head.seq > 0) first = std::max<std::uint64_t>(state.own_from, 1);
    TRY(fill_push(request, first, state.stuck, {}));
    return request;
}

/// The request that follows this answer, before the answer is applied; empty where that cannot be told, or where
/// nothing follows.
Result<std::optional<protocol::SyncRequest>> Engine::request_ahead(const protocol::SyncAnswer& answer) {
    const std::optional<protocol::SyncRequest> none;
    std::optional<Prepared> prepared = std::exchange(prepared_, std::nullopt);
    if (sums_sent_ != Sums::none || sums_due_ || !owed_.to_compare.empty()) return none;
    SyncState state = TRY(SyncState::load(tables_));
    if (state.epoch == 0) state.epoch = store_.identity().epoch;
    const auto after = foresee(state, TRY(tables_.acked()), answer);
    if (!after) return none;
    drop_first(answer);
    protocol::SyncRequest request = TRY(question(after->state, after->acked));
    const bool more_to_push = request.head.seq > after->acked;
    if (answer.round_done && !more_to_push) return none;
    foreseen_ = but_for_the_head(request);
    const std::uint64_t first = more_to_push ? after->acked + 1 : 0;
    const bool too_large = prepared && !prepared->arrived && prepared->rows.chunk > chunk_;
    if (prepared && (prepared->rows.from != first || too_large)) prepared.reset();
    TRY(fill_push(request, first, false, std::move(prepared)));
    if (more_to_push && request.push_count == 0) return none;
    return std::optional(std::move(request));
}

Result<protocol::SyncRequest> Engine::question(const SyncState& state, std::uint64_t acked) {
    protocol::SyncRequest request;
    request.epoch = state.epoch;
    request.head.seq = TRY(tables_.head_seq());
    if (request.head.seq > 0) request.head.hash = TRY(tables_.chain_hash(request.head.seq));
    request.acked = acked;
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
    if (!state.differed) request.own_from = state.own_from;
    return request;
}

Status Engine::fill_push(protocol::SyncRequest& request, std::uint64_t first, bool stuck,
                         std::optional<Prepared> made) {
    rows_sent_ = false;
    if (first == 0) return done();
    request.push_from = first;
    request.push_before = TRY(chain_before(first));
    if (!made) made = Prepared{TRY(make_outgoing(store_, tables_, first, {chunk_, by_number_, stuck})), {}};
    request.push_count = made->rows.count;
    if (made->arrived) request.push_name = std::move(made->name);
    else request.push = std::move(made->rows.rows);
    rows_sent_ = request.push_count > 0;
    rows_until_ = first + request.push_count;
    return done();
}

Result<Bytes> Engine::chain_before(std::uint64_t seq) {
    Bytes hash = TRY(tables_.chain_hash(seq - 1));
    return hash.empty() ? Bytes(protocol::chain_start) : std::move(hash);
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
    if (auto instead = settle()) return std::move(*instead);
    if (!waiting_for_answer_) return waiting(longest_wait_ms);
    waiting_for_answer_ = false;
    auto answer = protocol::decode_answer(body);
    if (!answer.ok()) return failed(answer.error());
    const std::size_t chunk = chunk_;
    quick_ = tables_.clock().now() - sent_at_ < quick_ms;
    if (quick_) chunk_ = larger(chunk_);
    auto ahead = request_ahead(answer.value());
    if (!ahead.ok()) return fail(ahead.error());
    if (ahead.value()) {
        unsettled_ = std::move(answer.value());
        return send(**ahead, true);
    }
    if (auto applied = apply(answer.value()); !applied.ok()) {
        chunk_ = chunk;
        return failed(applied.error());
    }
    return settled();
}

std::optional<Action> Engine::settle() {
    if (!unsettled_) return std::nullopt;
    protocol::SyncAnswer answer = std::move(*unsettled_);
    unsettled_.reset();
    auto settled = [&]() -> Result<bool> {
        TRY(apply(answer));
        failures_ = 0;
        SyncState state = TRY(SyncState::load(tables_));
        if (state.epoch == 0) state.epoch = store_.identity().epoch;
        TRY(measure());
        return but_for_the_head(TRY(question(state, TRY(tables_.acked())))) == foreseen_ && !sums_due_ &&
               owed_.to_compare.empty();
    }();
    if (!settled.ok()) return failed(settled.error());
    if (settled.value()) return std::nullopt;
    seam::reached(seam::Mark::sent_ahead_discarded);
    waiting_for_answer_ = false;
    return next();
}

Bytes Engine::prepare() {
    prepared_.reset();
    if (!waiting_for_answer_ || !rows_sent_ || !rows_ahead_) return {};
    // What is wrong will show when the rows are due.
    const std::size_t chunk = quick_ ? larger(chunk_) : chunk_;
    auto made = make_outgoing(store_, tables_, rows_until_, {chunk, by_number_, false});
    auto before = chain_before(rows_until_);
    if (!made.ok() || !before.ok() || made.value().count == 0) return {};
    prepared_ = Prepared{std::move(made.value()), tables_.random().bytes(16)};
    const Outgoing& rows = prepared_->rows;
    return protocol::encode(protocol::RowsAhead{prepared_->name, rows.from, rows.count, before.value(), rows.rows});
}

void Engine::arrived() {
    if (prepared_) prepared_->arrived = true;
}

Action Engine::settled() {
    failures_ = 0;
    if (auto measured = measure(); !measured.ok()) return fail(measured.error());
    auto end = finished();
    if (!end.ok()) return fail(end.error());
    if (!end.value()) return next();
    report_.in_step = true;
    // Where it fails, closing the store empties it.
    if (std::exchange(owed_.log, false)) static_cast<void>(store_.empty_log());
    return {};
}

void Engine::drop_first(const protocol::SyncAnswer& answer) {
    for (const protocol::Item& item : answer.items)
        if (!item.part) std::erase(options_.first, item.id);
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
    tables_.committed();
    report_ = report;
    owed_ = std::move(owed);
    sums_due_ = all_due;
    brought_ = answer.as_of && state.chain.empty();
    drop_first(answer);
    return done();
}

/// In step: this sync heard what is new, nothing is unsent, the last round is through and began after all own work had
/// its place, and no sum differs.
Result<bool> Engine::finished() const {
    SyncState state = TRY(SyncState::load(tables_));
    const bool through = state.round.end.seq == 0 && state.round.base.seq != 0 && !state.stage &&
                         state.round.base.seq >= std::min(owed_.last_own, state.heard.seq);
    // What only gives a number, or another epoch, says nothing about what others did since the last round.
    return brought_ && through && !state.stuck && state.chain.empty() && owed_.to_compare.empty() && !sums_due_ &&
           TRY(tables_.head_seq()) == TRY(tables_.acked());
}

Result<bool> Engine::step_back() {
    auto transaction = TRY(sqlite::Transaction::write(tables_.db()));
    SyncState state = TRY(SyncState::load(tables_));
    const bool stepped = TRY(AnswerApplier(tables_, state, store_.identity(), report_, owed_).take_number_before());
    TRY(state.save(tables_));
    TRY(transaction.commit());
    tables_.committed();
    return stepped;
}

Action Engine::failed(Error error) {
    if (auto instead = settle()) return std::move(*instead);
    waiting_for_answer_ = false;
    prepared_.reset();
    // A number that the server no longer knows (an erasure, a purge) makes the rows unreadable; with ids they are not.
    if (error.code == "rows_gone" && rows_ahead_) {
        rows_ahead_ = false;
        return next();
    }
    // A server that was put back does not know a number of the lost hours, or has given it to somebody else since.
    if (error.code == "device_unknown" || error.code == "signature_invalid") {
        auto stepped = step_back();
        if (!stepped.ok()) return fail(stepped.error());
        if (stepped.value()) return next();
    }
    if (error.code == "malformed" && error.retry == Retry::never && rows_sent_ && by_number_) {
        seam::reached(seam::Mark::malformed_by_number);
        by_number_ = false;
        return next();
    }
    chunk_ = std::max(options_.chunk_small, chunk_ / 4);
    quick_ = false;
    ++failures_;
    const bool again = error.retry == Retry::now || error.retry == Retry::later || error.retry == Retry::when_online;
    if (!again || (options_.attempts > 0 && failures_ >= options_.attempts)) return fail(std::move(error));
    UnixMs wait = std::min(longest_wait_ms, first_wait_ms << std::min(failures_ - 1, 6));
    if (error.retry == Retry::now) wait = first_wait_ms / 10;
    // Jitter: a whole region that lost the same link does not come back in the same second.
    wait = wait / 2 + static_cast<UnixMs>(tables_.random().number() % static_cast<std::uint64_t>(wait / 2 + 1));
    return waiting(wait, std::move(error));
}

Action Engine::woken() { return next(); }

Action Engine::cancel() {
    (void)settle();  // what came in stays
    waiting_for_answer_ = false;
    return fail({"cancelled",
                 "The sync was stopped. Nothing is lost; what came in is there, the rest comes with the next sync.",
                 Retry::now});
}

}  // namespace wegwijs::sync
