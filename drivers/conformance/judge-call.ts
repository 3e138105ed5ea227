import { getEventListeners } from 'node:events';
import type { DeviceError, DeviceStatus } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import { errorProblems, isTrue, leaks, type Truth } from './invariants.ts';
import type { ConformanceCall } from './subject.ts';

/** What a journal that cannot be written throws. */
export const journalBroken = new Error('the journal cannot be written');

/** One call of a schedule, from its beginning on. */
export interface RunningCall {
  readonly call: ConformanceCall;
  readonly controller: AbortController;
  readonly startedAt: number;
  readonly look: (() => Truth) | null;
  readonly journalFails: boolean;
  sent: number;
  settled: {
    readonly at: number;
    readonly result: Result<unknown, DeviceError> | null;
    readonly thrown: unknown;
  } | null;
  /** Outcomes could be compared with the world while it ran. */
  isComparable: boolean;
}

/** One broken rule of one call. */
export function problemOf({ call }: Pick<RunningCall, 'call'>, rule: string, what: string): string {
  return `${rule}: ${call.name}: ${what}`;
}

/** What a call that has just settled did wrong: time, listeners, `hooks.sent`, and whether its outcome tells the truth. */
export function settledProblems(running: RunningCall, deviceId: string): readonly string[] {
  const { call, settled, controller, startedAt, look } = running;
  if (settled === null) return [];
  const problems: string[] = [];
  const problem = (rule: string, what: string) => problems.push(problemOf(running, rule, what));
  const tookMs = settled.at - startedAt;
  if (tookMs > call.limitMs) problem('C4', `settled after ${tookMs} ms, its limit is ${call.limitMs}`);
  if (getEventListeners(controller.signal, 'abort').length > 0) problem('C8', 'left a listener on the caller’s signal');
  const truth = look?.() ?? 'none';
  if (settled.result === null) {
    if (settled.thrown === journalBroken) return [...problems, ...outcomeProblems(running, 'notStarted', truth)];
    problem('C13', `threw ${String(settled.thrown)}`);
    return problems;
  }
  if (running.journalFails && running.sent > 0 && settled.result.ok)
    problem('C6', 'succeeded though the journal could not be written');
  if (settled.result.ok) {
    if (call.effect !== 'none' && running.sent === 0) problem('C6', 'done without hooks.sent');
    return [...problems, ...outcomeProblems(running, 'done', truth)];
  }
  const { error } = settled.result;
  for (const wrong of errorProblems(error, deviceId)) problem('C4', wrong);
  if (running.sent === 0 && error.outcome !== 'notStarted' && error.outcome !== 'notDone' && call.effect !== 'none')
    problem('C6', `outcome ${error.outcome} without hooks.sent`);
  return [...problems, ...outcomeProblems(running, error.outcome, truth)];
}

/** The outcome tells the truth, at once and later: nothing of a finished act may happen afterwards by itself. */
function outcomeProblems(running: RunningCall, outcome: DeviceError['outcome'], truth: Truth): readonly string[] {
  if (running.look === null || !running.isComparable) return [];
  if (truth === 'twice') return [problemOf(running, 'C5', `happened twice (outcome ${outcome})`)];
  if (running.sent === 0 && truth !== 'none')
    return [problemOf(running, 'C6', `the world changed (${truth}) without hooks.sent`)];
  if (isTrue(outcome, truth, running.call.partialMayBeNothing !== undefined)) return [];
  return [problemOf(running, 'C7', `said ${outcome}, the world says ${truth}`)];
}

/** What the world says of an act some time after it had settled. */
export function laterProblems(act: RunningCall): readonly string[] {
  if (act.settled === null || act.look === null || !act.isComparable) return [];
  const truth = act.look();
  const { result } = act.settled;
  const outcome = result === null ? 'notStarted' : result.ok ? 'done' : result.error.outcome;
  if (truth === 'twice')
    return [problemOf(act, 'C5', `happened twice, the second time after it had settled (${outcome})`)];
  if (isTrue(outcome, truth, act.call.partialMayBeNothing !== undefined)) return [];
  return [problemOf(act, 'C7', `said ${outcome}; later the world says ${truth}`)];
}

/** Whoever the rig planted and that stands in an error, a status or the log. */
export function personProblems(
  calls: readonly RunningCall[],
  { statuses, logged }: { readonly statuses: readonly DeviceStatus[]; readonly logged: readonly unknown[] },
  canaries: readonly string[],
): readonly string[] {
  const errors = calls.flatMap(({ call, settled }) => {
    if (settled === null || settled.result?.ok === true) return [];
    const error = settled.result === null ? settled.thrown : settled.result.error;
    return leaks(`an error of ${call.name}`, error, canaries);
  });
  const all = [...errors, ...leaks('a status', statuses, canaries), ...leaks('the log', logged, canaries)];
  return all.map((leak) => `C15: ${leak}`);
}

/** How a call ended, in a word. */
export function endingOf(settled: RunningCall['settled']): string {
  if (settled === null) return 'open';
  if (settled.result === null) return 'threw';
  return settled.result.ok ? 'done' : settled.result.error.outcome;
}
