import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AlertDetail } from '../../../contract/console/alerts.ts';
import { ok } from '../../../contract/result.ts';
import { openPool } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { type AlertKit, alertKit } from '../../testing/alert-kit.ts';
import { type HubFixture, openHubFixture } from '../../testing/hub-fixture.ts';
import type { TestMachine } from '../../testing/machine.ts';
import type { AlertPort } from './change.ts';
import { attemptsAtMost, deliverAlerts, deliverNext, pauseMs, registerPorts } from './deliver.ts';
import { mailPort } from './mail.ts';
import { readAlertPorts } from './ports.ts';
import { webhookPort } from './webhook.ts';

const secret = 'a-secret-of-the-test';
interface Call {
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}
const calls: Call[] = [];
/** Status of the next answers; 200 when there are none left. */
const answers: number[] = [];
let receiver: Server;
let mails: FakeMailServer;
let f: HubFixture;
let kit: AlertKit;
let machine: TestMachine;
let webhook: AlertPort;

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ headers: request.headers, text: Buffer.concat(chunks).toString('utf8') });
      const status = answers.shift() ?? 200;
      response.writeHead(status, status === 302 ? { location: urlOf(receiver) } : {}).end('a body that nobody keeps');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  mails = await openMailServer();
  f = await openHubFixture({ alertPorts: { webhooks: [{ name: 'duty', url: urlOf(receiver), secret }] } });
  kit = alertKit(f);
  machine = await f.machine();
  const here = { publicUrl: () => 'https://hub.example', wallMs: () => f.clock.wallMs() };
  webhook = webhookPort({ name: 'by-hand', url: urlOf(receiver), secret }, here);
});
afterAll(async () => {
  await f.close();
  mails.server.close();
  receiver.close();
});
beforeEach(() => {
  calls.length = 0;
  answers.length = 0;
});

const nowMs = () => Math.round(f.clock.wallMs());
const broken = { durability: 'failed' as const };

test('a receiver that is away from six in the evening to eight in the morning is told in the morning', () => {
  let lastMs = 0;
  for (let failed = 1; failed < attemptsAtMost; failed += 1) lastMs += pauseMs(failed);
  expect(lastMs).toBeGreaterThanOrEqual(14 * 3_600_000);
});

