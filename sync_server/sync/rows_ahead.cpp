#include "sync_server/sync/rows_ahead.hpp"

#include <algorithm>

namespace wegwijs::server {

namespace {

constexpr UnixMs kept_ms = 60'000;
/// The next may arrive while the request that names those before is still on its way.
constexpr int of_one_device = 2;

template <class T>
std::size_t room_of(const std::vector<T>& list) {
    return list.capacity() * sizeof(T);
}

/// About the bytes that they take: what was read holds the canonical bytes again, and a view of every value.
std::size_t weight_of(const RowsAhead::Rows& rows) {
    constexpr std::size_t small_parts = 128;  // hash, nonce, and what each costs beside itself
    std::size_t weight = rows.body.capacity();
    for (const IncomingRow& row : rows.read) {
        weight += sizeof row + small_parts + row.canonical.capacity() + room_of(row.writes) + room_of(row.groups) +
                  room_of(row.value_sums);
        if (row.transaction) weight += room_of(row.transaction->created) + room_of(row.transaction->touched);
    }
    return weight;
}

}  // namespace

Status RowsAhead::keep(std::uint64_t device, std::unique_ptr<Rows> rows, UnixMs now) {
    const std::lock_guard lock(mutex_);
    drop_old(now);
    int others = 0;
    for (auto kept = kept_.end(); kept != kept_.begin();) {  // the newest first
        --kept;
        if (kept->device == device && ++others >= of_one_device) kept = drop(kept);
    }
    const std::size_t weight = weight_of(*rows);
    if (weight > at_most_ - weight_)
        return Error{"busy", "There is no room for rows ahead of their request. Nothing was lost; send them along.",
                     Retry::later};
    weight_ += weight;
    kept_.push_back({device, now, weight, std::move(rows)});
    return done();
}

void RowsAhead::tidy(UnixMs now) {
    const std::lock_guard lock(mutex_);
    drop_old(now);
}

void RowsAhead::drop_old(UnixMs now) {
    for (auto kept = kept_.begin(); kept != kept_.end();)
        kept = now - kept->at > kept_ms ? drop(kept) : std::next(kept);
}

std::unique_ptr<RowsAhead::Rows> RowsAhead::take(std::uint64_t device, ByteView name) {
    const std::lock_guard lock(mutex_);
    const auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) {
        return one.device == device && one.rows->sent.name == name;
    });
    if (kept == kept_.end()) return nullptr;
    std::unique_ptr<Rows> rows = std::move(kept->rows);
    drop(kept);
    return rows;
}

std::list<RowsAhead::Kept>::iterator RowsAhead::drop(std::list<Kept>::iterator kept) {
    weight_ -= kept->weight;
    return kept_.erase(kept);
}

}  // namespace wegwijs::server
