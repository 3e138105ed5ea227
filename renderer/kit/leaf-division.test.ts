import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divide, fits, type Leaf, leafAt, type Row } from './leaf-division.ts';

const stack = (...heights: readonly number[]): readonly Row[] => {
  let top = 0;
  return heights.map((height) => {
    const row = { top, bottom: top + height };
    top += height + 10;
    return row;
  });
};

/** Rows with gaps, lines inside of some, headings among them. */
const rows = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 40 }),
      height: fc.integer({ min: 1, max: 400 }),
      lines: fc.integer({ min: 1, max: 6 }),
      opens: fc.boolean(),
    }),
    { maxLength: 30 },
  )
  .map((list): readonly Row[] => {
    let top = 0;
    return list.map(({ gap, height, lines, opens }) => {
      top += gap;
      const row = {
        top,
        bottom: top + height,
        opens,
        cuts: Array.from({ length: lines - 1 }, (_, at) => top + ((at + 1) * height) / lines),
      };
      top += height;
      return row;
    });
  });
const heights = fc.integer({ min: 1, max: 500 });

const holds = (leaf: Leaf, row: Row) => row.top >= leaf.from && row.bottom <= leaf.to;

describe('any content', () => {
  test('is on its leaves whole: a row that fits lies on exactly one, a higher one is covered without a gap', () => {
    fc.assert(
      fc.property(rows, heights, (list, height) => {
        const leaves = divide(list, { height, choices: Infinity });
        for (const row of list) {
          const parts = leaves.filter(({ from, to }) => from < row.bottom && to > row.top);
          if (row.bottom - row.top <= height) {
            expect(parts.filter((leaf) => holds(leaf, row))).toHaveLength(1);
            expect(parts).toHaveLength(1);
          } else {
            expect(parts[0]?.from).toBeLessThanOrEqual(row.top);
            expect(parts.at(-1)?.to).toBeGreaterThanOrEqual(row.bottom);
            for (const [at, part] of parts.slice(1).entries()) expect(part.from).toBe(parts[at]?.to);
          }
        }
      }),
    );
  });

  test('goes on with every leaf, in order, and no leaf is higher than the sheet', () => {
    fc.assert(
      fc.property(rows, heights, (list, height) => {
        const leaves = divide(list, { height, choices: Infinity });
        expect(leaves.length > 0).toBe(list.length > 0);
        for (const { from, to } of leaves) {
          expect(to).toBeGreaterThan(from);
          expect(to - from).toBeLessThanOrEqual(height + 1e-6);
        }
        for (const [at, leaf] of leaves.slice(1).entries()) {
          expect(leaf.from).toBeGreaterThanOrEqual(leaves[at]?.to ?? 0);
        }
      }),
    );
  });

  test('is cut through a row only where its own lines end, unless one line alone is higher than the sheet', () => {
    fc.assert(
      fc.property(rows, heights, (list, height) => {
        for (const { to } of divide(list, { height, choices: Infinity })) {
          const through = list.find((row) => to > row.top && to < row.bottom);
          if (through === undefined) continue;
          const edges = [through.top, ...(through.cuts ?? []), through.bottom];
          const line = edges.findIndex((edge) => edge > to);
          const lineHeight = (edges[line] ?? 0) - (edges[line - 1] ?? 0);
          expect(edges.includes(to) || lineHeight > height).toBe(true);
        }
      }),
    );
  });

  test('has its focus on a leaf: every row that fits is found whole', () => {
    fc.assert(
      fc.property(rows, heights, (list, height) => {
        const leaves = divide(list, { height, choices: Infinity });
        for (const row of list) {
          if (row.bottom - row.top > height) continue;
          const leaf = leaves[leafAt(leaves, row.top, row.bottom)];
          expect(leaf).toBeDefined();
          if (leaf !== undefined) expect(row.top >= leaf.from - 1 && row.bottom <= leaf.to + 1).toBe(true);
        }
      }),
    );
  });
});

test('what fits is one leaf', () => {
  expect(divide(stack(100, 100), { height: 210, choices: 4 })).toEqual([{ from: 0, to: 210 }]);
});

test('options are dealt evenly, with as few leaves as possible', () => {
  const options = stack(100, 100, 100, 100, 100).map((row) => ({ ...row, choices: 1 }));
  const leaves = divide(options, { height: 440, choices: Infinity });
  expect(leaves).toEqual([
    { from: 0, to: 320 },
    { from: 330, to: 540 },
  ]);
});

test('what is read fills its sheet: two of six departments stood above one that was half empty', () => {
  expect(divide(stack(100, 100, 100, 100, 100, 100), { height: 430, choices: Infinity })).toEqual([
    { from: 0, to: 430 },
    { from: 440, to: 650 },
  ]);
});

