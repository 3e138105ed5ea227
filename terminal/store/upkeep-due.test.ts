import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayMs, type UpkeepFacts, upkeepDue } from './upkeep-due.ts';

const hourMs = 3_600_000;
/** 03:00 and 14:00 in the city. */
const night = Date.UTC(2026, 10, 28, 19);
const noon = Date.UTC(2026, 10, 28, 6);
const done = (ms: number) => ({ check: ms, backup: ms, stubs: ms, history: ms });
const well: UpkeepFacts = {
  isIdle: true,
  wallMs: noon,
  isTimeKnown: true,
  lastMs: done(noon - hourMs),
  diskUsed: 0.3,
  isBallastWanted: false,
  isStoreOk: true,
};

test.each<[string, Partial<UpkeepFacts>, readonly string[]]>([
  ['everything was done today', {}, []],
  [
    'somebody is there',
    { isIdle: false, lastMs: { check: null, backup: null, stubs: null, history: null }, isBallastWanted: true },
    [],
  ],
  [
    'a new machine at noon, which perhaps never sees a night',
    { lastMs: { check: null, backup: null, stubs: null, history: null }, isBallastWanted: true },
    ['ballast', 'check', 'backup', 'stubs', 'history'],
  ],
  ['at night', { wallMs: night, lastMs: done(night - 30 * hourMs) }, ['check', 'backup', 'stubs', 'history']],
  ['off at night for a week', { lastMs: done(noon - 7 * dayMs) }, ['check', 'backup', 'stubs', 'history']],
  ['nobody tells the time', { isTimeKnown: false, lastMs: done(noon - 2 * dayMs) }, ['backup']],
  ['a clock that went back', { lastMs: done(noon + 40 * dayMs) }, ['check', 'backup', 'stubs', 'history']],
  [
    'a disk with little room',
    { diskUsed: 0.86, isBallastWanted: true, lastMs: done(noon - 2 * dayMs) },
    ['stubs', 'history'],
  ],
  ['a store that has failed', { isStoreOk: false, lastMs: done(0) }, []],
])('%s', (_, more, expected) => {
  expect(upkeepDue({ ...well, ...more })).toEqual(expected);
});

test('whatever the clock shows: nothing while somebody is there, and what was just done is not due', () => {
  const ms = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 4e12 }));
  const facts = fc.record({
    isIdle: fc.boolean(),
    wallMs: fc.integer({ min: 0, max: 4e12 }),
    isTimeKnown: fc.boolean(),
    lastMs: fc.record({ check: ms, backup: ms, stubs: ms, history: ms }),
    diskUsed: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1, noNaN: true })),
    isBallastWanted: fc.boolean(),
    isStoreOk: fc.boolean(),
  });
  fc.assert(
    fc.property(facts, (any) => {
      const due = upkeepDue(any);
      if (!any.isIdle) expect(due).toEqual([]);
      if (!any.isTimeKnown) expect(due).not.toContain('stubs');
      if (!any.isTimeKnown) expect(due).not.toContain('history');
      const after = upkeepDue({ ...any, lastMs: done(any.wallMs), isBallastWanted: false });
      expect(after).toEqual([]);
    }),
  );
});
