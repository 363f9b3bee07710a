#include "sync_server/report/tables.hpp"

#include <algorithm>

#include "sync_server/delivery/domain.hpp"
#include "sync_server/report/suppression.hpp"

namespace wegwijs::server {

namespace {

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

std::string share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? "-" : std::to_string((part * 200 + whole) / (whole * 2)) + "%";
}

std::string hours(std::int64_t minutes) {
    return std::to_string(minutes / 60) +
           (minutes % 60 == 0 ? "" : ":" + std::string(minutes % 60 < 10 ? "0" : "") + std::to_string(minutes % 60));
}

std::string alone(std::uint64_t count) { return to_text(count, show_alone(count)); }

/// Rows that add up, and their sum. Shares only when nothing is hidden: they would give it away.
void add_group(ReportTable& table, const Counts& counts, const std::string& sum) {
    std::vector<std::uint64_t> numbers;
    std::uint64_t total = 0;
    for (const auto& [name, count] : counts) numbers.push_back(count), total += count;
    const ShownGroup shown = show_group(numbers);
    for (std::size_t i = 0; i < counts.size(); ++i)
        table.rows.push_back(
            {counts[i].first, to_text(numbers[i], shown.cells[i]), shown.all() ? share(numbers[i], total) : "-"});
    table.rows.push_back({sum, to_text(total, shown.total), "-"});
}

Counts named(const std::map<std::string, std::uint64_t>& counts,
             const std::vector<std::pair<std::string, std::string>>& names) {
    Counts rows;
    std::map<std::string, std::uint64_t> left = counts;
    for (const auto& [code, name] : names) rows.emplace_back(name, left[code]), left.erase(code);
    std::uint64_t rest = 0;
    for (const auto& [code, count] : left) rest += count;
    if (rest > 0) rows.emplace_back("Niet ingevuld", rest);
    return rows;
}

ReportTable quota(const Figures& f, const Pilot& pilot) {
    ReportTable table{"gemeenten", "1. Deelname per gemeente", {"Gemeente", "Deelgenomen", "Quotum", ""}, {}, {}};
    std::uint64_t counted = 0;
    for (const PilotMunicipality& m : pilot.municipalities) {
        const auto found = f.participated.find(m.code);
        const std::uint64_t count = found == f.participated.end() ? 0 : found->second;
        counted += count;
        table.rows.push_back(
            {m.name, std::to_string(count), std::to_string(m.quota), count > m.quota ? "boven quotum" : ""});
    }
    if (f.participants > counted)
        table.rows.push_back({"Andere gemeente", std::to_string(f.participants - counted), "0", "boven quotum"});
    table.rows.push_back({"Totaal", std::to_string(f.participants), std::to_string(pilot.planned), ""});
    table.note =
        "Deelgenomen: de intake is afgerond en de deelnemer heeft zich niet teruggetrokken. Boven quotum is een "
        "waarschuwing, geen blokkade.";
    return table;
}

ReportTable intake(const Figures& f) {
    return {"intake",
            "1. Intake",
            {"Wat", "Deelnemers"},
            {{"Traject afgerond", alone(f.finished)},
             {"Teruggetrokken", alone(f.withdrawn)},
             {"Toestemming voor onderzoek", alone(f.consent)}},
            {}};
}

ReportTable where(const Figures& f) {
    ReportTable table{"plaats", "2. Waar de intake was", {"Plaats", "Deelnemers", "Aandeel"}, {}, {}};
    add_group(table, named(f.place, {{"azc", "Azc"}, {"kantoor", "Kantoor"}, {"huis", "Thuis"}, {"online", "Online"}}),
              "Totaal");
    std::vector<std::int64_t> days = f.days_to_intake;
    std::sort(days.begin(), days.end());
    const bool shown = days.size() >= smallest_shown;
    table.note = "Mediaan tussen koppeling en eerste intake: " +
                 (shown ? std::to_string((days[(days.size() - 1) / 2] + days[days.size() / 2]) / 2) + " dagen."
                        : "niet getoond (te weinig deelnemers).");
    return table;
}

ReportTable timeliness(const Figures& f) {
    ReportTable table{"tijdigheid", "3. Op tijd", {"Wat", "Deelnemers", "Aandeel"}, {}, {}};
    add_group(table,
              {{"B: zonder PIP", f.without_pip},
               {"C: met PIP, zonder verlenging", f.pip_in_time},
               {"D: met PIP, verlengd", f.pip_extended}},
              "A: actieve trajecten");
    add_group(table, {{"F: binnen tien weken", f.recent_within}, {"G: later", f.recent_late}},
              "E: eerste PIP's in de laatste 30 dagen");
    table.note = "Tien weken is 70 dagen vanaf de kennisgeving van DUO; zonder kennisgeving vanaf de koppeling.";
    return table;
}

ReportTable routes(const Figures& f) {
    ReportTable table{"routes", "4. Leerroutes", {"Route", "Deelnemers", "Aandeel"}, {}, {}};
    add_group(table, named(f.route, {{"B", "B1-route"}, {"O", "Onderwijsroute"}, {"Z", "Z-route"}}),
              "Met vastgesteld PIP");
    return table;
}

ReportTable tests(const Figures& f) {
    ReportTable table{"toets", "4. Leerbaarheidstoets", {"Toets", "Deelnemers", "Aandeel"}, {}, {}};
    add_group(table, {{"Afgenomen", f.test_done}, {"Ontheven", f.test_exempt}, {"Nog niet", f.test_open}}, "Totaal");
    return table;
}

std::string hours_of(std::int64_t minutes, std::uint64_t persons) {
    return persons > 0 && persons < smallest_shown ? "niet getoond" : hours(minutes);
}

ReportTable worked(const Figures& f) {
    ReportTable table{"uren", "5. Uren", {"Teller", "Deelnemers", "Gedaan (uren)", "Gepland (uren)"}, {}, {}};
    const std::vector<std::pair<std::string_view, const char*>> names{
        {domain::intake_taal_knm, "Taalles en KNM in de intake"},
        {domain::taal_knm, "Taalles en KNM"},
        {domain::participatie, "Participatie"},
        {domain::participatie_als_taal, "Participatie die telt als taalles"},
        {domain::map_praktijk, "Praktijkdeel MAP"},
        {domain::pvt, "PVT"}};
    for (const auto& [code, name] : names) {
        const auto found = f.hours.find(std::string(code));
        const HoursFigure h = found == f.hours.end() ? HoursFigure() : found->second;
        table.rows.push_back(
            {name, alone(h.persons), hours_of(h.realised, h.persons), hours_of(h.planned, h.persons_planned)});
    }
    table.note =
        "Gepland: afspraken met een begin en een einde, zonder wat zich herhaalt. Uren van minder dan vijf deelnemers "
        "staan er niet bij.";
    return table;
}

ReportTable learning(const Figures& f) {
    ReportTable table{"leerpunten", "7. Leerpunten", {"Wat", "Aantal"}, {}, {}};
    std::vector<std::pair<std::string, std::uint64_t>> kinds(f.conflicts.begin(), f.conflicts.end());
    std::stable_sort(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    constexpr std::size_t top = 5;
    for (std::size_t i = 0; i < std::min(top, kinds.size()); ++i)
        table.rows.push_back({"Openstaand verschil: " + kinds[i].first, alone(kinds[i].second)});
    if (kinds.empty()) table.rows.push_back({"Openstaande verschillen", "0"});
    table.rows.push_back({"Deelnemers met een nummer dat nog iemand heeft", alone(f.doubles)});
    const ShownGroup shown = show_group({f.intakes_offline, f.intakes - f.intakes_offline});
    table.rows.push_back({"Intakes afgerond zonder verbinding",
                          to_text(f.intakes_offline, shown.cells[0]) +
                              (shown.all() && f.intakes > 0 ? " (" + share(f.intakes_offline, f.intakes) + ")" : "")});
    table.rows.push_back({"Intakes afgerond met verbinding", to_text(f.intakes - f.intakes_offline, shown.cells[1])});
    return table;
}

ReportTable volunteers(const Figures& f) {
    return {"vrijwilligers",
            "8. Vrijwilligers",
            {"Wat", "Aantal"},
            {{"Actieve vrijwilligers", alone(f.volunteers)},
             {"Met uren", alone(f.volunteers_with_hours)},
             {"Uren", hours_of(f.volunteer_minutes, f.volunteers_with_hours)},
             {"Doorgegeven signalen",
              f.persons_signals > 0 && f.persons_signals < smallest_shown ? "niet getoond" : alone(f.signals)}},
            {}};
}

ReportTable completeness(const Figures& f) {
    ReportTable table{"volledigheid",
                      "10. Volledigheid van de intake",
                      {"Leefgebied", "Ingevuld", "Wil niet zeggen", "Onbekend"},
                      {},
                      {}};
    for (const auto& [name, d] : f.completeness) {
        const ShownGroup shown = show_group({d.answered, d.will_not_say, d.unknown});
        table.rows.push_back({name.empty() ? "zonder leefgebied" : name, to_text(d.answered, shown.cells[0]),
                              to_text(d.will_not_say, shown.cells[1]), to_text(d.unknown, shown.cells[2])});
    }
    table.note =
        "Velden van het intakeformulier die zijn ingevuld: " +
        (f.intakes >= smallest_shown ? share(f.filled, f.fillable) + "." : "niet getoond (te weinig intakes).");
    return table;
}

}  // namespace

std::vector<ReportTable> tables_of(const Figures& figures, const Pilot& pilot) {
    return {quota(figures, pilot), intake(figures), where(figures),    timeliness(figures), routes(figures),
            tests(figures),        worked(figures), learning(figures), volunteers(figures), completeness(figures)};
}

}  // namespace wegwijs::server
