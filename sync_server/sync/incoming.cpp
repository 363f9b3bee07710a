#include "sync_server/sync/incoming.hpp"

#include <algorithm>

#include "client_core/shared/merge/merge.hpp"

namespace wegwijs::server {

namespace {

using merge::Creation;
using merge::Transaction;
using protocol::Pushed;
using protocol::WriteView;

const Creation* named(const Transaction& transaction, const merge::Id& record) {
    for (const auto* list : {&transaction.created, &transaction.touched})
        for (const Creation& c : *list)
            if (c.record == record) return &c;
    return nullptr;
}

bool fits(const Pushed& row, const model::Pack& pack) {
    const Creation* head = nullptr;
    const model::Entity* entity = nullptr;
    for (const WriteView& write : row.writes) {
        if (!head || head->record != write.record) {
            head = named(*row.transaction, write.record);
            entity = head ? pack.entity(head->entity) : nullptr;
        }
        if (!entity) return false;
        if (write.key == merge::deletion) continue;
        const model::Field* field = entity->field(write.key.number);
        if (!field || !model::check(*field, write.value).ok()) return false;
    }
    return !shortcoming(row, pack);
}

bool makes(const Pushed& row) {
    if (!row.transaction->touched.empty() || row.groups.size() != row.transaction->created.size()) return false;
    const WriteView* before = nullptr;
    std::size_t runs = 0;
    for (const WriteView& write : row.writes) {
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

IncomingRow looked_at(Pushed row, const model::Pack& pack) {
    IncomingRow found{std::move(row), 0, false, {}};
    if (!found.transaction) return found;
    if (fits(found, pack)) found.fits = pack.version();
    found.makes = makes(found);
    if (!found.makes) return found;
    found.value_sums.reserve(found.writes.size());
    for (const WriteView& write : found.writes)
        found.value_sums.push_back(merge::value_sum(found.transaction->dossier, write.value));
    return found;
}

}  // namespace

std::optional<Shortcoming> shortcoming(const Pushed& row, const model::Pack& pack) {
    const Transaction& transaction = *row.transaction;
    for (const Creation& c : transaction.created) {
        const model::Entity* entity = pack.entity(c.entity);
        if (!entity) return Shortcoming{"onbekend", "De wijziging noemt een soort gegeven dat de server niet kent."};
        if (entity->root != c.parent.zero() || (entity->root && c.record != transaction.dossier))
            return Shortcoming{"ongeldig", "Een nieuw gegeven hangt niet aan het juiste gegeven."};
        for (const model::Field& field : entity->fields) {
            if (!field.required || field.is_parent || field.policy == merge::Policy::server) continue;
            const bool given = std::any_of(row.writes.begin(), row.writes.end(), [&](const WriteView& w) {
                return w.key.number == field.number && w.record == c.record && !model::is_null(w.value);
            });
            if (!given) return Shortcoming{"verplicht", "Een verplicht veld is leeg: " + field.label.nl + "."};
        }
    }
    return std::nullopt;
}

std::vector<IncomingRow> look_at(std::vector<Pushed> rows, const model::Pack& pack) {
    std::vector<IncomingRow> found;
    found.reserve(rows.size());
    for (Pushed& row : rows) found.push_back(looked_at(std::move(row), pack));
    return found;
}

}  // namespace wegwijs::server
