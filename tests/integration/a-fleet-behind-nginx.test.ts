import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { CommandReply } from '../../contract/console/commands.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { prove } from '../../hub/simulate/drain.ts';
import { openSimulation, type Simulation } from '../../hub/simulate/open-simulation.ts';
import { type FleetDay, runFleet } from '../../hub/simulate/run-fleet.ts';
import { fateOf, nothingWrong, type Scenario } from '../../hub/simulate/scenario.ts';
import type { FleetTally } from '../../hub/simulate/sim-fleet.ts';
import { operatorToken } from '../../hub/testing/hub-fixture.ts';
import { databaseOnServer, type TestDatabase } from '../../hub/testing/test-database.ts';
import { ended, type HubInstance, startInstance } from '../support/hub-instances.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';

/** A minute and more of two processors: `npm run test:instances`. `npm test` kills instances under applications and behind nginx in three-hubs-killed-under-load. */
const isWanted = process.env.YITIJI_INSTANCES === 'long';
const rounds = 12;
const count = 16;
const version = '2026.12.1';
const minuteMs = 60_000;
/** A district loses its line and comes back at once; a fifth of the machines goes back to the release before. */
const scenario: Scenario = {
  ...{ ...nothingWrong, seed: 'behind nginx', lastsMs: 600 * minuteMs },
  outages: [{ district: 'BY', fromMs: 4 * minuteMs, toMs: 15 * minuteMs }],
  defects: [{ version, fate: 'rollsBack', part: 0.2 }],
};

let server: TestDatabase;
let nginx: Nginx;
let simulation: Simulation;
const hubs: HubInstance[] = [];
const dataDir = mkdtempSync(join(tmpdir(), 'yitiji-fleet-'));
const trusted = getCACertificates('default');

