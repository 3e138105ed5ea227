import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrolMachine } from '../../build/demo/enrol-machine.ts';
import { type Clock, sleep, systemClock } from '../../contract/clock.ts';
import type { TransactionsPage } from '../../contract/console/transactions.ts';
import type { ConsoleTransaction } from '../../contract/hub-api.ts';
import type { AssignmentRow, ReportedOutcome } from '../../contract/release/fleet.ts';
import { type RunningHub, startHub } from '../../hub/main.ts';
import { TestMachine } from '../../hub/testing/machine.ts';
import { layReadyCluster } from '../../hub/testing/ready-cluster.ts';
import { testDatabase } from '../../hub/testing/test-database.ts';

export const root = join(import.meta.dirname, '../..');
const operatorToken = 'operator-token-of-the-tests';
const byToken = { authorization: `Bearer ${operatorToken}` };

/** A hub with its own PostgreSQL in a folder of its own. */
export interface HubRig {
  readonly url: string;
  readonly databaseUrl: string;
  /** Enrols the machine whose data folder this is, as a technician and an operator would. */
  enrolMachine(dataDir: string, kiosk: string, place: string): Promise<void>;
  /** Another machine of the city, without a window: for what the same person does elsewhere. */
  secondMachine(kiosk: string): Promise<TestMachine>;
  /** Wall clock of the city. */
  nowMs(): number;
  transactions(): Promise<readonly ConsoleTransaction[]>;
  /** Resolves when a row fits; the hub pushes rows, nothing is polled. */
  until(fits: (row: ConsoleTransaction) => boolean, limitMs: number): Promise<ConsoleTransaction>;
  departmentDelay(delayMs: number): Promise<void>;
  /** The code of the newest text message, as the phone of the demonstration shows it. */
  smsCode(): Promise<string>;
  /** Pays the newest order, as the phone that scans its code would. */
  payNewestOrder(): Promise<void>;
  /** An operator's call: POST with a body, GET without. */
  operator(path: string, body?: object): Promise<unknown>;
  /** What the machine has reported of this release, once it has. */
  outcome(kiosk: string, release: string): Promise<ReportedOutcome>;
  /** Gives the synthetic people their cards back. */
  resetDemonstration(): Promise<void>;
  close(): Promise<void>;
}

export interface HubRigOptions {
  /** How long departments take instead of working days, milliseconds; null = real days, so that only an operator's word moves a case. Default 1,500. */
  readonly decisionDelayMs?: number | null;
  /** Repository of releases that the hub serves. */
  readonly releasesDir?: string;
  /** How far the clock of the city is before the real one, milliseconds: for what is open in some months only. Machines need the same (`KioskRigOptions.osSays`). Default 0. */
  readonly clockAheadMs?: number;
}

