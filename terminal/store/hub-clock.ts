import type { Clock } from '../../contract/clock.ts';
import type { Store } from './store.ts';

/**
 * The time that citizens are told and that goes into their applications: the wall clock as the hub has corrected it, in this boot. Nobody reads a wrong hour because
 * the battery of a machine is old (F-5, docs/domain/journeys.md §6). Durations are not touched.
 */
export function hubClock(clock: Clock, store: Pick<Store, 'trustedWallMs'>): Clock {
  return {
    monoMs: () => clock.monoMs(),
    after: (delayMs, fn) => clock.after(delayMs, fn),
    wallMs: () => store.trustedWallMs(),
  };
}
