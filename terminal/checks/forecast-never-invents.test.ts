import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { supplyLevels } from '../../contract/device.ts';
import { temporaryStore } from '../store/testing/temporary-store.ts';
import { forecast, forecastAll, leftOfLoad } from './forecast.ts';
import { freshLoad, noteRefill, stepLoad } from './refills.ts';
import { refillsKey, refillsOf, type Use } from './supply-history.ts';

const dayMs = 86_400_000;
const nowMs = 400 * dayMs;
/** `perDay` uses on each of the last `days` days. */
const uses = (days: number, perDay: number): readonly Use[] =>
  Array.from({ length: days * perDay }, (_, i) => ({ atMs: nowMs - days * dayMs + (i / perDay) * dayMs, count: 1 }));

describe('cards', () => {
  const cards = (history: { sinceDays: number | null; uses: readonly Use[]; left: number | null }) =>
    forecast(
      'cards',
      { ...history, sinceMs: history.sinceDays === null ? null : nowMs - history.sinceDays * dayMs },
      nowMs,
    );

  test.each([
    ['nobody has counted the hopper', { sinceDays: 30, uses: uses(30, 2), left: null }, 'count'],
    ['the machine is six days old', { sinceDays: 6.9, uses: uses(6, 2), left: 40 }, 'history'],
    ['nothing is written down yet', { sinceDays: null, uses: [], left: 40 }, 'history'],
    [
      'nobody took a card for a month',
      { sinceDays: 300, uses: [{ atMs: nowMs - 29 * dayMs, count: 1 }], left: 40 },
      'use',
    ],
    ['three cards in a month', { sinceDays: 300, uses: uses(3, 1), left: 40 }, 'history'],
  ] as const)('not known: %s', (_, history, why) => {
    expect(cards(history)).toMatchObject({ daysLeft: null, perDay: null, unknown: why });
  });

  test('two a day and 41 left are 20 days, and a quiet time before counts by its days', () => {
    expect(cards({ sinceDays: 90, uses: uses(28, 2), left: 41 })).toMatchObject({
      daysLeft: 20,
      perDay: 2,
      unknown: null,
    });
    expect(cards({ sinceDays: 14, uses: uses(7, 2), left: 41 })).toMatchObject({
      daysLeft: 41,
      perDay: 1,
      unknown: null,
    });
  });

  test('a number is told only with a count, a week and ten uses; it is never below nothing, and more use is never more days', () => {
    const anyUses = fc.array(
      fc.record({ atMs: fc.integer({ min: 0, max: nowMs + dayMs }), count: fc.integer({ min: 0, max: 3 }) }),
    );
    const history = fc.record({
      sinceMs: fc.option(fc.integer({ min: 0, max: nowMs + dayMs }), { nil: null }),
      uses: anyUses,
      left: fc.option(fc.nat(500), { nil: null }),
    });
    fc.assert(
      fc.property(history, fc.nat(5), (given, more) => {
        const told = forecast('cards', given, nowMs);
        expect((told.daysLeft === null) === (told.unknown !== null)).toBe(true);
        if (told.daysLeft === null) return;
        expect(given.left).not.toBeNull();
        expect(nowMs - (given.sinceMs ?? nowMs)).toBeGreaterThanOrEqual(7 * dayMs);
        expect(given.uses.length).toBeGreaterThanOrEqual(10);
        expect(told.daysLeft).toBeGreaterThanOrEqual(0);
        const busier = [...given.uses, ...Array.from({ length: more }, () => ({ atMs: nowMs, count: 1 }))];
        expect(forecast('cards', { ...given, uses: busier }, nowMs).daysLeft ?? -1).toBeLessThanOrEqual(told.daysLeft);
      }),
    );
  });
});

describe('a roll that nobody counts', () => {
  test('is not known before one was used from end to end, then by what rolls give', () => {
    const daily = uses(40, 10);
    expect(leftOfLoad([], daily, nowMs)).toBeNull();
    expect(leftOfLoad([nowMs - 20 * dayMs], daily, nowMs)).toBeNull();
    // 200 slips between two refills, and 50 since the last.
    expect(leftOfLoad([nowMs - 25 * dayMs, nowMs - 5 * dayMs], daily, nowMs)).toBe(150);
    expect(leftOfLoad([nowMs - 39 * dayMs, nowMs - 37 * dayMs, nowMs - 30 * dayMs], daily, nowMs)).toBe(0);
  });

  test('paper that is taken out and put back to free a jam is the same roll', () => {
    const loadsAfter = (...levels: readonly (typeof supplyLevels)[number][]) => {
      let state = freshLoad;
      let loads = 0;
      for (const level of levels) {
        const next = stepLoad(state, level);
        state = next.state;
        loads += next.isNew ? 1 : 0;
      }
      return loads;
    };
    expect(loadsAfter('ok', 'low', 'out', 'ok')).toBe(1);
    expect(loadsAfter('ok', 'low', 'ok', 'low', 'out', 'ok', 'out', 'ok')).toBe(1);
    expect(loadsAfter('ok', 'low', 'out', 'low')).toBe(0);
    expect(loadsAfter('ok', 'unknown', 'ok')).toBe(0);
    // Without a near-end sensor there is no better sign.
    expect(loadsAfter('ok', 'out', 'ok')).toBe(1);
  });

  test('a new load is only ever seen after an empty one, whatever the sensors say', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...supplyLevels)), (levels) => {
        let state = freshLoad;
        let wasOut = false;
        for (const level of levels) {
          const next = stepLoad(state, level);
          if (next.isNew) expect(wasOut).toBe(true);
          if (next.isNew) wasOut = false;
          if (level === 'out') wasOut = true;
          state = next.state;
        }
      }),
    );
  });

  test('refills outlive a restart, in order; what is no history is none', () => {
    using temporary = temporaryStore(null);
    noteRefill(temporary.store, 'receiptPaper');
    // The sensor, then the person who has loaded it.
    noteRefill(temporary.store, 'receiptPaper');
    noteRefill(temporary.store, 'documentPaper');
    temporary.clock.jumpWall(dayMs);
    noteRefill(temporary.store, 'receiptPaper');
    const read = refillsOf(temporary.reopen().meta.get(refillsKey));
    expect([read.receiptPaper?.length, read.documentPaper?.length, read.cards]).toEqual([2, 1, undefined]);
    fc.assert(fc.property(fc.string(), (junk) => Object.keys(refillsOf(junk)).length === 0));
  });
});

test('with an empty past nothing is told of any supply', () => {
  const empty = { sinceMs: null, uses: { receiptPaper: [], cards: [], documentPaper: [] }, refills: {}, cards: null };
  expect(forecastAll(empty, nowMs).map(({ supply, daysLeft, unknown }) => [supply, daysLeft, unknown])).toEqual([
    ['receiptPaper', null, 'history'],
    ['cards', null, 'count'],
    ['documentPaper', null, 'history'],
  ]);
});
