#include "sync_server/sync/incoming.hpp"

#include <algorithm>

#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::server {

namespace {

using merge::Creation;
using merge::Transaction;
using merge::Write;

const Creation* named(const Transaction& transaction, const merge::Id& record) {
    for (const auto* list : {&transaction.created, &transaction.touched})
        for (const Creation& c : *list)
            if (c.record == record) return &c;
    return nullptr;
}

bool fits(const Transaction& transaction, const model::Pack& pack) {
    const Creation* head = nullptr;
    const model::Entity* entity = nullptr;
    for (const Write& write : transaction.writes) {
        if (!head || head->record != write.record) {
            head = named(transaction, write.record);
            entity = head ? pack.entity(head->entity) : nullptr;
        }
        if (!entity) return false;
        if (write.key == merge::deletion) continue;
        const model::Field* field = entity->field(write.key.number);
        if (!field || !model::check(*field, write.value).ok()) return false;
    }
    return !shortcoming(transaction, pack);
}

bool makes(const protocol::Pushed& row) {
    const Transaction& transaction = *row.transaction;
    if (!transaction.touched.empty() || row.groups.size() != transaction.created.size()) return false;
    const Write* before = nullptr;
    std::size_t runs = 0;
    for (const Write& write : transaction.writes) {
        if (write.key == merge::deletion) return false;
        const bool same = before && before->record == write.record;
        if (same && before->key >= write.key) return false;
        if (!same && std::any_of(row.groups.begin(), row.groups.begin() + static_cast<std::ptrdiff_t>(runs),
                                 [&](const auto& group) { return group.record == write.record; }))
            return false;
        runs += !same;
        before = &write;
    }
    return true;
}

IncomingRow looked_at(protocol::Pushed row, const model::Pack& pack) {
    IncomingRow found{std::move(row), 0, false, {}};
    if (!found.transaction) return found;
    if (fits(*found.transaction, pack)) found.fits = pack.version();
    found.makes = makes(found);
    if (!found.makes) return found;
    found.value_sums.reserve(found.transaction->writes.size());
    for (const Write& write : found.transaction->writes)
        found.value_sums.push_back(merge::value_sum(found.transaction->dossier, write.value));
    return found;
}

}  // namespace

std::optional<Shortcoming> shortcoming(const Transaction& transaction, const model::Pack& pack) {
    for (const Creation& c : transaction.created) {
        const model::Entity* entity = pack.entity(c.entity);
        if (!entity) return Shortcoming{"onbekend", "De wijziging noemt een soort gegeven dat de server niet kent."};
        if (entity->root != c.parent.zero() || (entity->root && c.record != transaction.dossier))
            return Shortcoming{"ongeldig", "Een nieuw gegeven hangt niet aan het juiste gegeven."};
        for (const model::Field& field : entity->fields) {
            if (!field.required || field.is_parent || field.policy == merge::Policy::server) continue;
            const bool given = std::any_of(transaction.writes.begin(), transaction.writes.end(), [&](const Write& w) {
                return w.key.number == field.number && w.record == c.record && !model::is_null(w.value);
            });
            if (!given) return Shortcoming{"verplicht", "Een verplicht veld is leeg: " + field.label.nl + "."};
        }
    }
    return std::nullopt;
}

std::vector<IncomingRow> look_at(std::vector<protocol::Pushed> rows, const model::Pack& pack) {
    std::vector<IncomingRow> found;
    found.reserve(rows.size());
    for (protocol::Pushed& row : rows) found.push_back(looked_at(std::move(row), pack));
    return found;
}

}  // namespace wegwijs::server
