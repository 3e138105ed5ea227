import { uuid7 } from '../../../contract/uuid7.ts';

/**
 * Ids of orders to machines, one for each order (`sendId`): whoever presses again because an answer was lost sends the same order under the same id, and the hub does nothing twice. Another order,
 * in whatever it differs, has another id.
 * @param nowMs wall clock, milliseconds
 * @param random this many random bytes
 * @returns the id of an order; the same order gets the same as long as no other was asked about
 */
export function orderIds(nowMs: () => number, random: (bytes: number) => Uint8Array): (order: object) => string {
  let last: { readonly order: string; readonly id: string } | null = null;
  return (order) => {
    const text = JSON.stringify(order);
    if (last?.order !== text) last = { order: text, id: uuid7(nowMs(), random(10)) };
    return last.id;
  };
}
