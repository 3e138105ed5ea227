import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../../contract/durable-file.ts';
import { backupBeside } from './backup.ts';
import { migrations, schemaOf } from './migrate.ts';
import { type Db, openSqlite, SqliteError } from './sqlite.ts';

/** Folder of the daily backups, beside the database. Bodies in them stay sealed. */
const folder = 'backups';
const named = /^backup-(\d{6})\.db$/;

/** Numbers of the backups that stand there, newest first: numbered, because a clock can go back. */
export function backupNumbers(dir: string): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync(join(dir, folder));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return names
    .flatMap((name) => named.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** When the newest daily backup was written, by the file system; null = none. */
export function newestBackupMs(dir: string): number | null {
  const [newest] = backupNumbers(dir);
  const stat = newest === undefined ? undefined : statSync(backupPath(dir, newest), { throwIfNoEntry: false });
  return stat?.mtimeMs ?? null;
}

/** File of this backup. */
export function backupPath(dir: string, number: number): string {
  return join(dir, folder, backupName(number));
}

/** Name of this backup, so that names sort as numbers. */
export function backupName(number: number): string {
  return `backup-${String(number).padStart(6, '0')}.db`;
}

/**
 * Writes the next backup of an open database (VACUUM INTO, fsync, rename, fsync of the folder) and removes those before the newest `keep`. Once every kept one has the
 * newest schema, the copies that migrations made are of no use any more and go too: they would hold sealed bodies for ever.
 * Throws SqliteError or file system errors (full disk): the backups that were there then stay.
 */
export function writeBackup(
  db: Db,
  dir: string,
  databaseFile: string,
  keep: number,
): { readonly name: string; readonly bytes: number } {
  mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
  syncFolder(dir);
  const number = (backupNumbers(dir)[0] ?? 0) + 1;
  const path = backupPath(dir, number);
  backupBeside(db, path);
  const numbers = backupNumbers(dir);
  for (const old of numbers.slice(keep)) rmSync(backupPath(dir, old), { force: true });
  const kept = numbers.slice(0, keep);
  if (kept.length >= keep && kept.every((one) => schemaOfFile(backupPath(dir, one)) === migrations.length)) {
    for (const name of readdirSync(dir)) if (name.startsWith(`${databaseFile}.before-`)) rmSync(join(dir, name));
  }
  return { name: backupName(number), bytes: statSync(path).size };
}

/** Null = damaged, or no database. */
function schemaOfFile(path: string): number | null {
  return readBackup(path, schemaOf);
}

/** Opens a backup for reading; null when it cannot be, or when `read` finds damage. Never changes it. */
export function readBackup<T>(path: string, read: (db: Db) => T): T | null {
  let db: Db | undefined;
  try {
    db = openSqlite(path, 'read');
    return read(db);
  } catch (error) {
    if (error instanceof SqliteError) return null;
    throw error;
  } finally {
    db?.close();
  }
}

/** A backup that is whole and that this release can read. */
export function isGoodBackup(path: string): boolean {
  return (
    readBackup(path, (db) => {
      const schema = schemaOf(db);
      return schema >= 1 && schema <= migrations.length && db.pragma('integrity_check(1)', { simple: true }) === 'ok';
    }) === true
  );
}
