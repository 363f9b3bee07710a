// Between what the public headers say and what the store says.
#pragma once

#include "client_core/include/wegwijs/record.hpp"
#include "client_core/store/store.hpp"

namespace wegwijs::api {

model::Id inner(const Id& id);
std::vector<model::Id> inner(const std::vector<Id>& ids);
store::Edit inner(const Edit& edit);
store::Assignment inner(const Assignment& change);
store::Assignment inner(const model::Id& record, const Value& value);
store::NewRecord inner(const NewRecord& record);

Id outer(const model::Id& id);
std::vector<Id> outer(const std::vector<model::Id>& ids);
Edit outer(const store::Edit& edit);
Time time_of(UnixMs at);
Conflict conflict_of(const store::ConflictView& conflict);
HistoryEntry history_of(const store::HistoryView& one);
Rejected rejected_of(const store::RejectedView& one);
StoreStatus status_of(const store::StoreStatus& status);
RuleFinding finding_of(const store::RuleFinding& finding, Language language);
Change change_of(const store::Change& change);

/// Each of a list.
template <class From, class One>
auto each(const std::vector<From>& list, One one) {
    std::vector<decltype(one(list.front()))> out;
    out.reserve(list.size());
    for (const From& from : list) out.push_back(one(from));
    return out;
}

}  // namespace wegwijs::api
