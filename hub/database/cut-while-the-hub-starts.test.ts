import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { Sql } from './pool.ts';
import { whileDatabaseIsBack } from './while-database-is-back.ts';

const sql = Object.assign(async () => [{ version: 160_000 }], { options: {} }) as unknown as Sql;
const cut = () => Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });

test('a line that is cut while the hub starts does not end it: what was begun is done again', async () => {
  const clock = new VirtualClock();
  let done = 0;
  const prepared = await whileDatabaseIsBack(sql, clock, async () => {
    done += 1;
    if (done < 4) throw cut();
    return 'ready';
  });
  expect([prepared, done]).toEqual([{ ok: true, value: 'ready' }, 4]);
});

test('a database that goes away every time is told to the operator, and a fault of our own is not tried again', async () => {
  const clock = new VirtualClock();
  expect(await whileDatabaseIsBack(sql, clock, () => Promise.reject(cut()))).toMatchObject({ ok: false });
  let done = 0;
  const broken = whileDatabaseIsBack(sql, clock, () => {
    done += 1;
    return Promise.reject(new TypeError('ours'));
  });
  await expect(broken).rejects.toThrow('ours');
  expect(done).toBe(1);
});
