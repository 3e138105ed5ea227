import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginRefill, differenceOf, needsTwo, type RefillEvent, recordOf, stepRefill } from './refill.ts';

const begin = (unit: 'paper' | 'cards' | 'retain') =>
  beginRefill({ id: 'r', unit, device: unit === 'paper' ? 'receiptPrinter' : 'cardDispenser', staffId: '100001' });
const walk = (unit: 'paper' | 'cards' | 'retain', events: readonly RefillEvent[]) =>
  events.reduce(stepRefill, begin(unit));

const number = fc.constantFrom('100001', '200001', '200002');
const event: fc.Arbitrary<RefillEvent> = fc.oneof(
  fc.record({ type: fc.constant('secondId' as const), staffId: number }),
  fc.record({ type: fc.constant('second' as const), staffId: number, expected: fc.constantFrom(null, 0, 40) }),
  fc.record({
    type: fc.constant('count' as const),
    what: fc.constantFrom('found' as const, 'after' as const),
    count: fc.constantFrom(-1, 0, 39, 40, 100, 1e6, Number.NaN, 1.5),
  }),
  fc.record({ type: fc.constant('reason' as const), reason: fc.constantFrom('miscount' as const, 'taken' as const) }),
  fc.constantFrom(
    { type: 'secondWrong' as const },
    { type: 'loaded' as const },
    { type: 'confirmed' as const },
    { type: 'notEnded' as const, isCounted: false },
    { type: 'notEnded' as const, isCounted: true },
    { type: 'back' as const },
  ),
);

describe('a replenishment', () => {
  it('of cards never ends without two different persons, both counts, and a reason where they do not fit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('cards' as const, 'retain' as const),
        fc.array(event, { maxLength: 40 }),
        (unit, events) => {
          const refill = walk(unit, events);
          if (refill.step !== 'ending' && refill.step !== 'confirm') return;
          expect(new Set(refill.staff).size).toBe(2);
          expect(refill.found).not.toBeNull();
          expect(refill.after).not.toBeNull();
          if ((differenceOf(refill) ?? 0) !== 0) expect(refill.reason).not.toBeNull();
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('can be ended: the walk of two people who count well, and of two who do not', () => {
    const two: readonly RefillEvent[] = [
      { type: 'secondId', staffId: '200001' },
      { type: 'second', staffId: '200001', expected: 40 },
    ];
    const count = (found: number): readonly RefillEvent[] => [
      { type: 'count', what: 'found', count: found },
      { type: 'count', what: 'after', count: 100 },
    ];
    expect(walk('cards', [...two, ...count(40), { type: 'confirmed' }]).step).toBe('ending');
    expect(walk('cards', [...two, ...count(39)]).step).toBe('reason');
    const off = walk('cards', [...two, ...count(39), { type: 'reason', reason: 'taken' }, { type: 'confirmed' }]);
    expect(recordOf(off, 'ok', '2026-11-28T08:00:00.000Z')).toMatchObject({
      ...{ expected: 40, found: 39, after: 100, difference: -1, reason: 'taken', staff: ['100001', '200001'] },
    });
  });

  it('the second person is never the first one', () => {
    const same = walk('cards', [{ type: 'secondId', staffId: '100001' }]);
    expect(same).toMatchObject({ step: 'second', secondId: null, error: 'same' });
    expect(walk('cards', [{ type: 'second', staffId: '100001', expected: 1 }]).step).toBe('second');
  });

  it('of paper takes one person and counts nothing', () => {
    expect(needsTwo('paper')).toBe(false);
    const done = walk('paper', [{ type: 'loaded' }]);
    expect(done.step).toBe('ending');
    expect(recordOf(done, 'ok', 'now')).toMatchObject({ unit: 'paper', found: null, after: null, difference: null });
    expect(stepRefill(done, { type: 'notEnded', isCounted: false }).step).toBe('load');
  });
});
