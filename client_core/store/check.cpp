// Looks at everything that can be out of step, and repairs what can be made again from what is here.
#include "client_core/store/salvage.hpp"
#include "client_core/store/state.hpp"

namespace wegwijs::store {

namespace {

/// What the server holds of a record, as far as this device knows: shown, without what it has not placed.
std::uint64_t confirmed_sum(const Id& dossier, const Stored& stored, const Tables::Base& base) {
    std::uint64_t sum = 0;
    for (const merge::FieldState& field : stored.shown.fields) {
        if (base.contains(field.key)) continue;
        merge::Entries entries;
        for (const merge::Entry& entry : field.entries)
            if (entry.stamp.server_seq != merge::unsent) entries.push_back(entry);
        sum += merge::fingerprint(dossier, stored.shown.id, field.key, entries);
    }
    for (const auto& [key, entries] : base) sum += merge::fingerprint(dossier, stored.shown.id, key, entries);
    return sum;
}

void check_pages(SqlTables& tables, CheckReport& report) {
    const auto damaged = [&](const std::string& what) {
        report.ok = false;
        report.findings.push_back("The database file is damaged: " + what);
    };
    auto query = tables.db().prepare_once("PRAGMA quick_check(5)");
    if (!query) return damaged(query.error().message);
    for (;;) {
        const auto row = query->step();
        if (!row) return damaged(row.error().message);
        if (!*row) return;
        if (query->text(0) != "ok") damaged(std::string(query->text(0)));
    }
}

/// Of a damaged store: what matters of it.
void tell_unsent(SqlTables& tables, CheckReport& report) {
    const auto acked = tables.acked(), head = tables.head_seq();
    if (!acked || !head) {
        report.findings.push_back("How much of it was not sent yet cannot be told.");
        return;
    }
    std::uint64_t readable = 0, lost = 0;
    for (std::uint64_t seq = *acked + 1; seq <= *head; ++seq) {
        const auto row = tables.own(seq);
        if (!row || !*row || ((*row)->canonical.empty() && !(*row)->is_void)) ++lost;
        else if (!(*row)->is_void) ++readable;
    }
    report.findings.push_back("Of what was not sent yet, " + std::to_string(readable) + " changes can be read and " +
                              std::to_string(lost) + " cannot.");
}

Status check_sums(SqlTables& tables, CheckReport& report) {
    for (DossierRow& dossier : TRY(tables.dossiers())) {
        if (!dossier.held) continue;
        std::uint64_t sum = 0;
        for (const Id& id : TRY(tables.records_of(dossier.nr))) {
            const auto stored = TRY(tables.load(id));
            if (stored) sum += confirmed_sum(dossier.id, *stored, TRY(tables.base(stored->row)));
        }
        if (sum == dossier.sum) continue;
        report.findings.push_back("The sum of file " + dossier.id.text() + " does not match what is held of it.");
        dossier.sum = sum;
        TRY(tables.put_dossier(dossier));
        report.repaired.push_back(
            "That sum was computed anew; the next sync compares it with the server, which sends the file again if they "
            "differ.");
    }
    return done();
}

/// Rows beside a record that is not there.
Status check_orphans(SqlTables& tables, CheckReport& report) {
    std::string known = "SELECT row FROM hidden";
    for (const Layout& layout : tables.schema().layouts()) known += " UNION ALL SELECT nr FROM " + quoted(layout.table);
    for (const char* table : {"base", "extra", "conflict", "history", "numbered"}) {
        TRY(tables.db().exec("DELETE FROM " + std::string(table) + " WHERE row NOT IN (" + known + ")"));
        const std::int64_t orphans = tables.db().changes();
        if (orphans == 0) continue;
        report.findings.push_back(std::to_string(orphans) + " rows in '" + table + "' belonged to no record.");
        report.repaired.push_back("They were removed.");
    }
    return done();
}

Status check_search(SqlTables& tables, CheckReport& report) {
    const std::size_t wrong = TRY(tables.repair_search());
    if (wrong == 0) return done();
    report.findings.push_back("The search for names was out of step for " + std::to_string(wrong) + " records.");
    report.repaired.push_back("It was built anew.");
    return done();
}

/// Every own transaction continues the chain of the one before.
Status check_chain(SqlTables& tables, CheckReport& report) {
    sqlite::Statement query = TRY(tables.db().prepare_once("SELECT seq, hash FROM own ORDER BY seq"));
    Bytes previous = protocol::chain_start;
    std::uint64_t wrong = 0;
    while (TRY(query.step())) {
        const Bytes hash(query.blob(1));
        const auto row = TRY(tables.own(static_cast<std::uint64_t>(query.integer(0))));
        if (row && !row->sealed && !row->canonical.empty() && protocol::chain_next(previous, row->canonical) != hash)
            ++wrong;
        previous = hash;
    }
    if (wrong == 0) return done();
    report.ok = false;
    report.findings.push_back(std::to_string(wrong) +
                              " own transactions are not what was written when they were saved.");
    return done();
}

}  // namespace

Result<CheckReport> Store::check() {
    SqlTables& stored = state_->db();
    CheckReport report;
    if (auto salvaged = salvaged_of(stored)) report.salvaged = std::move(*salvaged);
    if (auto lost = stored.value("log_lost")) report.log_lost = model::decode_integer(*lost);
    check_pages(stored, report);
    if (report.ok) {
        sqlite::Transaction local = TRY(sqlite::Transaction::write(stored.db()));
        TRY(check_chain(stored, report));
        // Repairing on top of what is damaged would only spread it.
        if (report.ok) {
            TRY(check_orphans(stored, report));
            TRY(check_search(stored, report));
            TRY(check_sums(stored, report));
        }
        TRY(local.commit());
    } else {
        tell_unsent(stored, report);
        stored.db().leave_on_close(true);  // it will be set aside, and as it is
        state_->watched = false;
    }
    if (!TRY(state_->key_file->repair())) {
        report.findings.push_back("The key file or its copy was missing or damaged.");
        report.repaired.push_back("It was written again.");
    }
    return report;
}

}  // namespace wegwijs::store
