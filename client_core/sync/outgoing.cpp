#include "client_core/sync/outgoing.hpp"

#include "client_core/store/tables.hpp"

namespace wegwijs::sync {

namespace {

using merge::Id;

/// Without `use`: everything is named by its id.
class StoreNumbers final : public protocol::Numbers {
public:
    StoreNumbers(store::Tables& tables, bool use) : tables_(tables), use_(use) {}
    protocol::Number dossier_number(const Id& id) override {
        if (!use_) return 0;
        auto row = tables_.dossier(id);
        return row.ok() && row.value() ? row.value()->number : 0;
    }
    protocol::Number record_number(const Id& id) override {
        if (!use_) return 0;
        // Records under one parent come one after another.
        if (id == last_) return last_number_;
        auto number = tables_.record_number(id);
        last_ = id;
        last_number_ = number.ok() ? number.value() : 0;
        return last_number_;
    }
    std::optional<Id> dossier_id(protocol::Number) override { return std::nullopt; }
    std::optional<merge::Creation> record(protocol::Number) override { return std::nullopt; }

private:
    store::Tables& tables_;
    bool use_;
    Id last_;
    protocol::Number last_number_ = 0;
};

/// Values are read only once the server has refused what it was sent: they were looked at when they were written.
bool readable(const store::OwnRow& row, const OutgoingOptions& options) {
    return options.by_number || protocol::decode_transaction(row.canonical).ok();
}

}  // namespace

Result<Outgoing> make_outgoing(store::Store& store, store::Tables& tables, std::uint64_t first,
                               const OutgoingOptions& options) {
    StoreNumbers numbers(tables, options.by_number);
    protocol::PushWriter rows(numbers);
    std::uint64_t expected = first;
    TRY(tables.for_outbox(first, [&](const store::OwnRow& row) {
        if (row.seq != expected || (options.one && rows.count() > 0)) return false;
        ++expected;
        if (row.is_void || row.canonical.empty()) {  // gone; or let go once, and a server put back asks for it again
            rows.add_void(row.hash);
        } else if (row.sealed) {
            rows.add_sealed(row.canonical, row.hash);
        } else if (!readable(row, options) || !rows.add_canonical(row.canonical)) {
            // Closed, it is judged alone and kept; written out, it would hold up all the others.
            rows.add_sealed(crypto::seal_to(row.canonical, store.identity().server_box_key, tables.random()), row.hash);
        }
        return rows.size() < options.chunk;
    }));
    return Outgoing{first, rows.count(), options.chunk, rows.take()};
}

}  // namespace wegwijs::sync
