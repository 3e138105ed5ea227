/**
 * Schema 3: prints of hub documents in the act journal, with the document that they are of and how many pages it has. SQLite cannot loosen a CHECK, so
 * `act` is built anew and its rows are copied.
 */
export const migration0003 = `
CREATE TABLE act_3 (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('print', 'document', 'feed', 'present', 'capture', 'retract', 'recover')),
  device_id TEXT NOT NULL,
  receipt_no TEXT,
  copy INTEGER NOT NULL DEFAULT 0 CHECK (copy >= 0),
  document_id TEXT,
  pages INTEGER CHECK (pages >= 0),
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
  CHECK (kind <> 'print' OR receipt_no IS NOT NULL),
  CHECK ((kind = 'document') = (document_id IS NOT NULL AND pages IS NOT NULL))
) STRICT;
INSERT INTO act_3 (id, kind, device_id, receipt_no, copy, custody_id, session, state, outcome, settled_by, evidence_before, evidence_after,
    boot_id, intended_wall_ms, sent_wall_ms, settled_wall_ms)
  SELECT id, kind, device_id, receipt_no, copy, custody_id, session, state, outcome, settled_by, evidence_before, evidence_after,
    boot_id, intended_wall_ms, sent_wall_ms, settled_wall_ms FROM act ORDER BY rowid;
DROP TABLE act;
ALTER TABLE act_3 RENAME TO act;
CREATE INDEX act_receipt ON act (receipt_no);
CREATE INDEX act_custody ON act (custody_id);
CREATE INDEX act_open ON act (state) WHERE state IN ('intended', 'sent');
`;
