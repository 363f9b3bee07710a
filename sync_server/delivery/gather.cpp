#include "sync_server/delivery/gather.hpp"

#include <algorithm>
#include <cstdlib>

#include "client_core/shared/base/seam.hpp"
#include "client_core/shared/model/moment.hpp"
#include "sync_server/delivery/calendar.hpp"
#include "sync_server/delivery/domain.hpp"

namespace wegwijs::server {

namespace {

constexpr std::int64_t schedule_days = 42;  // how far ahead the schedule is delivered

class Gatherer {
public:
    Gatherer(Walk& walk, const DeliveryPlan& plan, const Past& past, const NightFacts& facts, Random& random)
        : walk_(walk), plan_(plan), past_(past), facts_(facts), random_(random) {
        for (const PlannedFile& file : plan.files) found_.kept.skeleton.file(file.name);
        for (const char* name : {open_file, events_file, logboek_file}) found_.kept.skeleton.file(name);
        // After a restore nobody knows what the receiver holds, so everything goes again.
        if (!past.lost && !seam::is(seam::Fault::deliver_all_again)) after_ = past.upto;
        schedule_end_ = date_text(day_number(facts.night).value_or(0) + schedule_days);
    }

    Status take(const DossierRow& row);
    Gathered&& found() { return std::move(found_); }

private:
    void destroyed(const DossierRow& row);
    Status purged(const DossierRow& row);
    void open_dossier(const DossierView& dossier, bool everything);
    void record(const DossierView& dossier, const SeenRecord& record, const PlannedFile& file, bool everything);
    void deliver(const DossierView& dossier, const SeenRecord& record, const PlannedFile& file, Change change);
    void totals(const DossierView& dossier);
    void log(const DossierView& dossier);
    bool for_later(const SeenRecord& record) const;
    bool sent_before(const std::string& file, const Id& id) const { return past_.delivered.contains({file, id}); }

