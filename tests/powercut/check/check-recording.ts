import { createRandom } from '../../../hub/city/random.ts';
import { type CrashKind, type CrashState, keptState, lostState, tornState } from '../model/crash-states.ts';
import { ReplayedCalls } from '../model/replay-calls.ts';
import { readLine } from '../said.ts';
import { parseStrace } from '../trace/parse-strace.ts';
import type { Recording } from '../trace/record.ts';
import type { Syscall } from '../trace/syscalls.ts';
import { Promises } from './promises.ts';
import { Reopener } from './reopen.ts';

export interface CheckOptions {
  readonly seed: number;
  /** Torn states at every call that leaves something pending. */
  readonly torn: number;
  /** One state in so many also goes through the rest of a start. */
  readonly bootEvery: number;
  /** Leaves out what comes before the store is open for the first time. */
  readonly fromOpened?: boolean;
  /** Folder for the states. */
  readonly folder: string;
  /** Told of every failing state; `stop` = the rest of the recording is left out. */
  onFailure(failure: CrashFailure): 'goOn' | 'stop';
  /** Told from time to time how many states were checked since. */
  onProgress?(states: number): void;
}

export interface CrashFailure {
  /** Number of the call in the recording after which the power went. */
  readonly call: number;
  readonly name: string;
  readonly state: CrashState;
  readonly problems: readonly string[];
}

export interface CheckCounts {
  /** Calls that changed something of ours, and lines of the process. */
  calls: number;
  lines: number;
  readonly states: Record<CrashKind, number>;
  boots: number;
  databases: number;
  failing: number;
  /** Failing states that had lost something acknowledged. */
  lostAcknowledged: number;
  damaged: number;
}

export function noCounts(): CheckCounts {
  return {
    calls: 0,
    lines: 0,
    states: { lost: 0, kept: 0, torn: 0 },
    boots: 0,
    databases: 0,
    failing: 0,
    lostAcknowledged: 0,
    damaged: 0,
  };
}

/**
 * Replays a recording call by call and starts the machine on every state in which a power cut could have left the disk there. Each state must open, be whole
 * and keep what was said. Besides, its content must be exactly that of a moment between the last thing said and the cut: not a row more or less.
 */
export async function checkRecording(recording: Recording, options: CheckOptions): Promise<CheckCounts> {
  const walk = new Walk(recording, options);
  for (const call of parseStrace(recording.lines)) {
    await walk.step(call);
    if (walk.isOver) break;
  }
  return walk.end();
}

class Walk {
  readonly #recording: Recording;
  readonly #options: CheckOptions;
  readonly #counts = noCounts();
  readonly #replay: ReplayedCalls;
  readonly #promises = new Promises();
  readonly #reopener: Reopener;
  readonly #seen = new Set<string>();
  /** Contents of the database as the process itself would have found them, in order. */
  readonly #timeline: string[] = [];
  /** Place in `timeline` of what was there at the last line said. */
  #floor = 0;
  #calls = 0;
  #sinceBoot = 0;
  #isOver = false;

  constructor(recording: Recording, options: CheckOptions) {
    this.#recording = recording;
    this.#options = options;
    this.#replay = new ReplayedCalls(recording.root, recording.start);
    this.#reopener = new Reopener(options.folder);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  async step(call: Syscall): Promise<void> {
    this.#calls += 1;
    const replayed = this.#replay.apply(call);
    if (replayed.kind === 'nothing') return;
    if (replayed.kind === 'said') {
      for (const line of replayed.lines) this.#promises.take(readLine(line));
      this.#counts.lines += replayed.lines.length;
    } else {
      this.#counts.calls += 1;
    }
    if (this.#options.fromOpened === true && !this.#promises.isOpened) return;
    const { files } = this.#replay;
    const { count } = this.#promises;
    await this.#once(`kept ${files.liveVersion} ${count}`, call, () => keptState(files));
    if (replayed.kind === 'said') this.#floor = Math.max(0, this.#timeline.length - 1);
    await this.#once(`lost ${files.durableVersion} ${count}`, call, () => lostState(files));
    for (let n = 0; n < this.#options.torn; n += 1) {
      const random = createRandom(this.#options.seed * 7919 + this.#calls * 31 + n).next;
      const key = `torn ${files.durableVersion} ${files.liveVersion} ${n}`;
      await this.#once(key, call, () => tornState(files, random));
    }
  }

  end(): CheckCounts {
    return { ...this.#counts, databases: this.#reopener.databases };
  }

  /** The same bytes under the same promises are one state, however many calls stand between. */
  async #once(key: string, call: Syscall, build: () => CrashState | null): Promise<void> {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const state = build();
    if (state === null) return;
    this.#counts.states[state.kind] += 1;
    const problems = await this.#check(state);
    this.#options.onProgress?.(1);
    if (problems.length === 0) return;
    this.#counts.failing += 1;
    if (problems.some((problem) => /^(ACK|SENT)/.test(problem))) this.#counts.lostAcknowledged += 1;
    if (problems.some((problem) => /^(does not open|integrity_check)/.test(problem))) this.#counts.damaged += 1;
    const failure = { call: this.#calls, name: call.name, state, problems };
    if (this.#options.onFailure(failure) === 'stop') this.#isOver = true;
  }

  async #check(state: CrashState): Promise<readonly string[]> {
    const reopened = this.#reopener.reopen(state, this.#recording);
    if (!reopened.ok) return [reopened.problem];
    const { facts, files, damagedFiles } = reopened;
    const problems = [
      ...this.#promises.broken(facts),
      ...damagedFiles.map((name) => `half a file: ${name}`),
      ...[...this.#promises.files].filter((name) => !files.has(name)).map((name) => `ACK lost: file ${name}`),
      ...this.#outOfTime(state, facts.digest),
    ];
    this.#sinceBoot += 1;
    if (problems.length > 0 || this.#sinceBoot < this.#options.bootEvery) return problems;
    this.#sinceBoot = 0;
    this.#counts.boots += 1;
    const booted = await this.#reopener.boot(facts, this.#promises.given, this.#recording);
    const broken = this.#promises.broken(booted.facts);
    return [...booted.problems, ...broken].map((problem) => `after the start went on, ${problem}`);
  }

  /** Content that never was, is older than what was said, or newer than the cut. Before the store was open, a start may still make or mend it. */
  #outOfTime(state: CrashState, digest: string): readonly string[] {
    if (!this.#promises.isOpened) return [];
    if (state.kind === 'kept') {
      if (this.#timeline.at(-1) !== digest) this.#timeline.push(digest);
      return [];
    }
    return this.#timeline.indexOf(digest, this.#floor) === -1
      ? ['not the content of any moment since the last line']
      : [];
  }
}
