import { expect, test } from 'vitest';
import { uuid7Pattern } from '../../../contract/uuid7.ts';
import { orderIds } from './order-id.ts';

test('an order that is sent again because its answer was lost would be done twice by the machines under a second id', () => {
  let made = 0;
  const idOf = orderIds(
    () => 1_800_000_000_000,
    (bytes) => {
      made += 1;
      return new Uint8Array(bytes).fill(made);
    },
  );
  const order = { kiosks: ['TH0017'], act: { kind: 'restartApp' }, reason: 'hangs' };
  const first = idOf(order);
  expect(first).toMatch(new RegExp(uuid7Pattern));
  expect(idOf({ ...order })).toBe(first);
  // The hub refuses another order under an id that it knows.
  const other = idOf({ ...order, kiosks: ['TH0018'] });
  expect(other).not.toBe(first);
  expect(idOf(order)).not.toBe(other);
});
