// The coordinator's pilot report (voortgangsrapportage pilot): tables in which a count of one to four persons never
// shows. The one exception is the bare head count per municipality, which the quota is about.
#pragma once

#include "sync_server/report/pilot.hpp"
#include "sync_server/store/admin_store.hpp"

namespace wegwijs::server {

struct ReportTable {
    std::string id, title;
    std::vector<std::string> columns;  ///< the first names the rows
    std::vector<std::vector<std::string>> rows;
    std::string note;  ///< empty: none
};

struct PilotReport {
    Pilot pilot;
    std::string region;
    UnixMs cut_off = 0;
    std::uint64_t pack_version = 0;
    std::uint64_t devices = 0, devices_synced = 0;
    std::uint64_t participated = 0;
    std::vector<std::uint64_t> per_municipality;  ///< participated, in the pilot's order
    std::uint64_t elsewhere = 0;                  ///< participated in a municipality that the pilot does not name
    std::vector<ReportTable> tables;
};

inline constexpr std::string_view pilot_setting = "pilot:";  ///< + name
inline constexpr std::string_view default_pilot = "gelijk";

/// The pilot `name` of the settings, else the built-in one of that name. Errors "unknown_pilot", "pilot_invalid".
Result<Pilot> pilot_of(std::string_view name, AdminStore& admin);
/// Sets a pilot of one's own. Errors "pilot_invalid", "invalid_name".
Result<Pilot> set_pilot(std::string_view name, std::string_view json, AdminStore& admin);
Result<PilotReport> make_report(std::string_view pilot, AdminStore& admin, Clock& clock);

/// One self-contained page (WCAG 2.1 AA): no script, nothing from elsewhere.
std::string to_html(const PilotReport& report);
/// RFC 4180 with a header row: onderdeel, rij, kolom, waarde. With a byte order mark, so that Excel reads UTF-8.
std::string to_csv(const PilotReport& report);
/// The same for programs.
std::string to_json(const PilotReport& report);

struct ReportFiles {
    std::string html, csv;
};
/// voortgang_PILOT_YYYYMMDD.html and .csv. Errors of the disk.
Result<ReportFiles> write_report(const PilotReport& report, const std::string& to);

}  // namespace wegwijs::server
