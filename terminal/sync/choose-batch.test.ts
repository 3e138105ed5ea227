import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Candidate } from '../outbox/outbox-rows.ts';
import { type BatchRules, chooseBatch, maxBatchBytes } from './choose-batch.ts';

const noRules: BatchRules = { maxMessages: 200, maxBytes: maxBatchBytes, isDeferred: () => false, first: new Set() };
type Open = Pick<Candidate, 'prio' | 'orderKey' | 'bytes'> & { readonly dead?: boolean; readonly storeEpoch?: string };

/** Candidates as the query gives them. */
function queue(open: readonly Open[]): readonly Candidate[] {
  return open
    .map((message, i) => ({ storeEpoch: 'e', ...message, id: `m${i + 1}`, seq: i + 1 }))
    .map((message, i, all) => ({
      ...message,
      earlier: all.slice(0, i).filter(({ orderKey }) => orderKey === message.orderKey).length,
    }))
    .filter(({ dead }) => dead !== true)
    .sort((a, b) => a.prio - b.prio || a.seq - b.seq);
}

const key = (orderKey: string, prio = 2): Open => ({ orderKey, prio, bytes: 600 });
const choose = (open: readonly Open[], rules: Partial<BatchRules> = {}) =>
  chooseBatch(() => queue(open), { ...noRules, ...rules });

describe('batch', () => {
  test('loss reports go first, then in order of sequence', () => {
    expect(choose([key('a'), key('b', 0), key('c'), key('d', 0)])).toEqual(['m2', 'm4', 'm1', 'm3']);
  });

  test('a message that is more urgent than the one before it in its case waits for that one', () => {
    expect(choose([key('a', 2), key('a', 0), key('b', 1)])).toEqual(['m3', 'm1']);
  });

  test('a dead head holds back its own key only', () => {
    expect(choose([{ ...key('a'), dead: true }, key('a'), key('b')])).toEqual(['m3']);
  });

  test('a deferred head holds back its own key only', () => {
    expect(choose([key('a'), key('a'), key('b')], { isDeferred: (id) => id === 'm1' })).toEqual(['m3']);
  });

  test('the message that a citizen waits for goes in front of a long queue', () => {
    const open = Array.from({ length: 300 }, (_, i) => key(`k${i}`, 0));
    expect(choose(open, { first: new Set(['m300']), maxMessages: 3 })).toEqual(['m300', 'm1', 'm2']);
  });

  test('never more than 512 KiB, but at least one message', () => {
    const large = (orderKey: string) => ({ orderKey, prio: 2, bytes: 250_000 });
    expect(choose([large('a'), large('b')])).toEqual(['m1']);
    expect(choose([{ orderKey: 'a', prio: 2, bytes: 900_000 }, key('b')])).toEqual(['m1']);
  });

  test('any queue: limits hold, and inside a key nothing overtakes', () => {
    const message = fc.record({
      prio: fc.integer({ min: 0, max: 3 }),
      orderKey: fc.constantFrom('a', 'b', 'c', 'd'),
      bytes: fc.integer({ min: 50, max: 200_000 }),
      dead: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (open, maxMessages) => {
        const chosen = choose(open, { maxMessages }).map((id) => Number(id.slice(1)) - 1);
        expect(chosen.length).toBeLessThanOrEqual(maxMessages);
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const [place, index] of chosen.entries()) {
          const before = open
            .slice(0, index)
            .flatMap(({ orderKey }, i) => (orderKey === open[index]?.orderKey ? [i] : []));
          expect(chosen.slice(0, place)).toEqual(expect.arrayContaining(before));
        }
        const bytes = chosen.reduce((sum, i) => sum + (open[i]?.bytes ?? 0), 0);
        if (chosen.length > 1) expect(bytes).toBeLessThanOrEqual(maxBatchBytes);
      }),
    );
  });
});
