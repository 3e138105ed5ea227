import { type Clock, sleep } from '../../../contract/clock.ts';
import type { HubClient } from '../../sync/hub-client.ts';
import type { Sync } from '../../sync/sync.ts';
import type { Result } from '../context.ts';
import type { SessionWork } from '../session-ports.ts';
import { resultOfCase } from './confirm-port.ts';

/** A citizen waits this long for the department's word about a card that has left the machine, milliseconds (docs/domain/journeys.md F1). */
export const cardWordMs = 15_000;

/**
 * From question to question at least, milliseconds. A hub of an earlier release does not wait with a case that is due today: asked as fast as it answers, it refuses this machine for a while,
 * and the report of the card too.
 */
const betweenMs = 1_000;

export interface CardCasePortOptions {
  readonly link: () => {
    readonly client: Pick<HubClient, 'caseState'>;
    readonly sync: Pick<Sync, 'kick'>;
  } | null;
  readonly clock: Clock;
}

/**
 * What the hub makes of a card that was taken, or taken back: the machine's report goes at once, then the case is followed to its end, 15 s at most. Answers
 * with one RESULT: the end of the case, else what was known before (H5: nothing is in force before the department has said so).
 */
export function cardCasePort({ link: linkOf, clock }: CardCasePortOptions): SessionWork {
  return (visit, send) => {
    const controller = new AbortController();
    const before: Result = visit.result ?? { state: 'unknown' };
    const follow = async (): Promise<Result> => {
      const link = linkOf();
      const { receiptNo } = visit;
      if (link === null || receiptNo === null) return before;
      link.sync.kick();
      const untilMs = clock.monoMs() + cardWordMs;
      for (;;) {
        const leftMs = untilMs - clock.monoMs();
        if (leftMs <= 0 || controller.signal.aborted) return before;
        const askedMs = clock.monoMs();
        const waitS = Math.min(10, Math.max(1, Math.floor(leftMs / 1000)));
        const reply = await link.client.caseState(receiptNo, waitS, controller.signal);
        if (!reply.ok) return before;
        const known = resultOfCase(reply.value);
        if (known.state === 'effective' || known.state === 'refused' || known.state === 'expired') return known;
        const pauseMs = betweenMs - (clock.monoMs() - askedMs);
        if (pauseMs > 0) await sleep(clock, pauseMs, controller.signal);
      }
    };
    void follow().then((result) => {
      if (!controller.signal.aborted) send({ type: 'RESULT', result });
    });
    return () => controller.abort('user');
  };
}
