import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealAad } from '../../contract/envelope.ts';
import type { Log } from '../../contract/log.ts';
import { applyPragmas } from '../store/durability.ts';
import { databaseFile } from '../store/open-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import {
  makeHubSide,
  seededRandom,
  submitOk,
  type TemporaryStore,
  temporaryStore,
} from '../store/testing/temporary-store.ts';
import { makeSyncWorker } from './sync-worker.ts';
import { LosingHub, proofOf } from './testing/losing-hub.ts';

const hubSide = await makeHubSide();
const hourMs = 3_600_000;

function rig(temporary: TemporaryStore, { store, clock } = temporary) {
  const hub = new LosingHub(clock);
  const events: { readonly id: string; readonly fields: object }[] = [];
  const log: Log = (id, fields) => void events.push({ id, fields });
  const worker = makeSyncWorker({ store, client: hub, clock, log, random: seededRandom(1) });
  return { hub, worker, store, clock, logged: (id: string) => events.filter((event) => event.id === id) };
}

test('whatever the hub refuses: in the end it knows of every sequence, as message or as tombstone', async () => {
  const verdict = fc.constantFrom('accepted', 'rejected', 'conflict', 'tooOld', 'retry' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(verdict, { maxLength: 3 }), { minLength: 1, maxLength: 6 }), async (plans) => {
      using temporary = temporaryStore(hubSide.identity);
      const { hub, worker, store, clock } = rig(temporary);
      const left = new Map<string, string[]>();
      for (const plan of plans) left.set((await submitOk(store)).receiptNo, [...plan]);
      hub.judge = ({ receiptNo }) => {
        const next = left.get(receiptNo ?? '')?.shift();
        return next === undefined || next === 'accepted' ? undefined : { verdict: next as 'rejected' };
      };
      worker.start();
      await clock.advance(2 * hourMs);
      await worker.stop();
      const stubs = store.outbox.list();
      const { upTo, gaps } = proofOf(hub.held.get(store.epoch) ?? new Set());
      expect([upTo, gaps]).toEqual([stubs.length, []]);
      for (const { state, tombstone, missing } of stubs) {
        expect(['acked', 'dead', 'reissued']).toContain(state);
        expect(tombstone).toBe(state === 'acked' ? null : 'told');
        expect(missing).toBe(0);
      }
      // Nothing is asked again for ever: a quiet queue is quiet.
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 12 },
  );
});

test('a hub that has gone back in time is noticed with its next reply, counted, and forgiven when it has found everything', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { hub, worker, store, clock, logged } = rig(temporary);
  const first = await submitOk(store);
  const second = await submitOk(store);
  worker.start();
  await clock.advance(hourMs);
  const held = hub.held.get(store.epoch) ?? new Set();
  held.delete(first.seq);
  held.delete(second.seq);
  await submitOk(store);
  worker.kick();
  await clock.advance(1_000);
  expect(logged('sync.sequence.missing').map(({ fields }) => fields)).toEqual([
    { epoch: store.epoch, count: 2, firstSeq: first.seq, lastSeq: second.seq },
  ]);
  expect(store.outbox.counts().missing).toBe(2);
  await submitOk(store);
  worker.kick();
  await clock.advance(1_000);
  expect(logged('sync.sequence.missing')).toHaveLength(1);
  held.add(first.seq).add(second.seq);
  await submitOk(store);
  worker.kick();
  await clock.advance(1_000);
  expect(store.outbox.counts().missing).toBe(0);
  expect(logged('sync.sequence.found')).toHaveLength(1);
  await worker.stop();
});

test('a tombstone that the hub has lost is told again', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { hub, worker, store, clock } = rig(temporary);
  const { messageId, seq } = await submitOk(store);
  hub.judge = ({ id }) => (id === messageId ? { verdict: 'rejected', code: 'test' } : undefined);
  worker.start();
  await clock.advance(hourMs);
  expect(hub.buried.map(({ id, reason }) => [id, reason])).toEqual([[messageId, 'rejected']]);
  hub.held.get(store.epoch)?.delete(seq);
  await submitOk(store);
  worker.kick();
  await clock.advance(hourMs);
  expect(hub.buried.map(({ id }) => id)).toEqual([messageId, messageId]);
  expect(store.outbox.stub(messageId)).toMatchObject({ state: 'dead', tombstone: 'told' });
  await worker.stop();
});

