import { createRandom } from '../../hub/city/random.ts';
import { type Figures, type Trend, trends } from './figures.ts';
import { judge, newLedger, settleUp } from './judge.ts';
import { planSessions } from './plan-sessions.ts';
import { runSession } from './session.ts';
import { openStreet, type Way } from './street.ts';

export interface SessionsOptions {
  readonly sessions: number;
  readonly seed: number;
  readonly way: Way;
  /** Looks into the process over the whole run; at least eight are needed for a trend, 0 = none. */
  readonly looks: number;
  /** Told now and then how far it is. */
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface SessionsResult {
  readonly sessions: number;
  /** Citizens who got what they came for. */
  readonly done: number;
  readonly faults: number;
  readonly restarts: number;
  readonly messages: number;
  readonly receipts: number;
  readonly duplicates: number;
  readonly slips: number;
  readonly cardsTaken: number;
  readonly seconds: number;
  /** Hours that passed in the street. */
  readonly streetHours: number;
  readonly looks: readonly Figures[];
  readonly trends: readonly Trend[];
  readonly logged: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

/** Part of the pages' time limits that applies: whoever walks off need not be waited for as long as on the street. */
const pagePace = 0.3;
/** More of the same helps nobody. */
const mostProblems = 20;

/** A machine's life: session after session with faults between, looked into again and again, and judged at its end. */
export async function runSessions(options: SessionsOptions): Promise<SessionsResult> {
  const { sessions, seed, way, looks: wanted, progress, signal } = options;
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const street = await openStreet(way, pagePace);
  const { machine, bench, clock } = street;
  const streetSince = clock.monoMs();
  const plans = planSessions({ seed, sessions, restartsUntil: Math.floor(sessions / 4) });
  const ledger = newLedger();
  const looks: Figures[] = [];
  const problems: string[] = [];
  const every = wanted === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(sessions / wanted));
  let [done, ran, faults, restarts] = [0, 0, 0, 0];
  try {
    for (const [n, plan] of plans.entries()) {
      if (signal?.aborted === true || problems.length >= mostProblems) break;
      // Chance of its own for each: one session can be told from its number, whatever came before.
      const result = await runSession(street, plan, createRandom(seed + n));
      ran += 1;
      done += result.isDone ? 1 : 0;
      faults += plan.faults.length;
      restarts += plan.isRestarted ? 1 : 0;
      if (result.problem !== null) problems.push(`session ${n} (${JSON.stringify(plan)}): ${result.problem}`);
      if (bench.state().receiptPrinter.paperLines < 400) bench.printer.loadPaper();
      if ((n + 1) % every === 0) {
        problems.push(...(await settleUp(street, ledger)));
        looks.push(await machine.measure());
        const { heapBytes, rssBytes, functions, descriptors } = looks.at(-1) ?? ({} as Figures);
        progress(
          `${seconds().toFixed(0)} s: ${ran}/${sessions} sessions, ${done} done, ${faults} faults, ${restarts} restarts, ${problems.length} problems; ` +
            `heap ${mib(heapBytes)}, RSS ${mib(rssBytes)} MiB, ${functions} functions, ${descriptors} descriptors`,
        );
      }
    }
    problems.push(...(await settleUp(street, ledger)));
    await machine.stop();
    problems.push(...judge(street, ledger));
    const flat = looks.length >= 8 ? trends(looks) : [];
    for (const { name, quarters, isFlat } of flat)
      if (!isFlat) problems.push(`${name} grows: ${quarters.map((value) => Math.round(value)).join(', ')}`);
    return {
      ...{ sessions: ran, done, faults, restarts, looks, trends: flat, problems, logged: machine.logged },
      messages: ledger.messages,
      receipts: ledger.receipts,
      duplicates: ledger.duplicates,
      slips: ledger.slips,
      cardsTaken: bench.state().cardDispenser.taken,
      seconds: seconds(),
      streetHours: (clock.monoMs() - streetSince) / 3_600_000,
    };
  } finally {
    await street.close();
  }
}

const mib = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
