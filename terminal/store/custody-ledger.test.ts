import { describe, expect, it, test } from 'vitest';
import { motion, newCard, seen, seenAfter, send } from './testing/ledger.test-data.ts';
import { makeHubSide, takeAll, temporaryStore } from './testing/temporary-store.ts';

const hub = await makeHubSide();

describe('record and act are one', () => {
  it('a record that cannot be opened leaves no act, so that nothing is fed', () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    send(store, motion('a-1', 'feed'), newCard());
    const second = store.acts.intend(motion('a-2', 'feed', 'card-2'), newCard('card-2'));
    expect(second).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(store.custody.get('card-2')).toBeNull();
    expect(() => store.acts.sent('a-2', seen)).toThrow(/not intended/);
    const elsewhere = { ...newCard('card-3'), deviceId: 'reader' };
    expect(store.acts.intend({ ...motion('a-3', 'feed', 'card-3'), deviceId: 'reader' }, elsewhere).ok).toBe(true);
  });

  it('a crash between "intended" and the first byte leaves a held record and an act that never started', () => {
    using temporary = temporaryStore(hub.identity);
    temporary.store.acts.intend(motion('a-1', 'feed'), newCard());
    const store = temporary.reopen();
    expect(store.custody.open('dispenser')).toMatchObject([{ id: 'card-1', state: 'held', settledWallMs: null }]);
    expect(store.acts.openMotions('dispenser')).toMatchObject([{ id: 'a-1', state: 'intended', evidenceBefore: null }]);
    expect(store.acts.unsettled()).toEqual([]);
  });

  it('outcome, custody, count, audit and message come together or not at all', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    await exchange(temporary.store, { hopper: 50, retain: 3 });
    takeAll(store);
    send(store, motion('a-1', 'feed'), newCard());
    await store.acts.settle('a-1', 'done', seenAfter, 'reply', { counts: [{ bin: 'hopper', by: -1 }] });
    send(store, motion('a-2', 'present'));
    await store.acts.settle('a-2', 'done', seenAfter, 'reply', { custody: { type: 'presented' } });
    expect(store.custody.get('card-1')).toMatchObject({ state: 'offered', settledWallMs: null });
    send(store, motion('a-3', 'capture'));
    const wrong = await store.acts.settle('a-3', 'done', seenAfter, 'reply', {
      custody: { type: 'notMoved' },
      counts: [{ bin: 'retain', by: 1 }],
    });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'custodyState' } });
    expect(store.acts.openMotions('dispenser')).toMatchObject([{ id: 'a-3', state: 'sent' }]);
    expect(store.bins.counts('dispenser').retain).toEqual({ count: 3, initial: 3 });
    await store.acts.settle('a-3', 'done', seenAfter, 'reply', {
      custody: { type: 'captured' },
      counts: [{ bin: 'retain', by: 1 }],
    });
    expect(store.custody.get('card-1')).toMatchObject({ state: 'retracted' });
    expect(store.custody.open()).toEqual([]);
    expect(temporary.reopen().bins.counts('dispenser')).toEqual({
      hopper: { count: 49, initial: 50 },
      retain: { count: 4, initial: 3 },
    });
  });

  it('tells the hub what became of the card, in the order of the record, without a person', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    send(store, motion('a-1', 'feed'), newCard('card-1', { receiptNo: null }));
    await store.acts.settle('a-1', 'done', seenAfter, 'reply', { counts: [{ bin: 'hopper', by: -1 }] });
    send(store, motion('a-2', 'present'));
    await store.acts.settle('a-2', 'done', seenAfter, 'reply', { custody: { type: 'presented' } });
    await store.custody.change('card-1', { type: 'taken' }, { by: 'sensor', evidence: seenAfter });
    const sent = takeAll(store);
    expect(sent.map(({ topic, orderKey }) => [topic, orderKey])).toEqual([
      ['custody.changed', 'card-1'],
      ['custody.changed', 'card-1'],
      ['custody.changed', 'card-1'],
    ]);
    const [, , last] = sent;
    if (last === undefined) throw new Error('no message');
    expect(await hub.open(last, store.epoch)).toEqual({
      format: 'yitiji-custody/1',
      device: 'dispenser',
      receiptNo: null,
      act: null,
      custody: { id: 'card-1', kind: 'issuedCard', direction: 'out', state: 'taken', isOrphan: false },
      counts: { hopper: null, retain: null },
    });
    expect(store.custody.history('card-1').map(({ event, to, by }) => `${event} ${to} ${by}`)).toEqual([
      'opened held reply',
      'presented offered reply',
      'taken taken sensor',
    ]);
  });
});

