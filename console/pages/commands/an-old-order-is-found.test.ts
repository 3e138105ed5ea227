import { expect, test } from 'vitest';
import type { CommandSend } from '../../../contract/console/commands.ts';
import { chosenOrder } from './chosen-order.ts';

const order = (sendId: string) => ({ sendId }) as CommandSend;

test('an order that is named in the address and not among the newest is asked for, and where there is none that is said: the page showed nothing', () => {
  const newest = [order('b'), order('c')];
  expect(chosenOrder('', newest, null)).toEqual({ state: 'none' });
  expect(chosenOrder('c', newest, null)).toEqual({ state: 'shown', send: order('c') });
  expect([chosenOrder('a', null, null), chosenOrder('a', newest, null)]).toEqual([
    { state: 'asking' },
    { state: 'asking' },
  ]);
  expect(chosenOrder('a', newest, [order('a')])).toEqual({ state: 'shown', send: order('a') });
  expect(chosenOrder('a', newest, [])).toEqual({ state: 'gone' });
  // What was read for another address counts for nothing.
  expect(chosenOrder('a', newest, [order('z')])).toEqual({ state: 'gone' });
});
