/**
 * Schema 1. `WITHOUT ROWID` nowhere: rows carry blobs. Numbers that must have no gap come from `counter`, raised in the same transaction
 * (AUTOINCREMENT burns numbers on an ignored insert).
 */
export const migration0001 = `
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;

CREATE TABLE counter (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL CHECK (value >= 0)) STRICT;
INSERT INTO counter (name, value) VALUES ('outboxSeq', 0);

CREATE TABLE receipt_counter (
  yymmdd TEXT PRIMARY KEY NOT NULL,
  last INTEGER NOT NULL CHECK (last BETWEEN 1 AND 9999)
) STRICT;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY NOT NULL,
  store_epoch TEXT NOT NULL,
  seq INTEGER NOT NULL UNIQUE,
  prio INTEGER NOT NULL CHECK (prio BETWEEN 0 AND 3),
  topic TEXT NOT NULL,
  order_key TEXT NOT NULL,
  receipt_no TEXT,
  item_id TEXT,
  suite TEXT NOT NULL,
  kid TEXT NOT NULL,
  body BLOB,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  bytes INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  hub_offset_ms INTEGER,
  state TEXT NOT NULL CHECK (state IN ('pending', 'inflight', 'acked', 'dead')),
  verdict TEXT,
  settled_wall_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  CHECK ((body IS NULL) = (state = 'acked'))
) STRICT;
CREATE INDEX outbox_open ON outbox (prio, seq) WHERE state <> 'acked';
CREATE INDEX outbox_open_key ON outbox (order_key, seq) WHERE state <> 'acked';

CREATE TABLE case_row (
  receipt_no TEXT PRIMARY KEY NOT NULL,
  item_id TEXT NOT NULL,
  item_version INTEGER NOT NULL,
  message_id TEXT NOT NULL UNIQUE REFERENCES outbox (id),
  state TEXT NOT NULL CHECK (state IN ('stored', 'delivered', 'undeliverable')),
  created_wall_ms INTEGER NOT NULL,
  offline INTEGER NOT NULL CHECK (offline IN (0, 1))
) STRICT;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY NOT NULL,
  kiosk TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  offset_ms INTEGER,
  session TEXT,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE act (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('print')),
  device_id TEXT NOT NULL,
  receipt_no TEXT NOT NULL,
  copy INTEGER NOT NULL CHECK (copy >= 0),
  session TEXT,
  state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'confirmed', 'unknown')),
  outcome TEXT,
  settled_by TEXT,
  evidence_before TEXT,
  evidence_after TEXT,
  boot_id TEXT NOT NULL,
  intended_wall_ms INTEGER NOT NULL,
  sent_wall_ms INTEGER,
  settled_wall_ms INTEGER
) STRICT;
CREATE INDEX act_receipt ON act (receipt_no);
CREATE INDEX act_open ON act (state) WHERE state IN ('intended', 'sent');
`;
