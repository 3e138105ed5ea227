import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handOvers, itemKinds, itemPlaces, type RegisterItem } from '../../../contract/technician/register.ts';
import { hasSerial, type ItemEvent, isOverdue, mayGoTo, newItem, stepItem } from './item-life.ts';

const staff = fc.constantFrom('100001', '200001', '200002');
const anyItem = fc
  .tuple(fc.constantFrom(...itemKinds), fc.constantFrom(...itemPlaces), fc.option(staff))
  .map(([what, where, by]) =>
    newItem({ id: 'i', what, where, count: 1, at: '2026-11-28T08:00:00.000Z', staff: by, custody: null }),
  );
const anyEvent: fc.Arbitrary<ItemEvent> = fc.oneof(
  fc.array(staff, { maxLength: 3 }).map((by): ItemEvent => ({ type: 'takenOut', staff: by })),
  fc
    .tuple(fc.constantFrom('1234', '12345', '', 'A1B2', '440199199203150026'), staff)
    .map(([last4, by]): ItemEvent => ({ type: 'serial', last4, staff: by })),
  fc
    .tuple(fc.constantFrom(...handOvers), staff)
    .map(([to, by]): ItemEvent => ({ type: 'handedOver', to, at: '2026-11-28T09:00:00.000Z', staff: by })),
);

test('in whatever order: two persons for the capture bin, no ID card destroyed, nothing comes back, no number but four signs', () => {
  fc.assert(
    fc.property(anyItem, fc.array(anyEvent, { maxLength: 20 }), (begun, events) => {
      let item: RegisterItem = begun;
      for (const event of events) {
        const next = stepItem(item, event);
        if (next === null) continue;
        expect(next.version).toBe(item.version + 1);
        expect(item.state).not.toBe('handedOver');
        if (event.type === 'takenOut') expect(item.state).toBe('inMachine');
        if (event.type === 'takenOut' && item.where === 'captureBin') expect(new Set(next.staff).size).toBe(2);
        if (next.state === 'handedOver') expect(mayGoTo[item.what]).toContain(next.handOver?.to);
        if (next.last4 !== null) expect([hasSerial(item.what), next.last4.length]).toEqual([true, 4]);
        item = next;
      }
      if (item.what === 'idCard') expect(item.handOver?.to).not.toBe('destroyed');
      if (item.what === 'idCard') expect(item.last4).toBeNull();
    }),
  );
});

test('thirty days are marked until it is handed over', () => {
  const at = '2026-10-01T08:00:00.000Z';
  const item = newItem({ id: 'i', what: 'keys', where: 'atMachine', count: 1, at, staff: '200001', custody: null });
  const day = (n: number) => Date.parse(at) + n * 86_400_000;
  expect([isOverdue(item, day(30)), isOverdue(item, day(30) + 1)]).toEqual([false, true]);
  const gone = stepItem(item, { type: 'handedOver', to: 'police', at, staff: '200001' });
  expect(gone !== null && isOverdue(gone, day(60))).toBe(false);
});
