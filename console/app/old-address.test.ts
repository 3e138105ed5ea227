import { expect, test } from 'vitest';
import { orderUrl } from '../../contract/technician/work-orders.ts';
import { moveOldAddress } from './old-address.ts';

test('the code on the page of a machine leads to its order', () => {
  const url = new URL(orderUrl('http://hub.example', 12));
  expect(moveOldAddress(url)).toBe('/orders/12');
});

test('nothing else is moved', () => {
  for (const url of ['http://hub/#order-0', 'http://hub/#order-1x', 'http://hub/machines#order-1', 'http://hub/']) {
    expect(moveOldAddress(new URL(url))).toBeNull();
  }
});
