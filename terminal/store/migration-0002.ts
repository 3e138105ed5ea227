/**
 * Schema 2: custody ledger, card motions in the act journal, counts of bins, exchanges. SQLite cannot loosen a CHECK or a NOT NULL, so `act` is built
 * anew and its rows are copied. One record at a time may be open for the card path of a device (rule 2 of the custody rules): an index holds it.
 */
export const migration0002 = `
CREATE TABLE custody (
  id TEXT PRIMARY KEY NOT NULL,
  session TEXT,
  device_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('customerCard', 'issuedCard', 'document', 'receipt')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  receipt_no TEXT,
  state TEXT NOT NULL CHECK (state IN
    ('held', 'offered', 'taken', 'offeredUnverifiable', 'returned', 'retained', 'retracted', 'lost')),
  opened_wall_ms INTEGER NOT NULL,
  settled_wall_ms INTEGER,
  attested_by TEXT,
  CHECK ((settled_wall_ms IS NULL) = (state IN ('held', 'offered')))
) STRICT;
CREATE UNIQUE INDEX custody_one_card ON custody (device_id)
  WHERE state IN ('held', 'offered') AND kind IN ('customerCard', 'issuedCard');
CREATE INDEX custody_device ON custody (device_id);

CREATE TABLE custody_event (
  id INTEGER PRIMARY KEY NOT NULL,
  custody_id TEXT NOT NULL REFERENCES custody (id),
  event TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  by TEXT NOT NULL CHECK (by IN ('reply', 'sensor', 'reconcile', 'operator')),
  act_id TEXT,
  evidence TEXT,
  boot_id TEXT NOT NULL,
  wall_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX custody_event_of ON custody_event (custody_id);

CREATE TABLE act_2 (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('print', 'feed', 'present', 'capture', 'retract', 'recover')),
  device_id TEXT NOT NULL,
  receipt_no TEXT,
  copy INTEGER NOT NULL DEFAULT 0 CHECK (copy >= 0),
  custody_id TEXT REFERENCES custody (id),
  session TEXT,
  state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'confirmed', 'unknown')),
  outcome TEXT,
  settled_by TEXT,
  evidence_before TEXT,
  evidence_after TEXT,
  boot_id TEXT NOT NULL,
  intended_wall_ms INTEGER NOT NULL,
  sent_wall_ms INTEGER,
  settled_wall_ms INTEGER,
  CHECK (kind <> 'print' OR receipt_no IS NOT NULL)
) STRICT;
INSERT INTO act_2 (id, kind, device_id, receipt_no, copy, session, state, outcome, settled_by, evidence_before, evidence_after,
    boot_id, intended_wall_ms, sent_wall_ms, settled_wall_ms)
  SELECT id, kind, device_id, receipt_no, copy, session, state, outcome, settled_by, evidence_before, evidence_after,
    boot_id, intended_wall_ms, sent_wall_ms, settled_wall_ms FROM act ORDER BY rowid;
DROP TABLE act;
ALTER TABLE act_2 RENAME TO act;
CREATE INDEX act_receipt ON act (receipt_no);
CREATE INDEX act_custody ON act (custody_id);
CREATE INDEX act_open ON act (state) WHERE state IN ('intended', 'sent');

CREATE TABLE device_count (
  device_id TEXT NOT NULL,
  bin TEXT NOT NULL CHECK (bin IN ('hopper', 'retain')),
  count INTEGER NOT NULL CHECK (count >= 0),
  initial INTEGER NOT NULL CHECK (initial >= 0),
  wall_ms INTEGER NOT NULL,
  PRIMARY KEY (device_id, bin)
) STRICT;

CREATE TABLE exchange (
  id TEXT PRIMARY KEY NOT NULL,
  device_id TEXT NOT NULL,
  operator TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'ended', 'abandoned')),
  opened_wall_ms INTEGER NOT NULL,
  closed_wall_ms INTEGER,
  CHECK ((after IS NULL) = (state <> 'ended')),
  CHECK ((closed_wall_ms IS NULL) = (state = 'open'))
) STRICT;
CREATE UNIQUE INDEX exchange_open ON exchange (device_id) WHERE state = 'open';
`;
