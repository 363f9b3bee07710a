#include "sync_server/access/access.hpp"

#include <algorithm>
#include <set>

#include "client_core/shared/base/seam.hpp"

namespace wegwijs::server {

namespace {

bool reclassifies(const model::Pack& before, const model::Pack& after) {
    for (const model::Entity& entity : after.entities()) {
        const model::Entity* old = before.entity(entity.number);
        if (!old) continue;
        for (const model::Field& field : entity.fields)
            if (const model::Field* was = old->field(field.number); was && was->read != field.read) return true;
    }
    return before.roles().size() != after.roles().size();
}

bool held_at(const Grant& grant, ServerSeq S) { return grant.from <= S && (grant.end == 0 || S < grant.end); }

std::string_view municipality_at(const std::vector<Move>& moves, std::string_view otherwise, ServerSeq S) {
    if (moves.empty()) return otherwise;
    const Move* found = &moves.front();
    for (const Move& move : moves)
        if (move.server_seq <= S) found = &move;
    return found->municipality;
}

}  // namespace

Result<std::shared_ptr<const Packs>> Packs::load(Reader& reader) {
    auto packs = std::make_shared<Packs>();
    for (const PackRow& row : TRY(reader.packs())) {
        std::string json = TRY(reader.pack_json(row.version));
        auto pack = TRY(model::Pack::load(json));
        if (!packs->rows_.empty() && reclassifies(*packs->rows_.back().pack, *pack))
            packs->reclassified_ = row.server_seq;
        packs->rows_.push_back({row, std::move(pack)});
    }
    if (packs->rows_.empty())
        return Error{"no_pack", "This server has no schema pack. Make it anew with 'wegwijs-server init'.",
                     Retry::never};
    return std::shared_ptr<const Packs>(std::move(packs));
}

const model::Pack& Packs::at(ServerSeq S) const {
    const Row* found = &rows_.front();
    for (const Row& row : rows_)
        if (row.row.server_seq <= S) found = &row;
    return *found->pack;
}

std::vector<RightsEvent> Packs::arrivals() const {
    std::vector<RightsEvent> all;
    for (std::size_t i = 1; i < rows_.size(); ++i) all.push_back({rows_[i].row.server_seq, rows_[i].row.at});
    return all;
}

Result<Access> Access::load(Reader& reader, const Packs& packs, std::string_view user) {
    Access access;
    access.packs_ = &packs;
    access.grants_ = TRY(reader.grants(user));
    return access;
}

std::optional<View> Access::at(const std::optional<Id>& dossier, const std::vector<Move>& moves,
                               std::string_view municipality, ServerSeq S) const {
    std::string_view where = municipality_at(moves, municipality, S);
    const Grant* best = nullptr;
    for (const Grant& grant : grants_) {
        if (!held_at(grant, S)) continue;
        bool over_dossier = grant.dossier && dossier && *grant.dossier == *dossier;
        if (!over_dossier && (grant.dossier || grant.municipality != where)) continue;
        bool closer = best && grant.dossier.has_value() != best->dossier.has_value();
        if (!best || (closer ? grant.dossier.has_value() : grant.from >= best->from)) best = &grant;
    }
    if (!best) return std::nullopt;
    const model::Pack& pack = packs_->at(S);
    auto role = pack.role(best->role);
    if (!role) return std::nullopt;
    return View{*role, &pack};
}

bool Access::ever_over(const Id& dossier, const std::vector<Move>& moves, ServerSeq until) const {
    const auto end_of = [](ServerSeq end) { return end == 0 ? UINT64_MAX : end; };
    const auto over = [&](const Grant& grant) {
        const ServerSeq end = std::min(end_of(grant.end), end_of(until));
        if (grant.dossier) return *grant.dossier == dossier && grant.from < end;
        for (std::size_t i = 0; i < moves.size(); ++i) {
            // It was in this municipality from this move until the next one.
            if (moves[i].municipality != grant.municipality) continue;
            const ServerSeq left = i + 1 < moves.size() ? moves[i + 1].server_seq : UINT64_MAX;
            if (std::max(moves[i].server_seq, grant.from) < std::min(left, end)) return true;
        }
        return false;
    };
    return std::any_of(grants_.begin(), grants_.end(), over);
}

std::vector<Access::Event> Access::events(const std::optional<Id>& dossier, const std::vector<Move>& moves,
                                          std::string_view municipality) const {
    std::vector<Event> events = grants_and_moves(dossier, moves, municipality);
    for (const Event& pack : packs_->arrivals()) events.push_back(pack);
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.server_seq > b.server_seq; });
    return events;
}

std::vector<Access::Event> Access::grants_and_moves(const std::optional<Id>& dossier, const std::vector<Move>& moves,
                                                    std::string_view municipality) const {
    std::set<std::string_view> places;
    if (moves.empty()) places.insert(municipality);
    for (const Move& move : moves) places.insert(move.municipality);
    std::vector<Event> events;
    for (const Grant& grant : grants_) {
        bool concerns = grant.dossier ? dossier && *grant.dossier == *dossier : places.count(grant.municipality) > 0;
        if (!concerns) continue;
        events.push_back({grant.from, grant.from_at});
        if (grant.end != 0) events.push_back({grant.end, grant.end_at});
    }
    if (seam::is(seam::Fault::forget_a_move)) return events;
    for (std::size_t i = 1; i < moves.size(); ++i) events.push_back({moves[i].server_seq, moves[i].at});
    return events;
}

ServerSeq Access::sight(const Id& dossier, const std::vector<Move>& moves) const {
    ServerSeq last = packs_->last_reclassification();
    for (const Event& event : grants_and_moves(dossier, moves, {})) last = std::max(last, event.server_seq);
    return last;
}

std::vector<std::pair<std::string, std::string>> Access::roles() const {
    std::vector<std::pair<std::string, std::string>> roles;
    for (const Grant& grant : grants_)
        if (!grant.dossier && grant.end == 0) roles.emplace_back(grant.municipality, grant.role);
    std::sort(roles.begin(), roles.end());
    return roles;
}

}  // namespace wegwijs::server
