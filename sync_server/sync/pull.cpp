#include "sync_server/sync/pull.hpp"

#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/protocol/item.hpp"

namespace wegwijs::server {

using protocol::Item;
using protocol::ItemRecord;
using protocol::SyncAnswer;

Status Puller::run(SyncAnswer& answer) {
    Point head = TRY(reader_.head());
    as_of_ = head.seq;
    base_ = request_.round.base.seq;
    budget_ = std::clamp<std::size_t>(request_.budget, 256, 4 * limits::chunk_large);
    answer.as_of = head;
    answer.roles = access_.roles();
    answer.pack = packs_.newest().version();
    // After a restore a device may have a newer one: then it does not take this one, and would get it each time.
    if (request_.pack < answer.pack) answer.pack_json = packs_.newest().json();
    bool under_way = request_.round.end.seq != 0;
    answer.end = under_way ? request_.round.end : head;
    answer.at = request_.round.at;
    TRY(fill(answer));
    return name_writers(answer);
}

Status Puller::fill(SyncAnswer& answer) {
    // Never two large dossiers at once: the device keeps the parts of one.
    if (request_.stage) {
        if (TRY(go_on(answer)) == Room::used_up) return done();
    } else if (!request_.sums.empty() || request_.check_all) {
        TRY(compare_sums(answer));
        if (answer.stage) return done();
    }
    TRY(first_dossiers(answer));
    if (answer.stage) return done();
    // Also where there is no more room: what was sent is passed, or the round would never get on.
    return walk(answer);
}

/// The next part of the dossier that the last answer began.
Result<Puller::Room> Puller::go_on(SyncAnswer& answer) {
    const protocol::Stage& stage = *request_.stage;
    auto row = TRY(reader_.dossier(stage.dossier));
    if (!row || row->erased != 0) return Room::left;
    Dossier dossier = TRY(look(std::move(*row)));
    if (!dossier.view) return Room::left;
    return send(dossier, {stage.after, stage.first_base, stage.began, stage.whole, false}, answer);
}

Status Puller::name_writers(SyncAnswer& answer) {
    writers_.erase(device_.number);
    for (std::uint64_t number : writers_) {
        auto writer = TRY(reader_.device(number));
        if (writer) answer.names.emplace_back(number, writer->user);
    }
    return done();
}

Result<Puller::Dossier> Puller::look(DossierRow row) {
    Dossier dossier;
    dossier.moves = TRY(reader_.moves(row.number));
    dossier.sight = std::max(access_.sight(row.id, dossier.moves), TRY(reader_.late_sight(device_.user, row.number)));
    dossier.view = access_.at(row.id, dossier.moves, row.municipality, as_of_);
    dossier.row = std::move(row);
    return dossier;
}

ServerSeq Puller::base_of(const DossierRow& row) const {
    if (base_ == 0) return 0;
    for (const protocol::Step& step : request_.steps)
        if (row.number <= step.upto) return std::max(base_, step.seen);
    return base_;
}

bool Puller::is_new(const Dossier& dossier) const {
    return std::max(dossier.row.last, dossier.sight) > base_of(dossier.row);
}

Puller::Pass Puller::pass_of(const Dossier& dossier) const {
    const ServerSeq base = base_of(dossier.row);
    bool whole = base == 0 || dossier.sight > base || seam::is(seam::Fault::send_whole);
    if (base != 0 && seam::is(seam::Fault::compare_roles)) {
        const std::optional<View> then = access_.at(dossier.row.id, dossier.moves, dossier.row.municipality, base);
        whole = !then || then->role != dossier.view->role || then->pack != dossier.view->pack;
    }
    return {0, whole ? 0 : base, as_of_, whole, true};
}

bool Puller::passed(Number number) const { return std::find(done_.begin(), done_.end(), number) != done_.end(); }

/// Dossiers that changed after the base, or that this user's sight of changed, with a number above the round's place.
Result<std::vector<DossierRow>> Puller::candidates() {
    const Number at = request_.round.at;
    bool all = packs_.last_reclassification() > base_;
    std::vector<DossierRow> found = TRY(reader_.changed(all ? 0 : base_, at));
    if (all) return found;
    for (const Grant& grant : access_.grants()) {
        if (grant.from <= base_ && grant.end <= base_) continue;
        if (grant.dossier) {
            auto row = TRY(reader_.dossier(*grant.dossier));
            if (row && row->number > at) found.push_back(std::move(*row));
        } else {
            for (DossierRow& row : TRY(reader_.in_municipality(grant.municipality, at)))
                found.push_back(std::move(row));
        }
    }
    for (Number number : TRY(reader_.late_sights(device_.user, base_))) {
        auto row = TRY(reader_.dossier(number));
        if (row && row->number > at) found.push_back(std::move(*row));
    }
    std::sort(found.begin(), found.end(), [](const DossierRow& a, const DossierRow& b) { return a.number < b.number; });
    found.erase(std::unique(found.begin(), found.end(),
                            [](const DossierRow& a, const DossierRow& b) { return a.number == b.number; }),
                found.end());
    return found;
}

Status Puller::walk(SyncAnswer& answer) {
    for (DossierRow& row : TRY(candidates())) {
        const Number number = row.number;
        if (passed(number)) {
            answer.at = number;
            continue;
        }
        if (used_ >= budget_) return done();
        if (number % 3 == 0 && seam::is(seam::Fault::pass_over_a_dossier)) continue;
        Dossier dossier = TRY(look(std::move(row)));
        const bool moved_on = request_.round.end.seq != 0 && dossier.row.last > request_.round.end.seq;
        if ((seam::is(seam::Fault::show_a_gap) && dossier.row.last == as_of_) ||
            (seam::is(seam::Fault::stop_by_last_change) && moved_on))
            continue;
        if (is_new(dossier)) {
            if (dossier.row.erased != 0) TRY(send_short(dossier, Item::What::erase, answer));
            else if (!dossier.view) TRY(send_short(dossier, Item::What::forget, answer));
            else if (TRY(send(dossier, pass_of(dossier), answer)) == Room::used_up) return done();
        }
        answer.at = number;
    }
    answer.round_done = true;
    return done();
}

Status Puller::first_dossiers(SyncAnswer& answer) {
    for (const Id& id : request_.first) {
        if (used_ >= budget_) break;
        auto row = TRY(reader_.dossier(id));
        if (!row || row->erased != 0 || passed(row->number)) continue;
        Dossier dossier = TRY(look(std::move(*row)));
        if (!dossier.view || !is_new(dossier)) continue;
        if (TRY(send(dossier, pass_of(dossier), answer)) == Room::used_up) break;
    }
    return done();
}

/// Only at equal positions: what changed after the device's cursor comes with the round anyhow. All that differ are
/// named; those for which there is no room the device asks for again.
Status Puller::compare_sums(SyncAnswer& answer) {
    auto repair = [&](const Dossier& dossier) -> Status {
        if (!dossier.view) {
            if (TRY(send_short(dossier, Item::What::forget, answer))) answer.differs.push_back(dossier.row.number);
            return done();
        }
        answer.differs.push_back(dossier.row.number);
        if (used_ < budget_ && !answer.stage) TRY(send(dossier, {0, 0, as_of_, true, true}, answer));
        return done();
    };
    std::vector<Number> held;
    for (const auto& [number, sum_there] : request_.sums) {
        held.push_back(number);
        auto row = TRY(reader_.dossier(number));
        if (!row || row->erased != 0) continue;
        Dossier dossier = TRY(look(std::move(*row)));
        if (is_new(dossier)) continue;
        if (!dossier.view || sum(dossier.row, *dossier.view) != sum_there) TRY(repair(dossier));
    }
    if (!request_.check_all) return done();
    std::sort(held.begin(), held.end());
    for (DossierRow& row : TRY(reader_.changed(0, 0))) {
        if (row.erased != 0 || std::binary_search(held.begin(), held.end(), row.number)) continue;
        Dossier dossier = TRY(look(std::move(row)));
        if (dossier.view && !is_new(dossier)) TRY(repair(dossier));
    }
    return done();
}

std::uint64_t Puller::sum(const DossierRow& row, const View& view) const {
    std::uint64_t total = 0;
    for (const auto& [roles, part] : row.sums)
        if (roles >> view.role & 1u) total += part;
    return total;
}

std::optional<merge::Stamp> Puller::own_whole(RecordRow& row, const View& view) const {
    if (row.packed && view.pack == &packs_.newest()) {
        const bool whole = left_out_.has(row.packed->stamp) && row.packed->stamp.server_seq == row.created &&
                           (row.packed->readers >> view.role & 1u) != 0;
        if (whole) return row.packed->stamp;
    }
    unpack(row);
    const auto& fields = row.record.fields;
    if (fields.empty() || fields.front().entries.empty()) return std::nullopt;
    const merge::Stamp& stamp = fields.front().entries.front().stamp;
    if (!left_out_.has(stamp) || stamp.server_seq != row.created) return std::nullopt;
    for (const merge::FieldState& field : fields)
        if (field.key == merge::deletion || field.entries.size() != 1 || field.entries.front().stamp != stamp ||
            !view.pack->may_read(view.role, row.record.entity, field.key.number))
            return std::nullopt;
    return stamp;
}

/// Keeps what the role reads and what is new; false when nothing is left.
bool Puller::cut(RecordRow& row, const View& view, ServerSeq fields_after, bool whole, ItemRecord& out) const {
    bool had = false;
    out.own = own_whole(row, view);
    if (out.own && out.own->server_seq <= fields_after) {
        out.own.reset();
        unpack(row);
    }
    for (merge::FieldState& field : row.record.fields) {
        if (out.own) break;
        const bool reads =
            view.pack->may_read(view.role, row.record.entity, field.key.number) || seam::is(seam::Fault::cut_no_field);
        if (!reads || (seam::is(seam::Fault::cut_one_too_many) && view.role == 1 && field.key.number == 2)) continue;
        bool fresh = false;
        for (const merge::Entry& e : field.entries) {
            fresh |= e.stamp.server_seq > fields_after;
            // A deletion's mark stands at the place of the write that it is about, and may be younger.
            had |= field.key != merge::deletion && e.stamp.server_seq <= fields_after;
        }
        if (!fresh && !(whole && fields_after == 0)) continue;
        for (const merge::Entry& e : field.entries) writers_.insert(e.stamp.device);
        out.fields.push_back(std::move(field));
    }
    if (out.fields.empty() && !out.own) return false;
    out.number = row.number;
    out.id = row.record.id;
    out.entity = row.record.entity;
    out.parent = row.record.parent;
    out.head = whole || !had || row.created > fields_after;
    return true;
}

/// About what the record takes on the wire; a stamp of its own included.
std::size_t Puller::weight_of(const ItemRecord& record) const {
    std::size_t weight = record.head ? 56 : 16;
    for (const auto& field : record.fields)
        for (const auto& e : field.entries) weight += 6 + (left_out_.has(e.stamp) ? 0 : e.value.size());
    return weight;
}

Status Puller::records(Number dossier, ServerSeq base, Number after, const std::function<bool(RecordRow&)>& take) {
    if (!written_.any_of(dossier)) return reader_.records(dossier, base, after, take);
    for (const RecordPlace& place : TRY(reader_.record_places(dossier, base, after))) {
        std::unique_ptr<RecordRow> row = written_.take(place);
        if (!row) {
            std::optional<RecordRow> read = TRY(reader_.record(place.number));
            ALWAYS(read.has_value());
            row = std::make_unique<RecordRow>(std::move(*read));
        }
        if (!take(*row)) break;
    }
    return done();
}

Result<Number> Puller::take_records(const Dossier& dossier, const Pass& pass, Item& item) {
    std::size_t weight = 0;
    Number last = pass.after;
    TRY(records(dossier.row.number, pass.fields_after, pass.after, [&](RecordRow& row) {
        if (used_ + weight >= budget_ && !item.records.empty()) {
            item.part = true;
            return false;
        }
        last = row.number;
        ItemRecord out;
        if (cut(row, *dossier.view, pass.fields_after, pass.whole, out)) {
            weight += weight_of(out);
            item.records.push_back(std::move(out));
        }
        return true;
    }));
    return last;
}

/// Adds what changed while the parts were on their way. False: that is too much, and has to come in parts itself.
Result<bool> Puller::catch_up(const Dossier& dossier, const Pass& pass, Item& item) {
    if (pass.began == as_of_ || seam::is(seam::Fault::tear_a_dossier)) return true;
    seam::reached(seam::Mark::parts_caught_up);
    std::vector<ItemRecord> changed;
    std::size_t weight = 0;
    TRY(records(dossier.row.number, pass.began, 0, [&](RecordRow& row) {
        const bool there = std::any_of(item.records.begin(), item.records.end(),
                                       [&](const ItemRecord& r) { return r.number == row.number; });
        ItemRecord out;
        if (there || !cut(row, *dossier.view, pass.began, false, out)) return true;
        out.head = true;
        weight += weight_of(out);
        changed.push_back(std::move(out));
        return weight < budget_;
    }));
    if (weight >= budget_) seam::reached(seam::Mark::parts_again);
    if (weight >= budget_) return false;
    for (ItemRecord& record : changed) item.records.push_back(std::move(record));
    return true;
}

Result<Puller::Room> Puller::send(const Dossier& dossier, Pass pass, SyncAnswer& answer) {
    if (dossier.sight > pass.began && !pass.begin) {  // sight changed: begin again
        seam::reached(seam::Mark::parts_began_again);
        pass = {0, 0, as_of_, true, true};
    }
    const Number number = dossier.row.number;
    Item item;
    item.dossier = number;
    item.id = dossier.row.id;
    item.role = dossier.view->pack->roles()[dossier.view->role].name;
    item.municipality = dossier.row.municipality;
    item.whole = pass.whole;
    item.begin = pass.begin;
    const Number last = TRY(take_records(dossier, pass, item));
    if (item.part) {
        seam::reached(seam::Mark::item_in_parts);
        answer.stage = protocol::Stage{number, last, pass.fields_after, pass.began, pass.whole};
    } else {
        item.removals = TRY(reader_.removals(number, pass.whole ? 0 : pass.fields_after));
        item.part = !TRY(catch_up(dossier, pass, item));
        if (item.part) answer.stage = protocol::Stage{number, 0, pass.began, as_of_, pass.whole};
        else item.sum = sum(dossier.row, *dossier.view);
    }
    if (!item.part) done_.push_back(number);
    answer.encoded_items.push_back(protocol::encode_item(item, left_out_));
    used_ += answer.encoded_items.back().size();
    return item.part ? Room::used_up : Room::left;
}

Result<bool> Puller::send_short(const Dossier& dossier, Item::What what, SyncAnswer& answer) {
    const bool had_sight = access_.ever_over(dossier.row.id, dossier.moves, dossier.row.erased) ||
                           TRY(reader_.late_sight(device_.user, dossier.row.number)) != 0;
    if (!had_sight) return false;
    Item item;
    item.what = what;
    item.dossier = dossier.row.number;
    item.id = dossier.row.id;
    answer.encoded_items.push_back(protocol::encode_item(item));
    used_ += answer.encoded_items.back().size();
    done_.push_back(dossier.row.number);
    return true;
}

}  // namespace wegwijs::server
