#include "client_core/shared/protocol/fields.hpp"
#include "client_core/shared/protocol/item.hpp"

namespace wegwijs::protocol {

namespace {

enum Key : std::uint64_t {
    k_version = 0,
    k_epoch,
    k_starts,
    k_last,
    k_fork,
    k_probe,
    k_gap,
    k_outcomes,
    k_as_of,
    k_roles,
    k_pack,
    k_pack_json,
    k_at,
    k_end,
    k_stage,
    k_done,
    k_kept,
    k_items,
    k_differs,
    k_time,
    k_names
};

/// run = [from, count, server_seq] | [from, 1, server_seq, at | null, S | null] | [from, 1, code, detail]
void write_outcome(CborWriter& out, const Outcome& o) {
    bool refused = !o.code.empty();
    bool plain = !refused && !o.at && !o.S;
    out.array(plain ? 3 : refused ? 4 : 5);
    out.uint(o.from);
    out.uint(o.count);
    if (refused) {
        out.text(o.code);
        out.text(o.detail);
        return;
    }
    out.uint(o.server_seq);
    if (plain) return;
    if (o.at) out.integer(*o.at);
    else out.null();
    if (o.S) out.uint(*o.S);
    else out.null();
}

Outcome read_outcome(CborReader& in) {
    Outcome o;
    std::size_t parts = in.array();
    o.from = in.uint();
    o.count = in.uint();
    if (parts == 4) {
        o.code = in.text();
        o.detail = in.text();
        if (o.code.empty()) in.fail();
    } else if (parts == 3 || parts == 5) {
        o.server_seq = in.uint();
        if (parts == 5) {
            if (in.next_is_null()) in.null();
            else o.at = in.integer();
            if (in.next_is_null()) in.null();
            else o.S = in.uint();
        }
    } else {
        in.fail();
    }
    if (o.count == 0 || (parts != 3 && o.count != 1)) in.fail();
    return o;
}

void write_fork(CborWriter& out, const Fork& fork) {
    out.array(4);
    out.uint(fork.device);
    out.uint(fork.upto);
    out.uint(fork.start);
    out.array(fork.line.size() * 3);
    for (const ForkLine& l : fork.line) {
        out.uint(l.device);
        out.uint(l.parent);
        out.uint(l.upto);
    }
}

Fork read_fork(CborReader& in) {
    Fork fork;
    if (in.array() != 4) in.fail();
    fork.device = in.uint();
    fork.upto = in.uint();
    fork.start = in.uint();
    std::size_t count = in.array();
    if (count % 3 != 0) in.fail();
    for (std::size_t i = 0; i < count && in.ok(); i += 3) {
        ForkLine& l = fork.line.emplace_back();
        l.device = in.uint();
        l.parent = in.uint();
        l.upto = in.uint();
    }
    return fork;
}

/// What the push part of an answer says.
void write_push_part(MapWriter& map, const SyncAnswer& a) {
    if (!a.starts.empty()) write_starts(map.key(k_starts), a.starts);
    if (a.last) map.key(k_last).uint(*a.last);
    if (a.fork) write_fork(map.key(k_fork), *a.fork);
    if (a.probe) {
        CborWriter& out = map.key(k_probe);
        out.array(2);
        out.uint(a.probe->first);
        out.uint(a.probe->second);
    }
    if (a.gap) map.key(k_gap).uint(*a.gap);
    if (!a.outcomes.empty()) {
        CborWriter& out = map.key(k_outcomes);
        out.array(2);
        out.bytes(a.outcome_hash);
        out.array(a.outcomes.size());
        for (const Outcome& o : a.outcomes) write_outcome(out, o);
    }
}

void write_names(CborWriter& out, const SyncAnswer& a) {
    out.array(a.names.size() * 2);
    for (const auto& [device, user] : a.names) {
        out.uint(device);
        out.text(user);
    }
}

void read_names(CborReader& in, SyncAnswer& a) {
    std::size_t count = in.array();
    if (count % 2 != 0) in.fail();
    for (std::size_t i = 0; i < count && in.ok(); i += 2) {
        std::uint64_t device = in.uint();
        a.names.emplace_back(device, in.text());
    }
}

void write_pull_part(MapWriter& map, const SyncAnswer& a, const LeftOut& left_out) {
    if (a.as_of) write_point(map.key(k_as_of), *a.as_of);
    if (!a.roles.empty()) {
        CborWriter& out = map.key(k_roles);
        out.array(a.roles.size() * 2);
        for (const auto& [municipality, role] : a.roles) {
            out.text(municipality);
            out.text(role);
        }
    }
    if (a.pack > 0) map.key(k_pack).uint(a.pack);
    if (!a.pack_json.empty()) map.key(k_pack_json).bytes(a.pack_json);
    if (a.at > 0) map.key(k_at).uint(a.at);
    if (a.end.seq > 0) write_point(map.key(k_end), a.end);
    if (a.stage) write_stage(map.key(k_stage), *a.stage);
    if (a.round_done) map.key(k_done).boolean(true);
    if (a.kept > 0) map.key(k_kept).uint(a.kept);
    if (std::size_t count = a.items.size() + a.encoded_items.size()) {
        CborWriter& out = map.key(k_items);
        out.array(count);
        for (const Item& item : a.items) out.raw(encode_item(item, left_out));
        for (const Bytes& item : a.encoded_items) out.raw(item);
    }
    if (!a.differs.empty()) {
        CborWriter& out = map.key(k_differs);
        out.array(a.differs.size());
        for (Number n : a.differs) out.uint(n);
    }
}

bool read_push_part(CborReader& in, SyncAnswer& a, std::uint64_t key) {
    switch (key) {
        case k_starts: a.starts = read_starts(in); return true;
        case k_last: a.last = in.uint(); return true;
        case k_fork: a.fork = read_fork(in); return true;
        case k_probe: {
            if (in.array() != 2) in.fail();
            std::uint64_t low = in.uint();
            a.probe = {low, in.uint()};
            return true;
        }
        case k_gap: a.gap = in.uint(); return true;
        case k_outcomes: {
            if (in.array() != 2) in.fail();
            a.outcome_hash = in.bytes_of(16);
            std::size_t count = in.array();
            for (std::size_t i = 0; i < count && in.ok(); ++i) a.outcomes.push_back(read_outcome(in));
            return true;
        }
        default: return false;
    }
}

void read_roles(CborReader& in, SyncAnswer& a) {
    std::size_t count = in.array();
    if (count % 2 != 0) in.fail();
    for (std::size_t i = 0; i < count && in.ok(); i += 2) {
        std::string municipality(in.text());
        a.roles.emplace_back(std::move(municipality), in.text());
    }
}

void read_pull_part(CborReader& in, SyncAnswer& a, std::uint64_t key) {
    switch (key) {
        case k_as_of: a.as_of = read_point(in); break;
        case k_roles: read_roles(in, a); break;
        case k_pack: a.pack = in.uint(); break;
        case k_pack_json: a.pack_json = in.bytes(); break;
        case k_at: a.at = in.uint(); break;
        case k_end: a.end = read_point(in); break;
        case k_stage: a.stage = read_stage(in); break;
        case k_done: a.round_done = in.boolean(); break;
        case k_kept: a.kept = in.uint(); break;
        case k_items: {
            std::size_t count = in.array();
            for (std::size_t i = 0; i < count && in.ok(); ++i) read_item(in, a.items.emplace_back());
            break;
        }
        case k_differs: {
            std::size_t count = in.array();
            for (std::size_t i = 0; i < count && in.ok(); ++i) a.differs.push_back(in.uint());
            break;
        }
        case k_names: read_names(in, a); break;
        case k_time: a.time = in.integer(); break;
        default: in.fail();
    }
}

}  // namespace

Bytes encode(const SyncAnswer& a, const LeftOut& left_out) {
    MapWriter map;
    map.key(k_version).uint(version);
    map.key(k_epoch).uint(a.epoch);
    write_push_part(map, a);
    write_pull_part(map, a, left_out);
    if (a.time != 0) map.key(k_time).integer(a.time);
    if (!a.names.empty()) write_names(map.key(k_names), a);
    return map.take();
}

Result<SyncAnswer> decode_answer(ByteView bytes) {
    CborReader in(bytes);
    SyncAnswer a;
    std::uint64_t spoken = 0;
    read_map(in, [&](std::uint64_t key) {
        if (key == k_version) spoken = in.uint();
        else if (key == k_epoch) a.epoch = in.uint();
        else if (!read_push_part(in, a, key)) read_pull_part(in, a, key);
    });
    if (in.ok() && spoken != version)
        return Error{"version", "The server speaks another version of the protocol. Nothing was lost; update the app.",
                     Retry::after_update};
    if (!in.finished())
        return Error{"malformed", "The server's answer could not be read. Nothing was lost or changed; try again.",
                     Retry::later};
    return a;
}

}  // namespace wegwijs::protocol
