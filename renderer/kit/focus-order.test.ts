import { expect, test } from 'vitest';
import { nextStop } from './focus-order.ts';

test('the keys go round and are never trapped', () => {
  expect([nextStop(-1, 3, 1), nextStop(0, 3, 1), nextStop(2, 3, 1)]).toEqual([0, 1, 0]);
  expect([nextStop(-1, 3, -1), nextStop(2, 3, -1), nextStop(0, 3, -1)]).toEqual([2, 1, 2]);
  expect(nextStop(-1, 0, 1)).toBe(-1);
});
