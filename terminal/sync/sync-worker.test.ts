import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { err } from '../../contract/result.ts';
import { databaseFile } from '../store/open-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import {
  makeHubSide,
  seededRandom,
  submitOk,
  type TemporaryStore,
  temporaryStore,
} from '../store/testing/temporary-store.ts';
import { makeSyncWorker } from './sync-worker.ts';
import { type Fate, LosingHub } from './testing/losing-hub.ts';

const hubSide = await makeHubSide();
const hourMs = 3_600_000;

function rig(temporary: TemporaryStore, seed = 1, store: Store = temporary.store) {
  const hub = new LosingHub(temporary.clock);
  const worker = makeSyncWorker({ store, client: hub, clock: temporary.clock, log: noLog, random: seededRandom(seed) });
  return { hub, worker, store, clock: temporary.clock };
}

async function addPrint(store: Store, receiptNo: string, id: string): Promise<void> {
  store.acts.intend({ id, kind: 'print', deviceId: 'receiptPrinter', receiptNo, copy: 0, session: null });
  const settled = await store.acts.settle(id, 'done', null, 'reply');
  expect(settled.ok).toBe(true);
}

/** Ids of the messages whose sealed body is still on this machine. */
function idsWithBody(dir: string): readonly string[] {
  const db = openSqlite(join(dir, databaseFile), 'read');
  try {
    return db
      .prepare<[], { id: string }>('SELECT id FROM outbox WHERE body IS NOT NULL')
      .all()
      .map(({ id }) => id);
  } finally {
    db.close();
  }
}

