#include "sync_server/delivery/rows.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "client_core/shared/crypto/crypto.hpp"
#include "client_core/shared/model/moment.hpp"
#include "sync_server/delivery/calendar.hpp"
#include "sync_server/delivery/domain.hpp"

namespace wegwijs::server {

namespace {

using Json = nlohmann::ordered_json;

constexpr UnixMs day_ms = 24LL * 3600 * 1000;
constexpr std::int64_t pip_term_days = 70;  // Wi2021, article 15; Besluit 5.3: ten weeks

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

const char* word(Change change) {
    switch (change) {
        case Change::added: return "nieuw";
        case Change::changed: return "gewijzigd";
        case Change::withdrawn: return "vervallen";
    }
    return "";
}

/// What the field gives; null: nothing.
Json value_of(const SeenRecord& record, const model::Field& field) {
    if (field.type == model::Type::set) {
        const std::vector<std::string> present = record.elements(field.number);
        return present.empty() ? Json() : Json(present);
    }
    const model::Value value = record.value(field);
    return Json::parse(model::to_json(field, value), nullptr, false);
}

bool is_number_of_person(const model::Field& field) {
    return field.type == model::Type::bsn || field.type == model::Type::v_number;
}

void add_sealed(Json& line, const SeenRecord& record, const model::Field& field, const NightFacts& facts,
                Random& random) {
    const std::string text = record.text(field.name);
    if (text.empty() || facts.box.empty()) return;
    line[field.name + "_verzegeld"] = to_base64(crypto::seal_to(text, facts.box, random));
}

/// Ten weeks from DUO's notice, or from the registration in the BRP when that came later. Empty: the clock does not
/// run.
std::string pip_due(const SeenRecord& course) {
    const auto notice = day_number(course.text(domain::datum_kennisgeving));
    const auto registered = day_number(course.text(domain::datum_inschrijving_brp));
    return notice ? date_text(std::max(*notice, registered.value_or(*notice)) + pip_term_days) : std::string();
}

/// The same values under DUO's names, ready for the chain connector.
void add_duo(Json& line, const PlannedFile& file, const SeenRecord& record, const std::string& oin) {
    Json duo = Json::object();
    for (const model::Field* field : file.fields)
        if (!field->duo.empty() && !is_number_of_person(*field)) {
            const Json value = value_of(record, *field);
            if (!value.is_null()) duo[field->duo] = value;
        }
    line["duo"] = duo;
    line["bericht_id"] = record.id().text();
    line["oin"] = oin.empty() ? Json() : Json(oin);
}

std::string oin_of(const DossierView& dossier, const NightFacts& facts) {
    const auto found = facts.oins.find(dossier.row.municipality);
    return found == facts.oins.end() ? std::string() : found->second;
}

Json begin_line(const DossierView& dossier, const Id& id) {
    return {{"id", id.text()}, {"dossier", dossier.row.id.text()}, {"gemeente", dossier.row.municipality}};
}

}  // namespace

std::string record_line(const PlannedFile& file, const DossierView& dossier, const SeenRecord& record, Change change,
                        const NightFacts& facts, Random& random) {
    Json line = begin_line(dossier, record.id());
    const model::Field* parent = file.entity->parent_field();
    if (parent) line[parent->name] = record.row.record.parent.text();
    line["wijziging"] = word(change);
    if (change == Change::withdrawn) return dump(line);
    if (record.is(domain::urenregel)) line["soort_regel"] = "regel";
    for (const model::Field* field : file.fields) {
        if (is_number_of_person(*field)) add_sealed(line, record, *field, facts, random);
        else if (Json value = value_of(record, *field); !value.is_null()) line[field->name] = std::move(value);
    }
    if (record.is(domain::traject))
        if (const std::string due = pip_due(record); !due.empty()) line["pip_uiterlijk_op"] = due;
    if (record.is(domain::pip)) add_duo(line, file, record, oin_of(dossier, facts));
    return dump(line);
}

std::string totals_line(const DossierView& dossier, const CountedHours& counted, const NightFacts& facts) {
    const DuoTotals duo = duo_totals(counted, facts.map_pvt_counts);
    Json line = begin_line(dossier, dossier.row.id);
    line["soort_regel"] = "totaal";
    Json rest = Json::object(), minutes = Json::object();
    for (const HoursTotal& total : duo.totals) {
        line[std::string(total.name)] = total.hours();
        rest[std::string(total.name)] = total.rest();
    }
    for (const auto& [counter, sum] : counted.minutes) minutes[counter] = sum;
    line["rest_minuten"] = rest;
    line["minuten_per_teller"] = minutes;
    line["minuten_buiten_totalen"] = duo.elsewhere;
    line["aantal_regels"] = counted.entries.size();
    line["bekendTot"] = facts.night;
    return dump(line);
}

std::string event_line(const DossierView& dossier, const SeenRecord& record, Change change, const NightFacts& facts) {
    const std::string oin = oin_of(dossier, facts);
    std::string what = record.entity->name;
    std::replace(what.begin(), what.end(), '_', '-');
    const bool decided = record.is(domain::pip) && change == Change::added;
    const std::string done = decided ? "vastgesteld" : change == Change::added ? "geregistreerd" : word(change);
    const std::string owner = oin.empty() ? "gemeentecode:" + dossier.row.municipality : "oin:" + oin;
    return dump(
        {{"specversion", "1.0"},
         {"type", "nl.inburgeringstrajecten." + what + "-" + done + ".v1"},
         {"source", "urn:nld:" + owner + ":systeem:wegwijs"},
         {"id", record.id().text() + "-" + std::to_string(record.row.last)},
         {"time", model::moment_text(record.written_at())},
         {"subject", dossier.row.id.text()},
         {"sequence", std::to_string(record.row.last)},
         {"sequencetype", "integer"},
         {"datacontenttype", "application/json"},
         {"data", {{"entiteit", record.entity->name}, {"id", record.id().text()}, {"wijziging", word(change)}}}});
}

std::string open_line(std::string_view kind, const DossierView& dossier, const SeenRecord& record, UnixMs since,
                      const NightFacts& facts) {
    Json line = begin_line(dossier, record.id());
    line["entiteit"] = record.entity->name;
    line["soort"] = kind;
    line["sinds"] = model::moment_text(since);
    line["dagen"] = std::max<UnixMs>(0, facts.made_at - since) / day_ms;
    return dump(line);
}

std::string logboek_line(const DossierView& dossier, ByteView span, const NightFacts& facts) {
    return dump({{"trace_id", to_hex(facts.trace)},
                 {"span_id", to_hex(span)},
                 {"parent_span_id", to_hex(facts.span)},
                 {"status", "Ok"},
                 {"name", "nachtelijke levering"},
                 {"start_time", facts.made_at},
                 {"end_time", facts.made_at},
                 {"resource", {{"service.name", "wegwijs-server"}}},
                 {"attributes",
                  {{"dpl.core.processing_activity_id", delivery_activity},
                   {"dpl.core.data_subject_id", dossier.row.id.text()},
                   {"dpl.core.data_subject_id_type", "urn:wegwijs:dossier"}}}});
}

}  // namespace wegwijs::server
