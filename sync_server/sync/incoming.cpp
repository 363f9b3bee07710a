#include "sync_server/sync/incoming.hpp"

#include <algorithm>

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

}  // namespace

std::optional<Shortcoming> shortcoming(const Transaction& transaction, const model::Pack& pack) {
    for (const Creation& c : transaction.created) {
        const model::Entity* entity = pack.entity(c.entity);
        if (!entity) return Shortcoming{"onbekend", "De wijziging noemt een soort gegeven dat de server niet kent."};
        if (entity->root != c.parent.zero() || (entity->root && c.record != transaction.dossier))
            return Shortcoming{"ongeldig", "Een nieuw gegeven hangt niet aan het juiste gegeven."};
        for (const model::Field& field : entity->fields) {
            if (!field.required || field.is_parent || field.policy == merge::Policy::server) continue;
            const bool given = std::any_of(
                transaction.writes.begin(), transaction.writes.end(), [&](const Write& w) {
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
    for (protocol::Pushed& row : rows) {
        const bool good = row.transaction && fits(*row.transaction, pack);
        found.push_back({std::move(row), good ? pack.version() : 0});
    }
    return found;
}

}  // namespace wegwijs::server