describe('delivery', () => {
  test('whatever is lost on the way: applied exactly once, in order inside a case, body kept until the verdict', async () => {
    const fates = fc.array(fc.constantFrom<Fate>('answer', 'loseRequest', 'loseReply', 'nobody', 'forged'), {
      maxLength: 12,
    });
    const prints = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fates, prints, fc.integer(), async (plan, cases, seed) => {
        using temporary = temporaryStore(hubSide.identity);
        const { hub, worker, store, clock } = rig(temporary, seed);
        const left = [...plan];
        hub.fate = () => {
          // Nothing that the hub does not have may have lost its body.
          const kept = idsWithBody(temporary.dir);
          for (const { id, state } of store.outbox.list())
            if (!hub.ids.includes(id)) expect([state, kept]).toEqual(['inflight', expect.arrayContaining([id])]);
          return left.shift() ?? 'answer';
        };
        for (const [n, count] of cases.entries()) {
          const { receiptNo } = await submitOk(store, { prio: n % 2 === 0 ? 0 : 2 });
          for (let i = 0; i < count; i += 1) await addPrint(store, receiptNo, `act-${n}-${i}`);
        }
        worker.start();
        await clock.advance(8 * hourMs);
        await worker.stop();
        const stubs = store.outbox.list();
        expect([...hub.ids].sort()).toEqual(stubs.map(({ id }) => id).sort());
        expect(stubs.every(({ state }) => state === 'acked')).toBe(true);
        expect(idsWithBody(temporary.dir)).toEqual([]);
        for (const { receiptNo } of stubs) {
          const seqs = hub.applied.filter((message) => message.orderKey === receiptNo).map(({ seq }) => seq);
          expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
        }
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  test('a process that dies between reply and commit sends again, and the hub calls it a duplicate', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const first = rig(temporary);
    const { messageId } = await submitOk(first.store);
    first.hub.fate = () => 'loseReply';
    first.worker.start();
    await temporary.clock.advance(10);
    const again = rig(temporary, 2, temporary.reopen());
    await first.worker.stop();
    for (const message of first.hub.applied) again.hub.applied.push(message);
    again.worker.start();
    await temporary.clock.advance(hourMs);
    await again.worker.stop();
    expect(again.store.outbox.stub(messageId)).toMatchObject({ state: 'acked', verdict: 'duplicate' });
    expect(again.hub.applied).toHaveLength(1);
  });

  test.each([
    ['the batch gets no answer', 'nobody'],
    ['the verdicts are there', 'answer'],
  ] as const)('a disk that takes nothing while %s leaves no message stuck until the next start', async (_, fate) => {
    using temporary = temporaryStore(hubSide.identity);
    const { outbox } = temporary.store;
    let isFull = false;
    const full = err({ code: 'full', detail: 'SQLITE_FULL' } as const);
    const store: Store = {
      ...temporary.store,
      outbox: {
        ...outbox,
        requeueInflight: () => (isFull ? full : outbox.requeueInflight()),
        release: (ids, error) => (isFull ? full : outbox.release(ids, error)),
        settle: (settlements) => (isFull ? full : outbox.settle(settlements)),
      },
    };
    const { hub, worker, clock } = rig(temporary, 1, store);
    const { messageId } = await submitOk(store);
    hub.fate = () => {
      isFull = true;
      return fate;
    };
    worker.start();
    await clock.advance(2 * 60_000);
    expect(outbox.stub(messageId)).toMatchObject({ state: 'inflight' });
    isFull = false;
    hub.fate = () => 'answer';
    await clock.advance(hourMs);
    await worker.stop();
    expect(outbox.stub(messageId)).toMatchObject({ state: 'acked' });
    expect(hub.applied).toHaveLength(1);
  });

  test('an unreachable hub counts no attempt against a message, for as long as it takes', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    const { messageId } = await submitOk(store);
    hub.fate = () => 'nobody';
    worker.start();
    await clock.advance(24 * hourMs);
    expect(hub.batches.length).toBeGreaterThan(30);
    expect(hub.batches.length).toBeLessThan(2_000);
    expect(store.outbox.stub(messageId)).toMatchObject({ state: 'pending', attempts: 0, lastError: 'unreachable' });
    hub.fate = () => 'answer';
    worker.kick();
    await clock.advance(100);
    expect(store.outbox.stub(messageId)).toMatchObject({ state: 'acked' });
    await worker.stop();
  });

  test('a forged accepted deletes nothing', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    const { messageId } = await submitOk(store);
    hub.fate = () => 'forged';
    worker.start();
    await clock.advance(60_000);
    await worker.stop();
    expect(hub.batches.length).toBeGreaterThan(0);
    expect(store.outbox.stub(messageId)).toMatchObject({ state: 'pending', attempts: 0 });
    expect(idsWithBody(temporary.dir)).toEqual([messageId]);
  });

  test('250 messages go in batches of at most 200', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    for (let i = 0; i < 250; i += 1) await submitOk(store);
    worker.start();
    await clock.advance(10_000);
    await worker.stop();
    expect(hub.batches.map((batch) => batch.length)).toEqual([200, 50]);
    expect(hub.applied.map(({ seq }) => seq)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
  });

  test('what is committed while the queue is empty and nobody kicks does not wait for the next citizen', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    const { receiptNo } = await submitOk(store);
    worker.start();
    await clock.advance(60_000);
    expect(hub.applied).toHaveLength(1);
    await addPrint(store, receiptNo, 'act-1');
    await clock.advance(6_000);
    await worker.stop();
    expect(hub.applied).toHaveLength(2);
  });

  test('413 halves the batch until it fits', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    for (let i = 0; i < 20; i += 1) await submitOk(store);
    hub.fate = ({ messages }) => (messages.length > 6 ? { code: 'http', detail: '413', status: 413 } : 'answer');
    worker.start();
    await clock.advance(60_000);
    await worker.stop();
    expect(hub.batches.slice(0, 3).map((batch) => batch.length)).toEqual([20, 10, 5]);
    expect(hub.applied).toHaveLength(20);
  });

  test('503 with Retry-After is obeyed', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    await submitOk(store);
    hub.fate = () =>
      hub.batches.length === 1 ? { code: 'http', detail: '', status: 503, retryAfterMs: 120_000 } : 'answer';
    worker.start();
    await clock.advance(119_000);
    expect(hub.batches).toHaveLength(1);
    await clock.advance(5_000);
    await worker.stop();
    expect(hub.applied).toHaveLength(1);
  });
});

