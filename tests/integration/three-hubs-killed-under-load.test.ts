import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Sql } from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { Envelope } from '../../contract/envelope.ts';
import type { Verdict } from '../../contract/hub-api.ts';
import { openPool } from '../../hub/database/pool.ts';
import { operatorToken } from '../../hub/testing/hub-fixture.ts';
import { TestMachine } from '../../hub/testing/machine.ts';
import { databaseOnServer, type TestDatabase } from '../../hub/testing/test-database.ts';
import { loadDeviceKey } from '../../terminal/crypto/device-key.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import { lookAtWay } from '../../terminal/setup/way-to-hub.ts';
import { hubFetch } from '../../terminal/sync/hub-tls.ts';
import { signedFetch } from '../../terminal/sync/signed-fetch.ts';
import { ended, type HubInstance, startInstance } from '../support/hub-instances.ts';
import { type Nginx, startNginx, statusOver } from '../support/nginx.ts';
import { type RoundRobin, startRoundRobin } from '../support/round-robin.ts';

/** `npm run test:instances` is the long form. */
const isLong = process.env.YITIJI_INSTANCES === 'long';
const rounds = isLong ? 30 : 1;
const machineCount = 3;
const batchSize = 8;

let server: TestDatabase;
let inside: Sql;
let balancer: RoundRobin;
const hubs: HubInstance[] = [];
const dataDir = mkdtempSync(join(tmpdir(), 'yitiji-hubs-'));

