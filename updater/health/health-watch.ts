import type { HealthFacts } from '../../contract/update-health.ts';
import { type HealthPolicy, type HealthVerdict, judge, noUplinkAfterMs } from './judge.ts';

/**
 * Watches one release on probation: the verdict of `judge` has to stand without a break for `steadyMs`. Pure. A break is anything that is not well, and anything that shows that something was not
 * well meanwhile: another start of the terminal service, a lost page, a died process.
 */
export interface HealthWatch {
  readonly before: HealthFacts | null;
  readonly policy: HealthPolicy;
  /** Monotonic milliseconds at which the release was started. */
  readonly startedAtMs: number;
  readonly facts: HealthFacts | null;
  /** Since when everything stands; null = it does not. */
  readonly wellSinceMs: number | null;
}

/**
 * The watch over a release that has just started.
 * @param before facts of the release before; null = none
 * @param startedAtMs monotonic
 */
export function beginWatch(before: HealthFacts | null, policy: HealthPolicy, startedAtMs: number): HealthWatch {
  return { before, policy, startedAtMs, facts: null, wellSinceMs: null };
}

/** New facts; null = the terminal service has gone. */
export function seen(watch: HealthWatch, facts: HealthFacts | null, nowMs: number): HealthWatch {
  const isBroken = watch.facts === null || facts === null || setbacks(watch.facts) !== setbacks(facts);
  return lookedAt({ ...watch, facts, wellSinceMs: isBroken ? null : watch.wellSinceMs }, nowMs);
}

/** Time has passed: what is excused after a while may be excused now. */
export function lookedAt(watch: HealthWatch, nowMs: number): HealthWatch {
  const verdict = judge(watch.before, watch.facts, nowMs - watch.startedAtMs, watch.policy);
  const isWell = verdict === 'pass' || verdict === 'passOffline';
  return { ...watch, wellSinceMs: isWell ? (watch.wellSinceMs ?? nowMs) : null };
}

/** Decides within the limit, whatever the facts do. `watch` must have been looked at at this time. */
export function decide(watch: HealthWatch, nowMs: number): HealthVerdict {
  const { before, facts, policy, startedAtMs, wellSinceMs } = watch;
  const elapsedMs = nowMs - startedAtMs;
  const verdict = judge(before, facts, elapsedMs, policy);
  if (verdict !== 'pass' && verdict !== 'passOffline') return verdict;
  if (wellSinceMs !== null && nowMs - wellSinceMs >= policy.steadyMs) return verdict;
  if (elapsedMs < policy.limitMs) return 'wait';
  return { fail: 'unsteady', what: `${nowMs - (wellSinceMs ?? nowMs)} ms` };
}

/** Milliseconds until time alone may change the decision. */
export function untilNextLook({ policy, startedAtMs, wellSinceMs }: HealthWatch, nowMs: number): number {
  const times = [
    startedAtMs + policy.limitMs,
    startedAtMs + policy.offlineAfterMs,
    startedAtMs + noUplinkAfterMs(policy),
    ...(wellSinceMs === null ? [] : [wellSinceMs + policy.steadyMs]),
  ].filter((at) => at > nowMs);
  return times.length === 0 ? 0 : Math.min(...times) - nowMs;
}

/** Changes with everything that shows that not all was well since the facts before. */
const setbacks = ({ start, page, hosts }: HealthFacts) =>
  [start, page.losses, ...hosts.map(({ deaths }) => deaths)].join('/');
