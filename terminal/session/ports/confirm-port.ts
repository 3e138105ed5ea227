import type { Clock } from '../../../contract/clock.ts';
import type { CaseReply } from '../../../contract/hub-api.ts';
import type { Log } from '../../../contract/log.ts';
import { caseStates } from '../../../contract/pulls/cases.ts';
import type { HubClient } from '../../sync/hub-client.ts';
import type { Sync } from '../../sync/sync.ts';
import type { Result } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import type { SessionWork } from '../session-ports.ts';

/** A citizen waits this long for the result (docs/domain/journeys.md F1 and F-3); the queue goes on for ever. */
const confirmMs = 15_000;
/** An automatic review that the hub has announced is waited for: over 30 s it is an officer's by the hub's own word (docs/domain/catalogue.md §4.2 rule 1). */
const reviewMs = 32_000;

export interface ConfirmPortOptions {
  readonly link: () => {
    readonly client: Pick<HubClient, 'caseState' | 'onOutcome'>;
    readonly sync: Pick<Sync, 'waitVerdict' | 'attempts' | 'kick'>;
  } | null;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Follows one application until it is in force, or 15 s. Unknown answers mean the same message again, with the same id (H7): the sync worker does
 * that, and the citizen is told each time.
 */
export function confirmPort({ link: linkOf, clock, log }: ConfirmPortOptions): SessionWork {
  return (visit, send) => {
    const controller = new AbortController();
    const link = linkOf();
    const startedMs = clock.monoMs();
    const follow = async (): Promise<Result> => {
      if (link === null || visit.messageId === null || visit.receiptNo === null) return { state: 'stored' };
      const { client, sync } = link;
      const { messageId, receiptNo } = visit;
      const stopListening = client.onOutcome(({ kind, error }) => {
        if (kind === 'batch' && error !== null && !controller.signal.aborted) {
          send({ type: 'ASKED_AGAIN', attempts: sync.attempts(messageId) + 1 });
        }
      });
      sync.kick();
      const verdict = await sync.waitVerdict(messageId, confirmMs, controller.signal);
      stopListening();
      if (verdict === 'pending') return { state: sync.attempts(messageId) === 0 ? 'stored' : 'unknown' };
      if (verdict !== 'accepted' && verdict !== 'duplicate') return { state: 'unknown', isSetAside: true };
      if (controller.signal.aborted) return { state: 'delivered' };
      send({ type: 'DELIVERED' });
      return followCase(client, receiptNo, startedMs + confirmMs);
    };
    const followCase = async (
      client: Pick<HubClient, 'caseState'>,
      receiptNo: string,
      untilMs: number,
    ): Promise<Result> => {
      let known: Result = { state: 'delivered' };
      let endMs = untilMs;
      let isReviewed = false;
      for (;;) {
        const leftMs = endMs - clock.monoMs();
        if (leftMs <= 0 || controller.signal.aborted) return known;
        const reply = await client.caseState(
          receiptNo,
          Math.min(10, Math.max(1, Math.floor(leftMs / 1000))),
          controller.signal,
          isReviewed ? 'review' : undefined,
        );
        if (controller.signal.aborted) return known;
        // Delivered is certain; that the department could not be asked about it changes nothing of that.
        if (!reply.ok) return known;
        known = resultOfCase(reply.value);
        // Delivered becomes accepted, accepted becomes done: within seconds, or by a day that is named and that nobody waits for.
        const isInReview = known.state === 'accepted' && known.data.review === 'automatic';
        if (isInReview && !isReviewed) {
          endMs = startedMs + reviewMs;
          send({ type: 'UNDER_REVIEW' });
        }
        isReviewed = isInReview;
        const isTaken = known.state === 'accepted' && reply.value.dueOn === null;
        const mayChange = known.state === 'delivered' || isTaken || isReviewed;
        if (!mayChange) return known;
      }
    };
    void follow().then((result) => {
      if (controller.signal.aborted) return;
      log('session.submit.resolved', {
        receiptNo: visit.receiptNo ?? '',
        state: result.state,
        existingReceipt: result.state === 'duplicate' ? result.existingReceipt : '',
        durationMs: Math.round(clock.monoMs() - startedMs),
      });
      send({ type: 'RESULT', result } satisfies SessionEvent);
    });
    return () => controller.abort('user');
  };
}

/** The hub's word for a case, in the words of the session. Pure. */
export function resultOfCase(reply: CaseReply): Result {
  const { state, existingReceipt, receiptNo, dueOn, data } = reply;
  if (existingReceipt !== null && existingReceipt !== receiptNo) {
    const existing = caseStates.find((known) => known === data.existingState);
    return { state: 'duplicate', existingReceipt, ...(existing === undefined ? {} : { existing }) };
  }
  switch (state) {
    case 'delivered':
      return { state };
    case 'refused':
      return { state, reason: reply.reason ?? 'other' };
    case 'done':
      return { state: 'effective', at: reply.settledAt ?? reply.hubTime, data };
    default:
      return { state, dueOn, data };
  }
}