test('a letter that the hub holds after all is delivered, and its body is not kept', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { hub, worker, store, clock } = rig(temporary);
  const { messageId } = await submitOk(store);
  // Stored, the reply lost, the key withdrawn meanwhile: the next answer is a refusal.
  hub.fate = () => (hub.batches.length === 1 ? 'loseReply' : 'answer');
  hub.judge = () => (hub.batches.length === 2 ? { verdict: 'rejected', code: 'unknownKey' } : undefined);
  worker.start();
  await clock.advance(hourMs);
  await worker.stop();
  expect(hub.buried).toHaveLength(1);
  expect(store.outbox.stub(messageId)).toMatchObject({ state: 'acked', verdict: 'duplicate' });
});

test('what is too old goes on once under a new id that names the old one, in the same sealed bytes', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { hub, worker, store, clock, logged } = rig(temporary);
  const old = await submitOk(store);
  hub.judge = ({ id }) => (id === old.messageId ? { verdict: 'tooOld' } : undefined);
  worker.start();
  await clock.advance(hourMs);
  await worker.stop();
  const [taken] = hub.applied;
  if (taken === undefined) throw new Error('nothing arrived');
  const { id, seq, reissueOf, receiptNo } = taken;
  expect(reissueOf).toEqual({ id: old.messageId, seq: old.seq, storeEpoch: store.epoch });
  expect([seq, receiptNo]).toEqual([2, old.receiptNo]);
  const place = { ...taken, id: old.messageId, seq: old.seq };
  expect(sealAad({ ...place, deviceId: 'd', storeEpoch: 'e' })).toContain(old.messageId);
  expect(await hubSide.open(place, store.epoch)).toMatchObject({ receiptNo: old.receiptNo });
  expect(hub.buried).toMatchObject([{ id: old.messageId, seq: old.seq, reason: 'reissued' }]);
  expect(store.outbox.stub(old.messageId)).toMatchObject({ state: 'reissued', tombstone: 'told' });
  expect(store.outbox.stub(id)).toMatchObject({ state: 'acked' });
  expect(logged('sync.message.reissued')).toHaveLength(1);
  expect(logged('sync.message.dead')).toEqual([]);
});

test('too old twice is a dead letter: nobody chases a hub that drops everything', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { hub, worker, store, clock } = rig(temporary);
  await submitOk(store);
  hub.judge = () => ({ verdict: 'tooOld' });
  worker.start();
  await clock.advance(hourMs);
  await worker.stop();
  expect(store.outbox.list()).toMatchObject([
    { state: 'reissued', tombstone: 'told' },
    { state: 'dead', verdict: 'tooOld', tombstone: 'told' },
  ]);
  expect(hub.buried.map(({ reason }) => reason)).toEqual(['reissued', 'rejected']);
});

test('a chain of audit records that was cut and grown again is noticed by the place that the hub was told', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { hub, worker, store, clock, logged } = rig(temporary);
  let known: { seq: number; hash: string } | undefined;
  const batch = hub.batch.bind(hub);
  hub.batch = async (request, ...rest) => {
    const before = known;
    known = request.audit;
    const reply = await batch(request, ...rest);
    return reply.ok && before !== undefined ? { ok: true, value: { ...reply.value, audit: before } } : reply;
  };
  worker.start();
  await submitOk(store);
  worker.kick();
  await clock.advance(1_000);
  await submitOk(store);
  worker.kick();
  await clock.advance(1_000);
  expect(logged('audit.chain.cut')).toEqual([]);
  const db = openSqlite(join(temporary.dir, databaseFile), 'write');
  applyPragmas(db, 'write');
  db.exec('DELETE FROM audit WHERE seq >= 2');
  db.close();
  await submitOk(store);
  worker.kick();
  await clock.advance(1_000);
  expect(logged('audit.chain.cut')).toHaveLength(1);
  await worker.stop();
});
