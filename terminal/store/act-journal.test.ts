import { expect, test } from 'vitest';
import type { Outcome } from '../../contract/device.ts';
import { receiptNumber } from '../../contract/receipt-number.ts';
import { err } from '../../contract/result.ts';
import { seal } from '../../contract/suites/seal.ts';
import { OwedOutcomes } from './owed-outcomes.ts';
import { SqliteError } from './sqlite.ts';
import type { ActIntent } from './store.ts';
import { makeHubSide, submitOk, takeAll, temporaryStore } from './testing/temporary-store.ts';

const hub = await makeHubSide();
const before = { at: '2026-11-23T14:05:00+08:00', values: { cuts: 41 } } as const;
const after = { at: '2026-11-23T14:05:03+08:00', values: { cuts: 42 } } as const;
const print = (receiptNo: string, id = 'act-1'): ActIntent => ({
  id,
  kind: 'print',
  deviceId: 'receiptPrinter',
  receiptNo,
  copy: 0,
  session: 's-1',
});

test('sent is on disk before the first byte leaves: a crash after it leaves the row to reconcile', async () => {
  using temporary = temporaryStore(hub.identity);
  const { receiptNo } = await submitOk(temporary.store);
  temporary.store.acts.intend(print(receiptNo));
  temporary.store.acts.sent('act-1', before);
  const again = temporary.reopen();
  expect(again.acts.unsettled()).toMatchObject([{ id: 'act-1', state: 'sent', evidenceBefore: before, outcome: null }]);
});

test('sent without intended throws, so that nothing is printed', async () => {
  using temporary = temporaryStore(hub.identity);
  expect(() => temporary.store.acts.sent('act-1', before)).toThrow(/not intended/);
  const { receiptNo } = await submitOk(temporary.store);
  temporary.store.acts.intend(print(receiptNo));
  temporary.store.acts.sent('act-1', before);
  expect(() => temporary.store.acts.sent('act-1', before)).toThrow(/not intended/);
});

test('one act id is one act', async () => {
  using temporary = temporaryStore(hub.identity);
  const { receiptNo } = await submitOk(temporary.store);
  expect(temporary.store.acts.intend(print(receiptNo))).toMatchObject({ ok: true });
  expect(temporary.store.acts.intend(print(receiptNo))).toMatchObject({ ok: false, error: { code: 'refused' } });
});

test.each<[Outcome, string]>([
  ['notStarted', 'confirmed'],
  ['notDone', 'confirmed'],
  ['done', 'confirmed'],
  ['partial', 'confirmed'],
  ['indeterminate', 'unknown'],
])('outcome %s settles as %s and tells the hub in the same transaction', async (outcome, state) => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  const { receiptNo } = await submitOk(store);
  store.acts.intend(print(receiptNo));
  store.acts.sent('act-1', before);
  expect(await store.acts.settle('act-1', outcome, after, 'reply')).toMatchObject({ ok: true });
  expect(store.acts.unsettled()).toEqual([]);
  expect(store.acts.forReceipt(receiptNo)).toMatchObject([{ state, outcome, by: 'reply', evidenceAfter: after }]);
  const envelope = takeAll(store).find(({ topic }) => topic === 'act.print');
  if (envelope === undefined) throw new Error('no act.print message');
  expect(envelope).toMatchObject({ orderKey: receiptNo, receiptNo, seq: 2 });
  expect(await hub.open(envelope, store.epoch)).toEqual({
    format: 'yitiji-print/1',
    actId: 'act-1',
    receiptNo,
    outcome,
    copy: 0,
  });
});

test('a confirmed act is final, an unknown one is resolved once', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  const { receiptNo } = await submitOk(store);
  store.acts.intend(print(receiptNo));
  store.acts.sent('act-1', before);
  await store.acts.settle('act-1', 'indeterminate', null, 'reply');
  expect(await store.acts.settle('act-1', 'done', after, 'reconcile')).toMatchObject({ ok: true });
  expect(await store.acts.settle('act-1', 'notDone', null, 'operator')).toMatchObject({
    ok: false,
    error: { code: 'actState' },
  });
  expect(await store.acts.settle('act-9', 'done', null, 'reply')).toMatchObject({
    ok: false,
    error: { code: 'actState' },
  });
  expect(store.acts.forReceipt(receiptNo)).toMatchObject([{ state: 'confirmed', outcome: 'done', by: 'reconcile' }]);
  expect(store.outbox.list().filter(({ topic }) => topic === 'act.print')).toHaveLength(2);
});

