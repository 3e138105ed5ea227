import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { err, ok } from '../../../contract/result.ts';
import type { RegisterItem } from '../../../contract/technician/register.ts';
import type { CustodyRow } from '../../store/ledger.ts';
import { Register, type RegisterOptions } from './register.ts';

const oldestMs = Date.parse('2026-11-01T02:00:00.000Z');
const rows = Array.from(
  { length: 21 },
  (_, n) =>
    ({
      ...{ id: `custody-${n}`, kind: 'card', state: 'retained', session: `visit-${n}`, receiptNo: null },
      ...{ openedWallMs: oldestMs + n * 60_000, settledWallMs: oldestMs + n * 60_000 },
    }) as unknown as CustodyRow,
);

/** What outlives a process: the machine's own notes. */
function disk() {
  const notes = new Map<string, string>();
  const logged: string[] = [];
  let isKilled = false;
  let isFull = false;
  const store = {
    meta: {
      get: (key: string) => notes.get(key) ?? null,
      set: (key: string, value: string) => {
        if (isFull) return err({ code: 'full', detail: '' });
        notes.set(key, value);
        return ok(undefined);
      },
    },
    recordOfStaff: ({ keep }: { readonly keep: { readonly key: string; readonly value: string } }) => {
      notes.set(keep.key, keep.value);
      return isKilled ? Promise.reject(new Error('killed')) : Promise.resolve(ok(undefined));
    },
    custody: { ofDevice: () => rows },
    trustedWallMs: () => oldestMs,
  } as unknown as RegisterOptions['store'];
  return {
    register: () =>
      new Register({ store, log: (name) => logged.push(name), newId: () => randomUUID(), dispenserId: 'dispenser' }),
    notes,
    logged,
    killAfterTheRecord: () => {
      isKilled = true;
    },
    fill: () => {
      isFull = true;
    },
  };
}

/** All cards entered and taken out, all but the last fetched. */
async function twentyFetched(register: Register) {
  expect(await register.enterCaptured()).toBe(21);
  await register.binEmptied(['100001', '200002']);
  const [last, ...others] = register.items();
  for (const { id } of others) expect(await give(register, id)).toBe(true);
  return last?.id ?? '';
}

const give = (register: Register, id: string) =>
  register.step(id, { type: 'handedOver', to: 'issuer', at: '2026-11-29T02:00:00.000Z', staff: '100001' });

it('a process killed right after the hand-over that makes the oldest forgotten does not enter that card once more', async () => {
  const machine = disk();
  const register = machine.register();
  const last = await twentyFetched(register);
  machine.killAfterTheRecord();
  await expect(give(register, last)).rejects.toThrow('killed');
  expect(await machine.register().enterCaptured()).toBe(0);
});

it('a hand-over that cannot note what it forgets is refused, and nothing is forgotten', async () => {
  const machine = disk();
  const register = machine.register();
  const last = await twentyFetched(register);
  machine.fill();
  expect(await give(register, last)).toBe(false);
  expect(register.items()).toHaveLength(21);
  expect(register.get(last)?.state).toBe('kept');
});

it('a list that cannot be read whole is said, shows what can be read, enters no card twice and is kept aside when the next entry is written', async () => {
  const machine = disk();
  await twentyFetched(machine.register());
  expect([machine.register().isIncomplete(), machine.logged]).toEqual([false, []]);
  const damaged = (machine.notes.get('register.items') ?? '').replace('"kept"', '"flying"');
  machine.notes.set('register.items', damaged);
  machine.notes.delete('register.horizon');
  const register = machine.register();
  expect(machine.logged).toEqual(['technician.register.unreadable']);
  expect([register.items().length, register.isIncomplete()]).toEqual([20, true]);
  const [first] = register.items();
  expect(await register.enterCaptured()).toBe(0);
  expect(machine.notes.get('register.items')).toBe(damaged);
  expect(await register.enter({ ...first, id: 'found', custody: null } as RegisterItem)).toBe(true);
  expect([...machine.notes.values()]).toContain(damaged);
  expect([machine.register().isIncomplete(), await machine.register().enterCaptured()]).toEqual([true, 0]);
});

it('no entry is written over a list that cannot be read and cannot be put aside', async () => {
  const machine = disk();
  machine.notes.set('register.items', '[{');
  const register = machine.register();
  machine.fill();
  expect(await register.enter({ id: 'found', state: 'kept', staff: [] } as unknown as RegisterItem)).toBe(false);
  expect(machine.notes.get('register.items')).toBe('[{');
});