    Walk& walk_;
    const DeliveryPlan& plan_;
    const Past& past_;
    const NightFacts& facts_;
    Random& random_;
    ServerSeq after_ = 0;  // what changed after this goes out
    std::string schedule_end_;
    Gathered found_;
    bool any_ = false;        // of the dossier at hand: a row went out
    bool any_hours_ = false;  // an hour entry is another one than it was, so the totals are
};

Status Gatherer::take(const DossierRow& row) {
    const bool unfinished = past_.unfinished.contains(row.number);
    if (row.erased != 0) {
        if (row.erased > after_ || unfinished) destroyed(row);
        return done();
    }
    const std::vector<Move> moves = TRY(walk_.moves(row.number));
    const bool moved = !moves.empty() && moves.back().server_seq > after_;
    if (row.last <= after_ && !moved && !unfinished) return done();
    const DossierView dossier = TRY(view_dossier(walk_, *plan_.pack, row));
    if (plan_.omits(dossier)) {
        found_.kept.skeleton.omitted.insert(row.number);
        return done();
    }
    any_ = any_hours_ = false;
    TRY(purged(row));
    // After a deletion what hangs under it changes with it; after a restriction everything is still owed.
    const bool deleted = row.any_deletion && row.last > after_;
    open_dossier(dossier, moved || deleted || past_.omitted.contains(row.number));
    return done();
}

/// The receiver has rows of it: they have to go there too. The line is made of the id alone.
void Gatherer::destroyed(const DossierRow& row) {
    for (const auto& [place, dossier] : past_.delivered) {
        const auto& [file, id] = place;
        if (dossier != row.number || (row.erased <= after_ && !past_.owed.contains(place))) continue;
        found_.kept.skeleton.file(file).rows.push_back({row.number, id});
        found_.rows.push_back({0, file, id, "owed", {}});
    }
}

/// Of a dossier that was left out until now everything that went is news. The totals change with an entry that has
/// gone.
Status Gatherer::purged(const DossierRow& row) {
    const ServerSeq since = past_.omitted.contains(row.number) ? 0 : after_;
    const std::vector<Id> news = TRY(walk_.removals(row.number, since));
    for (const Id& id : TRY(walk_.removals(row.number, 0))) {
        const bool is_news = std::find(news.begin(), news.end(), id) != news.end();
        for (const PlannedFile& file : plan_.files) {
            if (!sent_before(file.name, id) || (!is_news && !past_.owed.contains({file.name, id}))) continue;
            found_.kept.add(file.name, {row.number, id}, {});
            found_.rows.push_back({0, file.name, id, "owed", {}});
            any_hours_ |= is_news && file.entity->name == domain::urenregel;
        }
    }
    return done();
}

void Gatherer::open_dossier(const DossierView& dossier, bool everything) {
    for (const PlannedFile& file : plan_.files)
        for (const SeenRecord& seen : dossier.records)
            if (seen.entity == file.entity) record(dossier, seen, file, everything);
    totals(dossier);
    if (any_) log(dossier);
}

void Gatherer::record(const DossierView& dossier, const SeenRecord& seen, const PlannedFile& file, bool everything) {
    const KeptRow place{dossier.row.number, seen.id()};
    const bool news = everything || seen.row.last > after_ || past_.waiting.contains(place);
    if (!news && !past_.owed.contains({file.name, seen.id()})) return;
    const auto send = [&](Change change) {
        deliver(dossier, seen, file, change);
        any_hours_ |= news && seen.is(domain::urenregel);
    };
    const bool before = sent_before(file.name, seen.id());
    if (file.undecided(seen)) {
        found_.kept.skeleton.waiting.insert(place);
        found_.held_back.emplace_back(seen.id(), seen.entity->name);
        found_.kept.add(open_file, place, open_line("conflict", dossier, seen, seen.conflict_since, facts_));
    } else if (!file.takes(seen)) {
        if (before) send(Change::withdrawn);
    } else if (!before && for_later(seen)) {
        found_.kept.skeleton.waiting.insert(place);
    } else {
        send(before ? Change::changed : Change::added);
    }
}

void Gatherer::deliver(const DossierView& dossier, const SeenRecord& seen, const PlannedFile& file, Change change) {
    const KeptRow place{dossier.row.number, seen.id()};
    found_.kept.add(file.name, place, record_line(file, dossier, seen, change, facts_, random_));
    found_.kept.add(events_file, place, event_line(dossier, seen, change, facts_));
    found_.rows.push_back({0, file.name, seen.id(), "owed", {}});
    any_ = true;
}

void Gatherer::totals(const DossierView& dossier) {
    const model::Entity* entry = plan_.pack->entity(domain::urenregel);
    const PlannedFile* file = entry ? plan_.file_of(*entry) : nullptr;
    if (!file || (!any_hours_ && !past_.owed.contains({file->name, dossier.row.id}))) return;
    CountedHours counted = count_hours(dossier);
    if (seam::is(seam::Fault::count_again) && past_.owed.contains({file->name, dossier.row.id}))
        for (auto& [counter, minutes] : counted.minutes) minutes *= 2;
    const KeptRow place{dossier.row.number, dossier.row.id};
    found_.kept.add(file->name, place, totals_line(dossier, counted, facts_));
    found_.rows.push_back({0, file->name, dossier.row.id, "owed", {}});
    any_ = true;
    for (const Id& id : counted.corrected_twice) {
        const SeenRecord* twice = dossier.find(id);
        if (!twice) continue;
        found_.kept.add(open_file, {dossier.row.number, id},
                        open_line("dubbele_verbetering", dossier, *twice, twice->written_at(), facts_));
    }
}

void Gatherer::log(const DossierView& dossier) {
    const Bytes span = random_.bytes(8);
    found_.kept.add(logboek_file, {dossier.row.number, dossier.row.id}, logboek_line(dossier, span, facts_));
    LogboekRow row;
    row.trace = facts_.trace;
    row.span = span;
    row.activity = delivery_activity;
    row.dossier = dossier.row.number;
    row.began = row.ended = facts_.made_at;
    row.status = "ok";
    found_.log.push_back(std::move(row));
}

bool Gatherer::for_later(const SeenRecord& seen) const {
    if (!seen.is(domain::activiteit) || !seen.text(domain::herhaling).empty()) return false;
    const std::optional<UnixMs> begin = model::parse_moment(seen.text(domain::begin));
    return begin && date_in_netherlands(*begin) >= schedule_end_;
}

}  // namespace

Result<Past> read_past(AdminStore& admin) {
    Past past;
    for (const DeliveryRow& row : TRY(admin.deliveries())) {
        const std::optional<Bytes> body = TRY(admin.delivery_part(row.number, 0));
        // Rows of events, open matters and log lines stand beside the records and are not owed by themselves.
        const Skeleton skeleton = body ? TRY(decode_skeleton(*body)) : Skeleton();
        for (const KeptFile& file : skeleton.files)
            for (const KeptRow& kept : file.rows)
                if (file.name != open_file && file.name != events_file && file.name != logboek_file)
                    past.delivered[{file.name, kept.record}] = kept.dossier;
        past.upto = row.upto;
        past.last = row.number;
        past.night = std::max(past.night, row.night);
        past.waiting = skeleton.waiting;
        past.omitted = skeleton.omitted;
    }
    if (seam::is(seam::Fault::skip_a_change))
        past.upto = std::strtoull(TRY(admin.setting("taken")).value_or("0").c_str(), nullptr, 10);
    past.unfinished = past.omitted;
    for (const KeptRow& row : past.waiting) past.unfinished.insert(row.dossier);
    for (const DeliveredRow& row : TRY(admin.owed())) {
        const FileRow place{row.file, row.record};
        const auto sent = past.delivered.find(place);
        if (sent == past.delivered.end()) continue;
        past.owed.insert(place);
        past.unfinished.insert(sent->second);
    }
    return past;
}

Result<Gathered> gather(Walk& walk, const DeliveryPlan& plan, const Past& past, const NightFacts& facts,
                        Random& random) {
    Gatherer gatherer(walk, plan, past, facts, random);
    std::vector<DossierRow> dossiers;
    TRY(walk.each_dossier([&](const DossierRow& row) {
        dossiers.push_back(row);
        return true;
    }));
    for (const DossierRow& row : dossiers) TRY(gatherer.take(row));
    return gatherer.found();
}

}  // namespace wegwijs::server
