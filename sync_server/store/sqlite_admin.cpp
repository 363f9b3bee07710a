#include "sync_server/store/sqlite_admin.hpp"

#include "sync_server/store/sqlite_batch.hpp"

namespace wegwijs::server {

using sqlite::Statement;

namespace {

DeliveryRow read_delivery(const Statement& s) {
    return {unsigned_at(s, 0), std::string(s.text(1)), s.integer(2),
            unsigned_at(s, 3), std::string(s.text(4)), Bytes(s.blob(5))};
}

DeliveredRow read_delivered(const Statement& s) {
    return {unsigned_at(s, 0), std::string(s.text(1)), id_at(s, 2), std::string(s.text(3)), std::string(s.text(4))};
}

AuditRow read_audit(const Statement& s) {
    return {unsigned_at(s, 0),      s.integer(1),           std::string(s.text(2)), std::string(s.text(3)),
            std::string(s.text(4)), std::string(s.text(5)), std::string(s.text(6))};
}

LogboekRow read_logboek(const Statement& s) {
    return {unsigned_at(s, 0), Bytes(s.blob(1)), Bytes(s.blob(2)), std::string(s.text(3)),
            unsigned_at(s, 4), s.integer(5),     s.integer(6),     std::string(s.text(7))};
}

Error exists(std::string_view what) {
    return {"exists", std::string(what) + " is there already. Nothing was changed."};
}

Error bad_code() {
    return {"enrol_code",
            "This code is not valid (any more). Nothing was changed. Ask your administrator for a new one."};
}

Status write_logboek(sqlite::Connection& db, const std::vector<LogboekRow>& rows) {
    for (const LogboekRow& row : rows)
        TRY(run(
            db,
            "INSERT INTO logboek(trace, span, activity, dossier, began, ended, status) VALUES (?, ?, ?, ?, ?, ?, ?)",
            Blob{row.trace}, Blob{row.span}, row.activity, row.dossier, row.began, row.ended, row.status));
    return done();
}

}  // namespace

AdminStore::AdminStore(std::unique_ptr<State> state) : state_(std::move(state)) {}

AdminStore::~AdminStore() = default;

Result<std::unique_ptr<AdminStore>> AdminStore::open(const SqliteStoreOptions& options, Random& random) {
    TRY(require_file(options));
    auto state = std::make_unique<State>(options, random);
    state->db = TRY(open_writer(options));
    return std::unique_ptr<AdminStore>(new AdminStore(std::move(state)));
}

Status AdminStore::add_user(std::string_view name, UnixMs at) {
    std::lock_guard lock(mutex_);
    TRY(run(state_->db, "INSERT OR IGNORE INTO user(name, added) VALUES (?, ?)", name, at));
    return state_->db.changes() == 1 ? done() : Status(exists("This user"));
}

Result<std::vector<UserRow>> AdminStore::users() {
    std::lock_guard lock(mutex_);
    return all_rows<UserRow>(state_->db, "SELECT name, added FROM user ORDER BY name", [](const Statement& s) {
        return UserRow{std::string(s.text(0)), s.integer(1)};
    });
}

Result<bool> AdminStore::has_user(std::string_view name) {
    std::lock_guard lock(mutex_);
    return TRY(first_row<bool>(
                   state_->db, "SELECT 1 FROM user WHERE name = ?", [](const Statement&) { return true; }, name))
        .value_or(false);
}

Status AdminStore::add_enrol_code(ByteView code_hash, std::string_view user, UnixMs until) {
    std::lock_guard lock(mutex_);
    TRY(run(state_->db, "INSERT INTO enrol_code(hash, user, until) SELECT ?1, name, ?3 FROM user WHERE name = ?2",
            Blob{code_hash}, user, until));
    if (state_->db.changes() == 1) return done();
    return Error{"missing", "There is no such user. Nothing was changed. Add the user first."};
}

Result<Redeemed> AdminStore::redeem_enrol_code(ByteView code_hash, ByteView by, UnixMs now) {
    std::lock_guard lock(mutex_);
    sqlite::Connection& db = state_->db;
    sqlite::Transaction transaction = TRY(sqlite::Transaction::write(db));
    struct Code {
        std::string user;
        UnixMs until;
        bool used;
        Bytes used_by;
    };
    const std::optional<Code> code = TRY(first_row<Code>(
        db, "SELECT user, until, used, used_by FROM enrol_code WHERE hash = ?",
        [](const Statement& s) {
            return Code{std::string(s.text(0)), s.integer(1), !s.is_null(2), Bytes(s.blob(3))};
        },
        Blob{code_hash}));
    if (!code || now >= code->until || (code->used && code->used_by != by)) return bad_code();
    if (!code->used)
        TRY(run(db, "UPDATE enrol_code SET used = ?2, used_by = ?3 WHERE hash = ?1", Blob{code_hash}, now, Blob{by}));
    TRY(transaction.commit());
    return Redeemed{code->user, code->used};
}

Status AdminStore::audit(std::string_view actor, std::string_view action, std::string_view object,
                         std::string_view result, std::string_view origin, UnixMs at) {
    std::lock_guard lock(mutex_);
    sqlite::Transaction transaction = TRY(sqlite::Transaction::write(state_->db));
    TRY(append_audit(state_->db, actor, action, object, result, origin, at));
    return transaction.commit();
}

Result<std::vector<AuditRow>> AdminStore::audit_lines(std::uint64_t after, std::size_t most) {
    std::lock_guard lock(mutex_);
    return all_rows<AuditRow>(state_->db,
                              "SELECT * FROM (SELECT number, at, actor, action, object, result, origin FROM audit "
                              "WHERE number > ? ORDER BY number DESC LIMIT ?) ORDER BY number",
                              read_audit, after, most);
}

Status AdminStore::add_logboek(const std::vector<LogboekRow>& rows) {
    std::lock_guard lock(mutex_);
    sqlite::Transaction transaction = TRY(sqlite::Transaction::write(state_->db));
    TRY(write_logboek(state_->db, rows));
    return transaction.commit();
}

Result<std::vector<LogboekRow>> AdminStore::logboek(std::uint64_t after, std::size_t most) {
    std::lock_guard lock(mutex_);
    return all_rows<LogboekRow>(state_->db,
                                "SELECT number, trace, span, activity, dossier, began, ended, status FROM logboek "
                                "WHERE number > ? ORDER BY number LIMIT ?",
                                read_logboek, after, most);
}

Result<std::optional<std::string>> AdminStore::setting(std::string_view name) {
    std::lock_guard lock(mutex_);
    return first_row<std::string>(
        state_->db, "SELECT value FROM setting WHERE name = ?",
        [](const Statement& s) { return std::string(s.text(0)); }, name);
}

Status AdminStore::set_setting(std::string_view name, std::string_view value) {
    std::lock_guard lock(mutex_);
    return run(state_->db,
               "INSERT INTO setting(name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", name,
               value);
}

Result<std::uint64_t> AdminStore::add_delivery(const DeliveryRow& row, const std::vector<DeliveredRow>& rows,
                                               const std::vector<LogboekRow>& log,
                                               const std::vector<DeliveryPart>& parts) {
    std::lock_guard lock(mutex_);
    sqlite::Connection& db = state_->db;
    sqlite::Transaction transaction = TRY(sqlite::Transaction::write(db));
    TRY(run(db,
            "INSERT OR IGNORE INTO delivery(number, night, made_at, upto, files, hash) "
            "VALUES (NULLIF(?, 0), ?, ?, ?, ?, ?)",
            row.number, row.night, row.made_at, row.upto, row.files, Blob{row.hash}));
    if (db.changes() != 1) return exists("A delivery of this night");
    const auto number = static_cast<std::uint64_t>(db.last_rowid());
    for (const DeliveredRow& r : rows)
        TRY(run(db, "INSERT INTO delivery_row(delivery, file, record, state, reason) VALUES (?, ?, ?, ?, ?)", number,
                r.file, Blob{r.record.bytes()}, r.state, r.reason));
    TRY(write_logboek(db, log));
    Keys keys(state_->options.key, state_->random);
    for (const DeliveryPart& part : parts) {
        const Bytes body = TRY(keys.seal(db, part.dossier, SealPlace::delivery(part.dossier, number), part.body));
        TRY(run(db, "INSERT INTO delivery_part(delivery, dossier, body) VALUES (?, ?, ?)", number, part.dossier,
                Blob{body}));
    }
    TRY(transaction.commit());
    return number;
}

Result<std::vector<DeliveryPart>> AdminStore::delivery_parts(std::uint64_t delivery) {
    std::lock_guard lock(mutex_);
    sqlite::Connection& db = state_->db;
    std::vector<DeliveryPart> parts = TRY(all_rows<DeliveryPart>(
        db, "SELECT dossier, body FROM delivery_part WHERE delivery = ? ORDER BY dossier",
        [](const Statement& s) {
            return DeliveryPart{unsigned_at(s, 0), Bytes(s.blob(1))};
        },
        delivery));
    Keys keys(state_->options.key, state_->random);
    for (DeliveryPart& part : parts)
        part.body = TRY(keys.open(db, part.dossier, SealPlace::delivery(part.dossier, delivery), part.body));
    return parts;
}

Result<std::optional<Bytes>> AdminStore::delivery_part(std::uint64_t delivery, Number dossier) {
    std::lock_guard lock(mutex_);
    const std::optional<Bytes> sealed = TRY(first_row<Bytes>(
        state_->db, "SELECT body FROM delivery_part WHERE delivery = ? AND dossier = ?",
        [](const Statement& s) { return Bytes(s.blob(0)); }, delivery, dossier));
    if (!sealed) return std::optional<Bytes>();
    Keys keys(state_->options.key, state_->random);
    return std::optional<Bytes>(TRY(keys.open(state_->db, dossier, SealPlace::delivery(dossier, delivery), *sealed)));
}

Result<std::optional<DeliveryRow>> AdminStore::delivery(std::string_view night) {
    std::lock_guard lock(mutex_);
    return first_row<DeliveryRow>(state_->db,
                                  "SELECT number, night, made_at, upto, files, hash FROM delivery WHERE night = ?",
                                  read_delivery, night);
}

Result<std::vector<DeliveryRow>> AdminStore::deliveries() {
    std::lock_guard lock(mutex_);
    return all_rows<DeliveryRow>(
        state_->db, "SELECT number, night, made_at, upto, files, hash FROM delivery ORDER BY number", read_delivery);
}

Result<std::vector<DeliveredRow>> AdminStore::owed() {
    std::lock_guard lock(mutex_);
    return all_rows<DeliveredRow>(state_->db,
                                  "SELECT delivery, file, record, state, reason FROM delivery_row "
                                  "WHERE state = 'owed' ORDER BY delivery, file, record",
                                  read_delivered);
}

Result<std::vector<DeliveredRow>> AdminStore::delivered(std::uint64_t delivery) {
    std::lock_guard lock(mutex_);
    return all_rows<DeliveredRow>(state_->db,
                                  "SELECT delivery, file, record, state, reason FROM delivery_row "
                                  "WHERE delivery = ? ORDER BY file, record",
                                  read_delivered, delivery);
}

Status AdminStore::settle(const DeliveredRow& row) {
    std::lock_guard lock(mutex_);
    TRY(run(state_->db,
            "UPDATE delivery_row SET state = ?4, reason = ?5 WHERE delivery = ?1 AND file = ?2 AND record = ?3",
            row.delivery, row.file, Blob{row.record.bytes()}, row.state, row.reason));
    if (state_->db.changes() == 1) return done();
    return Error{"missing", "The receiver names a row that was not delivered. Nothing was changed."};
}

Status AdminStore::add_alias(const Id& merged, const Id& into) {
    std::lock_guard lock(mutex_);
    return run(state_->db,
               "INSERT INTO alias(id, target) VALUES (?, ?) ON CONFLICT DO UPDATE SET target = excluded.target",
               Blob{merged.bytes()}, Blob{into.bytes()});
}

}  // namespace wegwijs::server
