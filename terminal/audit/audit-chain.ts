import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '../../contract/canonical-json.ts';
import type { AuditCheckpoint } from '../../contract/hub-api.ts';
import { sha256 } from '../crypto/sha256.ts';
import { type Db, prepared } from '../store/sqlite.ts';
import type { AuditData } from './audit-types.ts';

/**
 * Hash chain over everything that happened at this machine, without a person in it.
 * `hash = SHA-256(prevHash ‖ canonical JSON of the record without hash)`; edit, gap and reorder break it. A truncated tail shows only
 * against a checkpoint kept elsewhere (`expected` of `verifyAudit`). Records whose time is over are removed from the front
 * (terminal/store/remove-history.ts): the chain then says itself, in its newest record of such a removal, behind which place it begins.
 */
export interface AuditRecord {
  readonly seq: number;
  /** `TH0017`; empty before enrolment. */
  readonly kiosk: string;
  readonly bootId: string;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly offsetMs: number | null;
  readonly session: string | null;
  readonly type: string;
  /** Canonical JSON. */
  readonly data: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** First `prevHash`: SHA-256("yitiji-audit-1" ‖ kiosk ‖ nonce), hex. The nonce is made with the database. */
export function auditGenesis(kiosk: string, nonce: string): string {
  return sha256('yitiji-audit-1', kiosk, nonce).toString('hex');
}

/** The hash of a record, hex. */
export function auditHash(r: Omit<AuditRecord, 'hash'>): string {
  // Canonical order of the members, in as few calls as can be: this stands in every commit. `data` is canonical already, so it stands here as it is stored: an edit that changes nothing but
  // white space shows too.
  const { kiosk, monoMs, offsetMs, seq, session, type, wallMs } = r;
  const rest = JSON.stringify({ kiosk, monoMs, offsetMs, seq, session, type, wallMs });
  const canonical = `{"bootId":${JSON.stringify(r.bootId)},"data":${r.data},${rest.slice(1)}`;
  const most = hashBytes + canonical.length * 3;
  const bytes = most <= scratch.length ? scratch : Buffer.alloc(most);
  bytes.write(r.prevHash, 'hex');
  const length = hashBytes + bytes.write(canonical, hashBytes, 'utf8');
  return hash('sha256', bytes.subarray(0, length), 'hex');
}

const hashBytes = 32;
/** Where most records are put together. No person is in them. */
const scratch = Buffer.alloc(4096);

/** The newest record of a connection's own making: probably what the next one follows. It may have been rolled back, or another process may have gone on. */
const probableHeads = new WeakMap<Db, AuditCheckpoint>();

const insert = `INSERT INTO audit (seq, kiosk, boot_id, mono_ms, wall_ms, offset_ms, session, type, data, prev_hash, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** Where the record before is not the one of `prev_hash`, that is null, which the table refuses; another record of this number is refused too. */
const insertBehind = `INSERT OR IGNORE INTO audit (seq, kiosk, boot_id, mono_ms, wall_ms, offset_ms, session, type, data, prev_hash, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT hash FROM audit WHERE seq = ? AND hash = ?), ?)`;

/** What is to be recorded, before it has its place in the chain. `data` is canonical JSON. */
export type AuditEntry = Omit<AuditRecord, 'seq' | 'prevHash' | 'hash'>;

/** Appends one record; must run inside the transaction of whatever it records. */
export function appendAudit(db: Db, genesis: string, entry: AuditEntry): void {
  // Looking the newest record up costs a tenth of a whole commit. So the statement itself proves the link: it writes only behind a record that is there with this
  // hash, and only where no other stands.
  let written = recordBehindProbable(db, entry);
  if (written === null || !isWrittenBehind(db, written)) {
    written = recordBehind(entry, auditHead(db) ?? { seq: 0, hash: genesis });
    prepared(db, insert).run(...fieldsOf(written), written.prevHash, written.hash);
  }
  recordIsWritten(db, written);
}

/** The record as it is when the one that is probably the newest is; null = nobody knows which that is. Whoever writes it proves the link. */
export function recordBehindProbable(db: Db, entry: AuditEntry): AuditRecord | null {
  const probable = probableHeads.get(db);
  return probable === undefined ? null : recordBehind(entry, probable);
}

/** To be told when a record was written: it is probably the newest from now on. */
export function recordIsWritten(db: Db, { seq, hash }: AuditRecord): void {
  probableHeads.set(db, { seq, hash });
}

function recordBehind(entry: AuditEntry, head: AuditCheckpoint): AuditRecord {
  const { kiosk, bootId, monoMs, wallMs, offsetMs, session, type, data } = entry;
  const seq = head.seq + 1;
  const record = { seq, kiosk, bootId, monoMs, wallMs, offsetMs, session, type, data, prevHash: head.hash, hash: '' };
  record.hash = auditHash(record);
  return record;
}

function isWrittenBehind(db: Db, record: AuditRecord): boolean {
  const { changes } = prepared(db, insertBehind).run(...fieldsOf(record), record.seq - 1, record.prevHash, record.hash);
  return changes === 1;
}

/** All but the hashes, in the order of the columns. */
function fieldsOf(r: AuditRecord) {
  return [r.seq, r.kiosk, r.bootId, r.monoMs, r.wallMs, r.offsetMs, r.session, r.type, r.data] as const;
}

/** The newest place of the chain; null = nothing recorded yet. */
export function auditHead(db: Db): AuditCheckpoint | null {
  return prepared<[], AuditCheckpoint>(db, 'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() ?? null;
}

/** Whether the chain still goes through a place that was told before. */
export function holdsCheckpoint(db: Db, { seq, hash }: AuditCheckpoint): boolean {
  return prepared<[number], { hash: string }>(db, 'SELECT hash FROM audit WHERE seq = ?').get(seq)?.hash === hash;
}

export type AuditVerdict =
  | { readonly ok: true; readonly records: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly fault: 'gap' | 'link' | 'edit' | 'truncated' };

/**
 * Walks the chain from its first record, which is number 1 or stands where the newest removal of old records says.
 * @param expected newest checkpoint known elsewhere: without it a cut tail cannot be seen
 */
export function verifyAudit(records: Iterable<AuditRecord>, genesis: string, expected?: AuditCheckpoint): AuditVerdict {
  let start: AuditCheckpoint | null = null;
  let said: AuditCheckpoint = { seq: 0, hash: genesis };
  let seq = 0;
  let head = genesis;
  let seenExpected = expected === undefined;
  for (const record of records) {
    // Whether it may begin here is known when all of it was read.
    if (start === null && record.seq > 1) [seq, head] = [record.seq - 1, record.prevHash];
    start ??= { seq, hash: head };
    if (record.seq !== seq + 1) return { ok: false, seq: seq + 1, fault: 'gap' };
    if (record.prevHash !== head) return { ok: false, seq: record.seq, fault: 'link' };
    if (!isCanonical(record.data) || record.hash !== auditHash(record))
      return { ok: false, seq: record.seq, fault: 'edit' };
    seq = record.seq;
    head = record.hash;
    said = removedUpTo(record) ?? said;
    if (seq === expected?.seq && head === expected.hash) seenExpected = true;
  }
  start ??= said;
  if (start.seq !== said.seq) return { ok: false, seq: said.seq + 1, fault: 'gap' };
  if (start.hash !== said.hash) return { ok: false, seq: said.seq + 1, fault: 'link' };
  return seenExpected ? { ok: true, records: seq - start.seq, head } : { ok: false, seq: seq + 1, fault: 'truncated' };
}

/** `kind` of the `erase` record that says which records were removed from the front. */
export const auditErased = 'audit';

/** The newest place that such a record says is removed, or null. Its `data` is JSON. */
function removedUpTo({ type, data }: AuditRecord): AuditCheckpoint | null {
  if (type !== 'erase') return null;
  const { kind, lastSeq, lastHash } = JSON.parse(data) as AuditData<'erase'>;
  return kind === auditErased && typeof lastSeq === 'number' && typeof lastHash === 'string'
    ? { seq: lastSeq, hash: lastHash }
    : null;
}

/** All records in order of sequence. */
export function auditRecords(db: Db): Iterable<AuditRecord> {
  return db
    .prepare<[], AuditRecord>(
      `SELECT seq, kiosk, boot_id AS bootId, mono_ms AS monoMs, wall_ms AS wallMs, offset_ms AS offsetMs, session, type, data,
         prev_hash AS prevHash, hash FROM audit ORDER BY seq`,
    )
    .iterate();
}

/** Data that was edited into something that is no JSON is an edit, not a crash of the verifier. */
function isCanonical(data: string): boolean {
  try {
    return canonicalJson(JSON.parse(data) as Json) === data;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
