import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, sleep } from '../../contract/clock.ts';

/** What a running PostgreSQL says of itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

/**
 * Reads `postmaster.pid` of a data folder; null when there is none, or when the process it names is gone or is not PostgreSQL (a stale file
 * after a kill or a power cut, whose number another program may have by now).
 * Source: PostgreSQL, src/include/utils/pidfile.h: line 1 pid, line 4 port, line 8 status (`ready` padded with blanks).
 */
export function readPostmaster(pgData: string): Postmaster | null {
  const lines = readText(join(pgData, 'postmaster.pid'))?.split('\n');
  if (lines === undefined) return null;
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isPostgres(pid)) return null;
  return { pid, port: Number(lines[3] ?? 0), isReady: lines[7]?.trim() === 'ready' };
}

/** Waits until PostgreSQL takes connections; null when it has not within `limitMs` or `hasEnded` says that it never will. */
export async function waitReady(
  clock: Clock,
  pgData: string,
  limitMs: number,
  hasEnded: () => boolean,
): Promise<Postmaster | null> {
  const end = clock.monoMs() + limitMs;
  while (clock.monoMs() < end && !hasEnded()) {
    const found = readPostmaster(pgData);
    if (found?.isReady === true) return found;
    await sleep(clock, 20);
  }
  return null;
}

/** Waits until a process is gone; false when it is still there after `limitMs`. */
export async function waitGone(clock: Clock, pid: number, limitMs: number): Promise<boolean> {
  const end = clock.monoMs() + limitMs;
  while (isPostgres(pid)) {
    if (clock.monoMs() >= end) return false;
    await sleep(clock, 20);
  }
  return true;
}

/** True when `pid` runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: it runs, as somebody else.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True when `pid` is a PostgreSQL that works. A zombie has an empty command line and counts as gone. Without /proc (macOS) a living process of that number is believed. */
export function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const command = readText(`/proc/${pid}/cmdline`);
  return command === null ? process.platform !== 'linux' : command.includes('postgres');
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
