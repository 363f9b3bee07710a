#include "sync_server/sync/service.hpp"

#include <algorithm>
#include <iterator>

#include <nlohmann/json.hpp>

#include "client_core/shared/base/seam.hpp"
#include "sync_server/sync/accept.hpp"
#include "sync_server/sync/chain.hpp"
#include "sync_server/sync/numbers.hpp"
#include "sync_server/sync/pull.hpp"

namespace wegwijs::server {

using protocol::Outcome;
using protocol::SyncAnswer;
using protocol::SyncRequest;

namespace {

/// The last contact is written at most so often when nothing else changes: an idle device costs no disk.
constexpr UnixMs contact_ms = 60'000;

/// Runs of accepted transactions that follow each other in both orders; the rest one by one.
void add_outcomes(SyncAnswer& answer, const std::vector<OutcomeRow>& rows) {
    for (const OutcomeRow& row : rows) {
        bool plain = row.server_seq != 0 && !row.at && !row.S;
        Outcome* last = answer.outcomes.empty() ? nullptr : &answer.outcomes.back();
        if (plain && last && last->code.empty() && !last->at && !last->S && last->from + last->count == row.seq &&
            last->server_seq + last->count == row.server_seq) {
            ++last->count;
            continue;
        }
        answer.outcomes.push_back({row.seq, 1, row.server_seq, row.at, row.S, row.code, row.detail});
    }
    if (!rows.empty()) answer.outcome_hash = rows.back().hash;
}

/// All after `acked`. `own`: those of this request; they stand at the end unless the device sent more meanwhile.
Result<std::vector<OutcomeRow>> outcomes_of(Reader& reader, const DeviceRow& device, std::uint64_t acked,
                                            std::vector<OutcomeRow> own) {
    if (own.empty() || own.back().seq != device.last || own.front().seq <= acked)
        return reader.outcomes(device.number, acked + 1, device.last);
    if (own.front().seq == acked + 1) return own;
    std::vector<OutcomeRow> rows = TRY(reader.outcomes(device.number, acked + 1, own.front().seq - 1));
    std::move(own.begin(), own.end(), std::back_inserter(rows));
    return rows;
}

}  // namespace

Status SyncService::write(const Work& work) {
    std::unique_lock lock(mutex_);
    Waiting mine{&work};
    queue_.push_back(&mine);
    finished_.wait(lock, [&] { return mine.finished || !writing_; });
    if (mine.finished) return std::move(mine.outcome);
    writing_ = true;
    std::vector<Waiting*> taken;
    taken.swap(queue_);
    lock.unlock();
    Status all = commit(taken);
    // One bad apple must not take the others with it: then each is tried in a batch of its own.
    if (taken.size() == 1) mine.outcome = std::move(all);
    else if (!all.ok())
        for (Waiting* waiting : taken) waiting->outcome = commit({&waiting, 1});
    lock.lock();  // who waits may look at any moment, and goes as soon as it has finished
    for (Waiting* waiting : taken) waiting->finished = true;
    writing_ = false;
    finished_.notify_all();
    return std::move(mine.outcome);
}

/// All of it in one batch, or nothing. What throws, for want of memory, must not keep the turn to write for good.
Status SyncService::commit(std::span<Waiting* const> together) {
    try {
        auto batch = TRY(store_.begin());
        for (const Waiting* waiting : together) TRY((*waiting->work)(*batch));
        const Status committed = batch->commit();
        return seam::is(seam::Fault::acknowledge_uncommitted) ? done() : committed;
    } catch (const std::exception&) {
        return Error{"internal", "Something went wrong on the server. Nothing was changed; try again later.",
                     Retry::later};
    }
}

Result<std::shared_ptr<const Packs>> SyncService::packs(Reader& reader) {
    std::size_t stored = TRY(reader.packs()).size();
    {
        std::lock_guard lock(mutex_);
        if (packs_ && packs_->count() == stored) return packs_;
    }
    auto loaded = TRY(Packs::load(reader));
    std::lock_guard lock(mutex_);
    packs_ = loaded;
    return loaded;
}

/// This server was put back to an older state behind our back: its numbers must never be given twice.
Status SyncService::begin_epoch(Batch& batch) {
    Point head = TRY(batch.head());
    seam::reached(seam::Mark::put_back_noticed);
    const std::uint64_t jump = seam::is(seam::Fault::reuse_places) ? 0 : static_cast<std::uint64_t>(clock_.now()) * 256;
    std::uint64_t epoch = std::max(TRY(batch.epoch()) + 1, jump);
    ServerSeq first = std::max(head.seq + 1, jump);
    TRY(batch.set_epoch(epoch, first, 0, false, jump));
    TRY(batch.append({LedgerKind::epoch, 0, 0, 0, {}, clock_.now(), {}, false, "{}"}));
    return done();
}

Status SyncService::end_due_grants(Batch& batch) {
    const UnixMs now = clock_.now();
    for (const Grant& grant : TRY(batch.all_grants())) {
        if (grant.end != 0 || !grant.until || *grant.until > now) continue;
        ServerSeq end = TRY(batch.append(
            {LedgerKind::grant_end, 0, 0, 0, {}, now, {}, false, "{\"grant\":" + std::to_string(grant.number) + "}"}));
        TRY(batch.end_grant(grant.number, end, now));
    }
    return done();
}

Result<SyncAnswer> SyncService::handle(std::uint64_t number, const SyncRequest& request, std::int64_t skew_ms) {
    SyncAnswer answer;
    auto snapshot = TRY(store_.snapshot());
    auto device = TRY(snapshot->device(number));
    if (!device || device->revoked)
        return Error{"device_unknown",
                     "This device is not known to the server. Nothing was lost; ask for a new enrolment code.",
                     Retry::after_sign_in};
    std::uint64_t epoch = TRY(snapshot->epoch());
    bool put_back = request.epoch > epoch;
    if (request.epoch == epoch && request.heard.seq != 0) {
        auto check = TRY(snapshot->check_at(request.heard.seq));
        put_back = !check || *check != request.heard.check;
    }
    if (seam::is(seam::Fault::ignore_history)) put_back = false;
    const UnixMs now = clock_.now();
    ahead_.tidy(now);
    std::unique_ptr<RowsAhead::Rows> ahead;
    if (!request.push_name.empty()) {
        ahead = TRY(came_ahead(number, request));
        seam::reached(seam::Mark::rows_ahead_used);
    }
    bool due = false;
    for (const Grant& grant : TRY(snapshot->grants(device->user)))
        due |= grant.end == 0 && grant.until && *grant.until <= now;
    bool contact = device->cursor != request.round.base.seq || now - device->seen > contact_ms;
    // Another copy of its store may have come as far with other work.
    const bool same_chain = request.head.seq == device->last && (request.head.seq == 0 || device->last_hash.empty() ||
                                                                 request.head.hash == device->last_hash);
    bool writes =
        put_back || due || contact || request.push_count > 0 || request.stuck || !same_chain || !request.chain.empty();
    bool complete = false;
    WrittenRecords written;
    if (writes) {
        snapshot.reset();
        TRY(write([&](Batch& batch) -> Status {
            answer = SyncAnswer{};
            written = WrittenRecords();
            if (put_back) TRY(begin_epoch(batch));
            if (due) TRY(end_due_grants(batch));
            complete = TRY(push(batch, number, request, ahead.get(), skew_ms, answer, written));
            return done();
        }));
        if (complete) {
            answer.time = now;
            return answer;
        }
        snapshot = TRY(store_.snapshot());
    } else if (request.epoch != epoch) {
        answer.epoch = epoch;
        answer.starts = TRY(snapshot->epoch_starts());
        answer.last = device->last;
        answer.time = now;
        return answer;
    }
    answer.epoch = TRY(snapshot->epoch());
    device = TRY(snapshot->device(number));
    ALWAYS(device.has_value());
    const bool all_own = !written.outcomes.empty() && written.outcomes.front().seq == request.acked + 1;
    if (seam::is(seam::Fault::acknowledge_this_push) || (seam::is(seam::Fault::acknowledge_uncommitted) && all_own))
        add_outcomes(answer, written.outcomes);
    else if (request.acked < device->last)
        add_outcomes(answer, TRY(outcomes_of(*snapshot, *device, request.acked, std::move(written.outcomes))));
    auto packs_now = TRY(packs(*snapshot));
    Access access = TRY(Access::load(*snapshot, *packs_now, device->user));
    Puller puller(*snapshot, *packs_now, access, *device, request, written);
    TRY(puller.run(answer));
    if (answer.round_done) answer.kept = TRY(kept(*snapshot, number, request));
    answer.time = now;
    return answer;
}

Result<std::uint64_t> SyncService::kept(Reader& reader, std::uint64_t device, const SyncRequest& request) {
    if (request.own_from == 0) return 0;
    const std::optional<std::string> setting = TRY(reader.setting(kept_setting));
    const auto json = setting ? nlohmann::json::parse(*setting, nullptr, false) : nlohmann::json();
    if (!json.is_object() || !json.contains("head") || !json.contains("devices")) return 0;
    const auto& devices = json["devices"];
    const auto place = devices.is_object() ? devices.find(std::to_string(device)) : devices.end();
    if (place == devices.end() || !place->is_number_unsigned() || !json["head"].is_number_unsigned()) return 0;
    // Not before all of it has come back, and only once.
    const bool back = json["head"].get<ServerSeq>() <= request.round.base.seq;
    const auto seq = place->get<std::uint64_t>();
    return back && seq >= request.own_from ? seq : 0;
}

Status SyncService::keep_ahead(std::uint64_t device, Bytes body) {
    auto rows = std::make_unique<RowsAhead::Rows>();
    rows->body = std::move(body);
    rows->sent = TRY(protocol::decode_rows_ahead(rows->body));
    const auto snapshot = TRY(store_.snapshot());
    StoredNumbers numbers(*snapshot, box_);
    const protocol::RowsAhead& sent = rows->sent;
    rows->read = look_at(TRY(protocol::read_push(sent.rows, sent.count, sent.from, sent.before, numbers)),
                         TRY(packs(*snapshot))->newest());
    return ahead_.keep(device, std::move(rows), clock_.now());
}

Result<std::unique_ptr<RowsAhead::Rows>> SyncService::came_ahead(std::uint64_t device, const SyncRequest& request) {
    auto rows = ahead_.take(device, request.push_name);
    const bool same = rows && rows->sent.from == request.push_from && rows->sent.count == request.push_count &&
                      rows->sent.before == request.push_before;
    if (same) return rows;
    return Error{"rows_gone",
                 "The rows that came ahead of this request are no longer here. Nothing was changed or "
                 "lost; send them along.",
                 Retry::now};
}

Result<std::vector<IncomingRow>> SyncService::rows_of(Batch& batch, const SyncRequest& request, RowsAhead::Rows* ahead,
                                                      const model::Pack& pack) {
    // A batch that failed is tried again: then what was read is used up.
    if (ahead && !ahead->read.empty()) return std::exchange(ahead->read, {});
    StoredNumbers numbers(batch, box_);
    return look_at(TRY(protocol::read_push(ahead ? ahead->sent.rows : ByteView(request.push), request.push_count,
                                           request.push_from, request.push_before, numbers)),
                   pack);
}

Result<bool> SyncService::push(Batch& batch, std::uint64_t number, const SyncRequest& request, RowsAhead::Rows* ahead,
                               std::int64_t skew_ms, SyncAnswer& answer, WrittenRecords& written) {
    DeviceRow device = *TRY(batch.device(number));
    const UnixMs now = clock_.now();
    answer.epoch = TRY(batch.epoch());
    if (request.epoch != answer.epoch) {
        answer.starts = TRY(batch.epoch_starts());
        answer.last = device.last;
        return true;
    }
    auto packs_now = TRY(packs(batch));
    Access access = TRY(Access::load(batch, *packs_now, device.user));
    WorkingSet set(batch);
    auto rows = TRY(rows_of(batch, request, ahead, packs_now->newest()));
    bool fork = request.stuck || TRY(torn(batch, device, request, rows));
    auto next = std::find_if(rows.begin(), rows.end(), [&](const IncomingRow& row) { return row.seq > device.last; });
    if (!fork && next != rows.end()) fork = TRY(batch.holder_of(next->seq, next->hash)) != 0;  // of another number
    if (fork) {
        Beginning beginning = TRY(longest_beginning(batch, request));
        if (beginning.probe) answer.probe = beginning.probe;
        else answer.fork = TRY(make_fork(batch, device, beginning, request, now));
        return true;
    }
    Acceptor acceptor = TRY(Acceptor::begin(batch, set, packs_now, access, device, request.starts, now));
    std::vector<OutcomeRow> outcomes;
    for (IncomingRow& row : rows) {
        if (row.seq <= device.last && !seam::is(seam::Fault::take_twice)) continue;
        if (row.seq > device.last + 1) {
            answer.gap = device.last + 1;
            break;
        }
        OutcomeRow outcome = TRY(acceptor.take(row));
        if (outcome.server_seq == 0) TRY(batch.add_refusal(number, outcome));
        device.last = row.seq;
        device.last_hash = row.hash;
        outcomes.push_back(std::move(outcome));
    }
    // It was acknowledged by a server that was put back since, before this device had heard of anything there.
    if (rows.empty() && request.acked > device.last) answer.gap = device.last + 1;
    TRY(set.flush());
    written = set.take_written();
    written.outcomes = std::move(outcomes);
    device.cursor = request.round.base.seq;
    device.seen = now;
    device.skew_ms = skew_ms;
    device.unsent = request.head.seq - std::min(request.head.seq, device.last);
    TRY(batch.update_device(device));
    return false;
}

Result<std::uint64_t> SyncService::enrol(std::string_view user, ByteView public_key) {
    std::uint64_t number = 0;
    TRY(write([&](Batch& batch) -> Status {
        DeviceRow row;
        row.user = user;
        row.public_key = public_key;
        row.last_hash = protocol::chain_start;
        row.enrolled = row.seen = clock_.now();
        number = TRY(batch.add_device(row));
        TRY(batch.append({LedgerKind::enrol, number, 0, 0, {}, row.enrolled, {}, false, "{}"}));
        return done();
    }));
    return number;
}

}  // namespace wegwijs::server
