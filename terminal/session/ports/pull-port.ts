import type { Clock } from '../../../contract/clock.ts';
import type { Store } from '../../store/store.ts';
import type { HubClient } from '../../sync/hub-client.ts';
import type { Found } from '../context.ts';
import type { SessionWork } from '../session-service.ts';

export interface PullPortOptions {
  readonly client: () => Pick<HubClient, 'pull'> | null;
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Asks the city for what it knows. No answer within the pull's limit (5 s) means `away`, never "none": only the department may say that
 * there is nothing.
 */
export function pullPort({ client: clientOf, store, clock }: PullPortOptions): SessionWork {
  return (visit, send) => {
    const controller = new AbortController();
    const ask = async (): Promise<Found> => {
      const client = clientOf();
      const { card } = visit;
      if (client === null || card === null) return { kind: 'away' };
      const startedMs = clock.monoMs();
      const reply = await client.pull(
        { path: 'hrss.cards', idNumber: card.number, name: card.name },
        controller.signal,
      );
      const ms = Math.round(clock.monoMs() - startedMs);
      store.audit('hub.pull', { item: visit.item.id, sources: ['hrss.cards'], ms }, visit.id);
      if (!reply.ok) return { kind: 'away' };
      const { status, cards, asOf, source } = reply.value;
      if (status === 'none') return { kind: 'none' };
      if (status === 'found' && cards.length > 0) return { kind: 'cards', cards, asOf, source };
      return { kind: status === 'found' ? 'none' : 'away' };
    };
    void ask().then((found) => {
      if (!controller.signal.aborted) send({ type: 'FOUND', found });
    });
    return () => controller.abort('user');
  };
}