beforeAll(async () => {
  server = await databaseOnServer();
  inside = openPool(server.url, 2);
  hubs.push(...(await Promise.all([1, 2, 3].map(() => startHub()))));
  balancer = await startRoundRobin();
  balance();
  await watchEffects(inside);
});
afterAll(async () => {
  await balancer.close();
  for (const { child } of hubs) await ended(child, 'SIGKILL');
  await inside.end({ timeout: 1 });
  await server.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('three instances on one database, killed under load, one and then two at once: every message stored once, every effect once', async () => {
  const machines = await Promise.all(
    Array.from({ length: machineCount }, (_, i) =>
      new TestMachine(hubs[i % 3]?.url ?? '').enrol(operatorToken, `TH01${String(i).padStart(2, '0')}`),
    ),
  );
  for (const machine of machines) machine.url = balancer.url;
  // So that a repeat after an unknown outcome surely happens, whichever instance it meets next.
  balancer.cutNextReplies(machineCount);
  let isOver = false;
  const loads = machines.map((machine) => load(machine, () => isOver));
  for (let i = 0; i < rounds; i += 1) {
    const [first = 0, ...others] = [i % 3, (i + 1) % 3, (i + 2) % 3];
    await underWork();
    await restart(first);
    await underWork();
    await restart(...others);
  }
  isOver = true;
  const sent = (await Promise.all(loads)).flat();

  await vi.waitFor(async () => expect(await inside`select 1 from work limit 1`).toHaveLength(0), {
    timeout: 60_000,
    interval: 50,
  });
  expect(balancer.cut).toBe(machineCount);
  expect(sent.filter(({ words }) => words.includes('duplicate')).length).toBeGreaterThanOrEqual(machineCount);
  const ids = sent.map(({ message }) => message.id).sort();
  const stored = await inside<{ id: string; state: string }[]>`select id, state from ingest order by id`;
  expect(stored.map(({ id }) => id)).toEqual(ids);
  expect(new Set(stored.map(({ state }) => state))).toEqual(new Set(['applied']));
  // A row in `effect` stands for each committed change of state: none is missing, none came twice.
  const applied = await inside<
    { id: string }[]
  >`select subject as id from effect where what = 'applied' order by subject`;
  expect(applied.map(({ id }) => id)).toEqual(ids);
  const cases = sent.flatMap(({ message }) => (message.topic === 'case.submit' ? [message.receiptNo] : [])).sort();
  const done = await inside<{ id: string }[]>`select subject as id from effect where what = 'done' order by subject`;
  expect(done.map(({ id }) => id)).toEqual(cases);
  const cursors = await inside<{ up_to: string; ranges: unknown }[]>`select up_to, ranges from device_cursor`;
  expect(cursors).toHaveLength(machineCount);
  for (const { up_to, ranges } of cursors) expect(ranges).toEqual([[1, Number(up_to)]]);
  expect(cursors.reduce((sum, { up_to }) => sum + Number(up_to), 0)).toBe(ids.length);
}, 600_000);

test('one instance does the minute’s work for all, also when the others have just started', async () => {
  const [row] = await inside<{ seconds: number }[]>`
    select extract(epoch from now() - min(at))::int as seconds from schema_migration`;
  const most = Math.floor((row?.seconds ?? 0) / 55) + 1;
  const jobs = await inside<{ job: string; runs: string }[]>`select job, runs from leader_job order by job`;
  expect(jobs.map(({ job }) => job)).toEqual(expect.arrayContaining(['fleet', 'partitions', 'proof', 'signs', 'tidy']));
  // Roll-outs are looked at besides when something of them happens.
  const byTheMinute = jobs.filter(({ job }) => job !== 'rollouts');
  for (const { job, runs } of byTheMinute) expect([job, Number(runs) <= most]).toEqual([job, true]);
});

test('with every hint between instances lost, work is found all the same', async () => {
  // A function of the same name that is found first and does nothing.
  await inside`create function public.pg_notify(text, text) returns void language sql as 'select null::void'`;
  await inside.unsafe(`alter database "${new URL(server.url).pathname.slice(1)}" set search_path = public, pg_catalog`);
  await restart(0);
  const machine = await new TestMachine(hubs[0]?.url ?? '').enrol(operatorToken, 'TH0199');
  const body = machine.lossBody(someone(7), null, 1);
  await machine.batch([await machine.message(body)]);
  expect((await machine.caseState(body.receiptNo, 10)).body.state).toBe('done');
});

describe('behind nginx, as docs/nginx.conf.example has it', () => {
  let nginx: Nginx | null = null;
  const trusted = getCACertificates('default');
  const front = async (mutual: boolean) => {
    nginx = await startNginx(
      hubs.map(({ url }) => url),
      mutual,
    );
    setDefaultCACertificates([...trusted, nginx.authority]);
    return nginx;
  };
  afterEach(async () => {
    setDefaultCACertificates(trusted);
    await nginx?.stop();
    nginx = null;
  });

  test('signed requests over TLS are taken and answered, signed, and an instance that dies is passed over', async () => {
    const standing = await front(false);
    const { url } = standing;
    const machine = await new TestMachine(hubs[0]?.url ?? '').enrol(operatorToken, 'TH0197');
    machine.url = url;
    const sent = async (n: number) => {
      const { status, isSigned, body } = await machine.batch([
        await machine.message(machine.lossBody(someone(n), null, n)),
      ]);
      expect({ status, isSigned, verdicts: body.verdicts }).toMatchObject({
        status: 200,
        isSigned: true,
        verdicts: [{ verdict: 'accepted' }],
      });
    };
    for (let n = 1; n <= 6; n += 1) await sent(n);
    const [, , last] = hubs;
    if (last !== undefined) await ended(last.child, 'SIGKILL');
    for (let n = 7; n <= 12; n += 1) await sent(n);
    await restart(2);
    expect(await statusOver(standing, `${url}/healthz`)).toBe(200);
  });

  test('with mutual TLS a machine without a certificate is not let through, one with a certificate is, and both can enrol', async () => {
    const standing = await front(true);
    const url = `${standing.url}/v1/devices/nobody/cases/none`;
    expect(await statusOver(standing, url)).toBe(403);
    // The hub itself refuses it: it is not signed.
    expect(await statusOver(standing, url, standing.machine)).toBe(401);
    const fresh = new TestMachine(standing.url);
    expect(await fresh.askCode()).toMatchObject({ status: 200 });
  });

  test('with mutual TLS a terminal whose configuration names its certificate gets through, and what is wrong with a file is said without what stands in it', async () => {
    const standing = await front(true);
    setDefaultCACertificates(trusted);
    const dir = mkdtempSync(join(tmpdir(), 'yitiji-tls-'));
    const file = (name: string, text: string) => {
      writeFileSync(join(dir, name), text, { mode: 0o600 });
      return join(dir, name);
    };
    try {
      const authority = file('authority.crt', standing.authority);
      const key = file('machine.key', standing.machine.key);
      const tls = { certificate: file('machine.crt', standing.machine.cert), key, authority };
      const own = hubFetch(tls);
      if (!own.ok) throw new Error(own.error.detail);
      const url = `${standing.url}/v1/devices/nobody/cases/none`;
      // Through to the hub, which refuses what is not signed.
      expect((await own.value(url)).status).toBe(401);
      const called = await signedFetch(
        { baseUrl: standing.url, key: loadDeviceKey(dir), clock: systemClock, random: systemRandom, fetch: own.value },
        { method: 'GET', target: '/v1/devices/nobody/cases/none', keyId: 'k', nowMs: Date.now(), budgetMs: 5_000 },
      );
      expect(called).toMatchObject({ ok: true, value: { status: 401 } });
      // The authority of the city is no authority of the system: without it nothing is sent.
      await expect(fetch(url)).rejects.toThrow();
      // The checks of the machine go the same way, so that a city with an authority of its own is not told each morning that its hub is not to be trusted.
      const by = { fetch: own.value, tls };
      expect(await lookAtWay(standing.url, Date.now, by)).toMatchObject({
        ...{ hub: { isReachable: true }, certificate: { kind: 'tls', fault: null } },
      });
      expect(await lookAtWay(standing.url, Date.now)).toMatchObject({
        ...{ hub: { isReachable: false }, certificate: { kind: 'tls', fault: expect.any(String) } },
      });
      const stranger = hubFetch({ certificate: authority, key });
      expect(stranger).toMatchObject({ ok: false, error: { code: 'unusable' } });
      expect(hubFetch({ certificate: join(dir, 'none.crt'), key })).toMatchObject({
        ok: false,
        error: { code: 'unreadable', detail: `${join(dir, 'none.crt')}: ENOENT` },
      });
      expect(JSON.stringify(stranger)).not.toContain('BEGIN');
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

test('SIGTERM: what is under way is answered, then the process ends with 0', async () => {
  const [hub] = hubs;
  if (hub === undefined) throw new Error('no instance');
  const machine = await new TestMachine(hub.url).enrol(operatorToken, 'TH0198');
  const unknown = machine.lossBody(someone(8), null, 9).receiptNo;
  const before = await inside`select 1 from nonce where key_id = ${machine.claimed.deviceId}`;
  const waiting = machine.caseState(unknown, 25);
  // Without a limit of its own this would end after one second, which is short behind so much load.
  await vi.waitFor(
    async () =>
      expect((await inside`select 1 from nonce where key_id = ${machine.claimed.deviceId}`).length).toBeGreaterThan(
        before.length,
      ),
    { timeout: 20_000 },
  );
  const code = await ended(hub.child, 'SIGTERM');
  expect((await waiting).status).toBe(404);
  expect(code).toBe(0);
  await expect(fetch(`${hub.url}/healthz`)).rejects.toThrow();
});

interface Sent {
  readonly message: Envelope;
  /** Every verdict that it ever got. */
  readonly words: string[];
}

/** Sends batch after batch as a terminal does: the same one again until every message in it is known to be taken. */
async function load(machine: TestMachine, isOver: () => boolean): Promise<readonly Sent[]> {
  const all: Sent[] = [];
  for (let batch = 0; batch < 2 || !isOver(); batch += 1) {
    const messages = await Promise.all(
      Array.from({ length: batchSize }, (_, i) => {
        const n = batch * batchSize + i + 1;
        return i % 4 === 0 && n < 9000
          ? machine.message(machine.lossBody(someone(n), null, n))
          : machine.message(
              {
                format: 'yitiji-custody/1',
                device: 'dispenser',
                receiptNo: null,
                act: null,
                custody: null,
                counts: { hopper: n, retain: null },
              },
              { orderKey: `hopper-${i}` },
              'custody.changed',
            );
      }),
    );
    const sent = messages.map((message): Sent => ({ message, words: [] }));
    await untilTaken(machine, sent);
    all.push(...sent);
    // As a citizen does: waits for the answer before the next one comes. A killed instance ends the wait.
    const [first] = messages;
    if (first?.receiptNo != null) await machine.caseState(first.receiptNo, 5).catch(() => null);
  }
  return all;
}

async function untilTaken(machine: TestMachine, sent: readonly Sent[]): Promise<void> {
  for (;;) {
    const verdicts = await machine.batch(sent.map(({ message }) => message)).then(
      ({ status, isSigned, body }) => (status === 200 && isSigned ? (body.verdicts as readonly Verdict[]) : []),
      () => [],
    );
    for (const { message, words } of sent) {
      const word = verdicts.find(({ id }) => id === message.id)?.verdict;
      if (word !== undefined) words.push(word);
    }
    if (sent.every(({ words }) => ['accepted', 'duplicate'].includes(words.at(-1) ?? ''))) return;
    const bad = sent.find(({ words }) => ['conflict', 'rejected', 'tooOld'].includes(words.at(-1) ?? ''));
    if (bad !== undefined) throw new Error(`${bad.message.id}: ${bad.words.join(' ')}`);
  }
}

/** One of the demonstration people; nobody real. */
function someone(n: number): { readonly idNumber: string; readonly name: string } {
  const people = [
    { idNumber: '440199199107040150', name: '陈喆' },
    { idNumber: '440199198807120114', name: '方远' },
    { idNumber: '440199199203150026', name: '黎赟' },
  ] as const;
  return people[n % people.length] ?? people[0];
}

/** Notes every committed change of state. A trigger writes in the transaction of the effect, so what was rolled back is not noted. */
async function watchEffects(sql: Sql): Promise<void> {
  await sql
    .unsafe(`
    create table effect (what text not null, subject text not null);
    create function note_ingest() returns trigger language plpgsql as $$ begin
      insert into effect values (new.state, new.id::text); return null; end $$;
    create function note_case() returns trigger language plpgsql as $$ begin
      insert into effect values (new.state, new.receipt_no); return null; end $$;
    create trigger note_ingest after update of state on ingest for each row execute function note_ingest();
    create trigger note_case after update of state on case_file for each row when (old.state is distinct from new.state) execute function note_case();
  `)
    .simple();
}

const startHub = () => startInstance(dataDir, server.url);

/** Kills instances at one moment, without a word, and starts others in their place, while the machines go on. */
async function restart(...places: readonly number[]): Promise<void> {
  await Promise.all(
    places.map(async (at) => {
      const old = hubs[at];
      if (old !== undefined) await ended(old.child, 'SIGKILL');
    }),
  );
  const started = await Promise.all(places.map(() => startHub()));
  for (const [i, hub] of started.entries()) hubs[places[i] ?? 0] = hub;
  balance();
}

/** Resolves when something is stored that has not taken effect: who is killed now is killed in the middle of it. */
async function underWork(): Promise<void> {
  await vi.waitFor(async () => expect(await inside`select 1 from work limit 1`).toHaveLength(1), {
    timeout: 20_000,
    interval: 5,
  });
}

function balance(): void {
  balancer.setTargets(hubs.map(({ url }) => url));
}
