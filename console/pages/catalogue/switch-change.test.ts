import { expect, test } from 'vitest';
import type { CatalogueReply } from '../../../contract/console/catalogue.ts';
import { isOvertaken, itemChange, phaseChange } from './switch-change.ts';

const item = (id: string, offReason: string | null) => ({ id, offReason }) as CatalogueReply['items'][number];
const known = {
  version: 7,
  phases: ['live' as const],
  items: [item('a.b', null), item('c.d', 'law'), item('e.f', 'fault')],
};

test('closing one item leaves the others as they were, and says from which version', () => {
  expect(itemChange(known, 'a.b', 'maintenance')).toEqual({
    off: [
      { item: 'c.d', reason: 'law' },
      { item: 'e.f', reason: 'fault' },
      { item: 'a.b', reason: 'maintenance' },
    ],
    ifVersion: 7,
  });
  expect(itemChange(known, 'c.d', null).off).toEqual([{ item: 'e.f', reason: 'fault' }]);
  // A new reason replaces the one before: no item stands twice.
  expect(itemChange(known, 'c.d', 'fault').off).toHaveLength(2);
});

test('somebody who was faster is told apart from a field that is wrong', () => {
  const detail = 'ifVersion: somebody else has switched in between; read again';
  expect(isOvertaken({ code: 'badRequest', detail })).toBe(true);
  expect(isOvertaken({ code: 'badRequest', detail: '/off/0/reason must be string' })).toBe(false);
  expect(isOvertaken({ code: 'unanswered', detail: '' })).toBe(false);
});

test('a phase is switched without touching the other', () => {
  expect(phaseChange(known, 'second', true)).toEqual({ phases: ['live', 'second'], ifVersion: 7 });
  expect(phaseChange(known, 'live', false)).toEqual({ phases: [], ifVersion: 7 });
});
