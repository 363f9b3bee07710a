// The report as a page, as CSV and as JSON.
#include <nlohmann/json.hpp>

#include "client_core/shared/model/moment.hpp"
#include "sync_server/report/report.hpp"

namespace wegwijs::server {

namespace {

using Json = nlohmann::ordered_json;

// Colours of more than 7:1 on white; tables scroll by themselves on a small screen.
constexpr std::string_view style =
    "body{font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:60rem;margin:2rem auto;padding:0 "
    "1rem}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{border:1px solid #595959;padding:.35rem .6rem;text-align:left}td{font-variant-numeric:tabular-nums}"
    "thead th{background:#e8eef4}.breed{overflow-x:auto}@media print{body{margin:0}}";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out.push_back(c);
        }
    return out;
}

std::string synced(const PilotReport& report) {
    return std::to_string(report.devices_synced) + " van " + std::to_string(report.devices) +
           " apparaten had in de dag ervoor alles verstuurd";
}

std::string periods_html(const Pilot& pilot) {
    if (pilot.periods.empty()) return "<li>Periode: niet ingesteld</li>\n";
    std::string out;
    for (std::size_t i = 0; i < pilot.periods.size(); ++i) {
        const PilotPeriod& p = pilot.periods[i];
        out += std::string("<li>") + (i == 0 ? "Periode: " : "Verlenging: ") + escaped(p.from) + " tot en met " +
               escaped(p.to);
        if (!p.reason.empty()) out += ", reden: " + escaped(p.reason);
        if (!p.decided_on.empty()) out += ", besloten op " + escaped(p.decided_on);
        out += "</li>\n";
    }
    return out;
}

std::string table_html(const ReportTable& table) {
    std::string out = "<section aria-labelledby=\"" + table.id +
                      "\">\n<div class=\"breed\" tabindex=\"0\" role=\"region\" aria-labelledby=\"" + table.id +
                      "\">\n<table>\n<caption id=\"" + table.id + "\">" + escaped(table.title) +
                      "</caption>\n<thead><tr>";
    for (const std::string& column : table.columns)
        out += "<th scope=\"col\">" + (column.empty() ? std::string("Opmerking") : escaped(column)) + "</th>";
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            out += i == 0 ? "<th scope=\"row\">" + escaped(row[i]) + "</th>" : "<td>" + escaped(row[i]) + "</td>";
        out += "</tr>\n";
    }
    out += "</tbody>\n</table>\n</div>\n";
    if (!table.note.empty()) out += "<p>" + escaped(table.note) + "</p>\n";
    return out + "</section>\n";
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    return out + "\"";
}

void csv_line(std::string& out, std::initializer_list<std::string_view> fields) {
    bool first = true;
    for (const std::string_view field : fields) {
        if (!first) out.push_back(',');
        first = false;
        out += csv_field(field);
    }
    out += "\r\n";
}

}  // namespace

std::string to_html(const PilotReport& report) {
    const std::string title = "Voortgangsrapportage pilot " + report.pilot.name;
    std::string out =
        "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        escaped(title) + "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n<main>\n<h1>" +
        escaped(title) + "</h1>\n<ul>\n";
    if (!report.region.empty()) out += "<li>Regio: " + escaped(report.region) + "</li>\n";
    out += periods_html(report.pilot);
    out += "<li>Verdeling: " + escaped(report.pilot.method) + "; gepland: " + std::to_string(report.pilot.planned) +
           "</li>\n";
    out += "<li>Peilmoment: <time>" + model::moment_text(report.cut_off) + "</time>; " + synced(report) + "</li>\n";
    out += "<li>Regels: pakket versie " + std::to_string(report.pack_version) + "</li>\n</ul>\n";
    out +=
        "<p>Aantallen van een tot en met vier mensen staan er als \"&lt; 5\". \"Niet getoond\" beschermt zo'n aantal. "
        "Alleen het aantal deelnemers per gemeente staat er altijd.</p>\n";
    for (const ReportTable& table : report.tables) out += table_html(table);
    return out + "</main>\n</body>\n</html>\n";
}

std::string to_csv(const PilotReport& report) {
    std::string out = "\xEF\xBB\xBF";
    csv_line(out, {"onderdeel", "rij", "kolom", "waarde"});
    csv_line(out, {"rapport", "pilot", "naam", report.pilot.name});
    csv_line(out, {"rapport", "peilmoment", "tijd", model::moment_text(report.cut_off)});
    csv_line(out, {"rapport", "apparaten", "alles verstuurd", std::to_string(report.devices_synced)});
    csv_line(out, {"rapport", "apparaten", "totaal", std::to_string(report.devices)});
    for (const ReportTable& table : report.tables)
        for (const auto& row : table.rows)
            for (std::size_t i = 1; i < row.size() && i < table.columns.size(); ++i)
                if (!row[i].empty())
                    csv_line(out,
                             {table.title, row[0],
                              table.columns[i].empty() ? "Opmerking" : std::string_view(table.columns[i]), row[i]});
    return out;
}

std::string to_json(const PilotReport& report) {
    Json municipalities = Json::array(), periods = Json::array(), tables = Json::object();
    for (std::size_t i = 0; i < report.pilot.municipalities.size(); ++i) {
        const PilotMunicipality& m = report.pilot.municipalities[i];
        municipalities.push_back(
            {{"code", m.code}, {"name", m.name}, {"participated", report.per_municipality[i]}, {"quota", m.quota}});
    }
    for (const PilotPeriod& p : report.pilot.periods)
        periods.push_back({{"from", p.from}, {"to", p.to}, {"reason", p.reason}, {"decided_on", p.decided_on}});
    for (const ReportTable& table : report.tables)
        tables[table.id] = {
            {"title", table.title}, {"columns", table.columns}, {"rows", table.rows}, {"note", table.note}};
    const Json json{{"pilot", report.pilot.name},
                    {"method", report.pilot.method},
                    {"cut_off", model::moment_text(report.cut_off)},
                    {"periods", periods},
                    {"devices", {{"synced", report.devices_synced}, {"total", report.devices}}},
                    {"participated", report.participated},
                    {"quota", report.pilot.planned},
                    {"municipalities", municipalities},
                    {"elsewhere", report.elsewhere},
                    {"tables", tables}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace wegwijs::server
