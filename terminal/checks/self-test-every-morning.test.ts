import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckLine } from '../../contract/checks.ts';
import type { Log } from '../../contract/log.ts';
import { checkIntegrity } from '../outbox/integrity.ts';
import { databaseFile } from '../store/open-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import { type TemporaryStore, temporaryStore } from '../store/testing/temporary-store.ts';
import { line } from './line.ts';
import { makeSelfTest } from './self-test.ts';
import { latestDueMs, retryMs, selfTestDue } from './self-test-due.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 06:00 in the city on 24 November. */
const sixMs = Date.UTC(2026, 10, 23, 22);
const good = line('device.link', 'idReader', 'pass', { word: 'up' });
const bad = line('device.link', 'idReader', 'fail', { word: 'lost', todo: 'powerOrCable' });

function tested(temporary: TemporaryStore, state: { isIdle: boolean; lines: readonly CheckLine[] }) {
  const ended: object[] = [];
  const log: Log = (id, fields) => void (id === 'terminal.selftest.ended' && ended.push(fields));
  const selfTest = makeSelfTest({
    ...{ store: temporary.store, clock: temporary.clock, log, version: '1', at: '07:30' },
    isIdle: () => state.isIdle,
    look: () => Promise.resolve(state.lines),
  });
  return { selfTest, ended };
}

test('due once after 07:30 at the first idle moment, made up after a day without power, hourly while something fails', () => {
  const due = (more: Partial<Parameters<typeof selfTestDue>[0]>) =>
    selfTestDue({
      isIdle: true,
      wallMs: sixMs,
      at: '07:30',
      last: { atMs: sixMs - 20 * hourMs, hasFailed: false },
      ...more,
    });
  expect([due({}), due({ wallMs: sixMs + 1.4 * hourMs }), due({ wallMs: sixMs + 1.5 * hourMs })]).toEqual([
    false,
    false,
    true,
  ]);
  expect(due({ wallMs: sixMs + 1.5 * hourMs, isIdle: false })).toBe(false);
  expect(due({ last: { atMs: sixMs - 23 * hourMs, hasFailed: false } })).toBe(true);
  expect(due({ last: null })).toBe(true);
  expect(due({ last: { atMs: sixMs + 1, hasFailed: false } })).toBe(true);
  expect(due({ last: { atMs: sixMs - retryMs + 1, hasFailed: true } })).toBe(false);
  expect(due({ last: { atMs: sixMs - retryMs, hasFailed: true } })).toBe(true);
});

test('whatever the hour: the last due moment is past, less than a day ago, and at that time of day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1e9, max: 4e12 }), fc.nat(23), fc.nat(59), (wallMs, hours, minutes) => {
      const dueMs = latestDueMs(wallMs, `${hours}:${minutes}`);
      expect(wallMs - dueMs).toBeGreaterThanOrEqual(0);
      expect(wallMs - dueMs).toBeLessThan(dayMs);
      expect((dueMs / 60_000 + 480) % 1440).toBe(hours * 60 + minutes);
      // Nothing that ran since is due again.
      expect(
        selfTestDue({ isIdle: true, wallMs, at: `${hours}:${minutes}`, last: { atMs: dueMs, hasFailed: false } }),
      ).toBe(false);
    }),
  );
});

test('over three days: one run each morning, none while somebody is there; what was mended is known within the hour', async () => {
  using temporary = temporaryStore(null);
  temporary.clock.jumpWall(sixMs - temporary.clock.wallMs());
  const state = { isIdle: true, lines: [good] as readonly CheckLine[] };
  const { selfTest, ended } = tested(temporary, state);
  const stop = selfTest.start();
  await temporary.clock.advance(hourMs);
  expect(ended).toHaveLength(1); // never tested before
  await temporary.clock.advance(hourMs);
  expect(ended).toHaveLength(2);
  await temporary.clock.advance(dayMs - 2 * hourMs);
  expect(ended).toHaveLength(2);
  state.isIdle = false;
  state.lines = [good, bad];
  await temporary.clock.advance(3 * hourMs);
  expect(ended).toHaveLength(2);
  state.isIdle = true;
  await temporary.clock.advance(60_000);
  expect(ended.at(-1)).toEqual({ by: 'daily', pass: 1, warn: 0, fail: 1, parts: 'idReader' });
  expect(selfTest.report()).toMatchObject({ failed: ['idReader'] });
  state.lines = [good];
  await temporary.clock.advance(hourMs);
  expect([ended.length, selfTest.report()?.failed]).toEqual([4, []]);
  await temporary.clock.advance(10 * hourMs);
  expect(ended).toHaveLength(4);
  stop();
  expect(temporary.clock.pending).toBe(0);
});

test('the result is there after a restart, with the runs before it, and in the audit chain', async () => {
  using temporary = temporaryStore(null);
  const state = { isIdle: false, lines: [good, bad] as readonly CheckLine[] };
  const first = tested(temporary, state);
  const told: string[] = [];
  first.selfTest.onResult(({ by }) => told.push(by));
  const [one, same] = await Promise.all([first.selfTest.run('demand'), first.selfTest.run('daily')]);
  expect([same === one, told]).toEqual([true, ['demand']]);
  const again = tested({ ...temporary, store: temporary.reopen() }, state).selfTest;
  expect(again.last()).toEqual(one);
  expect(again.history()).toMatchObject([{ by: 'demand', failed: ['idReader'], counts: { pass: 1, fail: 1 } }]);
  const db = openSqlite(`${temporary.dir}/${databaseFile}`, 'read');
  expect(db.prepare("SELECT data FROM audit WHERE type = 'selftest'").all()).toEqual([
    { data: '{"result":"fail: idReader"}' },
  ]);
  expect(checkIntegrity(db).auditChain).toBe('ok');
  db.close();
});
