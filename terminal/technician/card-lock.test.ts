import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { err, ok } from '../../contract/result.ts';
import type { ReplenishBody } from '../../contract/technician/staff.ts';
import { CardLock, type HeldCount, type LockEvent, stepLock } from './card-lock.ts';

const record = (id: string, difference: number | null): ReplenishBody => ({
  ...{ format: 'yitiji-replenish/1', id, unit: 'cards', device: 'cardDispenser', staff: ['100001', '200001'] },
  ...{ expected: 40, found: difference === null ? null : 40 + difference, after: 100, level: 'ok', difference },
  ...{ reason: null, at: '2026-11-28T08:00:00.000Z' },
});
const id = fc.constantFrom('a', 'b', 'c');
const anyEvent: fc.Arbitrary<LockEvent> = fc.oneof(
  fc
    .tuple(id, fc.constantFrom(-1, 0, 3, null))
    .map(([of, difference]): LockEvent => ({ type: 'differs', record: record(of, difference) })),
  id.map((of): LockEvent => ({ type: 'dropped', id: of })),
  id.map((of): LockEvent => ({ type: 'told', id: of })),
  fc.subarray(['a', 'b', 'c']).map((ids): LockEvent => ({ type: 'accepted', ids })),
);

test('what the hub was told of ends by nothing but its word; what agrees locks nothing', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let held: readonly HeldCount[] = [];
      for (const event of events) {
        const before = held;
        held = stepLock(before, event);
        const gone = before.filter((one) => !held.some(({ record: kept }) => kept.id === one.record.id));
        for (const one of gone) {
          if (one.isTold) expect(event.type === 'accepted' && event.ids.includes(one.record.id)).toBe(true);
          else expect(event).toEqual({ type: 'dropped', id: one.record.id });
        }
        if (event.type === 'differs' && (event.record.difference ?? 0) === 0) expect(held).toBe(before);
        expect(held.every((one) => (one.record.difference ?? 0) !== 0)).toBe(true);
      }
    }),
  );
});

/** A disk that may refuse, and a queue. */
function rig() {
  const values = new Map<string, string>();
  const told: string[] = [];
  const state = { isFull: false };
  const failed = err({ code: 'full' as const, detail: '' });
  const store = {
    meta: {
      get: (key: string) => values.get(key) ?? null,
      set: (key: string, value: string) => {
        if (state.isFull) return failed;
        values.set(key, value);
        return ok(undefined);
      },
    },
    replenish: (body: ReplenishBody) => {
      told.push(body.id);
      return Promise.resolve(ok(undefined));
    },
  } as unknown as ConstructorParameters<typeof CardLock>[0];
  return { told, state, open: () => new CardLock(store, noLog) };
}

test('it stands over a restart, and a count that the hub was never told of is told then, once', async () => {
  const { told, open } = rig();
  open().step({ type: 'differs', record: record('a', -1) });
  const again = open();
  expect(again.fault).toBe('E_COUNT_DIFFERS');
  // The hub cannot accept what it has not heard of.
  again.step({ type: 'accepted', ids: ['a'] });
  expect(again.fault).toBe('E_COUNT_DIFFERS');
  await again.resume();
  await open().resume();
  expect(told).toEqual(['a']);
  let changes = 0;
  again.onChange(() => {
    changes += 1;
  });
  again.step({ type: 'accepted', ids: ['a'] });
  expect([again.fault, open().fault, changes]).toEqual([null, null, 1]);
});

test('a disk that does not take the lock lets no count become true', () => {
  const { state, open } = rig();
  state.isFull = true;
  const lock = open();
  expect(lock.step({ type: 'differs', record: record('a', 2) })).toBe(false);
  expect(lock.fault).toBeNull();
});

test('counts that differ month after month lock the cards over a restart, however many there are', () => {
  const { open } = rig();
  const lock = open();
  for (let n = 0; n < 25; n += 1) {
    expect(lock.step({ type: 'differs', record: record(`r-${n}`, -1) })).toBe(true);
    lock.step({ type: 'told', id: `r-${n}` });
  }
  const again = open();
  expect([again.held.length, again.fault]).toEqual([25, 'E_COUNT_DIFFERS']);
});
