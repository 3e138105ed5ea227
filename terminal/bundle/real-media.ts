import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { err, ok, type Result } from '../../contract/result.ts';
import {
  hasRoom,
  type Medium,
  type MediumFault,
  type MediumStep,
  mediaOf,
  mediumFaultOf,
  type RemovableMedia,
} from './media.ts';

const chunkBytes = 256 * 1024;

/** Media that the system has mounted. @param folders more folders that count as media, for a machine whose stick always comes to the same place */
export function realMedia(folders: readonly string[] = []): RemovableMedia {
  return {
    list: async () => {
      const mounts = mediaOf(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
      const all = [...mounts, ...folders.map((path) => ({ path, isReadOnly: false }))];
      const seen = await Promise.all(all.map(({ path, isReadOnly }) => look(path, isReadOnly)));
      return seen.filter((medium) => medium !== null);
    },
    write: async (medium, file, onStep) => {
      if (medium.isReadOnly) return err('readOnly');
      // It may have been filled, or changed for another one, since the list was made.
      const now = await look(medium.path, false);
      if (now === null) return err('gone');
      if (!hasRoom(now, file.bytes.byteLength)) return err('full');
      return await writeWhole(medium.path, file, onStep);
    },
  };
}

async function look(path: string, isReadOnly: boolean): Promise<Medium | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return { path, name: basename(path), freeBytes: bavail * bsize, isReadOnly };
  } catch {
    return null; // pulled out meanwhile
  }
}

async function writeWhole(
  folder: string,
  { name, bytes }: { readonly name: string; readonly bytes: Buffer },
  onStep: (step: MediumStep, part: number) => void,
): Promise<Result<void, MediumFault>> {
  const target = join(folder, name);
  const beside = `${target}.part`;
  try {
    await withFile(beside, 'w', async (file) => {
      for (let at = 0; at < bytes.byteLength; ) {
        const { bytesWritten } = await file.write(bytes, at, Math.min(chunkBytes, bytes.byteLength - at));
        at += bytesWritten;
        onStep('write', at / bytes.byteLength);
      }
      onStep('sync', 0);
      await file.sync();
    });
    onStep('verify', 0);
    const isSame = await withFile(beside, 'r', (file) => reads(file, bytes, (part) => onStep('verify', part)));
    if (!isSame) {
      await rm(beside, { force: true });
      return err('damaged');
    }
    await rename(beside, target);
    // FAT takes no fsync of a folder on some systems; the name is then written with the table, and `sync` of the file above has pushed the data.
    await withFile(folder, constants.O_RDONLY, (file) => file.sync()).catch(() => undefined);
    return ok(undefined);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    const { code } = cause as NodeJS.ErrnoException;
    return err(mediumFaultOf(code));
  }
}

async function reads(file: FileHandle, expected: Buffer, onPart: (part: number) => void): Promise<boolean> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(chunkBytes);
  let total = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, total);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    total += bytesRead;
    onPart(Math.min(1, total / expected.byteLength));
  }
  return total === expected.byteLength && hash.digest().equals(createHash('sha256').update(expected).digest());
}

async function withFile<T>(path: string, flags: string | number, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags, 0o600);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