beforeAll(async () => {
  if (!isWanted) return;
  server = await databaseOnServer();
  hubs.push(...(await Promise.all([1, 2, 3].map(() => startInstance(dataDir, server.url)))));
  nginx = await startNginx(
    hubs.map(({ url }) => url),
    false,
  );
  setDefaultCACertificates([...trusted, nginx.authority]);
  const opened = await openSimulation({
    ...{ kiosks: count, seed: 'behind nginx', isWorking: true, connections: 24 },
    ...{ hubUrl: nginx.url, databaseUrl: server.url },
  });
  if (!opened.ok) throw new Error(opened.error);
  simulation = opened.value;
});
afterAll(async () => {
  if (!isWanted) return;
  await simulation.close();
  await nginx.stop();
  setDefaultCACertificates(trusted);
  for (const { child } of hubs) await ended(child, 'SIGKILL');
  await server.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

test.skipIf(!isWanted)(
  'heartbeats, applications, assignments and commands of a fleet through nginx, while instances are killed: nothing is lost, nothing comes twice, readers of the console hear on',
  async () => {
    const { kiosks, sql } = simulation;
    const release = published(`app/${version}.json`);
    const stop = new AbortController();
    let tally: FleetTally | null = null;
    const reader = readEvents(stop.signal);
    const living: Promise<FleetDay> = runFleet({
      ...{
        ...simulation,
        clock: systemClock,
        scenario,
        people: await simulation.people(),
        lose: 0.02,
        random: Math.random,
      },
      // Two hours in a minute: every machine is heard twice a second.
      ...{
        lastsMs: Number.POSITIVE_INFINITY,
        speed: 30,
        visitsPerDay: 400,
        startsMs: Date.parse('2026-01-05T10:00:00+08:00'),
      },
      ...{
        stop: stop.signal,
        progress: () => undefined,
        opened: (now) => {
          tally = now;
        },
      },
    });
    const heard = () => tally?.beats.times.length ?? 0;
    const codes = kiosks.map(({ kiosk }) => kiosk);

    const sends: string[] = [];
    try {
      await vi.waitFor(() => expect(heard()).toBeGreaterThan(count), { timeout: 60_000, interval: 20 });
      await ask('assignments', { kiosks: codes, target: `app/${version}.json`, days: 30 });
      for (let i = 0; i < rounds; i += 1) {
        const sent = (await ask('commands', {
          kiosks: codes,
          act: { kind: 'selfTest' },
          reason: `round ${i}`,
        })) as CommandReply;
        sends.push(sent.sendId);
        for (const places of [[i % 3], [(i + 1) % 3, (i + 2) % 3]]) {
          const before = { beats: heard(), events: reader.events() };
          await restart(places);
          // The fleet and the readers go on through what stands.
          await vi.waitFor(
            () => {
              expect(heard()).toBeGreaterThan(before.beats + count);
              expect(reader.events()).toBeGreaterThan(before.events);
            },
            { timeout: 60_000, interval: 20 },
          );
        }
      }
      // Until every machine has been through it: the one that lost its line is the last.
      await vi.waitFor(() => expect((tally?.outcomes.succeeded ?? 0) + (tally?.outcomes.rolledBack ?? 0)).toBe(count), {
        timeout: 150_000,
        interval: 50,
      });
      await vi.waitFor(() => expect(tally?.commands.ended).toBe(count * rounds), { timeout: 60_000, interval: 50 });
    } finally {
      // Also when something was not as expected: the fleet must not live on beside the other tests.
      stop.abort();
    }
    const day = await living;
    await reader.done;
    await vi.waitFor(async () => expect(await sql`select 1 from work limit 1`).toHaveLength(0), {
      timeout: 60_000,
      interval: 50,
    });

    // What was sent is there once, whichever instance took it, answered for it or died over it.
    const proof = await prove(sql, kiosks);
    expect(proof).toEqual({
      expected: day.batches.accepted + day.batches.duplicates,
      stored: proof.expected,
      lost: 0,
      doubled: 0,
      behind: 0,
    });
    expect(day.batches.duplicates).toBeGreaterThan(0);
    expect(day.batches.rejected).toBe(0);
    // Each machine has one assignment and was told of it; its end is known once.
    expect(day.offers).toEqual({ taken: count, unbelieved: 0 });
    const assigned = await sql<
      { device_id: string; counter: string }[]
    >`select device_id, counter from assignment order by device_id`;
    expect(assigned).toEqual(
      kiosks
        .map(({ deviceId }) => ({ device_id: deviceId, counter: '1' }))
        .sort((a, b) => (a.device_id < b.device_id ? -1 : 1)),
    );
    const outcomes = await sql<
      { device_id: string; release: string; outcome: string }[]
    >`select device_id, release, outcome from update_outcome`;
    expect(outcomes).toHaveLength(count);
    for (const { deviceId, n } of kiosks) {
      const word = fateOf(scenario, version, n) === 'good' ? 'succeeded' : 'rolledBack';
      expect(outcomes).toContainEqual({ device_id: deviceId, release, outcome: word });
    }
    // Each command was taken up once and its end is known, though replies were lost and offers repeated.
    expect(day.commands).toMatchObject({ taken: count * rounds, ended: count * rounds, unbelieved: 0 });
    const commands = await sql<{ send_id: string; state: string; count: string }[]>`
    select send_id, state, count(*) from command group by send_id, state`;
    expect(commands.map((row) => [row.send_id, row.state, Number(row.count)]).sort()).toEqual(
      sends.map((id) => [id, 'done', count]).sort(),
    );
    // Numbers of a machine rise with each command and are never given out twice, whichever instance gave them.
    const numbers = await sql<{ n: string }[]>`select count(distinct number) as n from command group by device_id`;
    expect(numbers.map(({ n }) => Number(n))).toEqual(kiosks.map(() => rounds));
    // A stream ends with its instance; whoever reads comes back and is served by another.
    expect(reader.opened()).toBeGreaterThan(1);
  },
  600_000,
);

/** Puts a manifest where the repository of every instance has it. @returns id of the release */
function published(target: string): string {
  const content = `manifest of ${target}`;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const folder = join(dataDir, 'releases/targets/app');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${sha256}.${version}.json`), content);
  return releaseIdOf(version, sha256);
}

/** An operator's act, over the gateway; every instance is up. */
async function ask(path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${nginx.url}/v1/operator/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

/** Reads the console's events as a browser does: comes back when the stream ends. */
function readEvents(stop: AbortSignal) {
  let events = 0;
  let opened = 0;
  const once = async () => {
    const answer = await fetch(`${nginx.url}/v1/console/events`, {
      headers: { authorization: `Bearer ${operatorToken}` },
      signal: stop,
    });
    if (answer.status !== 200 || answer.body === null) return;
    opened += 1;
    for await (const text of answer.body.pipeThrough(new TextDecoderStream()))
      events += text.split('event: machines').length - 1;
  };
  const done = (async () => {
    // An instance that dies cuts the stream in the middle: an error here, and the browser asks again.
    while (!stop.aborted) await once().catch(() => undefined);
  })();
  return { events: () => events, opened: () => opened, done };
}

/** Kills instances at one moment, without a word, and starts others at their addresses, while the fleet goes on. */
async function restart(places: readonly number[]): Promise<void> {
  const old = places.flatMap((at) => hubs[at] ?? []);
  await Promise.all(old.map(({ child }) => ended(child, 'SIGKILL')));
  const started = await Promise.all(
    old.map(({ url }) => startInstance(dataDir, server.url, Number(new URL(url).port))),
  );
  for (const [i, hub] of started.entries()) hubs[places[i] ?? 0] = hub;
}
