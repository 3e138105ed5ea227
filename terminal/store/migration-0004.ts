/**
 * Schema 4: what the sequence proof needs. `pos` is the order of commit at this machine over all epochs; a sequence counts inside its epoch only, since a restored database
 * begins a new one. A dead letter can be waived or re-issued, its tombstone is due until the hub has it, and what the hub had acknowledged and does not hold any more is
 * `missing`. SQLite cannot loosen a CHECK or a UNIQUE, so `outbox` and the table that refers to it are built anew.
 */
export const migration0004 = `
CREATE TABLE outbox_4 (
  pos INTEGER PRIMARY KEY NOT NULL,
  id TEXT NOT NULL UNIQUE,
  store_epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
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
  state TEXT NOT NULL CHECK (state IN ('pending', 'inflight', 'acked', 'dead', 'waived', 'reissued')),
  verdict TEXT,
  settled_wall_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  old_id TEXT,
  old_epoch TEXT,
  old_seq INTEGER,
  tombstone TEXT CHECK (tombstone IN ('due', 'told')),
  missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
  UNIQUE (store_epoch, seq),
  CHECK ((body IS NULL) = (state IN ('acked', 'reissued'))),
  CHECK ((old_id IS NULL) = (old_epoch IS NULL) AND (old_id IS NULL) = (old_seq IS NULL))
) STRICT;
INSERT INTO outbox_4 (id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms,
    boot_id, mono_ms, hub_offset_ms, state, verdict, settled_wall_ms, attempts, last_error, tombstone)
  SELECT id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, body, sha256, bytes, wall_ms,
    boot_id, mono_ms, hub_offset_ms, state, verdict, settled_wall_ms, attempts, last_error,
    CASE WHEN state = 'dead' THEN 'due' END FROM outbox ORDER BY seq;

CREATE TABLE case_row_4 (
  receipt_no TEXT PRIMARY KEY NOT NULL,
  item_id TEXT NOT NULL,
  item_version INTEGER NOT NULL,
  message_id TEXT NOT NULL UNIQUE REFERENCES outbox_4 (id),
  state TEXT NOT NULL CHECK (state IN ('stored', 'delivered', 'undeliverable')),
  created_wall_ms INTEGER NOT NULL,
  offline INTEGER NOT NULL CHECK (offline IN (0, 1))
) STRICT;
INSERT INTO case_row_4 SELECT receipt_no, item_id, item_version, message_id, state, created_wall_ms, offline FROM case_row ORDER BY rowid;
DROP TABLE case_row;
DROP TABLE outbox;
ALTER TABLE outbox_4 RENAME TO outbox;
ALTER TABLE case_row_4 RENAME TO case_row;

CREATE INDEX outbox_open ON outbox (prio, pos) WHERE state <> 'acked';
CREATE INDEX outbox_open_key ON outbox (order_key, pos) WHERE state <> 'acked';
CREATE INDEX outbox_acked ON outbox (store_epoch, seq) WHERE state = 'acked';
CREATE INDEX outbox_buried ON outbox (store_epoch, seq) WHERE tombstone IS NOT NULL;
CREATE INDEX outbox_missing ON outbox (store_epoch, seq) WHERE missing = 1;

-- Messages whose stub was removed after its time: count + removed = the counter of the epoch.
INSERT INTO counter (name, value) VALUES ('outboxRemoved', 0);

-- Databases that this one was restored from. In each, counter is what the backup knew, last_seq what is known to have been given out.
CREATE TABLE past_epoch (
  store_epoch TEXT PRIMARY KEY NOT NULL,
  counter INTEGER NOT NULL CHECK (counter >= 0),
  last_seq INTEGER NOT NULL CHECK (last_seq >= counter),
  removed INTEGER NOT NULL CHECK (removed >= 0),
  ended_wall_ms INTEGER NOT NULL
) STRICT;
`;
