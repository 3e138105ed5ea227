import { type Clock, sleep } from '../../../contract/clock.ts';
import type { PullReply } from '../../../contract/hub-api.ts';
import { isReference, pullSchemas } from '../../../contract/pulls/pulls.ts';
import { parse } from '../../../contract/validate.ts';
import type { Store } from '../../store/store.ts';
import type { HubClient } from '../../sync/hub-client.ts';
import type { PullAsk, Pulled, Visit } from '../context.ts';
import { personOfPull } from '../rules/pulls.ts';
import type { SessionWork } from '../session-ports.ts';
import { isoOf, personOf, untilLeft } from './port-deps.ts';
import type { ReferenceCache } from './reference-cache.ts';

/** For the whole page, milliseconds; one pull has 5 s of its own (`budgets.pull`). */
const pageLimitMs = 8_000;

export interface PullPortOptions {
  readonly client: () => Pick<HubClient, 'pull'> | null;
  readonly cache: ReferenceCache | null;
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Asks the city for what it knows, all at once. No answer in time means `away`, never "none": only the department may say that there is nothing. Data that do
 * not fit the schema of their path are as good as no answer. Reference lists come from the cache where nobody could be asked or nobody answered.
 */
export function pullPort(options: PullPortOptions): SessionWork {
  const { store, clock } = options;
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const startedMs = clock.monoMs();
      const limit = new AbortController();
      const onLeft = () => limit.abort('user');
      signal.addEventListener('abort', onLeft, { once: true });
      const answered: string[] = [];
      const all = visit.asking.map(async (ask) => {
        const pulled = await askOne(options, visit, ask, limit.signal);
        if (limit.signal.aborted && pulled.status === 'away') return;
        answered.push(ask.path);
        const queued = pulled.status === 'found' ? null : ownQueue(store, ask);
        if (queued !== null) tell({ type: 'QUEUED', ...queued });
        const at = pulled.status === 'found' ? { at: isoOf(clock.wallMs()) } : {};
        tell({ type: 'PULLED', path: ask.path, pulled, ...at });
      });
      const over = new AbortController();
      await Promise.race([Promise.all(all), sleep(clock, pageLimitMs, over.signal)]);
      over.abort();
      limit.abort('deadline');
      signal.removeEventListener('abort', onLeft);
      for (const { path } of visit.asking) {
        if (!answered.includes(path)) tell({ type: 'PULLED', path, pulled: { status: 'away' } });
      }
      const ms = Math.round(clock.monoMs() - startedMs);
      const sources = visit.asking.map(({ path }) => path);
      store.audit('hub.pull', { item: visit.item.id, sources, ms }, visit.id);
      tell({ type: 'PULLS_DONE' });
    }, send);
}

/** Where the case that was asked for stands among the applications in this machine's own queue; null = it is not there. */
export function ownQueue(
  store: Pick<Store, 'outbox'>,
  { path, params }: PullAsk,
): { readonly receiptNo: string; readonly n: number; readonly at: string } | null {
  const { receiptNo } = params;
  if (path !== 'case.detail' || receiptNo === undefined) return null;
  const place = store.outbox.place(receiptNo);
  return place === null ? null : { receiptNo, n: place.n, at: isoOf(place.wallMs) };
}

async function askOne(
  { client: clientOf, cache }: PullPortOptions,
  visit: Visit,
  { path, params }: PullAsk,
  signal: AbortSignal,
): Promise<Pulled> {
  const party = personOfPull(visit, path);
  const person = party === null ? null : personOf(party);
  const reply = await clientOf()?.pull({ path, person, params: { ...params } }, signal);
  const answer: Pulled = reply?.ok === true ? judged(path, reply.value) : { status: 'away' };
  if (answer.status === 'found' && isReference(path)) {
    const { source, asOf, data } = answer;
    cache?.put({ path, params: { ...params }, source, asOf, data });
  }
  if (answer.status !== 'away' && answer.status !== 'timeout') return answer;
  const kept = cache?.get(path, params) ?? null;
  if (kept === null) return answer;
  return { status: 'found', source: kept.source, asOf: kept.asOf, data: kept.data };
}

/** What a department has said, its data only where they fit. */
function judged(
  path: PullAsk['path'],
  { status, source, asOf, data }: PullReply,
): Exclude<Pulled, { status: 'asking' }> {
  const said = { source, asOf };
  if (status !== 'found' && status !== 'partial') return { status, ...said, data: null };
  const checked = parse(pullSchemas[path], data);
  return checked.ok ? { status, ...said, data: checked.value } : { status: 'timeout', ...said, data: null };
}