describe('a message that the hub will not take', () => {
  test.each(['rejected', 'conflict'] as const)(
    '%s sets it aside, the others go on, its case waits',
    async (verdict) => {
      using temporary = temporaryStore(hubSide.identity);
      const { hub, worker, store, clock } = rig(temporary);
      const bad = await submitOk(store);
      await addPrint(store, bad.receiptNo, 'act-1');
      const good = await submitOk(store);
      hub.judge = ({ id }) => (id === bad.messageId ? { verdict, code: 'test' } : undefined);
      worker.start();
      await clock.advance(1);
      await addPrint(store, bad.receiptNo, 'act-2');
      await clock.advance(hourMs);
      await worker.stop();
      expect(store.outbox.stub(bad.messageId)).toMatchObject({ state: 'dead', verdict, lastError: 'test' });
      expect(store.outbox.stub(good.messageId)).toMatchObject({ state: 'acked' });
      // The print that came after the verdict waits behind the dead head of its case.
      expect(store.outbox.list().at(-1)).toMatchObject({ topic: 'act.print', state: 'pending' });
      expect(idsWithBody(temporary.dir)).toContain(bad.messageId);
    },
  );

  test.each<[string, (hub: LosingHub, id: string) => void]>([
    [
      'is never named in a reply',
      (hub, id) => {
        hub.judge = (message) => (message.id === id ? null : undefined);
      },
    ],
    [
      'is always put off',
      (hub, id) => {
        hub.judge = (message) => (message.id === id ? { verdict: 'retry', afterMs: 1_000 } : undefined);
      },
    ],
    [
      'makes the hub fail whenever it stands in a batch',
      (hub, id) => {
        hub.fate = ({ messages }) =>
          messages.some((message) => message.id === id)
            ? { code: 'http', detail: '', status: 500, isSigned: true }
            : 'answer';
      },
    ],
  ])('and that %s blocks nobody, and is dead after 20 failures while others succeed', async (_, poison) => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    const bad = await submitOk(store, { prio: 0 });
    poison(hub, bad.messageId);
    worker.start();
    await clock.advance(4 * hourMs);
    expect(store.outbox.stub(bad.messageId)).toMatchObject({ state: 'pending', attempts: 0 });
    for (let i = 0; i < 60; i += 1) {
      const good = await submitOk(store, { prio: 2 });
      worker.kick();
      await clock.advance(hourMs / 2);
      expect(store.outbox.stub(good.messageId)).toMatchObject({ state: 'acked' });
    }
    await worker.stop();
    expect(store.outbox.stub(bad.messageId)).toMatchObject({ state: 'dead', verdict: 'poison', attempts: 20 });
    expect(idsWithBody(temporary.dir)).toEqual([bad.messageId]);
  });

  test('a hub that fails on everything is not asked as fast as we can', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    for (let i = 0; i < 30; i += 1) await submitOk(store);
    hub.fate = () => ({ code: 'http', detail: '', status: 500, isSigned: true });
    worker.start();
    await clock.advance(hourMs);
    await worker.stop();
    expect(hub.batches.length).toBeLessThan(120);
    expect(store.outbox.counts()).toMatchObject({ pending: 30, dead: 0 });
  });
});

