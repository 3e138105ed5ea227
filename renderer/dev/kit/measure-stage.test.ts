import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gapBetween, rules } from './measure-stage.ts';

const box = fc
  .record({
    left: fc.integer({ min: 0, max: 500 }),
    top: fc.integer({ min: 0, max: 500 }),
    width: fc.integer({ min: 1, max: 200 }),
    height: fc.integer({ min: 1, max: 200 }),
  })
  .map(({ left, top, width, height }) => ({ left, top, right: left + width, bottom: top + height }));

test('a gap is the same from either side, never below zero, and stands only between neighbours', () => {
  fc.assert(
    fc.property(box, box, (a, b) => {
      const gap = gapBetween(a, b);
      expect(gapBetween(b, a)).toBe(gap);
      if (gap === null) return;
      expect(gap).toBeGreaterThanOrEqual(0);
      // Moved by the gap they touch: no room is left.
      const across = Math.max(b.left - a.right, a.left - b.right);
      const down = Math.max(b.top - a.bottom, a.top - b.bottom);
      expect(gap).toBe(Math.max(across, down));
    }),
  );
});

test('two that overlap, or stand only cornerwise, have no gap', () => {
  expect(gapBetween({ left: 0, top: 0, right: 10, bottom: 10 }, { left: 5, top: 5, right: 20, bottom: 20 })).toBeNull();
  expect(
    gapBetween({ left: 0, top: 0, right: 10, bottom: 10 }, { left: 15, top: 15, right: 20, bottom: 20 }),
  ).toBeNull();
  expect(gapBetween({ left: 0, top: 0, right: 10, bottom: 10 }, { left: 14, top: 2, right: 20, bottom: 8 })).toBe(4);
});

test('the rules are those of docs/domain/screens.md §1', () => {
  expect(rules(false, 21.5)).toEqual({ target: 20, key: 20, gap: 4, letters: 4.8 });
  expect(rules(true, 21.5)).toEqual({ target: 25, key: 16, gap: 4, letters: 7.33 });
  expect(rules(false, 15.6)).toEqual({ target: 20, key: 16, gap: 2, letters: 4.8 });
});
