import { expect, test } from 'vitest';
import { motion, newCard, seen } from './testing/ledger.test-data.ts';
import { makeHubSide, submitOk, takeAll, temporaryStore } from './testing/temporary-store.ts';

const hub = await makeHubSide();

/** A claim that ends while its motion waits for the device: the custodian finds `intended`, and sealing what it concludes takes a moment. */
test('a motion that is sent while "not started" is being written stays sent: the ledger never says that a card that moves is in the hopper', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  store.acts.intend(motion('a-1', 'feed'), newCard());
  const settling = store.acts.settle('a-1', 'notStarted', null, 'reconcile', { custody: { type: 'notMoved' } });
  // Sealing has begun; the device becomes free.
  await Promise.resolve();
  await Promise.resolve();
  store.acts.sent('a-1', seen);
  expect(await settling).toMatchObject({ ok: false, error: { code: 'actState' } });
  expect(store.acts.openMotions('dispenser')).toMatchObject([{ id: 'a-1', state: 'sent', outcome: null }]);
  expect(store.custody.get('card-1')).toMatchObject({ state: 'held' });
  expect(takeAll(store)).toEqual([]);
});

test('the same for a print: it is not told as never begun', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  const { receiptNo } = await submitOk(store);
  store.acts.intend({ id: 'p-1', kind: 'print', deviceId: 'receiptPrinter', receiptNo, copy: 0, session: 's-1' });
  const settling = store.acts.settle('p-1', 'notStarted', null, 'reconcile');
  await Promise.resolve();
  await Promise.resolve();
  store.acts.sent('p-1', seen);
  expect(await settling).toMatchObject({ ok: false, error: { code: 'actState' } });
  expect(store.acts.unsettled()).toMatchObject([{ id: 'p-1', state: 'sent' }]);
});

test('once "not started" is written, nothing is sent any more', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  store.acts.intend(motion('a-1', 'feed'), newCard());
  await store.acts.settle('a-1', 'notStarted', null, 'reconcile', { custody: { type: 'notMoved' } });
  expect(() => store.acts.sent('a-1', seen)).toThrow(/not intended/);
  expect(store.custody.get('card-1')).toMatchObject({ state: 'returned' });
});
