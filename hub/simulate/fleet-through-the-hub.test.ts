import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { districtOf } from '../../contract/district.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import type { Sql } from '../database/pool.ts';
import { operator } from '../testing/case-kit.ts';
import { prove } from './drain.ts';
import { fateOf, nothingWrong, type Scenario } from './scenario.ts';
import { openVirtualFleet, type VirtualFleet } from './testing/virtual-fleet.ts';

const minuteMs = 60_000;
const count = 33;
const version = '2026.12.1';
/** Tuesday, ten in the morning: at night nobody comes, and a test must not depend on the hour it runs in. */
const startsMs = Date.parse('2026-12-01T10:00:00+08:00');
/** A quarter rolls back, a tenth bricks; the largest district is without network in the middle of it. */
const scenario: Scenario = {
  ...{ ...nothingWrong, seed: 'a bad release', lastsMs: 60 * minuteMs },
  defects: [
    { version, fate: 'rollsBack', part: 0.25 },
    { version, fate: 'bricks', part: 0.1 },
  ],
  outages: [{ district: 'BY', fromMs: 20 * minuteMs, toMs: 50 * minuteMs }],
  ...{ faultsPerDay: 6, badClocks: 0.2, paper: 60 },
};

let virtual: VirtualFleet;
beforeAll(async () => {
  virtual = await openVirtualFleet({
    ...{ kiosks: count, scenario, visitsPerDay: 100, isSending: true, lose: 0.3, startsMs },
  });
});
afterAll(() => virtual.close(), 60_000);

test('a dozen simulated machines stand in many districts, and the database counts them where the code says', async () => {
  const { f, simulation } = virtual;
  const kiosks = simulation.kiosks.map(({ kiosk }) => kiosk);
  const rows = await f.sql<{ kiosk: string; district: string }[]>`select kiosk, district from device order by kiosk`;
  expect(rows.map(({ kiosk }) => kiosk)).toEqual([...kiosks].sort());
  for (const { kiosk, district } of rows) expect(district).toBe(districtOf(kiosk));
  expect(new Set(simulation.kiosks.slice(0, 12).map(({ district }) => district)).size).toBeGreaterThanOrEqual(8);
  expect(new Set(simulation.kiosks.map(({ model }) => model)).size).toBe(3);
  for (const { kiosk, district } of simulation.kiosks) expect(districtOf(kiosk)).toBe(district);
});

test('a release to a whole fleet through outage and lost replies: every machine takes it once, tells its end once, and who is silent is bricked', async () => {
  const { f, simulation, fleet } = virtual;
  const stepMs = 4 * minuteMs;
  const sha256 = virtual.publish(version);
  await virtual.live(stepMs, stepMs);
  const kiosks = simulation.kiosks.map(({ kiosk }) => kiosk);
  const answer = await operator(f.hub.url, 'assignments', { kiosks, target: `app/${version}.json`, days: 30 });
  expect(answer.status).toBe(200);
  await virtual.live(72 * minuteMs, stepMs);
  await fleet.settle(virtual.now());

  const ended = simulation.kiosks.map(({ deviceId, n }) => ({ deviceId, fate: fateOf(scenario, version, n) }));
  const release = releaseIdOf(version, sha256);
  const word = { good: 'succeeded', rollsBack: 'rolledBack' } as const;
  const wanted = ended.flatMap(({ deviceId, fate }) =>
    fate === 'good' || fate === 'rollsBack' ? [{ device_id: deviceId, release, outcome: word[fate] }] : [],
  );
  await workedOff(f.sql);
  const outcomes = await f.sql`select device_id, release, outcome from update_outcome`;
  const order = (rows: readonly { readonly device_id?: string }[]) =>
    [...rows].sort((a, b) => ((a.device_id ?? '') < (b.device_id ?? '') ? -1 : 1)).map((row) => ({ ...row }));
  expect(order(outcomes)).toEqual(order(wanted));
  expect(fleet.tally.offers).toEqual({ taken: count, unbelieved: 0 });
  const { batches, outcomes: told, silent } = fleet.tally;
  expect(told.succeeded + told.rolledBack).toBe(wanted.length);
  expect(wanted.length).toBeLessThan(count);
  expect(silent).toBeGreaterThan(0);

  // Bricked machines are not heard any more; all others are, with the release that counts for them.
  const last = await f.sql<
    { device_id: string; version: string; at_ms: string }[]
  >`select device_id, version, at_ms from heartbeat_latest`;
  for (const { deviceId, fate } of ended) {
    const row = last.find(({ device_id }) => device_id === deviceId);
    const isHeard = Number(row?.at_ms) > f.clock.wallMs() - 5 * minuteMs;
    expect([fate, isHeard, row?.version]).toEqual([
      fate,
      fate !== 'bricks',
      fate === 'good' ? version : scenario.version,
    ]);
  }

  const proof = await prove(simulation.sql, simulation.kiosks);
  expect(proof).toEqual({
    expected: batches.accepted + batches.duplicates,
    stored: proof.expected,
    lost: 0,
    doubled: 0,
    behind: 0,
  });
  // The console counts what was taken in without the hub: of a fleet whose lines are good, that is not everything.
  const [taken] = await f.sql<{ all: number; offline: number }[]>`
    select count(*)::int as all, (count(*) filter (where is_offline))::int as offline from dept_application`;
  expect(taken?.offline).toBeLessThan((taken?.all ?? 0) / 2);
  expect(batches.duplicates).toBeGreaterThan(0);
  expect(proof.expected).toBeGreaterThan(count * 2);
});

/**
 * Ends when the hub has worked off everything. Steps of the fleet's time pass as fast as the hub answers, and it works behind them: how much is left at the end is a matter of
 * the computer. So not the whole is timed but each step forward: given up when for twenty seconds nothing was done.
 */
async function workedOff(sql: Sql): Promise<void> {
  const steps = async () => {
    const [row] = await sql<{ left: number }[]>`
      select coalesce(sum(case step when 'open' then 2 else 1 end), 0)::int as left from work`;
    return row?.left ?? 0;
  };
  for (let left = await steps(); left > 0; ) {
    const before = left;
    left = await vi.waitFor(
      async () => {
        const now = await steps();
        expect(now).toBeLessThan(before);
        return now;
      },
      { timeout: 20_000 },
    );
  }
}
