#include "sync_server/store/sqlite_schema.hpp"

namespace wegwijs::server {

namespace {

// A record that nothing has changed since one transaction made it has an empty `state`: the body of the ledger line at
// `created` holds its fields. A ledger line that was erased keeps the hash of its sealed body, for the chain. Large
// columns stand last: SQLite reads a row from the front, and what does not fit on the page is fetched only when asked
// for. Hashes are chance: an index that began with them would touch a page for each line; where the number stands
// first, lines that come together stand together.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES ('epoch', 1), ('next_seq', 1), ('next_dossier', 1), ('next_record', 1), ('next_device', 1),
  ('erasures', 0);
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE ledger(server_seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, device INTEGER NOT NULL,
  seq INTEGER NOT NULL, dossier INTEGER NOT NULL, hash BLOB, at INTEGER NOT NULL, at_changed INTEGER NOT NULL,
  S INTEGER, chain BLOB NOT NULL, erased_hash BLOB, body BLOB);
CREATE UNIQUE INDEX ledger_transaction ON ledger(device, seq) WHERE kind = 0;
CREATE UNIQUE INDEX ledger_hash ON ledger(seq, hash) WHERE kind = 0;
CREATE INDEX ledger_dossier ON ledger(dossier) WHERE dossier > 0;
CREATE TABLE refusal(device INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, code TEXT NOT NULL,
  detail TEXT NOT NULL, PRIMARY KEY(device, seq)) WITHOUT ROWID;
CREATE INDEX refusal_hash ON refusal(seq, hash);

CREATE TABLE dossier(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, municipality TEXT NOT NULL,
  last INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0, orphan INTEGER NOT NULL, any_deletion INTEGER NOT NULL,
  sums BLOB NOT NULL);
CREATE INDEX dossier_last ON dossier(last);
CREATE TABLE dossier_key(number INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);
CREATE TABLE move(dossier INTEGER NOT NULL, server_seq INTEGER NOT NULL, municipality TEXT NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY(dossier, server_seq)) WITHOUT ROWID;
CREATE INDEX move_municipality ON move(municipality, dossier);
CREATE TABLE late_sight(user TEXT NOT NULL, dossier INTEGER NOT NULL, server_seq INTEGER NOT NULL,
  PRIMARY KEY(user, dossier)) WITHOUT ROWID;

CREATE TABLE record(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, dossier INTEGER NOT NULL,
  entity INTEGER NOT NULL, parent BLOB, created INTEGER NOT NULL, last INTEGER NOT NULL, state BLOB NOT NULL);
CREATE INDEX record_last ON record(dossier, last);
CREATE INDEX record_parent ON record(parent) WHERE parent IS NOT NULL;
CREATE TABLE alias(id BLOB PRIMARY KEY, target BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE removal(record BLOB PRIMARY KEY, dossier INTEGER NOT NULL, server_seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX removal_dossier ON removal(dossier, server_seq);

CREATE TABLE user(name TEXT PRIMARY KEY, added INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE enrol_code(hash BLOB PRIMARY KEY, user TEXT NOT NULL, until INTEGER NOT NULL, used INTEGER,
  used_by BLOB) WITHOUT ROWID;
CREATE TABLE device(number INTEGER PRIMARY KEY, user TEXT NOT NULL, public_key BLOB NOT NULL, parent INTEGER NOT NULL,
  upto INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, last_hash BLOB NOT NULL,
  cursor INTEGER NOT NULL, seen INTEGER NOT NULL, skew_ms INTEGER NOT NULL, unsent INTEGER NOT NULL,
  revoked INTEGER NOT NULL, enrolled INTEGER NOT NULL);
CREATE INDEX device_parent ON device(parent) WHERE parent > 0;
CREATE TABLE grants(number INTEGER PRIMARY KEY, user TEXT NOT NULL, municipality TEXT, dossier BLOB,
  role TEXT NOT NULL, begins INTEGER NOT NULL, begins_at INTEGER NOT NULL, ends INTEGER NOT NULL,
  ends_at INTEGER NOT NULL, until INTEGER);
CREATE INDEX grants_user ON grants(user, begins);
CREATE TABLE pack(version INTEGER PRIMARY KEY, server_seq INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL);
CREATE TABLE epoch(first INTEGER PRIMARY KEY, branch INTEGER NOT NULL, declared INTEGER NOT NULL,
  epoch INTEGER NOT NULL);

CREATE TABLE quarantine(device INTEGER NOT NULL, seq INTEGER NOT NULL, dossier INTEGER NOT NULL, code TEXT NOT NULL,
  at INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(device, seq));
CREATE INDEX quarantine_dossier ON quarantine(dossier);
CREATE TABLE audit(number INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
  object TEXT NOT NULL, result TEXT NOT NULL, origin TEXT NOT NULL, chain BLOB NOT NULL);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TABLE logboek(number INTEGER PRIMARY KEY, trace BLOB NOT NULL, span BLOB NOT NULL, activity TEXT NOT NULL,
  dossier INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER NOT NULL, status TEXT NOT NULL);
CREATE INDEX logboek_trace ON logboek(trace);

CREATE TABLE delivery(number INTEGER PRIMARY KEY, night TEXT NOT NULL UNIQUE, made_at INTEGER NOT NULL,
  upto INTEGER NOT NULL, files TEXT NOT NULL, hash BLOB NOT NULL);
CREATE TABLE delivery_row(delivery INTEGER NOT NULL, file TEXT NOT NULL, record BLOB NOT NULL, state TEXT NOT NULL,
  reason TEXT NOT NULL, PRIMARY KEY(delivery, file, record)) WITHOUT ROWID;
CREATE INDEX delivery_row_owed ON delivery_row(delivery, file, record) WHERE state = 'owed';
)sql";

constexpr std::string_view kept_deliveries = R"sql(
CREATE TABLE delivery_part(delivery INTEGER NOT NULL, dossier INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(delivery, dossier)) WITHOUT ROWID;
CREATE INDEX delivery_part_dossier ON delivery_part(dossier);
)sql";

}  // namespace

Status bring_up_to_date(sqlite::Connection& db) { return sqlite::migrate(db, {first_tables, kept_deliveries}); }

}  // namespace wegwijs::server
