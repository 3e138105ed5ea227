import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TransactionsPage } from '../contract/console/transactions.ts';
import { openPool } from './database/pool.ts';
import { isPostgres } from './database/postmaster.ts';
import { silentHubLog } from './log.ts';
import { type RunningHub, startHub } from './main.ts';
import {
  byToken,
  type HubFixture,
  liYun,
  openHubFixture,
  operatorToken,
  setFaults,
  tablesWith,
} from './testing/hub-fixture.ts';
import { type Answer, TestMachine } from './testing/machine.ts';
import { isOnServer } from './testing/test-database.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

const [cardA, cardB] = liYun.cards;

test('a report is in force once; the second machine gets the first receipt, and its repeat changes nothing', async () => {
  const first = await f.machine();
  const second = await f.machine();
  const one = first.lossBody(liYun, cardA, 1);
  const two = second.lossBody(liYun, cardA, 1);
  await first.batch([await first.message(one)]);
  expect((await first.caseState(one.receiptNo, 10)).body).toMatchObject({ state: 'done', existingReceipt: null });
  const message = await second.message(two);
  await second.batch([message]);
  const settled = (await second.caseState(two.receiptNo, 10)).body;
  expect(settled).toMatchObject({ state: 'done', existingReceipt: one.receiptNo });
  await second.batch([message]);
  expect((await second.caseState(two.receiptNo)).body).toMatchObject({ settledAt: settled.settledAt });
  const [card] = await f.sql`select state, receipt_no from dept_ss_card where card_id = ${cardA}`;
  expect(card).toEqual({ state: 'formalLoss', receipt_no: one.receiptNo });
});

test('a report without a chosen card protects what is still in use; one reported elsewhere is refused', async () => {
  const machine = await f.machine();
  const all = machine.lossBody(liYun, null, 1);
  const elsewhere = machine.lossBody({ idNumber: '44019919810620004X', name: '阿依古丽·买买提江' }, null, 2);
  await machine.batch([await machine.message(all), await machine.message(elsewhere)]);
  expect((await machine.caseState(all.receiptNo, 10)).body).toMatchObject({ state: 'done', existingReceipt: null });
  expect((await machine.caseState(elsewhere.receiptNo, 10)).body).toMatchObject({
    state: 'refused',
    reason: 'alreadyBlocked',
  });
  const [card] = await f.sql`select receipt_no from dept_ss_card where card_id = ${cardB}`;
  expect(card).toEqual({ receipt_no: all.receiptNo });
});

test('bodies that cannot be opened or are not what their envelope says are refused and visible; others go on', async () => {
  const machine = await f.machine();
  const poison = [
    { ...(await machine.message(machine.lossBody(liYun, null, 1))), topic: 'case.submit' as const },
    await machine.message({ format: 'other', receiptNo: machine.lossBody(liYun, null, 2).receiptNo }),
    await machine.message({ ...machine.lossBody(liYun, null, 3), itemId: 'other' }),
  ];
  // Sealed for another place in the sequence: moved.
  const moved = { ...poison[0], seq: 77 };
  const good = machine.lossBody({ idNumber: '440199199107040150', name: '陈喆' }, null, 4);
  await machine.batch([moved, ...poison.slice(1), await machine.message(good)]);
  expect((await machine.caseState(good.receiptNo, 10)).body.state).toBe('done');
  for (const n of [1, 2, 3]) {
    const state = await machine.caseState(machine.lossBody(liYun, null, n).receiptNo, 10);
    expect(state.body).toMatchObject({ state: 'refused', reason: 'unreadable' });
  }
  const rows = await f.sql`select 1 from ingest where state = 'unreadable' and device_id = ${machine.claimed.deviceId}`;
  expect(rows).toHaveLength(3);
});

