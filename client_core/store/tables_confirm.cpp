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

Result<std::optional<std::uint64_t>> SqlTables::confirm_own(const DossierRow& dossier, const Id& id,
                                                            const merge::Stamp& stamp, Number number) {
    using Sum = std::optional<std::uint64_t>;
    const auto& layouts = schema_->layouts();
    // Records of one kind come one after another, so only the table that had the last is asked.
    if (last_layout_ >= layouts.size()) return Sum();
    const Layout& layout = layouts[last_layout_];
    std::int64_t row = 0;
    Bytes versions;
    std::uint64_t sum = 0;
    {
        sqlite::Cached query = TRY(db_.prepare(layout.select_by_id));
        query->bind_blob(1, id.bytes());
        if (!TRY(query->step())) return Sum();
        row = query->integer(0);
        Versions parts;
        if (query->integer(2) != dossier.nr || !query->is_null(6) || !parts.decode(query->blob(5)) ||
            !only_unsent(parts, stamp.seq))
            return Sum();
        each_single(layout, *query, parts, [&](const merge::FieldKey& key, ByteView value) {
            sum += merge::fingerprint(dossier.id, id, key, stamp, merge::value_sum(dossier.id, value));
        });
        parts.stamps.front() = stamp;
        parts.encode(versions);
    }
    if (!TRY(base(row)).empty()) return Sum();
    sqlite::Cached put = TRY(db_.prepare(layout.confirm));
    put->bind(1, static_cast<std::int64_t>(number)).bind_blob(2, versions).bind(3, row);
    TRY(put->run());
    TRY(put_number(number, layout.entity->number, row));
    changed(dossier.id, Change::Why::synced, id);
    return Sum(sum);
}

}  // namespace wegwijs::store
