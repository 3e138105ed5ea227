import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../../contract/durable-file.ts';
import type { Db } from './sqlite.ts';

/**
 * Writes a whole copy of the database to `path`: VACUUM INTO a temporary file, fsync, rename, fsync of the folder. Bodies in it stay sealed.
 * Throws SqliteError or file system errors (full disk); nothing then stands at `path`.
 */
export function backupBeside(db: Db, path: string): void {
  const temporary = `${path}.new`;
  rmSync(temporary, { force: true });
  try {
    db.prepare('VACUUM INTO ?').run(temporary);
  } catch (error) {
    // Half a copy on a disk that is full already helps nobody.
    rmSync(temporary, { force: true });
    throw error;
  }
  const file = openSync(temporary, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}
