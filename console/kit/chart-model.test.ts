import { expect, test } from 'vitest';
import { chartRows, countTicks, mostOf, nearest, type Series, scalesOf, withHoles } from './chart-model.ts';

const a: Series = {
  id: 'a',
  label: 'A',
  points: [
    { at: 0, value: 3 },
    { at: 10, value: null },
  ],
};
const b: Series = {
  id: 'b',
  label: 'B',
  points: [
    { at: 0, value: 4 },
    { at: 20, value: 1 },
  ],
};

test('stacked series reach as high as their sum, so nothing is drawn above the chart', () => {
  expect(mostOf([a, b], true)).toBe(7);
  expect(mostOf([a, b], false)).toBe(4);
  expect(mostOf([], false)).toBe(1);
});

test('the axis begins at zero and the highest value is inside', () => {
  const box = { width: 100, height: 50, left: 10, right: 0, top: 5, bottom: 10 };
  const { y } = scalesOf([a, b], box, true);
  expect(y(0)).toBe(40);
  expect(y(7)).toBeGreaterThanOrEqual(5);
});

test('a chart of one machine is marked at 0 and 1, not at fifths of a machine', () => {
  const one: Series = { id: 'one', label: '', points: [{ at: 0, value: 1 }] };
  const box = { width: 100, height: 50, left: 10, right: 0, top: 5, bottom: 10 };
  expect(countTicks(scalesOf([one], box, false).y)).toEqual([0, 1]);
  expect(countTicks(scalesOf([a, b], box, true).y)).toEqual([0, 2, 4, 6, 8]);
});

test('what was not measured is a hole, never a zero', () => {
  expect(chartRows([a, b])).toEqual([
    { at: 0, values: [3, 4] },
    { at: 10, values: [null, null] },
    { at: 20, values: [null, 1] },
  ]);
});

test('an hour in which nobody measured is a hole, not a straight line from before to after', () => {
  const points = [0, 5, 10, 70].map((at) => ({ at, value: 2 }));
  expect(withHoles(points, 12)).toEqual([...points.slice(0, 3), { at: 22, value: null }, { at: 70, value: 2 }]);
  expect(withHoles([], 12)).toEqual([]);
});

test('the pointer finds the nearest time', () => {
  expect(nearest([0, 10, 20], 14)).toBe(1);
  expect(nearest([0, 10, 20], 900)).toBe(2);
});