test('during an outage a case is accepted, not done; afterwards it is settled, and pulls say timeout meanwhile', async () => {
  const machine = await f.machine();
  expect(await setFaults(f.hub.url, { delayMs: 0, outage: true })).toBe(200);
  const body = machine.lossBody({ idNumber: '440199198807120114', name: '方远' }, null, 1);
  await machine.batch([await machine.message(body)]);
  const pull = machine.pull('hrss.cards', liYun);
  await vi.waitFor(async () => expect((await machine.caseState(body.receiptNo)).body.state).toBe('accepted'), 5000);
  expect((await machine.caseState(body.receiptNo, 1)).body).toMatchObject({ state: 'accepted', settledAt: null });
  expect((await pull).body).toMatchObject({ status: 'timeout', data: null });
  await setFaults(f.hub.url, { delayMs: 0, outage: false });
  expect((await machine.caseState(body.receiptNo, 10)).body.settledAt).not.toBeNull();
});

test('a worker that dies before its commit leaves no effect; another finishes, exactly once', async () => {
  const databaseUrl = await f.emptyDatabase();
  const inside = openPool(databaseUrl, 2);
  let deaths = 0;
  // Alone at first, so that it surely is the one that dies: after opening, and after blocking cards, just before the commit.
  const dying = await f.another({
    databaseUrl,
    beforeCommit: (item) => {
      deaths += 1;
      if (item.step === 'apply' || deaths % 2 === 1) throw new Error('killed here');
    },
  });
  const machine = await new TestMachine(dying.url).enrol(operatorToken, 'DY0001');
  const bodies = [1, 2, 3, 4].map((n) => machine.lossBody(liYun, null, n));
  await machine.batch(await Promise.all(bodies.map((body) => machine.message(body))));
  await vi.waitFor(
    async () => expect(await inside`select 1 from work where step = 'apply' and attempts > 0`).not.toHaveLength(0),
    15_000,
  );
  expect(await inside`select 1 from dept_ss_card where receipt_no is not null`).toHaveLength(0);
  expect(await inside`select 1 from case_file where settled_ms is not null and message_id is not null`).toHaveLength(0);
  await dying.close();

  const sound = await f.another({ databaseUrl });
  machine.url = sound.url;
  const settled = await Promise.all(bodies.map((body) => machine.caseState(body.receiptNo, 20)));
  for (const state of settled) expect(state.body.state).toBe('done');
  const [first, ...more] = await inside<{ receipt_no: string }[]>`
    select receipt_no from case_file where message_id is not null and existing_receipt is null`;
  expect(more).toEqual([]);
  const others = settled.filter((state) => state.body.receiptNo !== first?.receipt_no);
  for (const state of others) expect(state.body.existingReceipt).toBe(first?.receipt_no);
  expect(await inside`select 1 from work`).toHaveLength(0);
  expect(deaths).toBeGreaterThan(0);
  await inside.end({ timeout: 1 });
  await sound.close();
});

test('the page hears of a new row on another instance, without a person in it', async () => {
  const second = await f.another();
  const machine = await f.machine();
  const stop = new AbortController();
  const stream = await fetch(`${second.url}/v1/console/events`, { headers: byToken, signal: stop.signal });
  const body = machine.lossBody(liYun, null, 1);
  const reading = readUntil(stream, (text) => text.includes(body.receiptNo) && text.includes('"state":"done"'));
  await machine.batch([await machine.message(body)]);
  const text = await reading;
  stop.abort();
  expect(text).toContain('event: transaction');
  expect(text).not.toContain(liYun.name);
  const list = (await (
    await fetch(`${second.url}/v1/console/transactions?limit=5`, { headers: byToken })
  ).json()) as TransactionsPage;
  expect(list.rows[0]).toMatchObject({ receiptNo: body.receiptNo, kiosk: machine.claimed.kiosk, state: 'done' });
  await second.close();
});