describe('webhook', () => {
  test('is called by itself, once for the beginning and once for the end, with a signature that its receiver can check', async () => {
    await kit.beat(machine, broken);
    await vi.waitFor(() => expect(calls).toHaveLength(1), 10_000);
    await kit.beat(machine, broken);
    await kit.beat(machine);
    await vi.waitFor(() => expect(calls).toHaveLength(2), 10_000);
    const [opened, resolved] = calls.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    expect(opened).toMatchObject({
      ...{ format: 'yitiji-alert/1', change: 'opened', code: 'durabilityFailed', severity: 'stop', group: 'data' },
      ...{ kiosk: machine.claimed.kiosk, words: { 'zh-CN': '落盘检查未通过', en: 'Durability check failed' } },
    });
    expect(resolved).toMatchObject({ change: 'resolved', alertId: opened?.alertId });
    for (const { headers, text } of calls) {
      const time = String(headers['yitiji-time']);
      const mac = createHmac('sha256', secret).update(`${time}.${text}`).digest('hex');
      expect(headers['yitiji-signature']).toBe(`sha256=${mac}`);
      expect(headers['idempotency-key']).toBe((JSON.parse(text) as { id: string }).id);
    }
    await vi.waitFor(async () => {
      const { deliveries } = await kit.get<AlertDetail>(`alerts/${String(opened?.alertId)}`);
      expect(deliveries.map(({ change, state, attempts }) => [change, state, attempts])).toEqual([
        ['opened', 'sent', 1],
        ['resolved', 'sent', 1],
      ]);
    }, 10_000);
  });

  test('that fails is called again later and later, its end never before its beginning, and a redirect is no answer', async () => {
    await registerPorts(f.sql, ['by-hand'], nowMs());
    await kit.beat(machine, broken);
    await kit.beat(machine);
    await vi.waitFor(() => expect(calls).toHaveLength(2), 10_000);
    calls.length = 0;
    answers.push(500, 302);
    expect(await deliverNext(f.sql, webhook, nowMs())).toEqual({ tried: 1, cause: 'http 500' });
    // Its beginning waits, so its end waits, too.
    expect(await deliverNext(f.sql, webhook, nowMs())).toEqual({ tried: 0, cause: null });
    const again = nowMs() + pauseMs(1) + 1000;
    expect((await deliverNext(f.sql, webhook, again)).cause).not.toBeNull();
    expect(await deliverNext(f.sql, webhook, again + pauseMs(1))).toMatchObject({ tried: 0 });
    expect(await deliverNext(f.sql, webhook, again + pauseMs(2))).toEqual({ tried: 1, cause: null });
    expect(await deliverNext(f.sql, webhook, again + pauseMs(2))).toEqual({ tried: 1, cause: null });
    expect(await deliverNext(f.sql, webhook, again + 2 * pauseMs(20))).toMatchObject({ tried: 0 });
    expect(calls.map(({ text }) => (JSON.parse(text) as { change: string }).change)).toEqual([
      'opened',
      'opened',
      'opened',
      'resolved',
    ]);
    expect(new Set(calls.slice(0, 3).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    const kept = await f.sql<{ cause: string | null }[]>`select cause from alert_delivery where port = 'by-hand'`;
    expect(kept.map(({ cause }) => cause)).toEqual([null, null]);
  });

  test('two hubs at once send one change once', async () => {
    await kit.beat(machine, broken);
    await vi.waitFor(() => expect(calls).toHaveLength(1), 10_000);
    calls.length = 0;
    const both = await Promise.all([1, 2].map(() => deliverNext(f.sql, webhook, nowMs())));
    expect(both.map(({ tried }) => tried).sort()).toEqual([0, 1]);
    expect(calls).toHaveLength(1);
    await kit.beat(machine);
    await deliverNext(f.sql, webhook, nowMs() + 1000);
    await vi.waitFor(() => expect(calls).toHaveLength(3), 10_000);
  });

  test('what goes on in the alert of its site is not called over', async () => {
    const rows = await f.sql<{ n: number }[]>`select count(*)::int as n from alert_delivery where change = 'resolved'`;
    const [alert] = await f.sql<{ id: string }[]>`
      insert into alert (code, kiosk, place, district, severity, since_ms, opened_ms, told_ms) values ('offline', 'TH7777', 'x', 'TH', 'stop', 1, 1, 1) returning id`;
    const { resolveAlerts } = await import('../alert-store.ts');
    await f.sql.begin((tx) => resolveAlerts(tx, [Number(alert?.id)], nowMs(), 'siteOffline'));
    expect(await f.sql`select count(*)::int as n from alert_delivery where change = 'resolved'`).toEqual(rows);
  });
});

describe('mail', () => {
  const port = (language: 'zh-CN' | 'en') =>
    mailPort(
      {
        ...{ name: 'mail', host: '127.0.0.1', port: mails.port, security: 'none', language },
        ...{ from: 'hub@city.example', to: ['duty@city.example', 'second@city.example'] },
      },
      { publicUrl: () => 'https://hub.example' },
    );

  test('one mail for all that waits, readable, to everybody who is named; refused and cut ones wait', async () => {
    await registerPorts(f.sql, ['mail'], nowMs());
    const letters = { outbox: { pending: 0, dead: 3, oldestAgeMs: null } };
    await kit.beat(machine, { ...broken, ...letters });
    mails.refuse = true;
    expect(await deliverNext(f.sql, port('zh-CN'), nowMs())).toMatchObject({
      tried: 2,
      cause: expect.stringMatching(/^E/),
    });
    mails.refuse = false;
    expect(await deliverNext(f.sql, port('zh-CN'), nowMs() + pauseMs(1) + 1000)).toEqual({ tried: 2, cause: null });
    expect(mails.taken).toHaveLength(1);
    const [mail] = mails.taken;
    expect(mail?.to).toEqual(['<duty@city.example>', '<second@city.example>']);
    const text = decoded(mail?.data ?? '');
    expect(text).toContain('[告警 停用] 落盘检查未通过');
    expect(text).toContain(`[告警 受限] 3 条消息被放弃 — ${machine.claimed.kiosk}`);
    expect(text).toMatch(/https:\/\/hub\.example\/alerts\/\d+/);
    expect(mail?.data).toMatch(/^Message-ID: <[0-9a-f]{32}@yitiji>\r?$/m);
    await kit.beat(machine);
    expect(await deliverNext(f.sql, port('en'), nowMs() + 1000)).toEqual({ tried: 2, cause: null });
    expect(decoded(mails.taken[1]?.data ?? '')).toContain('[RESOLVED STOP] Durability check failed');
    expect(mails.taken[1]?.data).toMatch(/^Subject: 0 new alerts, 2 resolved\r?$/m);
  });
});

test('mail servers that hang, however many, hold three connections of the pool and not all of it', async () => {
  const names = Array.from({ length: 6 }, (_, n) => `hangs-${n}`);
  await registerPorts(f.sql, names, nowMs());
  await kit.beat(machine, broken);
  const hanging: (() => void)[] = [];
  let underWay = 0;
  let most = 0;
  const ports = names.map(
    (name): AlertPort => ({
      ...{ name, atOnce: 1 },
      async send() {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise<void>((answer) => hanging.push(answer));
        underWay -= 1;
        return ok(undefined);
      },
    }),
  );
  const stop = new AbortController();
  const signals = { on: () => () => undefined };
  // As many connections as a hub has.
  const sql = openPool(f.hub.databaseUrl);
  const deps = { ...f, sql, log: () => undefined, stop: stop.signal, signals } as unknown as HubDeps;
  const done = deliverAlerts(deps, ports);
  await vi.waitFor(() => expect(hanging.length).toBeGreaterThanOrEqual(3), 10_000);
  for (const _ of names) {
    await vi.waitFor(() => expect(hanging.length).toBeGreaterThan(0), 10_000);
    hanging.shift()?.();
  }
  await vi.waitFor(async () => {
    const rows = await f.sql`select 1 from alert_delivery where port like 'hangs-%' and state = 'sent'`;
    expect(rows).toHaveLength(names.length);
  }, 10_000);
  expect(most).toBe(3);
  stop.abort();
  await done;
  await sql.end({ timeout: 1 });
});

test('a file of ports is refused with the reason, and never with its secret', () => {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-ports-'));
  const read = (value: unknown) => {
    const file = join(dir, 'alerts.json');
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return readAlertPorts(file);
  };
  const hook = { name: 'duty', url: 'https://a.example/x', secret };
  const mail = {
    name: 'mail',
    host: 'localhost',
    port: 25,
    security: 'none',
    from: 'a@b',
    to: ['c@d'],
    language: 'en',
  };
  expect(read({ webhooks: [hook, { ...hook, name: 'near', url: 'http://127.0.0.1:8080/x' }], mails: [mail] }).ok).toBe(
    true,
  );
  for (const [bad, why] of [
    ['{', 'JSON'],
    [{ webhooks: [{ ...hook, url: 'ftp://x' }] }, 'url'],
    [{ webhooks: [{ ...hook, secret: 'short' }] }, 'secret'],
    [{ webhooks: [hook], mails: [{ ...mail, name: 'duty' }] }, 'two ports'],
    [{ mails: [{ ...mail, user: 'u', password: 'geheim-geheim' }] }, 'its password in clear'],
    [{ mails: [{ ...mail, host: 'mail.example' }] }, 'in clear to another machine'],
    [{ webhooks: [{ ...hook, url: 'http://a.example/x' }] }, 'in clear to another machine'],
    [{ webhooks: [{ ...hook, url: 'http://127.0.0.1.a.example/x' }] }, 'in clear to another machine'],
    [{ webhooks: [{ ...hook, url: 'http://127.0.0.1@a.example/x' }] }, 'in clear to another machine'],
  ] as const) {
    const said = read(bad);
    expect(said.ok ? '' : said.error).toContain(why);
    expect(JSON.stringify(said)).not.toContain('geheim');
  }
  rmSync(dir, { recursive: true });
});

interface FakeMailServer {
  readonly server: SocketServer;
  readonly port: number;
  readonly taken: { readonly to: string[]; readonly data: string }[];
  /** Answers 451 to every recipient. */
  refuse: boolean;
}

/** As much of RFC 5321 as a sender needs, on a real socket. */
async function openMailServer(): Promise<FakeMailServer> {
  const server = createSocketServer((socket) => {
    let waiting = '';
    let data: string | null = null;
    let to: string[] = [];
    const say = (line: string) => socket.write(`${line}\r\n`);
    const command = (line: string) => {
      if (data !== null) {
        if (line !== '.') {
          data += `${line}\r\n`;
          return;
        }
        fake.taken.push({ to, data });
        data = null;
        say('250 taken');
      } else if (/^(EHLO|HELO)/i.test(line)) say('250 test');
      else if (/^RCPT TO:/i.test(line)) {
        to.push(line.slice(8));
        say(fake.refuse ? '451 later' : '250 ok');
      } else if (/^MAIL FROM:/i.test(line)) {
        to = [];
        say('250 ok');
      } else if (/^DATA/i.test(line)) {
        data = '';
        say('354 go on');
      } else if (/^QUIT/i.test(line)) {
        say('221 bye');
        socket.end();
      } else say('250 ok');
    };
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      waiting += chunk.toString('latin1');
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        command(line);
      }
    });
    say('220 test');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeMailServer = { server, port: (server.address() as AddressInfo).port, taken: [], refuse: false };
  return fake;
}

/** Body of a mail as its reader sees it. */
function decoded(data: string): string {
  const [head = '', ...rest] = data.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
