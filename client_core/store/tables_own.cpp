// Own transactions: the outbox, what was sent, and what the server said of them (in runs).
#include <algorithm>

#include "client_core/shared/base/limits.hpp"
#include "client_core/store/sql_tables.hpp"
#include "client_core/store/varint.hpp"

namespace wegwijs::store {

namespace {

using own_flag::compressed;
using own_flag::in_block;
using own_flag::is_void;
using own_flag::sealed;
constexpr int fast = 1;
constexpr std::string_view kept_of_all =
    "SELECT seq, hash, body, flags, dossier FROM own WHERE (body IS NOT NULL OR flags & 8 != 0) ORDER BY seq";
constexpr std::string_view kept_of_one =
    "SELECT seq, hash, body, flags, dossier FROM own WHERE dossier = ?1 AND (body IS NOT NULL OR flags & 8 != 0) "
    "ORDER BY seq";

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

}  // namespace

Result<std::uint64_t> SqlTables::device() {
    const Bytes kept = TRY(value("device"));
    VarintReader in(kept);
    return kept.empty() ? 0 : in.number();
}

Status SqlTables::set_device(std::uint64_t device) {
    Bytes kept;
    put_varint(kept, device);
    return set_value("device", kept);
}

Result<std::uint64_t> SqlTables::acked() {
    const Bytes kept = TRY(value("acked"));
    VarintReader in(kept);
    return kept.empty() ? 0 : in.number();
}

/// With the place in the chain: when its row is lost, what follows can still be sent.
Status SqlTables::set_acked(std::uint64_t seq) {
    Bytes kept;
    put_varint(kept, seq);
    kept += TRY(chain_hash(seq));
    return set_value("acked", kept);
}

Result<std::uint64_t> SqlTables::head_seq() {
    if (head_) return head_->seq;
    sqlite::Cached query = TRY(db_.prepare("SELECT seq, hash FROM own ORDER BY seq DESC LIMIT 1"));
    OwnRow head;
    head.hash = protocol::chain_start;
    if (TRY(query->step())) {
        head.seq = static_cast<std::uint64_t>(query->integer(0));
        head.hash = Bytes(query->blob(1));
    }
    head_ = std::move(head);
    return head_->seq;
}

Result<Bytes> SqlTables::chain_hash(std::uint64_t seq) {
    if (seq == 0) return protocol::chain_start;
    if (seq == TRY(head_seq())) return head_->hash;
    sqlite::Cached query = TRY(db_.prepare("SELECT hash FROM own WHERE seq = ?1"));
    query->bind(1, number(seq));
    if (!TRY(query->step())) return Bytes{};
    return Bytes(query->blob(0));
}

/// Views bound here point into scratch_ or into `row`.
Status SqlTables::bind_body(sqlite::Statement& to, const OwnRow& row, std::int64_t& flags) {
    flags = (row.is_void ? is_void : 0) | (row.sealed ? sealed : 0);
    if (row.canonical.empty()) {
        to.bind_null(3);
        return done();
    }
    if (!row.sealed && row.canonical.size() > own_flag::longest_in_block) {
        scratch_ = TRY(codec_.compress(row.canonical, protocol::own_encoding, fast));
        if (scratch_.size() < row.canonical.size()) {
            flags |= compressed;
            to.bind_blob(3, scratch_);
            return done();
        }
    }
    to.bind_blob(3, row.canonical);
    return done();
}

Result<Bytes> SqlTables::body_of(sqlite::Statement& row, int place, std::int64_t flags) {
    if ((flags & in_block) != 0) return body_in_block(static_cast<std::uint64_t>(row.integer(0)));
    const ByteView body = row.blob(place);
    if ((flags & compressed) == 0) return Bytes(body);
    auto plain = codec_.decompress(body, protocol::own_encoding, limits::transaction_bytes);
    if (!plain) return damaged_row();
    return plain;
}

Status SqlTables::add_own(const OwnRow& row) {
    TRY(head_seq());
    sqlite::Cached add =
        TRY(db_.prepare("INSERT INTO own(seq, hash, body, flags, dossier) VALUES (?1, ?2, ?3, ?4, ?5)"));
    std::int64_t flags = 0;
    TRY(bind_body(*add, row, flags));
    add->bind(1, number(row.seq)).bind_blob(2, row.hash).bind(4, flags).bind(5, row.dossier);
    TRY(add->run());
    if (row.seq > head_->seq) {
        head_->seq = row.seq;
        head_->hash = row.hash;
    }
    return pack_block(row.seq);
}

Result<OwnRow> SqlTables::read_own(sqlite::Statement& query, bool with_body) {
    OwnRow row;
    row.seq = static_cast<std::uint64_t>(query.integer(0));
    row.hash = Bytes(query.blob(1));
    const std::int64_t flags = query.integer(3);
    row.is_void = (flags & is_void) != 0;
    row.sealed = (flags & sealed) != 0;
    row.dossier = query.integer(4);
    if (with_body && (!query.is_null(2) || (flags & in_block) != 0)) row.canonical = TRY(body_of(query, 2, flags));
    return row;
}

Result<std::optional<OwnRow>> SqlTables::own(std::uint64_t seq) {
    OwnRow row;
    {
        sqlite::Cached query = TRY(db_.prepare("SELECT seq, hash, body, flags, dossier FROM own WHERE seq = ?1"));
        query->bind(1, number(seq));
        if (!TRY(query->step())) return std::optional<OwnRow>();
        row = TRY(read_own(*query, true));
    }
    TRY(read_outcome(row));
    return std::optional<OwnRow>(std::move(row));
}

Result<const SqlTables::Run*> SqlTables::run_of(std::uint64_t seq) {
    if (run_.holds(seq)) return &run_;
    sqlite::Cached query = TRY(db_.prepare(
        "SELECT seq, count, server_seq, at, S, code, detail FROM outcome WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1"));
    query->bind(1, number(seq));
    if (!TRY(query->step())) return nullptr;
    Run run;
    run.seq = static_cast<std::uint64_t>(query->integer(0));
    run.count = static_cast<std::uint64_t>(query->integer(1));
    run.outcome.server_seq = static_cast<ServerSeq>(query->integer(2));
    if (!query->is_null(3)) run.outcome.at = query->integer(3);
    if (!query->is_null(4)) run.outcome.S = static_cast<ServerSeq>(query->integer(4));
    run.outcome.code = std::string(query->text(5));
    run.outcome.detail = std::string(query->text(6));
    if (!run.holds(seq)) return nullptr;
    run_ = std::move(run);
    return &run_;
}

Status SqlTables::read_outcome(OwnRow& row) {
    const Run* run = TRY(run_of(row.seq));
    if (!run) return done();
    row.server_seq = run->outcome.server_seq == 0 ? 0 : run->outcome.server_seq + (row.seq - run->seq);
    row.at = run->outcome.at;
    row.S = run->outcome.S;
    row.code = run->outcome.code;
    row.detail = run->outcome.detail;
    return done();
}

Status SqlTables::put_run(std::uint64_t seq, std::uint64_t count, const OwnRow& outcome) {
    run_ = {};
    sqlite::Cached put =
        TRY(db_.prepare("INSERT OR REPLACE INTO outcome(seq, count, server_seq, at, S, code, detail) VALUES (?1, ?2, "
                        "?3, ?4, ?5, ?6, ?7)"));
    put->bind(1, number(seq)).bind(2, number(count)).bind(3, number(outcome.server_seq));
    if (outcome.at) put->bind(4, *outcome.at);
    else put->bind_null(4);
    if (outcome.S) put->bind(5, number(*outcome.S));
    else put->bind_null(5);
    put->bind(6, outcome.code).bind(7, outcome.detail);
    return put->run();
}

/// Takes one transaction out of its run, which becomes two.
Status SqlTables::clear_outcome(std::uint64_t seq) {
    const Run* found = TRY(run_of(seq));
    if (!found) return done();
    const Run run = *found;
    run_ = {};
    const std::uint64_t before = seq - run.seq, after = run.count - before - 1;
    if (after > 0) {
        OwnRow rest = run.outcome;
        if (rest.server_seq != 0) rest.server_seq += before + 1;
        TRY(put_run(seq + 1, after, rest));
    }
    if (before > 0) return put_run(run.seq, before, run.outcome);
    sqlite::Cached remove = TRY(db_.prepare("DELETE FROM outcome WHERE seq = ?1"));
    remove->bind(1, number(seq));
    return remove->run();
}

/// Body and flags; not what the server said.
Status SqlTables::update_body(const OwnRow& row) {
    if (TRY(own_in_block(row.seq))) TRY(unpack_block(row.seq));
    sqlite::Cached put = TRY(db_.prepare("UPDATE own SET body = ?3, flags = ?4, hash = ?2 WHERE seq = ?1"));
    std::int64_t flags = 0;
    TRY(bind_body(*put, row, flags));
    put->bind(1, number(row.seq)).bind_blob(2, row.hash).bind(4, flags);
    if (head_ && head_->seq == row.seq) head_->hash = row.hash;
    return put->run();
}

Status SqlTables::update_own(const OwnRow& row) {
    TRY(update_body(row));
    OwnRow known;
    known.seq = row.seq;
    TRY(read_outcome(known));
    if (known.server_seq == row.server_seq && known.at == row.at && known.S == row.S && known.code == row.code &&
        known.detail == row.detail)
        return done();
    TRY(clear_outcome(row.seq));
    if (row.server_seq == 0 && row.code.empty()) return done();
    return put_run(row.seq, 1, row);
}

Status SqlTables::accept_run(std::uint64_t seq, std::uint64_t count, ServerSeq server_seq) {
    ALWAYS(seq > 0 && server_seq > 0);
    // Runs that go on from one another are one: a thousand acknowledgements cost one row.
    const Run* before = seq > 1 ? TRY(run_of(seq - 1)) : nullptr;
    const bool goes_on = before && before->seq + before->count == seq && before->outcome.server_seq != 0 &&
                         before->outcome.server_seq + before->count == server_seq && !before->outcome.at &&
                         !before->outcome.S && before->outcome.code.empty();
    OwnRow outcome;
    outcome.server_seq = goes_on ? before->outcome.server_seq : server_seq;
    return goes_on ? put_run(before->seq, before->count + count, outcome) : put_run(seq, count, outcome);
}

Status SqlTables::unsend_after(std::uint64_t seq) {
    const std::uint64_t known = TRY(acked());
    if (seq >= known) return done();
    {
        // What was refused then stays refused; its content stays with the rejected.
        sqlite::Cached mark =
            TRY(db_.prepare("UPDATE own SET flags = flags | 1 WHERE seq > ?1 AND EXISTS (SELECT 1 FROM outcome o "
                            "WHERE o.seq <= own.seq AND own.seq < o.seq + o.count AND o.server_seq = 0)"));
        mark->bind(1, number(seq));
        TRY(mark->run());
    }
    if (const Run* run = TRY(run_of(seq + 1)); run && run->seq <= seq) {
        const Run cut = *run;
        TRY(put_run(cut.seq, seq - cut.seq + 1, cut.outcome));
    }
    run_ = {};
    sqlite::Cached remove = TRY(db_.prepare("DELETE FROM outcome WHERE seq > ?1"));
    remove->bind(1, number(seq));
    TRY(remove->run());
    return set_acked(seq);
}

Result<std::uint64_t> SqlTables::first_unsent() {
    sqlite::Cached query = TRY(db_.prepare("SELECT seq FROM own WHERE seq > ?1 ORDER BY seq LIMIT 1"));
    query->bind(1, number(TRY(acked())));
    return TRY(query->step()) ? static_cast<std::uint64_t>(query->integer(0)) : 0;
}

Result<std::vector<OwnRow>> SqlTables::kept_of(std::int64_t dossier) {
    sqlite::Cached query = TRY(db_.prepare(dossier == 0 ? kept_of_all : kept_of_one));
    if (dossier != 0) query->bind(1, dossier);
    std::vector<OwnRow> rows;
    while (TRY(query->step())) rows.push_back(TRY(read_own(*query, true)));
    return rows;
}

Result<std::vector<OwnRow>> SqlTables::pending(std::int64_t dossier, ServerSeq as_of) {
    const std::uint64_t sent = TRY(acked());
    sqlite::Cached query = TRY(db_.prepare(dossier == 0 ? kept_of_all : kept_of_one));
    if (dossier != 0) query->bind(1, dossier);
    std::vector<OwnRow> rows;
    while (TRY(query->step())) {
        OwnRow row;
        row.seq = static_cast<std::uint64_t>(query->integer(0));
        const bool unsent = row.seq > sent;
        if (!unsent) TRY(read_outcome(row));
        if (!unsent && (row.server_seq == 0 || row.server_seq <= as_of)) continue;
        OwnRow& found = rows.emplace_back(TRY(read_own(*query, true)));
        found.server_seq = row.server_seq;
        found.at = row.at;
        found.S = row.S;
    }
    return rows;
}

Status SqlTables::for_outbox(std::uint64_t from, const std::function<bool(const OwnRow&)>& take) {
    // Not from the cache: the caller may ask for other own rows on the way.
    sqlite::Statement query =
        TRY(db_.prepare_once("SELECT seq, hash, body, flags, dossier FROM own WHERE seq >= ?1 ORDER BY seq"));
    query.bind(1, number(from));
    while (TRY(query.step()))
        if (!take(TRY(read_own(query, true)))) break;
    return done();
}

Status SqlTables::seal_own(std::int64_t dossier, ByteView server_box_key) {
    for (OwnRow& row : TRY(kept_of(dossier))) {
        if (row.sealed) continue;
        row.canonical = crypto::seal_to(row.canonical, server_box_key, random_);
        if (row.canonical.empty())
            return Error{"sealed",
                         "Unsent work could not be closed for the server: its key is not right. Nothing was changed. "
                         "Ask the administrator.",
                         Retry::never};
        row.sealed = true;
        TRY(update_body(row));
    }
    const std::uint64_t head = TRY(head_seq());
    sqlite::Cached note = TRY(db_.prepare("UPDATE dossier SET closed = ?1 WHERE nr = ?2"));
    note->bind(1, number(head)).bind(2, dossier);
    return note->run();
}

Status SqlTables::close_refused(ServerSeq cursor) {
    struct Refused {
        std::int64_t dossier;
        std::uint64_t last;
        ServerSeq as_of;
    };
    std::vector<Refused> all;
    {
        sqlite::Cached query = TRY(db_.prepare(
            "SELECT d.nr, max(o.seq) AS last, d.as_of FROM outcome o JOIN own USING (seq) JOIN dossier d ON d.nr = "
            "own.dossier WHERE o.code <> '' GROUP BY d.nr HAVING last > d.closed"));
        while (TRY(query->step()))
            all.push_back({query->integer(0), static_cast<std::uint64_t>(query->integer(1)),
                           static_cast<ServerSeq>(query->integer(2))});
    }
    for (const Refused& one : all) {
        const auto rows = TRY(pending(one.dossier, std::max(cursor, one.as_of)));
        if (std::any_of(rows.begin(), rows.end(),
                        [&](const OwnRow& row) { return row.seq < one.last && row.server_seq != 0; }))
            continue;
        sqlite::Cached note = TRY(db_.prepare("UPDATE dossier SET closed = ?1 WHERE nr = ?2"));
        note->bind(1, number(one.last)).bind(2, one.dossier);
        TRY(note->run());
    }
    return done();
}

Result<std::uint64_t> SqlTables::closed_upto(std::int64_t dossier) {
    sqlite::Cached query = TRY(db_.prepare("SELECT closed FROM dossier WHERE nr = ?1"));
    query->bind(1, dossier);
    if (!TRY(query->step())) return std::uint64_t{0};
    return static_cast<std::uint64_t>(query->integer(0));
}

Status SqlTables::void_own(std::int64_t dossier) {
    TRY(unpack_blocks_of(dossier));
    for (const char* sql : {"DELETE FROM rejected WHERE seq IN (SELECT seq FROM own WHERE dossier = ?1)",
                            "UPDATE own SET body = NULL, flags = flags | 1 WHERE dossier = ?1"}) {
        sqlite::Cached change = TRY(db_.prepare(sql));
        change->bind(1, dossier);
        TRY(change->run());
    }
    return done();
}

Status SqlTables::add_rejected(std::uint64_t seq, std::string_view code, std::string_view reason) {
    sqlite::Cached add =
        TRY(db_.prepare("INSERT OR REPLACE INTO rejected(seq, code, reason, at) VALUES (?1, ?2, ?3, ?4)"));
    add->bind(1, number(seq)).bind(2, code).bind(3, reason).bind(4, clock_.now());
    return add->run();
}

Status SqlTables::remove_rejected(std::uint64_t seq) {
    sqlite::Cached remove = TRY(db_.prepare("DELETE FROM rejected WHERE seq = ?1"));
    remove->bind(1, number(seq));
    return remove->run();
}

Status SqlTables::drop_sent_before(std::uint64_t seq) {
    // What was refused is kept until a person has dealt with it.
    TRY(drop_blocks_before(std::min(seq, TRY(acked()) + 1)));
    sqlite::Cached drop =
        TRY(db_.prepare("UPDATE own SET body = NULL WHERE seq < ?1 AND seq <= ?2 AND body IS NOT NULL AND seq NOT IN "
                        "(SELECT seq FROM rejected)"));
    drop->bind(1, number(seq)).bind(2, number(TRY(acked())));
    return drop->run();
}

}  // namespace wegwijs::store
