import { type Clock, sleep } from '../../contract/clock.ts';
import type { Pace } from '../../contract/heartbeat-facts.ts';
import type { CallOutcome } from './hub-client.ts';

/** Is the hub there? One success is enough for yes; no needs three misses, or one call for work that finds nobody. */
export interface Presence {
  readonly isOnline: boolean;
  readonly misses: number;
}

/** Before the first contact nobody may be promised anything online. */
export const presenceAtStart: Presence = { isOnline: false, misses: 0 };

const missesUntilOffline = 3;
const probeEveryMs = 10_000;

export type PresenceEvent = 'success' | 'miss' | 'gone';

/** Whether the hub is there, after one more call. A single miss is no outage; a success is at once the end of one. */
export function stepPresence(state: Presence, event: PresenceEvent): Presence {
  if (event === 'success') return { isOnline: true, misses: 0 };
  const misses = state.misses + 1;
  return { isOnline: state.isOnline && event === 'miss' && misses < missesUntilOffline, misses };
}

/**
 * What a finished call says. A hub that answers with its signature is there, even when it refuses this one request; one that does not know this
 * machine (401, 403), cannot work (5xx) or is not believed is of no use to a citizen.
 */
export function presenceEventOf({ kind, error }: CallOutcome): PresenceEvent {
  if (error === null) return 'success';
  if (error.code === 'unreachable' && kind !== 'heartbeat') return 'gone';
  const isAnswer = error.code === 'http' && error.isSigned === true && error.status !== undefined;
  return isAnswer && error.status < 500 && error.status !== 401 && error.status !== 403 ? 'success' : 'miss';
}

/** By what the hub asks for, milliseconds: somebody watches this machine, as usual, it has its hands full. */
const paceMs = { watched: 15_000, usual: 60_000, degraded: 300_000 } as const satisfies Record<Pace, number>;

/**
 * Until the next heartbeat, milliseconds: every 10 s while somebody wants to know whether the hub is there (a citizen is at the machine, or the last call has missed it), else by the hub's pace.
 * @param chance 0 to 1: a fleet that was started together does not go on telling together
 */
export function beatEveryMs(
  { isBusy, isSure, pace }: { readonly isBusy: boolean; readonly isSure: boolean; readonly pace: Pace },
  chance: number,
): number {
  if (isBusy || !isSure) return probeEveryMs;
  return Math.round(paceMs[pace] * (0.9 + 0.2 * chance));
}

/** Sends a heartbeat at once and then again and again until `signal` is aborted. Its outcome arrives like that of every other call. @param wakeable given what brings the next one at once */
export async function probe(
  clock: Clock,
  beat: (signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
  nextMs: () => number = () => probeEveryMs,
  wakeable: (wake: () => void) => void = () => undefined,
): Promise<void> {
  while (!signal.aborted) {
    await beat(signal);
    const woken = new AbortController();
    wakeable(() => woken.abort());
    await sleep(clock, nextMs(), AbortSignal.any([signal, woken.signal]));
  }
}
