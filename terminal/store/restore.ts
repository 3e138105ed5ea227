import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { canonicalJson } from '../../contract/canonical-json.ts';
import { syncFolder } from '../../contract/durable-file.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { appendAudit, auditGenesis } from '../audit/audit-chain.ts';
import { backupName, backupNumbers, backupPath, isGoodBackup, readBackup } from './backups.ts';
import { applyPragmas, assertDurability } from './durability.ts';
import { migrate } from './migrate.ts';
import { receiptDay } from './receipt-counter.ts';
import { listSetAside, setAsidePath } from './set-aside.ts';
import { type Db, openSqlite } from './sqlite.ts';
import type { StoreError } from './store-error.ts';

/**
 * Receipt numbers that are left out at a restore: more than a machine gives out on a day. Numbers that were given out after the backup are not known any more, and one
 * number for two people would be worse than a hole.
 */
export const receiptsLeftOut = 2_000;
/** Days ahead whose numbers are left out too: the clock may have been ahead. */
const daysAhead = 31;
/** A record that lies further ahead than this says nothing of the time: some clock was set to the end of the century. */
const mostDaysAhead = 3_660;
const dayMs = 86_400_000;

export interface Restored {
  /** The epoch that ended, and the last sequence that is known to have been given out in it. */
  readonly before: string;
  readonly lastSeq: number;
  readonly epoch: string;
  readonly backup: string;
}

export interface RestoreOptions {
  readonly dir: string;
  /** Path of the database that is damaged or gone. */
  readonly path: string;
  readonly newEpoch: string;
  readonly bootId: string;
  /** Never before the build time. */
  readonly wallMs: number;
  readonly monoMs: number;
  readonly log: Log;
}

/** A backup that is ready to be the database: its existence means that the damaged one is to be moved away and this put in its place. */
const readyOf = (path: string) => `${path}.restoring`;

/** Whether a restore was begun that has not ended. */
export function isRestoreUnderWay(path: string): boolean {
  return existsSync(readyOf(path));
}

/**
 * Makes the newest good backup ready as a new epoch, beside the damaged database, which stays as it is. A power cut in the middle leaves either nothing, or the ready
 * file, with which the next start goes on (`finishRestore`).
 * Errors: `corrupt` when there is no good backup; what SQLite and the file system say.
 */
export function prepareRestore(options: RestoreOptions): Result<Restored, StoreError> {
  const { dir, path, log } = options;
  const number = backupNumbers(dir).find((one) => isGoodBackup(backupPath(dir, one)));
  if (number === undefined)
    return err({ code: 'corrupt', detail: 'the database is damaged and there is no good backup' });
  const temporary = `${path}.restoring.new`;
  for (const end of ['', '-wal', '-shm']) rmSync(temporary + end, { force: true });
  copyFileSync(backupPath(dir, number), temporary);
  const db = openSqlite(temporary, 'write');
  let restored: Restored;
  try {
    const pragmas = applyPragmas(db, 'write');
    if (!pragmas.ok) return pragmas;
    const migrated = migrate(db, temporary, log);
    if (!migrated.ok) return migrated;
    const durable = assertDurability(db);
    if (!durable.ok) return durable;
    const known = readBackup(path, knownOf);
    const missedRestores = Math.max(1, damagedCount(path) + 1 - pastEpochs(db));
    restored = db.transaction(() => beginEpoch(db, options, backupName(number), known, missedRestores)).immediate();
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
  // The next restore must begin with these counters, and not with those of the old backup once more.
  const next = (backupNumbers(dir)[0] ?? 0) + 1;
  const copy = `${backupPath(dir, next)}.new`;
  copyFileSync(temporary, copy);
  syncFile(copy);
  renameSync(copy, backupPath(dir, next));
  syncFolder(dirname(copy));
  syncFile(temporary);
  renameSync(temporary, readyOf(path));
  syncFolder(dir);
  return ok(restored);
}

/**
 * Moves the damaged database away, its log first (a log beside another database would be played into it), and puts the ready one in its place. May be interrupted
 * anywhere and called again. @returns name of the damaged file; null = there was none
 */
export function finishRestore(path: string): string | null {
  const dir = dirname(path);
  const damaged = setAsidePath(path, damagedCount(path) + 1);
  const wasThere = existsSync(path);
  for (const end of ['-wal', '-shm', '']) {
    if (!existsSync(path + end)) continue;
    renameSync(path + end, damaged + end);
    syncFolder(dir);
  }
  renameSync(readyOf(path), path);
  syncFolder(dir);
  return wasThere ? damaged : null;
}

/** Damaged databases that were ever set aside here, emptied ones too. */
function damagedCount(path: string): number {
  return listSetAside(path).length;
}

/** What a damaged database may still tell. */
interface Known {
  readonly epoch: string;
  readonly lastSeq: number;
  readonly receipts: readonly { readonly day: string; readonly last: number }[];
}

function knownOf(db: Db): Known | null {
  const epoch = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'storeEpoch'").get()?.value;
  const lastSeq = db.prepare<[], { value: number }>("SELECT value FROM counter WHERE name = 'outboxSeq'").get()?.value;
  if (epoch === undefined || lastSeq === undefined) return null;
  const receipts = db
    .prepare<[], { day: string; last: number }>('SELECT yymmdd AS day, last FROM receipt_counter')
    .all();
  return { epoch, lastSeq, receipts };
}

function pastEpochs(db: Db): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM past_epoch').get()?.n ?? 0;
}

