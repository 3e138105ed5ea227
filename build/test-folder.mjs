// Where a test run keeps its temporary files.
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** File system in memory of every Linux. */
const memoryFolder = '/dev/shm';
/** Room that a run of all tests may take: about 2 GiB at its fullest, with databases and copies of releases. */
const neededBytes = 6 * 2 ** 30;

/**
 * Makes a folder for one run, in memory where there is room for it: thousands of small databases are made, each waits for the disk at every commit, and what is to be
 * proven of a power cut is proven on recorded calls, not by a disk that nobody unplugs. Somebody who sets TMPDIR has chosen.
 * @param {{ memory?: string, env?: NodeJS.ProcessEnv }} [places] for tests
 * @returns {{ folder: string, remove(): void }} open to all users as /tmp is: the database server is not root
 */
export function makeTestFolder({ memory = memoryFolder, env = process.env } = {}) {
  const parent = env.TMPDIR === undefined && hasRoom(memory) ? memory : tmpdir();
  // Short: a socket's path may have 107 characters.
  const folder = mkdtempSync(join(parent, 'yt-'));
  chmodSync(folder, 0o1777);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

/** @param {string} path */
function hasRoom(path) {
  if (process.platform !== 'linux') return false;
  try {
    accessSync(path, constants.W_OK);
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize >= neededBytes && freemem() >= neededBytes;
  } catch {
    return false; // a container without it
  }
}
