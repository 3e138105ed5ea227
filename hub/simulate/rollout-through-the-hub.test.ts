import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RolloutDetail } from '../../contract/console/rollouts.ts';
import { approveRollout } from '../rollouts/acts.ts';
import { rolloutRound } from '../rollouts/round.ts';
import { proposeRollout } from '../rollouts/start.ts';
import { operatorToken } from '../testing/hub-fixture.ts';
import { isUp } from './life.ts';
import { nothingWrong, type Scenario } from './scenario.ts';
import { openVirtualFleet, type VirtualFleet } from './testing/virtual-fleet.ts';

const hourMs = 3_600_000;
const version = '2026.12.7';
const count = 120;
/** Monday, nine in the morning: halls are open. */
const startsMs = Date.parse('2026-12-07T09:00:00+08:00');
const scenario: Scenario = { ...nothingWrong, seed: 'bricks', defects: [{ version, fate: 'bricks', part: 0.5 }] };

let virtual: VirtualFleet;
beforeAll(async () => {
  virtual = await openVirtualFleet({
    ...{ kiosks: count, scenario, visitsPerDay: 60, isSending: false, lose: 0, startsMs },
    hub: { isWorking: true },
  });
});
afterAll(() => virtual.close(), 60_000);

test('a release that bricks machines reaches ring 0 and nobody else: silence halts it, and the rest of the fleet is heard from its old release', async () => {
  const { f, fleet, simulation } = virtual;
  virtual.publish(version);
  await virtual.live(hourMs / 2, hourMs / 2);
  const deps = { sql: f.sql, clock: f.clock, log: () => undefined, releasesDir: join(f.dataDir, 'releases') };
  const nowMs = Math.round(f.clock.wallMs());
  const person = (id: string) => ({ kind: 'account', id, name: id, roles: ['releaseManager'] }) as const;
  const started = await proposeRollout(
    f.sql,
    { target: `app/${version}.json` },
    { releasesDir: deps.releasesDir, nowMs, actor: person('zhang') },
  );
  if (!started.ok) throw new Error(started.error.detail);
  const { id } = started.value;
  expect((await approveRollout(f.sql, id, { nowMs, actor: person('li'), reason: null, ring: null })).ok).toBe(true);
  const detail = async () => {
    const answer = await fetch(`${f.hub.url}/v1/console/rollouts/${id}`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    return (await answer.json()) as RolloutDetail;
  };
  await rolloutRound(deps);
  await virtual.live(6 * hourMs, hourMs / 2, async () => {
    await rolloutRound(deps);
    return (await detail()).state === 'halted';
  });

  const { state, exposed, counts, ringList, halt } = await detail();
  const ring0 = ringList[0]?.machines ?? 0;
  expect(state).toBe('halted');
  expect(halt?.code).toBe('haltLost');
  expect(ring0).toBeGreaterThanOrEqual(3);
  // Nobody beyond ring 0 was ever offered it.
  expect(exposed).toBe(ring0);
  expect(counts.lost).toBeGreaterThan(0);
  expect(fleet.tally.offers.taken).toBe(ring0);
  const bricked = simulation.kiosks.filter(
    (kiosk) => !isUp({ silentFromMs: null, clockMs: 0, paperAtStart: 0, pace: 1 }, fleet.lifeOf(kiosk), 0),
  );
  expect(bricked.length).toBeGreaterThan(0);
  expect(bricked.length).toBeLessThanOrEqual(ring0);
  const others =
    await f.sql`select 1 from heartbeat_latest where version = ${scenario.version} and at_ms >= ${f.clock.wallMs() - hourMs}`;
  expect(others.length).toBeGreaterThanOrEqual(count - ring0);
});
