import { noLog } from '../contract/log.ts';
import type { VirtualClock } from '../contract/virtual-clock.ts';
import type { WatchReason } from '../contract/watchdog/ladder.ts';
import { rungsHere } from '../contract/watchdog/shell-exits.ts';
import { Watchdog } from './watchdog.ts';

/** A watchdog that has seen this reason twice: its third step has a pause. `taken` has the steps from then on. */
export async function watchdogBeforeAPause(
  clock: VirtualClock,
  reason: WatchReason,
): Promise<{ readonly dog: Watchdog; readonly taken: readonly string[] }> {
  const taken: string[] = [];
  const dog = new Watchdog({
    ...{ clock, log: noLog, can: rungsHere(true), now: () => ({ isIdle: false, isActing: false }) },
    take: (rung, why) => taken.push(`${rung} ${why}`),
    tell: () => undefined,
  });
  for (let n = 0; n < 2; n += 1) {
    dog.saw(reason, 'test');
    await clock.advance(0);
  }
  taken.length = 0;
  return { dog, taken };
}