describe('while a citizen waits', () => {
  test('two lost replies: three tries with the same id inside 15 s, then the verdict', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    worker.start();
    await clock.advance(100);
    const { messageId } = await submitOk(store);
    hub.fate = () => (hub.batches.length < 3 ? 'loseReply' : 'answer');
    const verdict = worker.waitVerdict(messageId, 15_000);
    await clock.advance(15_000);
    expect(await verdict).toBe('duplicate');
    expect(hub.batches).toEqual([[messageId], [messageId], [messageId]]);
    expect(worker.attempts(messageId)).toBe(3);
    expect(hub.applied).toHaveLength(1);
    await worker.stop();
  });

  test('a hub that puts his message off is not asked as fast as we can, and its wish to wait is kept', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    worker.start();
    await clock.advance(100);
    const { messageId } = await submitOk(store);
    hub.judge = () => ({ verdict: 'retry' });
    const verdict = worker.waitVerdict(messageId, 15_000);
    await clock.advance(5_000);
    expect(hub.batches.length).toBeGreaterThan(5);
    expect(hub.batches.length).toBeLessThan(12);
    hub.judge = () => ({ verdict: 'retry', afterMs: 4_000 });
    await clock.advance(1_000);
    const before = hub.batches.length;
    await clock.advance(3_000);
    expect(hub.batches).toHaveLength(before);
    hub.judge = () => undefined;
    await clock.advance(2_000);
    expect(await verdict).toBe('accepted');
    await worker.stop();
  });

  test('a message that was put off before somebody waited for it goes at once', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    worker.start();
    await clock.advance(100);
    hub.judge = () => ({ verdict: 'retry', afterMs: 3_600_000 });
    const { messageId } = await submitOk(store);
    await clock.advance(60_000);
    const before = hub.batches.length;
    hub.judge = () => undefined;
    const verdict = worker.waitVerdict(messageId, 15_000);
    await clock.advance(200);
    expect(await verdict).toBe('accepted');
    expect(hub.batches).toHaveLength(before + 1);
    await worker.stop();
  });

  test('nobody there: pending when the time is over, and the message stays', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    hub.fate = () => 'nobody';
    worker.start();
    const { messageId } = await submitOk(store);
    const verdict = worker.waitVerdict(messageId, 15_000);
    await clock.advance(14_999);
    expect(worker.attempts(messageId)).toBeGreaterThanOrEqual(3);
    await clock.advance(1);
    expect(await verdict).toBe('pending');
    expect(store.outbox.stub(messageId)).toMatchObject({ state: 'pending' });
    await worker.stop();
  });

  test('goes in front of a long queue, and an abandoned batch before it does not cost 15 s', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, worker, store, clock } = rig(temporary);
    for (let i = 0; i < 40; i += 1) await submitOk(store, { prio: 0 });
    hub.fate = () => (hub.batches.length === 1 ? 'loseRequest' : 'answer');
    worker.start();
    await clock.advance(100);
    const { messageId } = await submitOk(store, { prio: 3 });
    const verdict = worker.waitVerdict(messageId, 15_000);
    await clock.advance(2_500);
    expect(await verdict).toBe('accepted');
    expect(hub.batches[1]?.[0]).toBe(messageId);
    await clock.advance(hourMs);
    await worker.stop();
    expect(hub.applied).toHaveLength(41);
  });

  test.each(['accepted', 'rejected', 'conflict'] as const)(
    'a verdict that is known already (%s) is given at once',
    async (verdict) => {
      using temporary = temporaryStore(hubSide.identity);
      const { worker, store } = rig(temporary);
      const { messageId } = await submitOk(store);
      store.outbox.settle([{ id: messageId, verdict }]);
      expect(await worker.waitVerdict(messageId, 15_000)).toBe(verdict);
    },
  );

  test('an abandoned wait leaves no timer and no urgency behind', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { worker, store, clock } = rig(temporary);
    const { messageId } = await submitOk(store);
    const controller = new AbortController();
    const verdict = worker.waitVerdict(messageId, 15_000, controller.signal);
    controller.abort();
    expect(await verdict).toBe('pending');
    expect(await worker.waitVerdict(messageId, 15_000, controller.signal)).toBe('pending');
    expect(clock.pending).toBe(0);
  });
});

test('stop ends every wait and leaves no timer', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { hub, worker, store, clock } = rig(temporary);
  await submitOk(store);
  hub.fate = () => 'loseRequest';
  worker.start();
  await clock.advance(10);
  const { messageId } = await submitOk(store);
  const verdict = worker.waitVerdict(messageId, 15_000);
  worker.networkUp();
  await worker.stop();
  expect(await verdict).toBe('pending');
  expect(clock.pending).toBe(0);
  expect(store.outbox.list().map(({ state }) => state)).toEqual(['pending', 'pending']);
});

test('a loss report goes at once at boot and when the network is back, anything else spreads over a minute', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { hub, worker, store, clock } = rig(temporary);
  await submitOk(store, { prio: 2 });
  worker.start();
  await clock.advance(0);
  const atOnce = hub.batches.length;
  await clock.advance(60_000);
  expect([atOnce, hub.batches.length]).toEqual([0, 1]);
  hub.fate = () => 'nobody';
  for (let i = 0; i < 2; i += 1) {
    await submitOk(store, { prio: 0 });
    worker.kick();
    await clock.advance(hourMs);
  }
  hub.fate = () => 'answer';
  worker.networkUp();
  await clock.advance(100);
  await worker.stop();
  expect(hub.applied).toHaveLength(3);
});