test('two settlements at the same moment: one wins, one message', async () => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  const { receiptNo } = await submitOk(store);
  store.acts.intend(print(receiptNo));
  store.acts.sent('act-1', before);
  const both = await Promise.all([
    store.acts.settle('act-1', 'done', after, 'reply'),
    store.acts.settle('act-1', 'notDone', after, 'reconcile'),
  ]);
  expect(both.map(({ ok }) => ok)).toEqual([true, false]);
  expect(store.outbox.list().filter(({ topic }) => topic === 'act.print')).toHaveLength(1);
});

test('a disk that refuses the outcome of a print: it is written, and told once, as soon as the disk takes writes again', async () => {
  let isFull = false;
  let refused = 0;
  const said: unknown[] = [];
  using temporary = temporaryStore(hub.identity);
  const store = temporary.reopen({
    log: (event, fields) => void (event === 'act.print.settled' && said.push(fields)),
    seal: (...to) => {
      if (isFull) {
        refused += 1;
        throw new SqliteError('database or disk is full', 'SQLITE_FULL');
      }
      return seal(...to);
    },
  });
  const { receiptNo } = await submitOk(store);
  store.acts.intend(print(receiptNo));
  store.acts.sent('act-1', before);
  isFull = true;
  expect(await store.acts.settle('act-1', 'done', after, 'reply')).toMatchObject({
    ok: false,
    error: { code: 'full' },
  });
  // A read, such as every look at the store's health is, tries nothing.
  const soFar = refused;
  expect(store.promises().ok).toBe(true);
  await new Promise(setImmediate);
  expect(refused).toBe(soFar);
  store.meta.set('x', '1');
  await new Promise(setImmediate);
  expect(refused).toBeGreaterThan(soFar);
  expect(store.acts.forReceipt(receiptNo)).toMatchObject([{ state: 'sent', outcome: null }]);
  // Nothing is under way that a technician or an update would have to wait for.
  expect(store.acts.unsettled()).toEqual([]);
  isFull = false;
  const taken = new Promise<void>((resolve) => store.onMessage(() => resolve()));
  store.meta.set('x', '2');
  await taken;
  expect(store.acts.forReceipt(receiptNo)).toMatchObject([
    { state: 'confirmed', outcome: 'done', by: 'reply', evidenceAfter: after },
  ]);
  await submitOk(store);
  expect(takeAll(store).filter(({ topic }) => topic === 'act.print')).toHaveLength(1);
  expect(said).toEqual([{ actId: 'act-1', deviceId: 'receiptPrinter', outcome: 'done', by: 'reply' }]);
});

test('an outcome that the ledger itself refuses is not tried again; one that the disk refuses is, once at a time', async () => {
  const tried: string[] = [];
  const one = (actId: string) => ({
    ...({ actId, deviceId: 'receiptPrinter', outcome: 'done', by: 'reply' } as const),
    write: () => {
      tried.push(actId);
      return Promise.resolve(err({ code: 'full', detail: '' } as const));
    },
  });
  const owed = new OwedOutcomes(() => undefined);
  owed.keep(one('settled'), { code: 'actState', detail: '' });
  owed.again();
  expect(tried).toEqual([]);
  owed.keep(one('refused'), { code: 'full', detail: '' });
  owed.again();
  owed.again();
  await new Promise(setImmediate);
  expect(tried).toEqual(['refused']);
  owed.again();
  expect(tried).toEqual(['refused', 'refused']);
});

test.each([
  ['of a booking', 'YY26120130281136'],
  ['of a case that another machine has taken', receiptNumber('PY0003', '261123', 1)],
  ['of no case', ''],
])('the hub does not refuse the report of a slip %s for its number', async (_what, number) => {
  using temporary = temporaryStore(hub.identity);
  const { store } = temporary;
  store.acts.intend(print(number));
  store.acts.sent('act-1', before);
  await store.acts.settle('act-1', 'done', after, 'reply');
  const [envelope] = takeAll(store);
  if (envelope === undefined) throw new Error('no act.print message');
  expect(envelope.receiptNo).toBeNull();
  expect(await hub.open(envelope, store.epoch)).toMatchObject({ receiptNo: '', outcome: 'done' });
  // What was on the paper is still known here.
  if (number !== '') expect(store.acts.forReceipt(number)).toMatchObject([{ outcome: 'done' }]);
});
