import { sleep } from '../../contract/clock.ts';
import type { HubDeps } from '../deps.ts';
import { leadOnce } from '../leader.ts';
import { causeCode } from '../log.ts';
import { rolloutHint } from './hint.ts';
import { rolloutRound } from './round.ts';

const lookEveryMs = 60_000;
/** What machines tell in this time is looked at together. */
const gatherMs = 1000;
/** After a round it rests for so many times as long as the round took: 25,000 machines that report one after the other cost a fifth of one connection, not all of it. */
const restTimes = 4;

/** Drives roll-outs: one round a minute, and soon after a machine has told what became of its update, speaks from another release, or a person has acted. One instance does it for all. Ends when the hub stops. */
export async function driveRollouts(deps: HubDeps): Promise<void> {
  let wake = new AbortController();
  let isNews = false;
  const off = deps.signals.on(rolloutHint, () => {
    isNews = true;
    wake.abort();
  });
  try {
    while (!deps.stop.aborted) {
      isNews = false;
      const beganMs = deps.clock.monoMs();
      const isMore = await oneRound(deps);
      const restMs = Math.min(lookEveryMs, Math.max(gatherMs, restTimes * (deps.clock.monoMs() - beganMs)));
      wake = new AbortController();
      if (!isMore && !isNews) await sleep(deps.clock, lookEveryMs, AbortSignal.any([wake.signal, deps.stop]));
      await sleep(deps.clock, restMs, deps.stop);
    }
  } finally {
    off();
  }
}

async function oneRound(deps: HubDeps): Promise<boolean> {
  let isMore = false;
  try {
    await leadOnce(deps, 'rollouts', 0, async () => {
      isMore = await rolloutRound(deps);
    });
  } catch (cause) {
    deps.log('hub.housekeeping.failed', { cause: causeCode(cause) });
  }
  return isMore;
}