test('the page carries a strict policy and no script of its own, built or not', async () => {
  const page = await fetch(f.hub.url, { headers: { accept: 'text/html' } });
  expect(page.headers.get('content-security-policy')).toContain(
    "default-src 'none'; script-src 'self'; style-src 'self';",
  );
  expect(await page.text()).not.toMatch(/<script>|<style>| on[a-z]+=/);
});

test('closing answers the long polls that wait', async () => {
  const second = await f.another();
  const machine = await f.machine(second.url);
  const asked = await new TestMachine(second.url).askCode();
  expect(asked.status).toBe(200);
  const waiting = machine.caseState(machine.lossBody(liYun, null, 9).receiptNo, 25);
  await vi.waitFor(
    async () => expect(await f.sql`select 1 from nonce where key_id = ${machine.claimed.deviceId}`).toHaveLength(1),
    10_000,
  );
  await second.close();
  expect((await waiting).status).toBe(404);
});

test('a hub that is about to stop says so while it still serves', async () => {
  // It goes on serving for as long as the test looks.
  const drainMs = 77_777;
  let drained: () => void = () => undefined;
  const clock = {
    ...{ wallMs: () => f.clock.wallMs(), monoMs: f.clock.monoMs },
    after(ms: number, fn: () => void) {
      if (ms !== drainMs) return f.clock.after(ms, fn);
      drained = fn;
      return () => undefined;
    },
  };
  const second = await f.another({ drainMs, clock });
  const status = async (path: string) => (await fetch(`${second.url}${path}`)).status;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200]);
  const machine = await f.machine(second.url);
  const closing = second.close();
  try {
    expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
    expect((await machine.batch([await machine.message(machine.lossBody(liYun, null, 3))])).body.upTo).toBe(1);
  } finally {
    drained();
  }
  await closing;
  await expect(fetch(`${second.url}/healthz`)).rejects.toThrow();
});