describe('what is settled stays', () => {
  it('only a technician changes a settled record, and not while something is moving', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    send(store, motion('a-1', 'feed'), newCard());
    const attest = { type: 'attested', as: 'returned', operator: 'op-7' } as const;
    const operator = { by: 'operator', evidence: null } as const;
    expect(await store.custody.change('card-1', attest, operator)).toMatchObject({ error: { code: 'custodyState' } });
    await store.acts.settle('a-1', 'indeterminate', null, 'reply');
    await store.custody.change('card-1', { type: 'vanished' }, { by: 'reconcile', evidence: seen });
    expect(store.custody.unattested('dispenser')).toMatchObject([{ id: 'card-1', state: 'lost' }]);
    const late = await store.custody.change('card-1', { type: 'taken' }, { by: 'sensor', evidence: seen });
    expect(late).toMatchObject({ error: { code: 'custodyState' } });
    expect(await store.custody.change('card-1', attest, operator)).toEqual({ ok: true, value: 'returned' });
    expect(store.custody.unattested()).toEqual([]);
    expect(store.custody.get('card-1')).toMatchObject({ state: 'returned', attestedBy: 'op-7' });
  });

  it('an unknown motion is resolved once, late, and says so', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    await exchange(store, { hopper: 10 });
    send(store, motion('a-1', 'feed'), newCard());
    await store.acts.settle('a-1', 'indeterminate', null, 'reply');
    expect(store.bins.counts('dispenser').hopper?.count).toBe(10);
    expect(store.acts.openMotions('dispenser')).toMatchObject([{ id: 'a-1', state: 'unknown' }]);
    takeAll(store);
    await store.acts.settle('a-1', 'done', seenAfter, 'reconcile', { counts: [{ bin: 'hopper', by: -1 }] });
    const [late] = takeAll(store);
    if (late === undefined) throw new Error('no message');
    expect(await hub.open(late, store.epoch)).toMatchObject({
      act: { id: 'a-1', kind: 'feed', outcome: 'done', by: 'reconcile', isLate: true },
      counts: { hopper: 9 },
    });
    expect(await store.acts.settle('a-1', 'notDone', null, 'operator')).toMatchObject({ error: { code: 'actState' } });
  });

  it('an unknown motion that a later motion has overtaken is not for the sensors any more', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    send(store, motion('a-1', 'present'), newCard());
    await store.acts.settle('a-1', 'indeterminate', null, 'reply');
    send(store, motion('a-2', 'capture'));
    expect(store.acts.openMotions('dispenser')).toMatchObject([{ id: 'a-2', state: 'sent' }]);
  });
});

test('a machine that was never enrolled keeps the ledger as well; there is no hub that could miss it', async () => {
  using temporary = temporaryStore(null);
  const { store } = temporary;
  send(store, motion('a-1', 'feed'), newCard());
  expect(await store.acts.settle('a-1', 'done', seenAfter, 'reply', { custody: { type: 'presented' } })).toMatchObject({
    ok: true,
  });
  expect(store.custody.get('card-1')).toMatchObject({ state: 'offered' });
  expect(store.outbox.list()).toEqual([]);
});

test('an orphan has no session, and the hub hears of it', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  const { session: _, receiptNo: __, ...found } = newCard('orphan-1');
  expect(await store.custody.openOrphan(found, seen)).toMatchObject({ ok: true });
  expect(store.custody.open('dispenser')).toMatchObject([{ id: 'orphan-1', session: null, state: 'held' }]);
  const [message] = takeAll(store);
  if (message === undefined) throw new Error('no message');
  expect(await hub.open(message, store.epoch)).toMatchObject({ custody: { isOrphan: true, state: 'held' } });
});

describe('exchange', () => {
  it('is refused while a card is in somebody’s hands or an act is open, and keeps counts before and after', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    send(store, motion('a-1', 'feed'), newCard());
    const begin = { id: 'x-1', deviceId: 'dispenser', operator: 'op-7' };
    expect(await store.bins.beginExchange(begin)).toMatchObject({ error: { code: 'custodyState' } });
    await store.acts.settle('a-1', 'notDone', seen, 'reply', { custody: { type: 'notMoved' } });
    expect(await store.bins.beginExchange(begin)).toMatchObject({ ok: true });
    expect(await store.bins.endExchange('x-1', { hopper: -1 })).toMatchObject({ error: { code: 'refused' } });
    expect(await store.bins.endExchange('x-1', { hopper: 120, retain: 0 })).toMatchObject({ ok: true });
    expect(await store.bins.endExchange('x-1', { hopper: 1 })).toMatchObject({ error: { code: 'custodyState' } });
    expect(store.bins.exchanges('dispenser')).toMatchObject([
      { operator: 'op-7', state: 'ended', before: { hopper: null, retain: null }, after: { hopper: 120, retain: 0 } },
    ]);
    const messages = takeAll(store);
    const last = messages.at(-1);
    if (last === undefined) throw new Error('no message');
    expect(await hub.open(last, store.epoch)).toMatchObject({ counts: { hopper: 120, retain: 0 }, custody: null });
  });

  it('that a power cut left open is abandoned by the next one; counts stay as they were', async () => {
    using temporary = temporaryStore(hub.identity);
    await exchange(temporary.store, { hopper: 7 });
    await temporary.store.bins.beginExchange({ id: 'x-2', deviceId: 'dispenser', operator: 'op-7' });
    const store = temporary.reopen();
    expect(store.bins.counts('dispenser').hopper).toEqual({ count: 7, initial: 7 });
    await store.bins.beginExchange({ id: 'x-3', deviceId: 'dispenser', operator: 'op-8' });
    await store.bins.abandonExchange('x-3');
    expect(store.bins.exchanges('dispenser').map(({ state }) => state)).toEqual(['ended', 'abandoned', 'abandoned']);
  });
});

async function exchange(
  store: ReturnType<typeof temporaryStore>['store'],
  counted: { readonly hopper?: number; readonly retain?: number },
): Promise<void> {
  const begun = await store.bins.beginExchange({ id: 'x-0', deviceId: 'dispenser', operator: 'op-1' });
  const ended = await store.bins.endExchange('x-0', counted);
  if (!begun.ok || !ended.ok) throw new Error('exchange refused');
}