/** Inside a transaction: the old epoch ends, a new one begins with its own sequence; receipt numbers that may have been given out are left out. */
function beginEpoch(
  db: Db,
  { newEpoch, bootId, wallMs, monoMs }: RestoreOptions,
  backup: string,
  known: Known | null,
  missedRestores: number,
): Restored {
  const meta = (key: string) =>
    db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value ?? null;
  const counter = (name: string) =>
    db.prepare<[string], { value: number }>('SELECT value FROM counter WHERE name = ?').get(name)?.value ?? 0;
  const ended = meta('storeEpoch') ?? '';
  const seq = counter('outboxSeq');
  const lastSeq = known?.epoch === ended ? Math.max(seq, known.lastSeq) : seq;
  const end = db.prepare(
    'INSERT INTO past_epoch (store_epoch, counter, last_seq, removed, ended_wall_ms) VALUES (?, ?, ?, ?, ?)',
  );
  end.run(ended, seq, lastSeq, counter('outboxRemoved'), wallMs);
  // The damaged one was a later epoch than the backup: it is named too, although nothing of it is here.
  const isOther = known !== null && known.epoch !== ended;
  if (isOther) end.run(known.epoch, 0, known.lastSeq, 0, wallMs);
  db.prepare("UPDATE meta SET value = ? WHERE key = 'storeEpoch'").run(newEpoch);
  db.exec("UPDATE counter SET value = 0 WHERE name IN ('outboxSeq', 'outboxRemoved')");
  leaveReceiptsOut(db, wallMs, known, missedRestores * receiptsLeftOut);
  const told = { before: isOther ? known.epoch : ended, lastSeq: isOther ? known.lastSeq : lastSeq };
  const identity = meta('identity');
  const kiosk = identity === null ? '' : (JSON.parse(identity) as { readonly kiosk: string }).kiosk;
  const genesis = meta('auditGenesis') ?? auditGenesis(kiosk, meta('auditNonce') ?? '');
  db.prepare("INSERT INTO meta (key, value) VALUES ('auditGenesis', ?) ON CONFLICT (key) DO NOTHING").run(genesis);
  appendAudit(db, genesis, {
    kiosk,
    bootId,
    monoMs,
    wallMs,
    offsetMs: null,
    session: null,
    type: 'store.restored',
    data: canonicalJson({ ...told, backup }),
  });
  return { ...told, epoch: newEpoch, backup };
}

/**
 * From the day before the newest record of the backup up to a month ahead of it and of the clock: a machine that lost its database with its power may have lost the time as well, and its clock then
 * stands long before the days whose numbers it has given out.
 */
function leaveReceiptsOut(db: Db, wallMs: number, known: Known | null, count: number): void {
  const newest = db
    .prepare<[], { wall: number | null }>('SELECT max(wall_ms + coalesce(offset_ms, 0)) AS wall FROM audit')
    .get();
  const newestMs = newest?.wall ?? wallMs;
  const firstMs = Math.max(Math.min(newestMs, wallMs), wallMs - 400 * dayMs) - dayMs;
  const lastMs = Math.max(wallMs, Math.min(newestMs, wallMs + mostDaysAhead * dayMs)) + daysAhead * dayMs;
  const first = receiptDay(firstMs);
  db.prepare('UPDATE receipt_counter SET last = min(9999, last + ?) WHERE yymmdd >= ?').run(count, first);
  const add = db.prepare(
    'INSERT INTO receipt_counter (yymmdd, last) VALUES (?, ?) ON CONFLICT (yymmdd) DO UPDATE SET last = max(last, excluded.last)',
  );
  for (let ms = firstMs; ms <= lastMs; ms += dayMs) add.run(receiptDay(ms), Math.min(9999, count));
  for (const { day, last } of known?.receipts ?? []) add.run(day, last);
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
