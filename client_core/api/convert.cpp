#include "client_core/api/convert.hpp"

namespace wegwijs::api {

model::Id inner(const Id& id) { return {id.octets()}; }

std::vector<model::Id> inner(const std::vector<Id>& ids) {
    return each(ids, [](const Id& id) { return inner(id); });
}

store::Edit inner(const Edit& edit) { return {edit.number, inner(edit.dossier)}; }

store::Assignment inner(const Assignment& change) {
    return {inner(change.record), change.field, change.text, change.element};
}

store::Assignment inner(const model::Id& record, const Value& value) {
    return {record, value.field, value.text, value.element};
}

store::NewRecord inner(const NewRecord& record) {
    store::NewRecord made;
    made.entity = record.entity;
    made.parent = inner(record.parent);
    made.municipality = record.municipality;
    for (const Value& value : record.values) made.values.push_back(inner(model::Id{}, value));
    made.id = inner(record.id);
    return made;
}

Id outer(const model::Id& id) { return Id::from_bytes(id.bytes()).value_or(Id()); }

std::vector<Id> outer(const std::vector<model::Id>& ids) {
    return each(ids, [](const model::Id& id) { return outer(id); });
}

Edit outer(const store::Edit& edit) { return {edit.number, outer(edit.dossier)}; }

Time time_of(UnixMs at) { return Time(std::chrono::milliseconds(at)); }

Conflict conflict_of(const store::ConflictView& conflict) {
    Conflict out;
    out.record = outer(conflict.id);
    out.dossier = Id::from_text(conflict.dossier).value_or(Id());
    out.entity = conflict.entity;
    const std::size_t colon = conflict.field.find(':');  // "talen:ar"
    out.field = conflict.field.substr(0, colon);
    if (colon != conflict.field.npos) out.element = conflict.field.substr(colon + 1);
    out.values = each(conflict.values, [](const store::EntryView& entry) {
        return Entry{entry.value_json, entry.by, entry.device, time_of(entry.at), entry.local};
    });
    return out;
}

HistoryEntry history_of(const store::HistoryView& one) {
    return {one.field, one.value_json, one.by, one.device, time_of(one.at), one.stands};
}

Rejected rejected_of(const store::RejectedView& one) {
    return {one.n, one.code, one.reason, one.transaction_json, one.sealed};
}

StoreStatus status_of(const store::StoreStatus& status) {
    StoreStatus out;
    out.unsent = status.unsent;
    out.rejected = status.rejected;
    out.conflicts = status.conflicts;
    out.dossiers = status.dossiers;
    out.records = status.records;
    if (status.last_sync) out.last_sync = time_of(*status.last_sync);
    out.in_step = status.in_step;
    out.store_bytes = status.store_bytes;
    return out;
}

RuleFinding finding_of(const store::RuleFinding& finding, Language language) {
    RuleFinding out;
    out.code = finding.code;
    switch (finding.severity) {
        case model::Rule::Severity::error: out.severity = RuleFinding::Severity::error; break;
        case model::Rule::Severity::warning: out.severity = RuleFinding::Severity::warning; break;
        case model::Rule::Severity::info: out.severity = RuleFinding::Severity::info; break;
    }
    switch (finding.outcome) {
        case store::RuleFinding::Outcome::failed: out.outcome = RuleFinding::Outcome::failed; break;
        case store::RuleFinding::Outcome::unknown: out.outcome = RuleFinding::Outcome::unknown; break;
        case store::RuleFinding::Outcome::info: out.outcome = RuleFinding::Outcome::info; break;
    }
    out.fields = finding.fields;
    out.label = language == Language::nl ? finding.label.nl : finding.label.en;
    return out;
}

Change change_of(const store::Change& change) {
    auto why = Change::Why::local;
    switch (change.why) {
        case store::Change::Why::local: break;
        case store::Change::Why::synced: why = Change::Why::synced; break;
        case store::Change::Why::forgotten: why = Change::Why::forgotten; break;
        case store::Change::Why::erased: why = Change::Why::erased; break;
    }
    return {outer(change.dossier), why, outer(change.records)};
}

}  // namespace wegwijs::api
