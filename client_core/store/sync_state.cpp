#include "client_core/store/sync_state.hpp"

#include "client_core/shared/protocol/fields.hpp"

namespace wegwijs::store {

namespace {

enum Key : std::uint64_t {
    k_epoch = 0,
    k_heard,
    k_base,
    k_at,
    k_end,
    k_stage,
    k_known,
    k_line,
    k_lineage,
    k_roles,
    k_stuck,
    k_chain,
    k_parts,
    k_differed,
    k_last_sync,
    k_own_from,
    k_walked,
    k_steps
};

Error damaged() {
    return {"store_damaged",
            "What the last sync left behind cannot be read. Nothing typed is lost; run 'wegwijs check'.", Retry::never};
}

}  // namespace

Result<SyncState> SyncState::load(store::Tables& tables) {
    SyncState s;
    Bytes kept = TRY(tables.value("sync_state"));
    if (kept.empty()) return s;
    protocol::CborReader in(kept);
    protocol::read_map(in, [&](std::uint64_t key) {
        switch (key) {
            case k_epoch: s.epoch = in.uint(); break;
            case k_heard: s.heard = protocol::read_point(in); break;
            case k_base: s.round.base = protocol::read_point(in); break;
            case k_at: s.round.at = in.uint(); break;
            case k_end: s.round.end = protocol::read_point(in); break;
            case k_stage: s.stage = protocol::read_stage(in); break;
            case k_known: s.known_starts = protocol::read_starts(in); break;
            case k_line: s.line_starts = protocol::read_starts(in); break;
            case k_lineage:
                for (std::size_t n = in.array(); n >= 3 && in.ok(); n -= 3) {
                    std::uint64_t device = in.uint();
                    std::uint64_t parent = in.uint();
                    s.lineage[device] = {parent, in.uint()};
                }
                break;
            case k_roles:
                for (std::size_t n = in.array(); n >= 2 && in.ok(); n -= 2) {
                    std::string municipality(in.text());
                    s.roles.emplace_back(std::move(municipality), in.text());
                }
                break;
            case k_stuck: s.stuck = in.boolean(); break;
            case k_chain:
                for (std::size_t n = in.array(); n >= 2 && in.ok(); n -= 2) {
                    std::uint64_t seq = in.uint();
                    s.chain.push_back({seq, Bytes(in.bytes_of(16))});
                }
                break;
            case k_parts: s.parts = in.uint(); break;
            case k_differed: s.differed = in.boolean(); break;
            case k_last_sync: s.last_sync = in.integer(); break;
            case k_own_from: s.own_from = in.uint(); break;
            case k_walked: s.walked = protocol::read_steps(in); break;
            case k_steps: s.steps = protocol::read_steps(in); break;
            default: in.fail();
        }
    });
    if (!in.finished()) return damaged();
    return s;
}

Status SyncState::save(store::Tables& tables) const {
    protocol::MapWriter map;
    map.key(k_epoch).uint(epoch);
    protocol::write_point(map.key(k_heard), heard);
    protocol::write_point(map.key(k_base), round.base);
    map.key(k_at).uint(round.at);
    protocol::write_point(map.key(k_end), round.end);
    if (stage) protocol::write_stage(map.key(k_stage), *stage);
    protocol::write_starts(map.key(k_known), known_starts);
    protocol::write_starts(map.key(k_line), line_starts);
    protocol::CborWriter& line = map.key(k_lineage);
    line.array(lineage.size() * 3);
    for (const auto& [device, branch] : lineage) {
        line.uint(device);
        line.uint(branch.parent);
        line.uint(branch.upto);
    }
    protocol::CborWriter& held = map.key(k_roles);
    held.array(roles.size() * 2);
    for (const auto& [municipality, role] : roles) {
        held.text(municipality);
        held.text(role);
    }
    map.key(k_stuck).boolean(stuck);
    protocol::CborWriter& hashes = map.key(k_chain);
    hashes.array(chain.size() * 2);
    for (const auto& point : chain) {
        hashes.uint(point.seq);
        hashes.bytes(point.hash);
    }
    map.key(k_parts).uint(parts);
    map.key(k_differed).boolean(differed);
    if (last_sync) map.key(k_last_sync).integer(*last_sync);
    map.key(k_own_from).uint(own_from);
    if (!walked.empty()) protocol::write_steps(map.key(k_walked), walked);
    if (!steps.empty()) protocol::write_steps(map.key(k_steps), steps);
    return tables.set_value("sync_state", map.take());
}

}  // namespace wegwijs::store
