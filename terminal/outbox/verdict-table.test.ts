import { describe, expect, test } from 'vitest';
import { allBytes, makeHubSide, submitOk, takeAll, temporaryStore } from '../store/testing/temporary-store.ts';
import type { Settlement } from './outbox.ts';

const hub = await makeHubSide();

describe('what each verdict does to a message', () => {
  test.each<[Settlement['verdict'], string, boolean]>([
    ['accepted', 'acked', false],
    ['duplicate', 'acked', false],
    ['retry', 'pending', true],
    ['rejected', 'dead', true],
    ['conflict', 'dead', true],
    // Its bytes go on under the new id.
    ['tooOld', 'reissued', true],
    ['poison', 'dead', true],
  ])('%s makes it %s, body kept: %s', async (verdict, state, isKept) => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    const { messageId, receiptNo } = await submitOk(store);
    const [envelope] = takeAll(store);
    if (envelope === undefined) throw new Error('no message');
    const ciphertext = Buffer.from(envelope.ct, 'base64').subarray(100, 140);
    expect(allBytes(temporary.dir).includes(ciphertext)).toBe(true);
    const settlement = verdict === 'retry' ? { id: messageId, verdict, counted: true } : { id: messageId, verdict };
    expect(store.outbox.settle([settlement])).toMatchObject({ ok: true });
    expect(store.outbox.stub(messageId)).toMatchObject({ state, receiptNo, attempts: 1 });
    // In database and WAL alike: secure_delete zeroes the page, the checkpoint empties the log.
    expect(allBytes(temporary.dir).includes(ciphertext)).toBe(isKept);
  });

  test('a verdict is final: a later one changes nothing', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store } = temporary;
    const { messageId } = await submitOk(store);
    store.outbox.settle([{ id: messageId, verdict: 'accepted' }]);
    for (const verdict of ['rejected', 'conflict', 'duplicate'] as const)
      store.outbox.settle([{ id: messageId, verdict }]);
    expect(store.outbox.stub(messageId)).toMatchObject({ state: 'acked', verdict: 'accepted', attempts: 1 });
  });

  test('what was in flight at a crash goes again, in the same sealed bytes', async () => {
    using temporary = temporaryStore(hub.identity);
    const before = await submitOk(temporary.store).then(() => takeAll(temporary.store));
    const again = temporary.reopen();
    expect([...again.outbox.candidates()]).toEqual([]);
    expect(again.outbox.requeueInflight()).toEqual({ ok: true, value: 1 });
    expect(takeAll(again)).toEqual(before);
  });

  test('counts tell pending, dead and age, and nothing of what is done', async () => {
    using temporary = temporaryStore(hub.identity);
    const { store, clock } = temporary;
    expect(store.outbox.counts()).toEqual({ pending: 0, dead: 0, oldestWallMs: null, hasUrgent: false, missing: 0 });
    const first = await submitOk(store, { prio: 2 });
    const second = await submitOk(store, { prio: 2 });
    const third = await submitOk(store, { prio: 2 });
    store.outbox.settle([
      { id: first.messageId, verdict: 'accepted' },
      { id: second.messageId, verdict: 'rejected' },
    ]);
    expect(store.outbox.counts()).toMatchObject({
      pending: 1,
      dead: 1,
      oldestWallMs: clock.wallMs(),
      hasUrgent: false,
    });
    store.outbox.settle([{ id: third.messageId, verdict: 'accepted' }]);
    await submitOk(store, { prio: 0 });
    expect(store.outbox.counts()).toMatchObject({ pending: 1, hasUrgent: true });
  });
});
