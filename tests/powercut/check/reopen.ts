import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { ClaimManager } from '../../../terminal/devices/claims.ts';
import { reconcilePrints } from '../../../terminal/devices/print-act.ts';
import { databaseFile, openStore } from '../../../terminal/store/open-store.ts';
import { openSqlite } from '../../../terminal/store/sqlite.ts';
import type { Store } from '../../../terminal/store/store.ts';
import { seededRandom, submitInput } from '../../../terminal/store/testing/temporary-store.ts';
import type { CrashState } from '../model/crash-states.ts';
import type { Recording } from '../trace/record.ts';
import { type Facts, factsOf } from './facts.ts';

/** A machine that is started on what a power cut left. */
export type Reopened =
  | {
      readonly ok: true;
      readonly facts: Facts;
      readonly damagedFiles: readonly string[];
      readonly files: ReadonlySet<string>;
    }
  | { readonly ok: false; readonly problem: string };

type Machine = Pick<Recording, 'root' | 'dataDir' | 'onDamage'>;

/** What a whole start leaves, and what was wrong with it. */
export interface Booted {
  readonly facts: Facts;
  readonly problems: readonly string[];
}

/** Later than any time of a recording. */
const afterwards = Date.UTC(2027, 0, 2, 3, 4, 5);

/**
 * Starts the real store on crash states, in a folder of its own. What a database says is a function of its bytes once the WAL is in it, so it is read
 * once for the same bytes: thousands of crash states end in a few hundred databases.
 */
export class Reopener {
  readonly #folder: string;
  readonly #facts = new Map<string, Facts>();
  readonly #whole = new Map<string, boolean>();

  /** @param folder ours alone; best on a file system in memory: what is checked here is what was written there, not that it is written again */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Different databases that the states ended in. */
  get databases(): number {
    return this.#facts.size;
  }

  reopen(state: CrashState, recording: Machine): Reopened {
    const dir = this.#write(state, recording);
    const opened = open(dir, new VirtualClock(afterwards), 7, recording);
    if (!opened.ok) return { ok: false, problem: `does not open: ${opened.error.code}, ${opened.error.detail}` };
    opened.value.close();
    const files = new Set(readdirSync(dir, { recursive: true, encoding: 'utf8' }));
    const damagedFiles = [...files].filter((name) => isCopy(name) && !this.#isWhole(join(dir, name)));
    return { ok: true, facts: this.#read(join(dir, databaseFile)), damagedFiles, files };
  }

  /**
   * The same start goes on: what was in flight goes again, open prints are reconciled, the next application gets the next number. Call after `reopen`.
   * @param given receipt numbers that somebody holds
   */
  async boot(before: Facts, given: ReadonlySet<string>, recording: Machine): Promise<Booted> {
    const dir = join(this.#folder, relative(recording.root, recording.dataDir));
    const clock = new VirtualClock(afterwards);
    const opened = open(dir, clock, 8, recording);
    if (!opened.ok) {
      return { facts: before, problems: [`does not open again: ${opened.error.code}, ${opened.error.detail}`] };
    }
    const store = opened.value;
    const problems = await bootProblems(store, clock, new Set([...before.receipts, ...given]));
    store.close();
    return { facts: readFacts(join(dir, databaseFile)), problems };
  }

  #write(state: CrashState, { root, dataDir }: Machine): string {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    for (const [path, content] of state.tree) {
      const to = join(this.#folder, relative(root, path));
      if (Buffer.isBuffer(content)) writeFileSync(to, content);
      else if (content === 'folder') mkdirSync(to, { recursive: true });
      else symlinkSync(content.target, to);
    }
    return join(this.#folder, relative(root, dataDir));
  }

  #read(path: string): Facts {
    const key = createHash('sha1').update(readFileSync(path)).digest('base64');
    const known = this.#facts.get(key);
    if (known !== undefined) return known;
    const facts = readFacts(path);
    this.#facts.set(key, facts);
    return facts;
  }

  /** A copy of the database stands whole or not at all. */
  #isWhole(path: string): boolean {
    const key = createHash('sha1').update(readFileSync(path)).digest('base64');
    const known = this.#whole.get(key);
    if (known !== undefined) return known;
    const isWhole = isDatabase(path);
    this.#whole.set(key, isWhole);
    return isWhole;
  }
}

/** A finished copy of the database: neither the name under which one is written, nor a damaged one, nor what SQLite keeps beside a database. */
function isCopy(name: string): boolean {
  const isBeside = name.startsWith(`${databaseFile}.`) || name.startsWith('backups/');
  return isBeside && !/\.new|\.damaged-|\.suspect$|-journal$|-wal$|-shm$/.test(name);
}

function isDatabase(path: string): boolean {
  try {
    const db = openSqlite(path, 'read');
    try {
      // An empty file is a whole database, too, but none of ours.
      const schema = Number(db.pragma('user_version', { simple: true }));
      return schema > 0 && db.pragma('integrity_check(1)', { simple: true }) === 'ok';
    } finally {
      db.close();
    }
  } catch {
    // Cut off, or never written: SQLite says so by throwing.
    return false;
  }
}

/** @param given receipt numbers that must not be given again */
async function bootProblems(store: Store, clock: VirtualClock, given: ReadonlySet<string>): Promise<readonly string[]> {
  const problems: string[] = [];
  const requeued = store.outbox.requeueInflight();
  if (!requeued.ok) problems.push(`requeue: ${requeued.error.detail}`);
  if (store.outbox.list().some(({ state }) => state === 'inflight')) problems.push('still in flight after the start');
  if (store.identity() === null) return problems;
  await reconcilePrints({ printer: null, claims: new ClaimManager([], clock), store, log: noLog });
  if (store.acts.unsettled().length > 0) problems.push('a print is still open after the start');
  const next = await store.submitCase(submitInput());
  if (!next.ok) return [...problems, `the next application is refused: ${next.error.detail}`];
  return given.has(next.value.receiptNo)
    ? [...problems, `receipt ${next.value.receiptNo} was given out twice`]
    : problems;
}

function open(dir: string, clock: VirtualClock, seed: number, { onDamage }: Machine) {
  const random = seededRandom(seed);
  return openStore({ dir, clock, log: noLog, random, ...(onDamage === undefined ? {} : { onDamage }) });
}

function readFacts(path: string): Facts {
  const db = openSqlite(path, 'read');
  try {
    return factsOf(db);
  } finally {
    db.close();
  }
}
