import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFileSystemError, syncFolder } from '../../contract/durable-file.ts';
import type { Log } from '../../contract/log.ts';
import { readBackup } from './backups.ts';
import { migrations, schemaOf } from './migrate.ts';
import type { Db } from './sqlite.ts';
import type { Store } from './store.ts';

/**
 * Damaged databases that a restore has set aside (`yitiji.db.damaged-N`): what they may hold the only copy of, and how they are emptied. An emptied one stays as a name without content, since the next
 * restore counts the names: how many receipt numbers it leaves out hangs on them (restore.ts).
 */
export interface SetAside {
  /** N of its name. */
  readonly number: number;
  /** With its log; 0 = emptied. */
  readonly bytes: number;
  /** Last written, by the clock of the machine, milliseconds: nothing in it is younger. */
  readonly writtenMs: number;
}

/** Name of the damaged database N beside this one. */
export const setAsidePath = (path: string, number: number): string => `${path}.damaged-${number}`;

/** Oldest first. @param path of the database in use */
export function listSetAside(path: string): readonly SetAside[] {
  const found: SetAside[] = [];
  for (let number = 1; existsSync(setAsidePath(path, number)); number += 1) {
    const stats = partsOf(setAsidePath(path, number)).map((part) => statSync(part));
    const bytes = stats.reduce((sum, { size }) => sum + size, 0);
    found.push({ number, bytes, writtenMs: Math.max(...stats.map(({ mtimeMs }) => mtimeMs)) });
  }
  return found;
}

/**
 * Messages of a damaged database that it does not know to be at the hub, nor waived. Null = nobody can say: it cannot be read, or not every message that its counters promise is found.
 * Reads only.
 */
export function openIn(path: string): readonly string[] | null {
  return readBackup(path, openMessages);
}

function openMessages(db: Db): readonly string[] | null {
  const schema = schemaOf(db);
  // Older ones count nothing that was removed, so nothing proves that all is found.
  if (schema < countsRemoved || schema > migrations.length) return null;
  const rows = db
    .prepare<[], { id: string; epoch: string; isSettled: number }>(
      "SELECT id, store_epoch AS epoch, state IN ('acked', 'waived', 'reissued') AND missing = 0 AS isSettled FROM outbox",
    )
    .all();
  const found = new Map<string, number>();
  for (const { epoch } of rows) found.set(epoch, (found.get(epoch) ?? 0) + 1);
  const value = (sql: string) => db.prepare<[], { value: string | number }>(sql).get()?.value;
  const now = {
    epoch: String(value("SELECT value FROM meta WHERE key = 'storeEpoch'") ?? ''),
    counter: Number(value("SELECT value FROM counter WHERE name = 'outboxSeq'") ?? Number.NaN),
    removed: Number(value("SELECT value FROM counter WHERE name = 'outboxRemoved'") ?? Number.NaN),
  };
  const past = db.prepare<[], typeof now>('SELECT store_epoch AS epoch, counter, removed FROM past_epoch').all();
  const isComplete = [now, ...past].every(
    ({ epoch, counter, removed }) => (found.get(epoch) ?? 0) + removed === counter,
  );
  return isComplete ? rows.filter(({ isSettled }) => isSettled === 0).map(({ id }) => id) : null;
}

/** Schema from which `outboxRemoved` is counted (migration-0004.ts). */
const countsRemoved = 4;

/** Takes its content away, its log first; a cut leaves less of it, and the next call goes on. Throws what the file system throws. */
function emptySetAside(path: string, number: number): void {
  const damaged = setAsidePath(path, number);
  for (const end of ['-wal', '-shm']) rmSync(damaged + end, { force: true });
  const file = openSync(damaged, 'r+');
  try {
    ftruncateSync(file, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(damaged));
}

const partsOf = (damaged: string): readonly string[] =>
  ['', '-wal', '-shm'].map((end) => damaged + end).filter(existsSync);

/** Key of `meta`: when it was first known that the damaged database N holds the only copy of nothing, by the clock that the hub corrects, milliseconds since 1970. */
export const coveredKey = (number: number): string => `setAside.${number}`;

export interface SetAsideDeps {
  readonly store: Pick<Store, 'meta' | 'outbox' | 'audit' | 'trustedWallMs'>;
  /** Of the database in use. */
  readonly path: string;
  readonly log: Log;
}

/**
 * Empties what was set aside and is not needed any more: every message in it is at the hub, was waived, or stands in the database in use as well, and the audit records that it may hold alone
 * have had their time. What nobody can read to its end, or what may hold the only copy of something, stays until somebody gives it up (`yitiji store give-up`).
 * @param keepMs how long audit records stay, milliseconds, from the day on which nothing was missing
 */
export function tidySetAside(deps: SetAsideDeps, keepMs: number): void {
  try {
    tidy(deps, keepMs);
  } catch (cause) {
    if (!isFileSystemError(cause)) throw cause;
    deps.log('store.setAside.failed', { code: cause.code });
  }
}

/** What a damaged database may hold the only copy of. */
export interface Coverage {
  /** Messages that it does not know to be at the hub, nor waived; null = nobody can say. */
  readonly open: number | null;
  /** It holds the only copy of nothing: that was known once, which no later damage of it changes, or everything open in it stands in the database in use as well. */
  readonly isCovered: boolean;
}

/** The one rule for the daily upkeep, which empties by it, and for whoever looks (`yitiji store set-aside`). Reads only. */
export function coverageOf(
  { store, path }: Pick<SetAsideDeps, 'store' | 'path'>,
  { number, bytes }: SetAside,
): Coverage {
  if (bytes === 0) return { open: 0, isCovered: true };
  const open = openIn(setAsidePath(path, number));
  const isKept = open !== null && store.outbox.keeps(open);
  return { open: open?.length ?? null, isCovered: isKept || store.meta.get(coveredKey(number)) !== null };
}

function tidy({ store, path, log }: SetAsideDeps, keepMs: number): void {
  for (const one of listSetAside(path)) {
    const { number, bytes } = one;
    if (bytes === 0) continue;
    const noted = store.meta.get(coveredKey(number));
    if (noted === null) {
      const { open, isCovered } = coverageOf({ store, path }, one);
      log('store.setAside.looked', { number, open: open ?? -1, isCovered });
      if (isCovered) store.meta.set(coveredKey(number), String(store.trustedWallMs()));
    } else if (store.trustedWallMs() - Number(noted) >= keepMs) giveUpSetAside({ store, path, log }, number, null);
  }
}

/** @param reason of whoever gives it up, for the audit chain; null = its time is over */
export function giveUpSetAside({ store, path, log }: SetAsideDeps, number: number, reason: string | null): void {
  // Before it: a record of what is then not there is better than a gap that nobody explains.
  store.audit('store.setAside', { number, act: reason === null ? 'expired' : 'givenUp', reason: reason ?? '' }, null);
  emptySetAside(path, number);
  log('store.setAside.emptied', { number, by: reason === null ? 'time' : 'person' });
}
