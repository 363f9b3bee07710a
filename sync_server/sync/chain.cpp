#include "sync_server/sync/chain.hpp"

#include <algorithm>

#include "client_core/shared/base/seam.hpp"

namespace wegwijs::server {

namespace {

Result<Bytes> hash_at(Reader& reader, const DeviceRow& device, std::uint64_t seq) {
    if (seq == 0) return protocol::chain_start;
    if (seq == device.last) return device.last_hash;
    auto rows = TRY(reader.outcomes(device.number, seq, seq));
    return rows.empty() ? Bytes{} : rows.front().hash;
}

}  // namespace

Result<bool> torn(Reader& reader, const DeviceRow& device, const protocol::SyncRequest& request,
                  const std::vector<IncomingRow>& rows) {
    if (seam::is(seam::Fault::reuse_number)) return false;
    if (request.head.seq < device.last) return true;
    if (request.head.seq == device.last && request.head.seq > 0 && !device.last_hash.empty() &&
        request.head.hash != device.last_hash)
        return true;
    for (const protocol::ChainPoint& point : request.chain) {
        if (point.seq > device.last) break;
        const Bytes here = TRY(hash_at(reader, device, point.seq));
        if (!here.empty() && here != point.hash) return true;
    }
    if (rows.empty()) return false;
    // Hashes are a chain, so the last row that the server should know speaks for those before it.
    auto known =
        std::find_if(rows.rbegin(), rows.rend(), [&](const IncomingRow& row) { return row.seq <= device.last; });
    if (known != rows.rend()) {
        Bytes here = TRY(hash_at(reader, device, known->seq));
        if (!here.empty() && here != known->hash) return true;
    }
    const std::uint64_t before = request.push_from - 1;
    if (before > device.last) return false;  // a gap, not a fork
    Bytes here = TRY(hash_at(reader, device, before));
    return !here.empty() && here != request.push_before;
}

Result<Beginning> longest_beginning(Reader& reader, const protocol::SyncRequest& request) {
    Beginning found;
    std::uint64_t unknown = request.head.seq + 1;
    std::vector<protocol::ChainPoint> points = request.chain;
    if (request.head.seq > 0 && (points.empty() || points.back().seq < request.head.seq))
        points.push_back(request.head);
    for (const auto& point : points) {  // hashes are a chain: what is known, is known from its beginning
        const std::uint64_t holder = TRY(reader.holder_of(point.seq, point.hash));
        if (holder == 0) {
            unknown = point.seq;
            break;
        }
        found.device = holder;
        found.seq = point.seq;
    }
    if (unknown > found.seq + 1) found.probe = {found.seq, unknown};
    return found;
}

Result<protocol::Fork> make_fork(Batch& batch, const DeviceRow& device, const Beginning& beginning,
                                 const protocol::SyncRequest& request, UnixMs now) {
    DeviceRow row;
    row.user = device.user;
    row.public_key = device.public_key;
    row.branch = {beginning.device, beginning.seq};
    if (seam::is(seam::Fault::fork_on_own_number) && beginning.device != 0) row.branch.parent = device.number;
    row.first = beginning.seq + 1;
    // A device that no longer has the rows in between goes on later.
    if (request.stuck && request.push_from > row.first) row.first = request.push_from;
    row.last = row.first - 1;
    row.last_hash = row.last == 0 ? protocol::chain_start : Bytes{};
    if (row.last == beginning.seq && row.last > 0)
        for (const auto& point : request.chain)
            if (point.seq == row.last) row.last_hash = point.hash;
    if (row.last == request.head.seq && row.last > 0) row.last_hash = request.head.hash;
    row.seen = now;
    row.enrolled = now;
    row.number = TRY(batch.add_device(row));
    protocol::Fork fork{row.number, beginning.seq, row.first, {}};
    auto lineage = TRY(batch.lineage());
    for (std::uint64_t current = row.number; current != 0;) {
        auto branch = lineage.find(current);
        if (branch == lineage.end()) {
            fork.line.push_back({current, 0, 0});
            break;
        }
        fork.line.push_back({current, branch->second.parent, branch->second.upto});
        current = branch->second.parent;
    }
    return fork;
}

}  // namespace wegwijs::server