export async function startHubRig({
  decisionDelayMs = 1500,
  releasesDir,
  clockAheadMs = 0,
}: HubRigOptions = {}): Promise<HubRig> {
  const clock: Clock = { ...systemClock, wallMs: () => systemClock.wallMs() + clockAheadMs };
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-hub-'));
  // PostgreSQL runs under an account of its own and must be able to pass through.
  chmodSync(dir, 0o711);
  const server = await testDatabase();
  if (server === null) await layReadyCluster(join(dir, 'hub'));
  const started = await startHub({
    port: 0,
    ...(server === null ? {} : { databaseUrl: server.url }),
    dataDir: join(dir, 'hub'),
    operatorToken,
    personasFile: join(root, 'kiosk-config/demo/personas.json'),
    populationSize: 50,
    catalogueDir: join(root, 'kiosk-config/catalogue'),
    decisionDelayMs,
    clock,
    ...(releasesDir === undefined ? {} : { releasesDir }),
    log: () => undefined,
  });
  if (!started.ok) throw new Error(`hub: ${started.error}`);
  const hub: RunningHub = started.value;
  const operator = async (path: string, body?: object): Promise<unknown> => {
    const reply = await fetch(`${hub.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${operatorToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
  return {
    url: hub.url,
    databaseUrl: hub.databaseUrl,
    enrolMachine: (dataDir, kiosk, place) =>
      enrolMachine(hub.url, dataDir, operatorToken, { kiosk, place, keeperPhone: '020-00000000' }, undefined, clock),
    secondMachine: (kiosk) => {
      const machine = new TestMachine(hub.url);
      machine.wallMs = clock.wallMs;
      return machine.enrol(operatorToken, kiosk);
    },
    nowMs: clock.wallMs,
    transactions: async () => {
      const reply = await fetch(`${hub.url}/v1/console/transactions?limit=200`, { headers: byToken });
      return ((await reply.json()) as TransactionsPage).rows;
    },
    until: (fits, limitMs) => untilRow(hub.url, fits, limitMs),
    departmentDelay: async (delayMs) => {
      const reply = await fetch(`${hub.url}/v1/operator/departments/social-security`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` },
        body: JSON.stringify({ delayMs, outage: false }),
      });
      if (!reply.ok) throw new Error(`department: ${reply.status} ${await reply.text()}`);
    },
    operator,
    smsCode: async () => {
      const messages = (await operator('/v1/operator/sms')) as readonly { readonly text: string }[];
      const code = messages.map(({ text }) => /\d{6}/.exec(text)?.[0]).find((found) => found !== undefined);
      if (code === undefined) throw new Error('no code was sent');
      return code;
    },
    payNewestOrder: async () => {
      const orders = (await operator('/v1/operator/orders')) as readonly { readonly orderId: string }[];
      const [newest] = orders;
      if (newest === undefined) throw new Error('nothing to pay');
      await operator(`/v1/operator/orders/${newest.orderId}/pay`, { outcome: 'paid' });
    },
    outcome: async (kiosk, release) => {
      // Behind a start a machine waits up to a minute, each another time, before it sends what is not urgent.
      const until = systemClock.monoMs() + 120_000;
      for (;;) {
        const rows = (await operator(`/v1/operator/assignments?kiosk=${kiosk}`)) as readonly AssignmentRow[];
        const found = rows.map(({ outcome }) => outcome).find((one) => one?.release === release);
        if (found != null) return found;
        if (systemClock.monoMs() > until) throw new Error(`no outcome of ${release}: ${JSON.stringify(rows)}`);
        // The hub tells operators when they ask, and pushes nothing.
        await sleep(systemClock, 250);
      }
    },
    resetDemonstration: () => hub.resetDemonstration(),
    close: async () => {
      await hub.close();
      await server?.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Listens to the hub's event stream until a row fits. The list is read after the stream is open, so nothing falls between. */
async function untilRow(
  url: string,
  fits: (row: ConsoleTransaction) => boolean,
  limitMs: number,
): Promise<ConsoleTransaction> {
  const controller = new AbortController();
  const cancel = systemClock.after(limitMs, () => controller.abort());
  try {
    const stream = await fetch(`${url}/v1/console/events`, { headers: byToken, signal: controller.signal });
    const list = await fetch(`${url}/v1/console/transactions?limit=200`, {
      headers: byToken,
      signal: controller.signal,
    });
    const { rows } = (await list.json()) as TransactionsPage;
    const known = rows.find(fits);
    if (known !== undefined) return known;
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of stream.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = event
          .split('\n')
          .filter((line) => line.startsWith('data:'))
          .map((line) => line.slice(5))
          .join('\n');
        if (data.trim() === '' || !data.includes('messageId')) continue;
        const row = JSON.parse(data) as ConsoleTransaction;
        if (fits(row)) return row;
      }
    }
    throw new Error('the event stream ended');
  } catch (cause) {
    if (controller.signal.aborted) throw new Error(`no such row within ${limitMs} ms`, { cause });
    throw cause;
  } finally {
    cancel();
    controller.abort();
  }
}
