#include "sync_server/report/figures.hpp"

#include <algorithm>
#include <set>

#include "client_core/shared/model/moment.hpp"
#include "sync_server/delivery/calendar.hpp"
#include "sync_server/delivery/delivery_plan.hpp"
#include "sync_server/delivery/domain.hpp"

namespace wegwijs::server {

namespace {

constexpr std::int64_t pip_days = 70;  // ten weeks, as municipal dashboards count them
constexpr std::int64_t recent_days = 30;
constexpr UnixMs day_ms = 24LL * 3600 * 1000, minute_ms = 60'000;

class Collector {
public:
    Collector(const model::Pack& pack, UnixMs cut_off)
        : pack_(pack), today_(*day_number(date_in_netherlands(cut_off))) {}

    void take(const DossierView& dossier);
    Figures finish();

private:
    void intake(const DossierView& dossier, bool withdrawn);
    void first_talk(const DossierView& dossier);
    void plan(const DossierView& dossier);
    void test(const DossierView& dossier);
    void hours(const DossierView& dossier);
    void learning(const DossierView& dossier);
    void volunteers(const DossierView& dossier);
    void completeness(const DossierView& dossier);
    void numbers(const DossierView& dossier);
    void filled_in(const SeenRecord& form);

    const model::Pack& pack_;
    const std::int64_t today_;
    Figures figures_;
    std::map<std::string, std::vector<Id>> numbered_;
    std::set<std::string> volunteers_, volunteers_with_hours_;
};

bool has_status(const DossierView& dossier, std::string_view status) {
    return shows(dossier, domain::traject, domain::status, {std::string(status)});
}

/// The first of the dates that the dossier's courses have.
std::optional<std::int64_t> first_day(const DossierView& dossier, std::string_view field) {
    std::optional<std::int64_t> first;
    for (const SeenRecord* course : dossier.living(domain::traject))
        if (const auto day = day_number(course->text(field)); day && (!first || *day < *first)) first = day;
    return first;
}

void Collector::take(const DossierView& dossier) {
    if (dossier.living(domain::deelnemer).empty()) return;
    ++figures_.persons;
    const bool withdrawn = has_status(dossier, domain::ingetrokken);
    intake(dossier, withdrawn);
    first_talk(dossier);
    plan(dossier);
    test(dossier);
    hours(dossier);
    learning(dossier);
    volunteers(dossier);
    completeness(dossier);
    numbers(dossier);
}

/// "Participated": the intake is finished, and the person did not withdraw.
void Collector::intake(const DossierView& dossier, bool withdrawn) {
    bool finished = false;
    for (const SeenRecord* talk : dossier.living(domain::intake)) {
        if (talk->text(domain::stand) != domain::afgerond) continue;
        ++figures_.intakes;
        if (talk->text(domain::zonder_verbinding) == "true") ++figures_.intakes_offline;
        if (!finished) ++figures_.place[talk->text(domain::plaats_gesprek)];
        finished = true;
        filled_in(*talk);
    }
    if (finished && !withdrawn) {
        ++figures_.participants;
        ++figures_.participated[dossier.row.municipality];
    }
    figures_.finished += has_status(dossier, domain::afgerond);
    figures_.withdrawn += withdrawn;
    bool consent = false;
    for (const SeenRecord* given : dossier.living(domain::toestemming))
        consent |=
            given->text(domain::doel) == domain::pilot_onderzoek && given->text(domain::status) == domain::gegeven;
    figures_.consent += consent;
}

void Collector::first_talk(const DossierView& dossier) {
    const auto linked = first_day(dossier, domain::datum_koppeling);
    std::optional<UnixMs> first;
    for (const SeenRecord* talk : dossier.living(domain::intake))
        if (const auto at = model::parse_moment(talk->text(domain::begonnen_op)); at && (!first || *at < *first))
            first = at;
    if (!linked || !first) return;
    const auto day = day_number(date_in_netherlands(*first));
    if (day && *day >= *linked) figures_.days_to_intake.push_back(*day - *linked);
}

void Collector::plan(const DossierView& dossier) {
    std::string newest, route;
    std::optional<std::int64_t> first;
    for (const SeenRecord* pip : dossier.living(domain::pip)) {
        if (pip->text(domain::stand) != domain::vastgesteld) continue;
        const std::string date = pip->text(domain::dagtekening);
        const auto day = day_number(date);
        if (day && (!first || *day < *first)) first = day;
        if (route.empty() || date >= newest) newest = date, route = pip->text(domain::leerroute);
    }
    if (!route.empty()) ++figures_.route[route];
    bool extended = false, active = false;
    for (const SeenRecord* course : dossier.living(domain::traject)) {
        extended |= !course->text(domain::informatie_derden).empty();
        const std::string status = course->text(domain::status);
        active |= status != domain::ingetrokken && status != domain::afgerond && status != domain::beeindigd &&
                  status != domain::overgedragen;
    }
    if (active) ++(route.empty() ? figures_.without_pip : extended ? figures_.pip_extended : figures_.pip_in_time);
    auto start = first_day(dossier, domain::datum_kennisgeving);
    if (!start) start = first_day(dossier, domain::datum_koppeling);
    if (!first || !start || *first > today_ || *first <= today_ - recent_days) return;
    ++(*first - *start <= pip_days ? figures_.recent_within : figures_.recent_late);
}

void Collector::test(const DossierView& dossier) {
    if (dossier.living(domain::traject).empty()) return;
    bool done = false, exempt = has_status(dossier, domain::lbt_ontheven);
    for (const SeenRecord* test : dossier.living(domain::leerbaarheidstoets)) {
        done |= !test->text(domain::datum_afname).empty();
        exempt |= !test->text(domain::reden_ontheffing).empty();
    }
    ++(done ? figures_.test_done : exempt ? figures_.test_exempt : figures_.test_open);
}

void Collector::hours(const DossierView& dossier) {
    for (const auto& [counter, minutes] : count_hours(dossier).minutes) {
        figures_.hours[counter].realised += minutes;
        ++figures_.hours[counter].persons;
    }
    std::set<std::string> planned;
    for (const SeenRecord* activity : dossier.living(domain::activiteit)) {
        const std::string counter = activity->text(domain::telt_mee_voor);
        const auto begin = model::parse_moment(activity->text(domain::begin));
        const auto end = model::parse_moment(activity->text(domain::einde));
        const bool once = activity->text(domain::herhaling).empty();
        if (counter.empty() || !once || !begin || !end || *end <= *begin ||
            activity->text(domain::stand) != domain::gepland)
            continue;
        figures_.hours[counter].planned += (*end - *begin) / minute_ms;
        planned.insert(counter);
    }
    for (const std::string& counter : planned) ++figures_.hours[counter].persons_planned;
}

void Collector::learning(const DossierView& dossier) {
    for (const SeenRecord& record : dossier.records) {
        if (record.hidden) continue;
        for (const std::uint16_t number : record.disputed) {
            const model::Field* field = record.entity->field(number);
            const bool open_name = !field || field->sensitivity == "A" || field->sensitivity == "B";
            const std::string name = !field ? "verwijderd" : open_name ? field->name : "bijzonder gegeven";
            ++figures_.conflicts[record.entity->name + "." + name];
        }
    }
}

void Collector::volunteers(const DossierView& dossier) {
    for (const SeenRecord* link : dossier.living(domain::koppeling))
        if (link->text(domain::rol) == domain::vrijwilliger && link->text(domain::status) == domain::actief)
            volunteers_.insert(link->text(domain::gebruiker));
    for (const SeenRecord* entry : count_hours(dossier).entries) {
        if (entry->text(domain::rol_opgever) != domain::vrijwilliger) continue;
        volunteers_with_hours_.insert(entry->text(domain::opgegeven_door));
        figures_.volunteer_minutes += std::atoll(entry->text(domain::minuten).c_str());
    }
    const std::size_t signals = dossier.living(domain::signaal).size();
    figures_.signals += signals;
    figures_.persons_signals += signals > 0;
}

void Collector::completeness(const DossierView& dossier) {
    enum Answer { nothing, not_known, not_said, said };
    std::map<std::string, Answer> best;
    for (const SeenRecord* answer : dossier.living(domain::antwoord)) {
        const std::string why = answer->text(domain::reden_onbekend);
        const Answer this_one = !answer->text(domain::waarde).empty() ? said
                                : why == domain::wil_niet_zeggen      ? not_said
                                                                      : not_known;
        Answer& of_domain = best[answer->text(domain::leefgebied)];
        of_domain = std::max(of_domain, this_one);
    }
    for (const auto& [name, answer] : best) {
        DomainFigure& figure = figures_.completeness[name];
        ++(answer == said ? figure.answered : answer == not_said ? figure.will_not_say : figure.unknown);
    }
}

void Collector::filled_in(const SeenRecord& form) {
    for (const model::Field& field : form.entity->fields) {
        if (field.is_parent) continue;
        ++figures_.fillable;
        const bool set = field.type == model::Type::set;
        figures_.filled += set ? !form.elements(field.number).empty() : !form.text(field.name).empty();
    }
}

void Collector::numbers(const DossierView& dossier) {
    for (const SeenRecord* person : dossier.living(domain::deelnemer))
        for (const model::Field& field : person->entity->fields) {
            if (field.type != model::Type::bsn && field.type != model::Type::v_number) continue;
            const std::string text = person->text(field.name);
            if (!text.empty()) numbered_[field.name + text].push_back(dossier.row.id);
        }
}

Figures Collector::finish() {
    std::set<Id> doubles;
    for (const auto& [number, persons] : numbered_)
        if (persons.size() > 1) doubles.insert(persons.begin(), persons.end());
    figures_.doubles = doubles.size();
    figures_.volunteers = volunteers_.size();
    figures_.volunteers_with_hours = volunteers_with_hours_.size();
    return std::move(figures_);
}

Status count_devices(Walk& walk, UnixMs cut_off, Figures& figures) {
    for (const DeviceRow& device : TRY(walk.devices())) {
        if (device.revoked) continue;
        ++figures.devices;
        const bool lately = device.seen > cut_off - day_ms && device.seen <= cut_off;
        figures.devices_synced += lately && device.unsent == 0;
    }
    return done();
}

/// The delivery's plan says which persons are restricted; a pack without one restricts nobody.
Result<std::vector<Condition>> restrictions(Walk& walk) {
    Result<DeliveryPlan> plan = read_plan(walk);
    if (plan.ok()) return plan->omit;
    if (plan.error().code == "delivery_missing") return std::vector<Condition>();
    return plan.error();
}

}  // namespace

Result<Figures> collect(Walk& walk, UnixMs cut_off) {
    const auto pack = TRY(newest_pack(walk));
    const std::vector<Condition> restricted = TRY(restrictions(walk));
    Collector collector(*pack, cut_off);
    std::vector<DossierRow> rows;
    TRY(walk.each_dossier([&](const DossierRow& row) {
        if (row.erased == 0) rows.push_back(row);
        return true;
    }));
    std::uint64_t left_out = 0;
    for (const DossierRow& row : rows) {
        const DossierView dossier = TRY(view_dossier(walk, *pack, row));
        const bool omit = std::any_of(restricted.begin(), restricted.end(),
                                      [&](const Condition& c) { return shows(dossier, c.entity, c.field, c.values); });
        if (omit) ++left_out;
        else collector.take(dossier);
    }
    Figures figures = collector.finish();
    figures.restricted = left_out;
    TRY(count_devices(walk, cut_off, figures));
    return figures;
}

}  // namespace wegwijs::server
