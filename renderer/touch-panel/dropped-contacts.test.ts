import { expect, test } from 'vitest';
import { DroppedContacts } from './dropped-contacts.ts';

test('a spot that touches by itself for weeks does not fill the memory of the page', () => {
  const dropped = new DroppedContacts();
  for (let id = 0; id < 10_000; id += 1) dropped.add(id);
  expect(dropped.size).toBeLessThanOrEqual(64);
  expect([dropped.has(9_999), dropped.has(9_990)]).toEqual([true, true]);
});

test('a stuck contact that is named again outlives newer ones; an id that a new contact bears is free', () => {
  const dropped = new DroppedContacts();
  dropped.add(-1);
  for (let id = 0; id < 200; id += 1) {
    dropped.add(id);
    if (id % 50 === 0) dropped.add(-1);
  }
  expect(dropped.has(-1)).toBe(true);
  dropped.forget(-1);
  expect(dropped.has(-1)).toBe(false);
});
