import { type CheckLine, type SelfTestReport, SelfTestResult, type SelfTestStart } from '../../contract/checks.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { parse } from '../../contract/validate.ts';
import type { Store } from '../store/store.ts';
import { countsOf, failedParts, reportOf } from './judge.ts';
import { selfTestDue } from './self-test-due.ts';

/** Keys of `meta`: the last result whole, and the runs before it in short. */
export const latestKey = 'selftest.latest';
export const historyKey = 'selftest.history';
/** Two months of mornings. */
const historyKept = 60;
const lookMs = 60_000;

/** A run before, in short. */
export type SelfTestEntry = SelfTestReport & { readonly by: SelfTestStart };

/** The machine tests itself: unattended once a day, and whenever somebody at it wants. Nothing physical moves. */
export interface SelfTest {
  /** Looks and writes the result down. One run at a time: who asks during one gets its result. */
  run(by: SelfTestStart): Promise<SelfTestResult>;
  /** Null = never. */
  last(): SelfTestResult | null;
  /** Older first, the last one included. */
  history(): readonly SelfTestEntry[];
  /** For the heartbeat; null = never tested. */
  report(): SelfTestReport | null;
  /** Told after each run. Returns the end of listening. */
  onResult(listener: (result: SelfTestResult) => void): () => void;
  /** Begins the daily runs. Returns their end. */
  start(): () => void;
}

export interface SelfTestOptions {
  readonly store: Pick<Store, 'meta' | 'trustedWallMs' | 'audit'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** `07:30`. */
  readonly at: string;
  isIdle(): boolean;
  /** Gathers the facts and judges them. */
  look(): Promise<readonly CheckLine[]>;
}

/** The daily self-test: at its time, when nobody is served; the last result is kept over a restart. */
export function makeSelfTest(options: SelfTestOptions): SelfTest {
  const { store, clock, log, version, at } = options;
  const listeners = new Set<(result: SelfTestResult) => void>();
  let latest = readLatest(store.meta.get(latestKey));
  let running: Promise<SelfTestResult> | null = null;
  let isStopped = false;

  async function test(by: SelfTestStart): Promise<SelfTestResult> {
    const lines = await options.look();
    const counts = countsOf(lines);
    const result: SelfTestResult = { atMs: store.trustedWallMs(), by, version, counts, lines: [...lines] };
    // The store may be closed by now.
    if (isStopped) return result;
    latest = result;
    const parts = failedParts(lines).join(' ');
    log('terminal.selftest.ended', { by, pass: counts.pass, warn: counts.warn, fail: counts.fail, parts });
    const entry: SelfTestEntry = { ...reportOf(result), by };
    const history = [...readHistory(store.meta.get(historyKey)), entry].slice(-historyKept);
    const written = store.meta.set(latestKey, JSON.stringify(result));
    const noted = written.ok ? store.meta.set(historyKey, JSON.stringify(history)) : written;
    if (!noted.ok) log('terminal.selftest.failed', { code: noted.error.code });
    store.audit('selftest', { result: counts.fail === 0 ? 'pass' : `fail: ${parts}`.slice(0, 200) }, null);
    for (const listener of [...listeners]) listener(result);
    return result;
  }

  const run = (by: SelfTestStart) => {
    running ??= test(by).finally(() => {
      running = null;
    });
    return running;
  };

  return {
    run,
    last: () => latest,
    history: () => readHistory(store.meta.get(historyKey)),
    report: () => (latest === null ? null : reportOf(latest)),
    onResult: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    start: () => {
      let cancel: () => void = () => undefined;
      const look = async () => {
        const last = latest === null ? null : { atMs: latest.atMs, hasFailed: latest.counts.fail > 0 };
        if (selfTestDue({ isIdle: options.isIdle(), wallMs: store.trustedWallMs(), at, last })) await run('daily');
        if (!isStopped) cancel = clock.after(lookMs, () => void look());
      };
      cancel = clock.after(lookMs, () => void look());
      return () => {
        isStopped = true;
        cancel();
      };
    },
  };
}

/** What another version wrote and this one does not understand is no result. */
function readLatest(text: string | null): SelfTestResult | null {
  const read = text === null ? null : parse(SelfTestResult, jsonOf(text));
  return read?.ok === true ? read.value : null;
}

function readHistory(text: string | null): readonly SelfTestEntry[] {
  const read = text === null ? null : jsonOf(text);
  return Array.isArray(read) ? (read as SelfTestEntry[]) : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the parse after it refuses
  }
}
