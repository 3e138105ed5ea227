import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxGaps } from '../../contract/hub-api.ts';
import { makeHubSide, submitOk, temporaryStore } from '../store/testing/temporary-store.ts';
import { proofOf } from '../sync/testing/losing-hub.ts';
import { judgeSequence } from './sequence-proof.ts';

const hubSide = await makeHubSide();

test('whatever the hub holds: a sequence is absent exactly when it is not held, and nothing is said where the list of gaps was cut', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 400 })), (list) => {
      const held = new Set(list);
      const whole = proofOf(held);
      const proof = { ...whole, gaps: whole.gaps.slice(0, maxGaps) };
      for (let seq = 1; seq <= 410; seq += 1) {
        const said = judgeSequence(proof, seq);
        if (said === 'unsaid') expect(whole.gaps.length).toBeGreaterThanOrEqual(maxGaps);
        else expect(said).toBe(held.has(seq) ? 'present' : 'absent');
      }
    }),
  );
});

test('however the hub loses and finds messages, the count is that of what is acknowledged here and not held there', async () => {
  using temporary = temporaryStore(hubSide.identity);
  const { store } = temporary;
  const acked = new Set<number>();
  for (let i = 0; i < 12; i += 1) {
    const { messageId, seq } = await submitOk(store);
    // Every fourth still waits.
    if (i % 4 === 3) continue;
    store.outbox.settle([{ id: messageId, verdict: 'accepted' }]);
    acked.add(seq);
  }
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 12 })), (list) => {
      const held = new Set(list);
      const before = store.outbox.list().flatMap(({ seq, missing }) => (missing === 1 ? [seq] : []));
      const change = store.outbox.compare(store.epoch, proofOf(held));
      if (!change.ok) throw new Error(change.error.detail);
      const lost = [...acked].filter((seq) => !held.has(seq));
      const after = store.outbox.list().flatMap(({ seq, missing }) => (missing === 1 ? [seq] : []));
      expect(after).toEqual(lost);
      expect(store.outbox.counts().missing).toBe(lost.length);
      expect([...change.value.lost].sort((a, b) => a - b)).toEqual(lost.filter((seq) => !before.includes(seq)));
      expect(change.value.found).toEqual(before.filter((seq) => held.has(seq)));
    }),
    { numRuns: 60 },
  );
  // Another epoch proves nothing about this one.
  store.outbox.compare('another', { highest: 0, gaps: [] });
  store.outbox.compare(store.epoch, proofOf(acked));
  store.outbox.compare('another', { highest: 0, gaps: [] });
  expect(store.outbox.counts().missing).toBe(0);
});