test('a last leaf with a lonely line is no better than a half-empty first one: then they are even', () => {
  expect(divide(stack(100, 100, 100, 100, 100), { height: 440, choices: Infinity })).toEqual([
    { from: 0, to: 320 },
    { from: 330, to: 540 },
  ]);
});

test('a leaf between two that are full held one short row: the row before it goes there as well, and there are no more leaves', () => {
  // Five facts and a message: 0.83 of a leaf, one fact, the message.
  const facts = [...stack(100, 100, 100, 100, 100), { top: 550, bottom: 950 }];
  const leaves = divide(facts, { height: 440, choices: Infinity });
  expect(leaves).toEqual([
    { from: 0, to: 320 },
    { from: 330, to: 540 },
    { from: 550, to: 950 },
  ]);
});

test('the name of a field stood alone on a leaf where its keys fill the next one: it stands with the question before', () => {
  const list = [
    { top: 0, bottom: 200 },
    { top: 210, bottom: 260, opens: true },
    { top: 270, bottom: 670 },
  ];
  expect(divide(list, { height: 420, choices: Infinity })).toEqual([
    { from: 0, to: 260 },
    { from: 270, to: 670 },
  ]);
});

test('any content has as few leaves as it can have, and of all ways to divide it so one of those on which least is missing', () => {
  const height = 100;
  const missing = (leaves: readonly Leaf[]) =>
    leaves.reduce((sum, { from, to }) => sum + Math.max(0, 1 / 3 - (to - from) / height), 0);
  /** Every way to divide the rows from this one on. */
  const ways = (rows: readonly Row[], at = 0): readonly (readonly Leaf[])[] => {
    if (at === rows.length) return [[]];
    const from = rows[at]?.top ?? 0;
    const ends = rows.flatMap(({ bottom }, end) => (end >= at && bottom - from <= height ? [end] : []));
    return ends.flatMap((end) => ways(rows, end + 1).map((rest) => [{ from, to: rows[end]?.bottom ?? 0 }, ...rest]));
  };
  const lists = fc.array(fc.integer({ min: 1, max: height }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(lists, (list) => {
      const rows = stack(...list);
      const all = ways(rows);
      const fewest = Math.min(...all.map((leaves) => leaves.length));
      const least = Math.min(...all.filter((leaves) => leaves.length === fewest).map(missing));
      const leaves = divide(rows, { height, choices: Infinity });
      expect(leaves).toHaveLength(fewest);
      expect(missing(leaves)).toBeLessThanOrEqual(least + 1e-9);
    }),
    { numRuns: 400 },
  );
});

test('a sign alone is no leaf: it stays with its heading where both do not fit above what they open', () => {
  const list = [
    { top: 0, bottom: 80, opens: true },
    { top: 90, bottom: 190, opens: true },
    { top: 200, bottom: 460 },
  ];
  expect(divide(list, { height: 400, choices: Infinity })).toEqual([
    { from: 0, to: 190 },
    { from: 200, to: 460 },
  ]);
});

test('a heading stands over what it opens, not alone at the foot', () => {
  const list = [
    { top: 0, bottom: 100 },
    { top: 100, bottom: 150, opens: true },
    { top: 150, bottom: 250 },
  ];
  expect(divide(list, { height: 160, choices: 4 })).toEqual([
    { from: 0, to: 100 },
    { from: 100, to: 250 },
  ]);
});

test('large text counts: no more than four things to choose from on a leaf, however high it is', () => {
  const options = fc.array(
    fc.record({ height: fc.integer({ min: 1, max: 90 }), choices: fc.integer({ min: 0, max: 2 }) }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(options, fc.integer({ min: 90, max: 4000 }), (list, height) => {
      const counted = stack(...list.map((one) => one.height)).map((row, at) => {
        const choices = list[at]?.choices ?? 0;
        return choices === 0 ? row : { ...row, choices };
      });
      const leaves = divide(counted, { height, choices: 4 });
      for (const leaf of leaves) {
        const on = counted.filter((row) => holds(leaf, row));
        expect(on.reduce((sum, row) => sum + ('choices' in row ? row.choices : 0), 0)).toBeLessThanOrEqual(4);
      }
      if (leaves.length > 1) expect(fits(counted, { height, choices: 4 })).toBe(false);
    }),
  );
});

test('nothing has no leaves', () => {
  expect(divide([], { height: 100, choices: 4 })).toEqual([]);
  expect(leafAt([], 10, 20)).toBe(0);
});
