import type { AlertRow, AlertsPage } from '../../contract/console/alerts.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { watchAlerts } from '../alerts/watch.ts';
import { noticeSilence } from '../fleet/watch-fleet.ts';
import { type HubFixture, operatorToken } from './hub-fixture.ts';
import type { Answer, TestMachine } from './machine.ts';

export const minuteMs = 60_000;

export interface AlertKit {
  /** A heartbeat of a machine that is well, but for this. */
  beat(machine: TestMachine, change?: Partial<HeartbeatRequest>): Promise<Answer>;
  /** Minutes of the hub: the clock goes on, `each` happens, the watch makes its round. */
  minutes(count: number, each?: () => Promise<unknown>): Promise<void>;
  get<T>(path: string): Promise<T>;
  act(path: string, body?: object): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  /** Open alerts of a machine by code. */
  codesAt(kiosk: string): Promise<readonly string[]>;
  alerts(query?: string): Promise<readonly AlertRow[]>;
}

/** What tests of alerts do with a hub whose clock they move. */
export function alertKit(f: HubFixture): AlertKit {
  const get = async <T>(path: string): Promise<T> => {
    const reply = await fetch(`${f.hub.url}/v1/console/${path}`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  };
  const alerts = async (query = '') => (await get<AlertsPage>(`alerts?limit=500&${query}`)).rows;
  return {
    get,
    alerts,
    beat: (machine, change = {}) =>
      machine.send(
        'POST',
        machine.path('heartbeats'),
        {
          ...{
            version: '1',
            bootId: 'a',
            wallMs: 0,
            monoMs: 0,
            devices: [],
            durability: 'ok',
            intake: 'open',
            notice: null,
          },
          outbox: { pending: 0, dead: 0, oldestAgeMs: null },
          ...change,
        },
        { created: Math.floor(f.clock.wallMs() / 1000) },
      ),
    async minutes(count, each = async () => undefined) {
      for (let i = 0; i < count; i += 1) {
        f.clock.shiftMs += minuteMs;
        await each();
        await noticeSilence(f.sql, Math.round(f.clock.wallMs()));
        await watchAlerts({ sql: f.sql, clock: f.clock });
      }
    },
    async act(path, body = {}) {
      const reply = await fetch(`${f.hub.url}/v1/operator/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` },
        body: JSON.stringify(body),
      });
      return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
    },
    codesAt: async (kiosk) => (await alerts(`kiosk=${kiosk}`)).map(({ code }) => code).sort(),
  };
}
