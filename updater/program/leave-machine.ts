import type { WaitCode } from '../../contract/update-gate.ts';
import type { Answer, LocalClient } from '../local-client.ts';
import { askForMachine, type HeldMachine } from './ask-machine.ts';

/** What a rollback waits for: somebody is being served, or something of theirs is on its way. All other reasons are against something new; a store that failed, a frozen day or a stuck card must not keep a bad release. */
const served: ReadonlySet<WaitCode> = new Set([
  'visit.open',
  'visit.ending',
  'home.inUse',
  'idCard.onPad',
  'card.atOutlet',
  'card.inside',
  'paper.atExit',
  'act.open',
]);

/**
 * Waits until nobody is served, however long; the launcher ends the wait of a release that has failed (`silentAfterMs`). Resolves with the lease, or with null where there is none to have: nobody
 * answers, or what is against it is nobody's visit. Nothing begins on a machine whose store has failed; elsewhere a visit that begins in this very moment ends as by a power cut.
 */
export async function leaveMachine(
  connect: () => Answer<LocalClient>,
  signal: AbortSignal,
): Promise<HeldMachine | null> {
  const enough = new AbortController();
  const waiting = (codes: readonly WaitCode[]) => {
    if (!codes.some((code) => served.has(code))) enough.abort();
  };
  return await askForMachine({
    ...{ connect, isOverdue: true, waiting },
    signal: AbortSignal.any([signal, enough.signal]),
  });
}
