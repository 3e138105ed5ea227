import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import { drainQueues, newTally, prove } from './drain.ts';
import { openSimulation } from './open-simulation.ts';
import { runFleet } from './run-fleet.ts';
import { nothingWrong } from './scenario.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

const simulate = () =>
  openSimulation({
    ...{ kiosks: 12, seed: 'a seed that everybody knows', isWorking: true, connections: 12 },
    ...{ hubUrl: f.hub.url, databaseUrl: f.hub.databaseUrl },
  });

test('a simulated fleet: signed, sealed, half of the replies lost, nothing lost and nothing double; afterwards its keys are worth nothing', async () => {
  const opened = await simulate();
  if (!opened.ok) throw new Error(opened.error);
  const { sender, kiosks, sealing, replyKey, sql } = opened.value;
  const tally = newTally();
  await drainQueues({ sender, kiosks, kid: sealing.kid, perKiosk: 30, batch: 10, atOnce: 6, lose: 0.5, tally });
  expect(tally.accepted + tally.duplicates).toBe(360);
  expect(tally.duplicates).toBeGreaterThan(0);
  expect(tally.rejected).toBe(0);
  const lived = await runFleet({
    ...{
      clock: systemClock,
      scenario: nothingWrong,
      sender,
      kiosks,
      sealing,
      replyKey,
      people: await opened.value.people(),
    },
    ...{ speed: 60, random: Math.random },
    ...{ visitsPerDay: 4000, startsMs: Date.parse('2026-01-05T10:00:00+08:00'), lastsMs: 60_000, lose: 0 },
    ...{ stop: new AbortController().signal, progress: () => undefined },
  });
  expect(lived.beats).toMatchObject({ sent: lived.beats.times.length, failed: 0 });
  expect(lived.beats.sent).toBeGreaterThanOrEqual(12);
  expect(lived.batches.accepted).toBeGreaterThan(0);
  const proof = await prove(sql, kiosks);
  expect(proof).toEqual({
    expected: 360 + lived.batches.accepted + lived.batches.duplicates,
    stored: proof.expected,
    lost: 0,
    doubled: 0,
    behind: 0,
  });
  expect(sender.replies.checked).toBeGreaterThan(0);
  expect(sender.replies.unsigned).toBe(0);

  expect(lived.silent).toBe(0);

  const [kiosk] = kiosks;
  if (kiosk === undefined) throw new Error('no machine');
  await opened.value.close();
  const late = await simulate();
  if (!late.ok) throw new Error(late.error);
  await late.value.sql`update device_key set revoked_ms = 1 where device_id = ${kiosk.deviceId}`;
  expect((await late.value.sender.post(kiosk, 'heartbeats', {})).body).toMatchObject({ error: 'unknownKey' });
  await late.value.close();
  const inForce = await f.sql`select 1 from device_key where revoked_ms is null`;
  expect(inForce).toHaveLength(0);
});

test('a hub that has machines of its own gets no simulated ones, whose keys could be made again from their seed', async () => {
  await f.machine();
  const opened = await simulate();
  expect(opened).toEqual({
    ok: false,
    error: 'this hub has machines of its own; a simulation needs a database without any',
  });
});
