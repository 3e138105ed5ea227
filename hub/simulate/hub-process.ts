import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HubOptions } from '../main.ts';

/** 32 zero bytes: a database that is given to be measured holds nobody, and must open again for the next measurement, whose folder is another one. */
export const knownWrappingKey = 'A'.repeat(43);

/** What the child is started with, and what it says when it serves. */
export type ChildOptions = Pick<
  HubOptions,
  'dataDir' | 'databaseUrl' | 'isWorking' | 'decisionDelayMs' | 'populationSize'
>;
export interface ChildReady {
  readonly url: string;
  readonly databaseUrl: string;
}

/** A hub in a process of its own, so that its processor time can be told from that of whoever drives it. */
export interface HubProcess extends ChildReady {
  readonly pid: number;
  stop(): Promise<void>;
}

/** @throws Error when the hub does not start, with its own reason */
export async function startHubProcess(options: ChildOptions): Promise<HubProcess> {
  const child = fork(join(import.meta.dirname, 'hub-child.ts'), [JSON.stringify(options)], {
    execArgv: process.execArgv,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-2000);
  });
  const gone = new Promise<void>((settle) => child.once('exit', () => settle()));
  const ready = await new Promise<ChildReady>((settle, fail) => {
    child.once('message', (message) => settle(message as ChildReady));
    child.once('exit', () => fail(new Error(`the hub did not start: ${complaint.trim()}`)));
  });
  return {
    ...ready,
    pid: child.pid ?? 0,
    async stop() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

/** Linux counts in hundredths of a second (`USER_HZ`, proc(5)). */
const ticksPerSecond = 100;

interface ProcessTimes {
  readonly parent: number;
  readonly seconds: number;
  /** Of children that have ended and were waited for. */
  readonly endedSeconds: number;
}

/**
 * Processor seconds (user and system) that a hub and its PostgreSQL have used until now: the process itself, the postmaster, its children, and children that
 * have ended. Null where there is no `/proc` or one of them is on another machine.
 * @param backend pid that `pg_backend_pid()` answers
 */
export function processorSeconds(
  hub: number,
  backend: number,
): { readonly hub: number; readonly database: number } | null {
  const own = timesOf(hub);
  const postmaster = timesOf(backend)?.parent;
  const main = postmaster === undefined ? null : timesOf(postmaster);
  if (own === null || postmaster === undefined || main === null) return null;
  let database = main.seconds + main.endedSeconds;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const times = timesOf(Number(name));
    if (times?.parent === postmaster) database += times.seconds;
  }
  return { hub: own.seconds, database };
}

function timesOf(pid: number): ProcessTimes | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks. Fields after it: state, ppid, …, utime (12th), stime, cutime, cstime.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
    return {
      parent: fields[1] ?? 0,
      seconds: (user + system) / ticksPerSecond,
      endedSeconds: (endedUser + endedSystem) / ticksPerSecond,
    };
  } catch {
    return null;
  }
}
