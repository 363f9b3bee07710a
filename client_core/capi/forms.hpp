// The JSON that goes in and comes out of the C header, in the forms that it names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client_core/include/wegwijs/record.hpp"
#include "client_core/store/store.hpp"
#include "client_core/sync/engine.hpp"

namespace wegwijs::capi {

// ---- in. Error "invalid_json": it is not JSON, not of that form, or an id in it is none.

/// ["id"...]
Result<std::vector<model::Id>> ids_of(std::string_view json);
Result<model::Id> id_of(std::string_view text);
/// [{"id","field","value","element"}...]; `record` stands in where "id" is left out, unless it is null.
Result<std::vector<store::Assignment>> assignments_of(std::string_view json, const model::Id* record);
/// One of them.
Result<store::Assignment> assignment_of(std::string_view json, const model::Id* record);
/// [{"entity","gemeente","parent","id","values":[...]}...]
Result<std::vector<store::NewRecord>> records_of(std::string_view json);
/// [null, true, 1, 1.5, "text"...]
Result<std::vector<store::Store::SqlValue>> parameters_of(std::string_view json);
/// {"first":[...],"check_all","attempts"}, or empty.
Result<sync::Options> sync_options_of(std::string_view json);

// ---- out

std::string ids_json(const std::vector<model::Id>& ids);
std::string owner_json(const store::Identity& identity);
std::string conflicts_json(const std::vector<store::ConflictView>& conflicts);
std::string rejected_json(const std::vector<store::RejectedView>& rejected);
std::string history_json(const std::vector<store::HistoryView>& history);
std::string status_json(const store::StoreStatus& status);
std::string check_json(const store::CheckReport& report);
std::string findings_json(const std::vector<store::RuleFinding>& findings, Language language);
/// A sync that has ended well.
struct SyncEnd {
    sync::Report report;
    std::uint64_t bytes_up = 0, bytes_down = 0;
    UnixMs took = 0;
};
std::string report_json(const SyncEnd& end);
/// The line of the log about it.
std::string log_line(const SyncEnd& end);
std::string changes_json(const std::vector<wegwijs::Change>& changes);

}  // namespace wegwijs::capi
