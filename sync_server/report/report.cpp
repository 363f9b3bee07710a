#include "sync_server/report/report.hpp"

#include <filesystem>

#include "client_core/shared/system/system.hpp"
#include "sync_server/delivery/calendar.hpp"
#include "sync_server/delivery/delivery_plan.hpp"
#include "sync_server/report/tables.hpp"

namespace wegwijs::server {

namespace {

/// A pilot's name becomes part of a file name.
bool is_pilot_name(std::string_view name) {
    return !name.empty() && name.size() <= 60 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
               std::string_view::npos;
}

}  // namespace

Result<Pilot> pilot_of(std::string_view name, AdminStore& admin) {
    if (is_pilot_name(name)) {
        const std::optional<std::string> setting = TRY(admin.setting(std::string(pilot_setting) + std::string(name)));
        if (setting) return read_pilot(name, *setting);
        if (const std::optional<Pilot> known = built_in_pilot(name)) return *known;
    }
    return Error{"unknown_pilot",
                 "There is no pilot of that name. Nothing was written. Add it with 'pilot set', or use 'gelijk' or "
                 "'naar_inwoners'.",
                 Retry::never};
}

Result<Pilot> set_pilot(std::string_view name, std::string_view json, AdminStore& admin) {
    if (!is_pilot_name(name))
        return Error{"invalid_name", "A pilot's name has letters, digits, - and _, at most 60. Nothing was changed.",
                     Retry::never};
    Pilot pilot = TRY(read_pilot(name, json));
    TRY(admin.set_setting(std::string(pilot_setting) + std::string(name), json));
    return pilot;
}

Result<PilotReport> make_report(std::string_view name, AdminStore& admin, Clock& clock) {
    PilotReport report;
    report.pilot = TRY(pilot_of(name, admin));
    report.region = TRY(admin.setting("region")).value_or("");
    report.cut_off = clock.now();
    const auto walk = TRY(admin.walk());
    const auto pack = TRY(newest_pack(*walk));
    report.pack_version = pack->version();
    const Figures figures = TRY(collect(*walk, report.cut_off));
    report.devices = figures.devices;
    report.devices_synced = figures.devices_synced;
    report.participated = report.elsewhere = figures.participants;
    for (const PilotMunicipality& m : report.pilot.municipalities) {
        const auto found = figures.participated.find(m.code);
        report.per_municipality.push_back(found == figures.participated.end() ? 0 : found->second);
        report.elsewhere -= report.per_municipality.back();
    }
    report.tables = tables_of(figures, report.pilot);
    return report;
}

Result<ReportFiles> write_report(const PilotReport& report, const std::string& to) {
    std::error_code error;
    std::filesystem::create_directories(to, error);
    if (error)
        return Error{"file_unwritable",
                     "The folder for the report could not be made. Nothing was written. Give another folder.",
                     Retry::later};
    std::string digits;
    for (const char c : date_in_netherlands(report.cut_off))
        if (c != '-') digits.push_back(c);
    const std::string base = to + "/voortgang_" + report.pilot.name + "_" + digits;
    const ReportFiles files{base + ".html", base + ".csv"};
    TRY(system::write_file(files.html, to_html(report)));
    TRY(system::write_file(files.csv, to_csv(report)));
    return files;
}

}  // namespace wegwijs::server
