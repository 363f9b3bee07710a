// Confirming an own record where it stands, without making it anew.
#include "client_core/store/sql_tables.hpp"

namespace wegwijs::store {

namespace {

/// One own transaction that the server had not placed, and nothing else.
bool only_unsent(const Versions& parts, std::uint64_t seq) {
    return parts.stamps.size() == 1 && parts.stamps.front().server_seq == merge::unsent &&
           parts.stamps.front().seq == seq && !parts.has_extra;
}

}  // namespace

/// Steps to the row of a record. Records come back in the order in which they were made, so it is looked for behind
/// the last one first.
Result<std::optional<sqlite::Cached>> SqlTables::own_row(const Layout& layout, const Id& id) {
    {
        sqlite::Cached next = TRY(db_.prepare(layout.select_if));
        next->bind(1, last_confirmed_ + 1).bind_blob(2, id.bytes());
        if (TRY(next->step())) return std::optional(std::move(next));
    }
    sqlite::Cached query = TRY(db_.prepare(layout.select_by_id));
    query->bind_blob(1, id.bytes());
    if (!TRY(query->step())) return std::optional<sqlite::Cached>();
    return std::optional(std::move(query));
}

Result<std::optional<std::uint64_t>> SqlTables::confirm_own(const DossierRow& dossier, const Id& id,
                                                            std::uint16_t entity, const merge::Stamp& stamp,
                                                            Number number) {
    using Sum = std::optional<std::uint64_t>;
    const Layout* layout = schema_->layout(entity);
    if (!layout) return Sum();
    std::int64_t row = 0;
    std::uint64_t sum = 0;
    {
        std::optional<sqlite::Cached> found = TRY(own_row(*layout, id));
        if (!found) return Sum();
        sqlite::Statement& query = **found;
        row = last_confirmed_ = query.integer(0);
        Versions& parts = own_parts_;
        if (query.integer(2) != dossier.nr || !query.is_null(6) || !parts.decode(query.blob(5)) ||
            !only_unsent(parts, stamp.seq))
            return Sum();
        each_single(*layout, query, parts, [&](const merge::FieldKey& key, ByteView value) {
            sum += merge::fingerprint(dossier.id, id, key, stamp, merge::value_sum(dossier.id, value));
        });
        parts.stamps.front() = stamp;
        parts.encode(scratch_);
    }
    if (!TRY(base(row)).empty()) return Sum();
    sqlite::Cached put = TRY(db_.prepare(layout->confirm));
    put->bind(1, static_cast<std::int64_t>(number)).bind_blob(2, scratch_).bind(3, row);
    TRY(put->run());
    TRY(put_number(number, entity, row));
    changed(dossier.id, Change::Why::synced, id);
    return Sum(sum);
}

}  // namespace wegwijs::store
