#include "client_core/shared/protocol/fields.hpp"

namespace wegwijs::protocol {

namespace {

enum Key : std::uint64_t {
    k_version = 0,
    k_epoch,
    k_head,
    k_acked,
    k_heard,
    k_base,
    k_at,
    k_end,
    k_stage,
    k_budget,
    k_pack,
    k_starts,
    k_first,
    k_chain,
    k_stuck,
    k_sums,
    k_check_all,
    k_push_from,
    k_push_count,
    k_push_before,
    k_push,
    k_own_from,
    k_steps,
    k_push_name
};

enum AheadKey : std::uint64_t { a_version = 0, a_name, a_from, a_count, a_before, a_rows };

void write_chain(CborWriter& out, const std::vector<ChainPoint>& chain) {
    out.array(chain.size() * 2);
    for (const ChainPoint& p : chain) {
        out.uint(p.seq);
        out.bytes(p.hash);
    }
}

std::vector<ChainPoint> read_chain(CborReader& in) {
    std::vector<ChainPoint> chain;
    std::size_t count = in.array();
    if (count % 2 != 0) in.fail();
    for (std::size_t i = 0; i < count && in.ok(); i += 2) {
        ChainPoint& p = chain.emplace_back();
        p.seq = in.uint();
        p.hash = in.bytes_of(16);
        if (chain.size() > 1 && p.seq <= chain[chain.size() - 2].seq) in.fail();
    }
    return chain;
}

void write_work(MapWriter& map, const SyncRequest& r) {
    if (!r.sums.empty()) {
        CborWriter& out = map.key(k_sums);
        out.array(r.sums.size() * 2);
        for (const auto& [number, sum] : r.sums) {
            out.uint(number);
            out.uint(sum);
        }
    }
    if (r.check_all) map.key(k_check_all).boolean(true);
    if (r.push_count > 0) {
        map.key(k_push_from).uint(r.push_from);
        map.key(k_push_count).uint(r.push_count);
        map.key(k_push_before).bytes(r.push_before);
        if (r.push_name.empty()) map.key(k_push).bytes(r.push);
    }
    if (r.own_from > 0) map.key(k_own_from).uint(r.own_from);
    if (!r.steps.empty()) write_steps(map.key(k_steps), r.steps);
    if (!r.push_name.empty()) map.key(k_push_name).bytes(r.push_name);
}

void read_work(CborReader& in, SyncRequest& r, std::uint64_t key) {
    switch (key) {
        case k_sums: {
            std::size_t count = in.array();
            if (count % 2 != 0) in.fail();
            for (std::size_t i = 0; i < count && in.ok(); i += 2) {
                Number number = in.uint();
                r.sums.emplace_back(number, in.uint());
            }
            break;
        }
        case k_check_all:
            r.check_all = in.boolean();
            if (!r.check_all) in.fail();
            break;
        case k_push_from: r.push_from = in.uint(); break;
        case k_push_count: r.push_count = in.uint(); break;
        case k_push_before: r.push_before = in.bytes_of(16); break;
        case k_push: r.push = in.bytes(); break;
        case k_own_from: r.own_from = in.uint(); break;
        case k_steps: r.steps = read_steps(in); break;
        case k_push_name:
            r.push_name = in.bytes_of(16);
            if (!r.push.empty() || r.push_count == 0) in.fail();
            break;
        default: in.fail();
    }
}

Error other_version() {
    return {"version",
            "This server and this app speak different versions of the protocol. Nothing was changed; update the app.",
            Retry::after_update};
}

Error unreadable() { return {"malformed", "The request could not be read. Nothing was changed.", Retry::never}; }

}  // namespace

Bytes encode(const SyncRequest& r) {
    MapWriter map(r.push.size() + 512);
    map.key(k_version).uint(version);
    map.key(k_epoch).uint(r.epoch);
    if (r.head.seq > 0) write_chain(map.key(k_head), {r.head});
    if (r.acked > 0) map.key(k_acked).uint(r.acked);
    if (r.heard.seq > 0) write_point(map.key(k_heard), r.heard);
    if (r.round.base.seq > 0) write_point(map.key(k_base), r.round.base);
    if (r.round.at > 0) map.key(k_at).uint(r.round.at);
    if (r.round.end.seq > 0) write_point(map.key(k_end), r.round.end);
    if (r.stage) write_stage(map.key(k_stage), *r.stage);
    if (r.budget > 0) map.key(k_budget).uint(r.budget);
    if (r.pack > 0) map.key(k_pack).uint(r.pack);
    if (!r.starts.empty()) write_starts(map.key(k_starts), r.starts);
    if (!r.first.empty()) {
        CborWriter& out = map.key(k_first);
        out.array(r.first.size());
        for (const Id& id : r.first) out.bytes(id.bytes());
    }
    if (!r.chain.empty()) write_chain(map.key(k_chain), r.chain);
    if (r.stuck) map.key(k_stuck).boolean(true);
    write_work(map, r);
    return map.take();
}

Result<SyncRequest> decode_request(ByteView bytes) {
    CborReader in(bytes);
    SyncRequest r;
    std::uint64_t spoken = 0;
    read_map(in, [&](std::uint64_t key) {
        switch (key) {
            case k_version: spoken = in.uint(); break;
            case k_epoch: r.epoch = in.uint(); break;
            case k_head: {
                auto chain = read_chain(in);
                if (chain.size() == 1) r.head = chain[0];
                else in.fail();
                break;
            }
            case k_acked: r.acked = in.uint(); break;
            case k_heard: r.heard = read_point(in); break;
            case k_base: r.round.base = read_point(in); break;
            case k_at: r.round.at = in.uint(); break;
            case k_end: r.round.end = read_point(in); break;
            case k_stage: r.stage = read_stage(in); break;
            case k_budget: r.budget = in.uint(); break;
            case k_pack: r.pack = in.uint(); break;
            case k_starts: r.starts = read_starts(in); break;
            case k_first: {
                std::size_t count = in.array();
                for (std::size_t i = 0; i < count && in.ok(); ++i) r.first.push_back(read_named(in));
                break;
            }
            case k_chain: r.chain = read_chain(in); break;
            case k_stuck: r.stuck = in.boolean(); break;
            default: read_work(in, r, key);
        }
    });
    if (in.ok() && spoken != version) return other_version();
    if (!in.finished() || (r.push_count > 0 && r.push_before.empty())) return unreadable();
    return r;
}

Bytes encode(const RowsAhead& a) {
    MapWriter map(a.rows.size() + 128);
    map.key(a_version).uint(version);
    map.key(a_name).bytes(a.name);
    map.key(a_from).uint(a.from);
    map.key(a_count).uint(a.count);
    map.key(a_before).bytes(a.before);
    map.key(a_rows).bytes(a.rows);
    return map.take();
}

Result<RowsAhead> decode_rows_ahead(ByteView bytes) {
    CborReader in(bytes);
    RowsAhead a;
    std::uint64_t spoken = 0;
    read_map(in, [&](std::uint64_t key) {
        switch (key) {
            case a_version: spoken = in.uint(); break;
            case a_name: a.name = in.bytes_of(16); break;
            case a_from: a.from = in.uint(); break;
            case a_count: a.count = in.uint(); break;
            case a_before: a.before = in.bytes_of(16); break;
            case a_rows: a.rows = in.bytes(); break;
            default: in.fail();
        }
    });
    if (in.ok() && spoken != version) return other_version();
    if (!in.finished() || a.name.empty() || a.before.empty() || a.from == 0 || a.count == 0) return unreadable();
    return a;
}

}  // namespace wegwijs::protocol
