import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heldSupplies } from './held-supplies.ts';
import { lookedAt, noVisits, toTell, type VisitCounts, type VisitLook, withTold } from './visit-counts.ts';

const idle: VisitLook = { monoMs: 0, isIdle: true, visit: null, touchedAtMs: null };
const visit = (id: string, more: Partial<NonNullable<VisitLook['visit']>> = {}): VisitLook['visit'] => ({
  ...{ id, item: 'a.b', page: 'question', screen: 'Q1', isDone: false, papers: 0, ...more },
});
const played = (looks: readonly Partial<VisitLook>[], from: VisitCounts = noVisits) =>
  looks.reduce<VisitCounts>((counts, look) => lookedAt(counts, { ...idle, isIdle: false, ...look }), from);

describe('visits', () => {
  test('that end with a receipt are completed, others abandoned on the page that was left, with their figures', () => {
    const counts = played([
      { monoMs: 0, touchedAtMs: 0 },
      { monoMs: 1_000, touchedAtMs: 1_000, visit: visit('1') },
      { monoMs: 5_000, touchedAtMs: 5_000, visit: visit('1', { screen: 'Q2', papers: 1 }) },
      { monoMs: 6_000, touchedAtMs: 6_000, visit: visit('1', { page: 'finished', screen: 'E1', isDone: true }) },
      { monoMs: 8_000, touchedAtMs: 8_000, visit: visit('2', { item: 'c.d', page: 'identify', screen: 'C1' }) },
      { monoMs: 9_000, touchedAtMs: 9_000, visit: visit('2', { item: 'c.d', page: 'leaving', screen: 'L' }) },
      { monoMs: 60_000, touchedAtMs: 9_000, isIdle: true },
    ]);
    expect(counts.ended).toEqual([
      { n: 1, item: 'a.b', end: 'completed', page: 'finished', seconds: 7, touches: 3, pages: 3, papers: 1 },
      { n: 2, item: 'c.d', end: 'abandoned', page: 'identify', seconds: 1, touches: 2, pages: 2, papers: 0 },
    ]);
    // Something was completed in this stay.
    expect([counts.started, counts.completed, counts.abandoned, counts.touches]).toEqual([2, 1, 1, 0]);
  });

  test('a stay in which somebody touched and completed nothing is counted, also without a visit', () => {
    const counts = played([
      { touchedAtMs: 1 },
      { isIdle: true, touchedAtMs: 1 },
      { visit: visit('1') },
      { isIdle: true },
    ]);
    expect([counts.touches, counts.abandoned]).toEqual([2, 1]);
  });

  test('whatever happens: begun = completed + abandoned + open, and each is told once, in order, without gaps', () => {
    const look = fc.record({
      isIdle: fc.boolean(),
      visit: fc.option(fc.record({ id: fc.constantFrom('1', '2', '3'), isDone: fc.boolean() }), { nil: null }),
      isTold: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        let counts = noVisits;
        const told: number[] = [];
        for (const [at, { isIdle, visit: open, isTold }] of looks.entries()) {
          const seen = isIdle || open === null ? null : visit(open.id, { isDone: open.isDone });
          counts = lookedAt(counts, { ...idle, isIdle, monoMs: at * 1000, touchedAtMs: at, visit: seen });
          const next = toTell(counts);
          if (isTold && next.length > 0) {
            told.push(...next.map(({ n }) => n));
            counts = withTold(counts, next.at(-1)?.n ?? 0);
          }
          expect(counts.started).toBe(counts.completed + counts.abandoned + (counts.open === null ? 0 : 1));
        }
        told.push(...counts.ended.map(({ n }) => n));
        expect(told).toEqual(told.map((_, i) => i + 1));
        expect(told).toHaveLength(counts.completed + counts.abandoned);
      }),
    );
  });
});

test('supplies run out, bins that keep become full; what no driver knows is not said', () => {
  const at = '2026-11-29T00:00:00.000Z';
  const bin = { health: 'ok', initial: null, threshold: 0 } as const;
  const status = {
    id: 'cardDispenser',
    supplies: {
      paper: { level: 'full', source: 'sensor', at },
      ribbon: { level: 'low', source: 'counter', count: 40, at },
      ink: { level: 'unknown', source: 'sensor', at },
    },
    bins: {
      f1: { ...bin, kind: 'supply', level: 'empty', count: 0 },
      f2: { ...bin, kind: 'supply', level: 'high', count: 200 },
      retain: { ...bin, kind: 'retain', level: 'full', count: 30 },
      reject: { ...bin, kind: 'reject', level: 'empty', count: null },
    },
  } as const;
  expect(heldSupplies([status]).map(({ id, count, state }) => [id, count, state])).toEqual([
    ['paper', null, 'ok'],
    ['ribbon', 40, 'low'],
    ['f1', 0, 'out'],
    ['f2', 200, 'ok'],
    ['retain', 30, 'full'],
    ['reject', null, 'ok'],
  ]);
});
