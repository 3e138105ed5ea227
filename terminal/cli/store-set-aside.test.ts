import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { systemRandom } from '../crypto/random.ts';
import { databaseFile, openStore } from '../store/open-store.ts';
import { setAsidePath } from '../store/set-aside.ts';
import { storeGiveUp, storeSetAside } from './store-set-aside.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'yitiji-aside-'));
  const opened = openStore({ dir: data, clock: systemClock, log: noLog, random: systemRandom, onDamage: 'refuse' });
  if (!opened.ok) throw new Error(opened.error.code);
  opened.value.close();
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
const list = () => storeSetAside.run({ options: { data }, positionals: [] }, io);
const giveUp = async (number: string, reason = 'the maker found nothing') =>
  await storeGiveUp.run({ options: { data, reason }, positionals: [number] }, io);
const damaged = () => setAsidePath(join(data, databaseFile), 1);

test('a damaged database goes by its number and a reason only, and is said to hold what nobody can read', async () => {
  expect(await list()).toMatchObject({ exit: 0, json: { setAside: [] } });
  await expect(giveUp('1')).rejects.toThrow('no damaged database');
  writeFileSync(damaged(), Buffer.alloc(8_192, 0xaa));
  expect(await list()).toMatchObject({
    json: { setAside: [{ number: 1, bytes: 8_192, open: null, isCovered: false }] },
  });
  await expect(giveUp('1', '')).rejects.toThrow('--reason');
  await expect(giveUp('2')).rejects.toThrow('no damaged database');
  expect(statSync(damaged()).size).toBe(8_192);
  expect(await giveUp('1')).toMatchObject({ exit: 0, json: { number: 1, bytes: 0 } });
  expect(statSync(damaged()).size).toBe(0);
  expect(await list()).toMatchObject({ json: { setAside: [{ number: 1, bytes: 0, isCovered: true }] } });
  await expect(giveUp('1')).rejects.toThrow('no damaged database');
});
