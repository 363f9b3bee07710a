#include "client_core/capi/forms.hpp"

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "client_core/shared/model/moment.hpp"
#include "client_core/store/json_text.hpp"

namespace wegwijs::capi {

namespace {

using Json = nlohmann::json;

Error no_form(const char* what) {
    return {"invalid_json", std::string("The text is not ") + what + ". Nothing was changed.", Retry::never};
}

/// The member, or null where it is not there.
const Json& member(const Json& object, const char* name) {
    static const Json none;
    const auto at = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && at != object.end() ? *at : none;
}

Result<std::string> text_of(const Json& object, const char* name, const char* what) {
    const Json& value = member(object, name);
    if (value.is_null()) return std::string();
    if (!value.is_string()) return no_form(what);
    return value.get<std::string>();
}

Result<Json> array_of(std::string_view text, const char* what) {
    Json json = Json::parse(text.begin(), text.end(), nullptr, false);
    if (!json.is_array()) return no_form(what);
    return json;
}

Result<store::Assignment> assignment_of(const Json& json, const model::Id* record) {
    constexpr const char* what = R"(an assignment like {"id":"...","field":"naam","value":"Noord"})";
    if (!json.is_object() || !member(json, "field").is_string() || !member(json, "value").is_string())
        return no_form(what);
    store::Assignment made;
    const std::string id = TRY(text_of(json, "id", what));
    if (!id.empty()) made.record = TRY(id_of(id));
    else if (record) made.record = *record;
    else return no_form(what);
    made.field = member(json, "field").get<std::string>();
    made.text = member(json, "value").get<std::string>();
    if (const Json& element = member(json, "element"); !element.is_null()) {
        if (!element.is_string()) return no_form(what);
        made.element = element.get<std::string>();
    }
    return made;
}

Result<std::vector<store::Assignment>> assignments_of(const Json& json, const model::Id* record) {
    if (!json.is_array()) return no_form("a list of assignments");
    std::vector<store::Assignment> all;
    for (const Json& one : json) all.push_back(TRY(assignment_of(one, record)));
    return all;
}

Result<store::NewRecord> record_of(const Json& json) {
    constexpr const char* what = R"(a record like {"entity":"deelnemer","gemeente":"0405","values":[]})";
    static const model::Id not_yet;
    if (!json.is_object() || !member(json, "entity").is_string()) return no_form(what);
    store::NewRecord made;
    made.entity = member(json, "entity").get<std::string>();
    made.municipality = TRY(text_of(json, "gemeente", what));
    if (const std::string parent = TRY(text_of(json, "parent", what)); !parent.empty())
        made.parent = TRY(id_of(parent));
    if (const std::string id = TRY(text_of(json, "id", what)); !id.empty()) made.id = TRY(id_of(id));
    if (const Json& values = member(json, "values"); !values.is_null())
        made.values = TRY(assignments_of(values, &not_yet));
    return made;
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json value_of(const std::string& json) {
    Json value = Json::parse(json, nullptr, false);
    return value.is_discarded() ? Json(json) : value;
}

const char* word_of(Change::Why why) {
    switch (why) {
        case Change::Why::local: return "local";
        case Change::Why::synced: return "synced";
        case Change::Why::forgotten: return "forgotten";
        case Change::Why::erased: return "erased";
    }
    return "synced";
}

const char* word_of(store::RuleFinding::Outcome outcome) {
    switch (outcome) {
        case store::RuleFinding::Outcome::failed: return "failed";
        case store::RuleFinding::Outcome::unknown: return "unknown";
        case store::RuleFinding::Outcome::info: return "info";
    }
    return "unknown";
}

/// "talen:ar" is an element of a set.
void put_field(Json& to, const std::string& field) {
    const std::size_t colon = field.find(':');
    to["field"] = field.substr(0, colon);
    if (colon != field.npos) to["element"] = field.substr(colon + 1);
}

}  // namespace

Result<model::Id> id_of(std::string_view text) {
    const auto id = model::Id::from_text(text);
    if (!id) return no_form("an id");
    return *id;
}

Result<std::vector<model::Id>> ids_of(std::string_view json) {
    const Json list = TRY(array_of(json, R"(a list of ids like ["..."])"));
    std::vector<model::Id> ids;
    for (const Json& one : list) {
        if (!one.is_string()) return no_form(R"(a list of ids like ["..."])");
        ids.push_back(TRY(id_of(one.get_ref<const std::string&>())));
    }
    return ids;
}

Result<std::vector<store::Assignment>> assignments_of(std::string_view json, const model::Id* record) {
    return assignments_of(TRY(array_of(json, "a list of assignments")), record);
}

Result<store::Assignment> assignment_of(std::string_view json, const model::Id* record) {
    return assignment_of(Json::parse(json.begin(), json.end(), nullptr, false), record);
}

Result<std::vector<store::NewRecord>> records_of(std::string_view json) {
    const Json list = TRY(array_of(json, "a list of records"));
    std::vector<store::NewRecord> records;
    for (const Json& one : list) records.push_back(TRY(record_of(one)));
    return records;
}

Result<std::vector<store::Store::SqlValue>> parameters_of(std::string_view json) {
    // SQLite's own numbers for what a cell holds.
    enum : int { integer = 1, real = 2, text = 3, null = 5 };
    std::vector<store::Store::SqlValue> all;
    if (json.empty()) return all;
    for (const Json& one : TRY(array_of(json, "a list of parameters"))) {
        store::Store::SqlValue value{null, 0, 0, {}};
        if (one.is_boolean()) {
            value.type = integer;
            value.integer = one.get<bool>();
        } else if (one.is_number_integer() &&
                   !(one.is_number_unsigned() && one.get<std::uint64_t>() > std::uint64_t{INT64_MAX})) {
            value.type = integer;
            value.integer = one.get<std::int64_t>();
        } else if (one.is_number()) {
            value.type = real;
            value.real = one.get<double>();
        } else if (one.is_string()) {
            value.type = text;
            value.text = one.get<std::string>();
        } else if (!one.is_null()) {
            return no_form("a list of parameters: null, true, false, numbers and texts");
        }
        all.push_back(std::move(value));
    }
    return all;
}

Result<sync::Options> sync_options_of(std::string_view json) {
    constexpr const char* what = R"(options like {"first":["..."],"check_all":false,"attempts":5})";
    sync::Options options;
    if (json.empty()) return options;
    const Json object = Json::parse(json.begin(), json.end(), nullptr, false);
    if (!object.is_object()) return no_form(what);
    if (const Json& first = member(object, "first"); !first.is_null()) options.first = TRY(ids_of(dumped(first)));
    if (const Json& all = member(object, "check_all"); !all.is_null()) {
        if (!all.is_boolean()) return no_form(what);
        options.check_all = all.get<bool>();
    }
    if (const Json& attempts = member(object, "attempts"); !attempts.is_null()) {
        if (!attempts.is_number_unsigned() || attempts.get<std::uint64_t>() > 1'000'000) return no_form(what);
        options.attempts = attempts.get<int>();
    }
    return options;
}

std::string ids_json(const std::vector<model::Id>& ids) {
    Json list = Json::array();
    for (const model::Id& id : ids) list.push_back(id.text());
    return dumped(list);
}

std::string owner_json(const store::Identity& identity) {
    return dumped({{"device", identity.device},
                   {"user", identity.user},
                   {"role", identity.role},
                   {"server", identity.server_url}});
}

std::string conflicts_json(const std::vector<store::ConflictView>& conflicts) {
    Json list = Json::array();
    for (const store::ConflictView& conflict : conflicts) {
        Json values = Json::array();
        for (const store::EntryView& entry : conflict.values)
            values.push_back({{"value", value_of(entry.value_json)},
                              {"by", entry.by},
                              {"device", entry.device},
                              {"at", model::moment_text(entry.at)},
                              {"local", entry.local}});
        Json one = {{"id", conflict.id.text()}, {"dossier", conflict.dossier}, {"entity", conflict.entity}};
        put_field(one, conflict.field);
        one["values"] = std::move(values);
        list.push_back(std::move(one));
    }
    return dumped(list);
}

std::string rejected_json(const std::vector<store::RejectedView>& rejected) {
    Json list = Json::array();
    for (const store::RejectedView& one : rejected)
        list.push_back({{"number", one.n},
                        {"code", one.code},
                        {"reason", one.reason},
                        {"transaction", value_of(one.transaction_json)},
                        {"sealed", one.sealed}});
    return dumped(list);
}

std::string history_json(const std::vector<store::HistoryView>& history) {
    Json list = Json::array();
    for (const store::HistoryView& one : history) {
        Json entry = {{"value", value_of(one.value_json)},
                      {"by", one.by},
                      {"device", one.device},
                      {"at", model::moment_text(one.at)},
                      {"stands", one.stands}};
        put_field(entry, one.field);
        list.push_back(std::move(entry));
    }
    return dumped(list);
}

std::string status_json(const store::StoreStatus& status) {
    Json json = {{"unsent", status.unsent},     {"rejected", status.rejected},      {"conflicts", status.conflicts},
                 {"dossiers", status.dossiers}, {"records", status.records},        {"last_sync", nullptr},
                 {"in_step", status.in_step},   {"store_bytes", status.store_bytes}};
    if (status.last_sync) json["last_sync"] = model::moment_text(*status.last_sync);
    if (status.salvaged) json["salvaged"] = store::words_of(*status.salvaged);
    if (status.log_lost) json["log_lost"] = store::words_of_lost_log(*status.log_lost);
    return dumped(json);
}

std::string check_json(const store::CheckReport& report) {
    return dumped({{"ok", report.ok}, {"findings", report.findings}, {"repaired", report.repaired}});
}

std::string findings_json(const std::vector<store::RuleFinding>& findings, Language language) {
    store::JsonText json;
    json.open('[');
    for (const store::RuleFinding& one : findings) {
        json.open('{');
        json.key("code").text(one.code);
        json.key("severity").text(model::to_text(one.severity));
        json.key("fields").open('[');
        for (const std::string& field : one.fields) json.text(field);
        json.close(']');
        json.key("outcome").text(word_of(one.outcome));
        json.key("label").text(language == Language::nl ? one.label.nl : one.label.en);
        json.close('}');
    }
    json.close(']');
    return json.take();
}

std::string report_json(const SyncEnd& end) {
    return dumped({{"pushed", end.report.pushed},
                   {"rejected", end.report.rejected},
                   {"pulled", end.report.pulled},
                   {"forgotten", end.report.forgotten},
                   {"conflicts", end.report.conflicts},
                   {"requests", end.report.requests},
                   {"bytes_up", end.bytes_up},
                   {"bytes_down", end.bytes_down},
                   {"took_ms", end.took},
                   {"in_step", end.report.in_step},
                   {"repaired", end.report.repaired}});
}

std::string log_line(const SyncEnd& end) {
    const auto part = [](const char* name, std::uint64_t number) { return name + std::to_string(number); };
    return part("sync pushed=", end.report.pushed) + part(" rejected=", end.report.rejected) +
           part(" pulled=", end.report.pulled) + part(" requests=", end.report.requests) +
           part(" bytes_up=", end.bytes_up) + part(" bytes_down=", end.bytes_down) +
           part(" took_ms=", static_cast<std::uint64_t>(std::max<UnixMs>(end.took, 0))) +
           part(" in_step=", end.report.in_step ? 1 : 0);
}

std::string changes_json(const std::vector<Change>& changes) {
    Json list = Json::array();
    for (const Change& change : changes) {
        Json records = Json::array();
        for (const Id& id : change.records) records.push_back(id.text());
        list.push_back(
            {{"dossier", change.dossier.text()}, {"why", word_of(change.why)}, {"records", std::move(records)}});
    }
    return dumped(list);
}

}  // namespace wegwijs::capi
