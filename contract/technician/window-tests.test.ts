import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CellState,
  cellAt,
  emptyGrid,
  gridOf,
  gridText,
  isGridDone,
  readingOf,
  readingText,
  stuckAt,
  touched,
} from './window-tests.ts';

const size = fc.record({ columns: fc.integer({ min: 2, max: 13 }), rows: fc.integer({ min: 2, max: 13 }) });

describe('the touch grid', () => {
  it('is done only when every cell was touched, whatever the order and however often', () => {
    fc.assert(
      fc.property(size, fc.array(fc.nat({ max: 400 })), ({ columns, rows }, touches) => {
        const cells = columns * rows;
        const end = touches.reduce((grid, cell) => touched(grid, cell % cells), emptyGrid(cells));
        const seen = new Set(touches.map((cell) => cell % cells));
        expect(end.filter((state) => state === '1').length).toBe(seen.size);
        expect(isGridDone(end)).toBe(seen.size === cells);
      }),
    );
  });

  it('a cell that was never let go stays so, and no touch makes it good', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.array(fc.nat({ max: 400 })), ({ columns, rows }, at, touches) => {
        const cells = columns * rows;
        const stuck = stuckAt(emptyGrid(cells), at % cells);
        const end = touches.reduce((grid, cell) => touched(grid, cell % cells), stuck);
        expect(end[at % cells]).toBe('s');
      }),
    );
  });

  it('each place of the glass has one cell, the corners have the corner cells', () => {
    const part = fc.double({ min: -0.2, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(size, part, part, ({ columns, rows }, x, y) => {
        const cell = cellAt(x, y, columns, rows);
        expect(Number.isInteger(cell) && cell >= 0 && cell < columns * rows).toBe(true);
        expect([cellAt(0, 0, columns, rows), cellAt(0.999, 0, columns, rows)]).toEqual([0, columns - 1]);
        expect([cellAt(0, 0.999, columns, rows), cellAt(1, 1, columns, rows)]).toEqual([
          columns * (rows - 1),
          columns * rows - 1,
        ]);
      }),
    );
  });

  it('leaves the window and comes in as it was; nothing else comes in', () => {
    const grid = size.chain(({ columns, rows }) =>
      fc
        .array(fc.constantFrom<CellState>('0', '1', 's'), { minLength: columns * rows, maxLength: columns * rows })
        .map((cells) => ({ columns, rows, grid: cells })),
    );
    fc.assert(
      fc.property(grid, (value) => {
        const text = gridText(value.columns, value.grid);
        expect(text.length).toBeLessThanOrEqual(200);
        expect(gridOf(text)).toEqual(value);
        expect(gridOf(`${text}1`)).toBeNull();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => gridOf(text) === null));
  });
});

it('a reading of a camera is numbers and nothing else', () => {
  const number = fc.double({ min: -10, max: 2_000_000, noNaN: true });
  const reading = fc.record({
    ...{ width: number, height: number, mean: number, burnt: number, contrast: number, focus: number },
  });
  fc.assert(
    fc.property(reading, (value) => {
      const text = readingText(value);
      const read = readingOf(text);
      expect(read).not.toBeNull();
      expect(read === null ? '' : readingText(read)).toBe(text);
      expect(text).toMatch(/^[\dx ]{11,30}$/);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => readingOf(text) === null));
});
