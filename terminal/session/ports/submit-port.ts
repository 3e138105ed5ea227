import type { Clock } from '../../../contract/clock.ts';
import type { SubmitBody } from '../../../contract/envelope.ts';
import type { Log } from '../../../contract/log.ts';
import type { Store } from '../../store/store.ts';
import type { Identity, Visit } from '../context.ts';
import type { SessionWork } from '../session-service.ts';

export interface SubmitPortOptions {
  readonly store: Store;
  readonly identity: () => Identity | null;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Commits the application: business row, sealed message, audit row and receipt number in one transaction (H1). Only the store's
 * word leads to a page with a number.
 */
export function submitPort({ store, identity: identityOf, clock, log }: SubmitPortOptions): SessionWork {
  return (visit, send) => {
    const commit = async () => {
      const identity = identityOf();
      const at = new Date(clock.wallMs()).toISOString();
      const body = identity === null ? null : submitBody(visit, at);
      if (identity === null || body === null) {
        log('session.submit.failed', { item: visit.item.id, code: 'incomplete' });
        send({ type: 'STORE_FAILED' });
        return;
      }
      const stored = await store.submitCase({
        kiosk: identity.kiosk,
        itemId: visit.item.id,
        itemVersion: visit.item.version,
        prio: priority(visit.item.queuePriority),
        offline: visit.found?.kind !== 'cards',
        session: visit.id,
        body: (receiptNo) => ({ ...body, receiptNo }),
      });
      if (!stored.ok) {
        log('session.submit.failed', { item: visit.item.id, code: stored.error.code });
        send({ type: 'STORE_FAILED' });
        return;
      }
      const { receiptNo, messageId } = stored.value;
      log('session.submit.stored', { receiptNo, item: visit.item.id, messageId });
      send({ type: 'STORED', receiptNo, messageId, at });
    };
    void commit();
    // A commit that has begun is finished: leaving the page does not undo it.
    return () => undefined;
  };
}

/** What the department gets; null when the visit lacks what it must have (a bug of the journey, found by tests). */
export function submitBody(visit: Visit, capturedAt: string): Omit<SubmitBody, 'receiptNo'> | null {
  const { card, identifiedAt, item } = visit;
  if (card === null || identifiedAt === null) return null;
  const person = {
    docType: card.type,
    idNumber: card.number,
    name: card.name,
    level: 'L1' as const,
    at: identifiedAt,
  };
  const answers: Record<string, string | null> = {};
  for (const field of item.fields)
    answers[field.key === 'card' ? 'cardId' : field.key] = visit.answers[field.key] ?? null;
  // Without a card the department blocks every card of the person: right when none could be shown, never when one had to be chosen.
  const mustChoose = visit.found?.kind === 'cards' && item.fields.some((field) => field.type === 'cardRef');
  if (mustChoose && answers.cardId === null) return null;
  return {
    format: 'yitiji-submit/1',
    itemId: item.id,
    itemVersion: item.version,
    actor: person,
    subject: person,
    answers,
    consents: [...visit.consents],
    offline: visit.found?.kind !== 'cards',
    capturedAt,
  };
}

function priority(value: number): 0 | 1 | 2 | 3 {
  return value === 0 || value === 1 || value === 2 ? value : 3;
}