test('a hub whose database is away lives and says that it is of no use, until it is back', async () => {
  const databaseUrl = await f.emptyDatabase();
  const name = new URL(databaseUrl).pathname.slice(1);
  const alone = await f.another({ databaseUrl });
  const status = async (path: string) => (await fetch(`${alone.url}${path}`)).status;
  expect(await status('/readyz')).toBe(200);
  await f.sql.unsafe(`alter database ${name} with allow_connections false`);
  await f.sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ${name}`;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
  await f.sql.unsafe(`alter database ${name} with allow_connections true`);
  await vi.waitFor(async () => expect(await status('/readyz')).toBe(200), { timeout: 20_000, interval: 50 });
  await alone.close();
});

test('several instances start on one empty database at once', async () => {
  const databaseUrl = await f.emptyDatabase();
  const hubs = await Promise.all([1, 2, 3].map(() => f.another({ databaseUrl })));
  const machine = await new TestMachine(hubs[0]?.url ?? '').enrol(operatorToken, 'CR0001');
  for (const hub of hubs) {
    machine.url = hub.url;
    const body = machine.lossBody({ idNumber: '440199199107040150', name: '陈喆' }, null, hubs.indexOf(hub) + 1);
    const taken = await machine.batch([await machine.message(body)]);
    expect([taken.status, taken.isSigned]).toEqual([200, true]);
    expect((await machine.caseState(body.receiptNo, 10)).body.state).toBe('done');
  }
  for (const hub of hubs) await hub.close();
});

test.skipIf(isOnServer)(
  'PostgreSQL killed under the running hub: 503 meanwhile, then everything acknowledged is there',
  async () => {
    const machine = await f.machine();
    const body = machine.lossBody(liYun, null, 1);
    const message = await machine.message(body);
    expect((await machine.batch([message])).body.upTo).toBe(1);
    const pid = f.hub.databasePid();
    expect(pid).not.toBeNull();
    process.kill(pid ?? Number.NaN, 'SIGKILL');
    const answers = new Set<number>();
    // Refused meanwhile, and once per stale connection after; a machine does the same: it sends again.
    const eventually = async (ask: () => Promise<Answer>, expected: object) =>
      await vi.waitFor(
        async () => {
          const answer = await ask();
          answers.add(answer.status);
          expect(answer.body).toMatchObject(expected);
        },
        { timeout: 30_000, interval: 50 },
      );
    await eventually(() => machine.batch([message]), { verdicts: [{ verdict: 'duplicate' }], upTo: 1 });
    await eventually(() => machine.caseState(body.receiptNo, 10), { state: 'done' });
    const later = await machine.message(machine.lossBody(liYun, null, 2));
    await eventually(() => machine.batch([later]), { upTo: 2 });
    await eventually(() => machine.caseState(later.receiptNo ?? '', 10), { state: 'done' });
    for (const status of answers) expect([200, 503]).toContain(status);
  },
  60_000,
);

test.skipIf(isOnServer)(
  'hub killed: the next start takes the running database over; database killed too: the stale file is no obstacle',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'yitiji-hub-killed-'));
    const start = async (): Promise<RunningHub> => {
      const started = await startHub({ port: 0, dataDir, operatorToken, populationSize: 10, log: silentHubLog });
      if (!started.ok) throw new Error(started.error);
      return started.value;
    };
    const killed = await forkHub(dataDir);
    await new TestMachine(killed.url).enrol(operatorToken, 'KI0001');
    await killed.kill();
    expect(isPostgres(killed.databasePid)).toBe(true);

    const second = await start();
    expect(second.databasePid()).toBe(killed.databasePid);
    const machines = await (await fetch(`${second.url}/v1/console/machines`, { headers: byToken })).json();
    expect(machines).toMatchObject({ rows: [{ kiosk: 'KI0001' }] });
    await second.close();
    expect(isPostgres(killed.databasePid)).toBe(false);

    const third = await forkHub(dataDir);
    await third.kill();
    process.kill(third.databasePid, 'SIGKILL');
    const fourth = await start();
    expect(await (await fetch(`${fourth.url}/v1/console/machines`, { headers: byToken })).json()).toMatchObject({
      rows: [{ kiosk: 'KI0001' }],
    });
    await fourth.close();
    rmSync(dataDir, { recursive: true, force: true });
  },
  90_000,
);

test('no name and no number stands in any log or table outside the department', async () => {
  const people = [
    liYun,
    { idNumber: '440199199107040150', name: '陈喆' },
    { idNumber: '44019919810620004X', name: '阿依古丽' },
  ];
  const postgresLog = isOnServer ? '' : readFileSync(join(f.dataDir, 'postgres', 'postgres.log'), 'utf8');
  const logs = f.logLines.join('') + postgresLog;
  expect(f.logLines.length).toBeGreaterThan(50);
  for (const { idNumber, name } of people) {
    for (const text of [idNumber, name]) {
      expect(logs).not.toContain(text);
      expect(await tablesWith(f.sql, text)).toEqual([]);
    }
    // The search itself works: the department does know them.
    expect(await f.sql`select 1 from dept_person where id_number = ${idNumber}`).toHaveLength(1);
  }
  expect(await tablesWith(f.sql, 'ss.card.loss')).toContain('case_file');
});

async function readUntil(stream: Response, isEnough: (text: string) => boolean): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of stream.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (isEnough(text)) break;
  }
  return text;
}

async function forkHub(dataDir: string) {
  const child = fork(join(import.meta.dirname, 'testing/hub-child.ts'), [dataDir], { stdio: 'ignore' });
  const told = await new Promise<{ url: string; databasePid: number }>((settle, fail) => {
    child.once('message', (message) => settle(message as { url: string; databasePid: number }));
    child.once('exit', (code) => fail(new Error(`hub child ended with ${code}`)));
  });
  return {
    ...told,
    kill: () =>
      new Promise<void>((settle) => {
        child.removeAllListeners('exit');
        child.once('exit', () => settle());
        child.kill('SIGKILL');
      }),
  };
}
