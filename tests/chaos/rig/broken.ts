import { systemClock } from '../../../contract/clock.ts';
import { ok } from '../../../contract/result.ts';
import { cityCalendar } from '../../../hub/city/reference.ts';
import type { Sql, Tx } from '../../../hub/database/pool.ts';
import { noFaults } from '../../../hub/departments/faults.ts';
import { silentHubLog } from '../../../hub/log.ts';
import { buildServer } from '../../../hub/server.ts';
import { demonstrationSms } from '../../../hub/services/sms/sms-port.ts';
import { openSignals } from '../../../hub/signals.ts';
import { operatorToken } from '../../../hub/testing/hub-fixture.ts';
import { makeClockTrust } from '../../../terminal/sync/clock-trust.ts';
import { type HubClient, makeHubClient } from '../../../terminal/sync/hub-client.ts';
import { makeHubServices } from '../../../terminal/sync/hub-services.ts';
import { type HubLink, type HubLinkOptions, makeSync } from '../../../terminal/sync/sync.ts';
import type { ChaosHub } from './chaos-hub.ts';

/** Kiosks and hubs with a mistake in them: what these tests must find, else they are blind. */

/** A kiosk that takes any 200 for the hub's word: bodies are deleted at it. */
export function trustingLink(options: HubLinkOptions): HubLink {
  const { store, clock, identity } = options;
  const trust = makeClockTrust(clock, (offsetMs) => store.followHub(offsetMs));
  const client = makeHubClient({ ...options, deviceId: identity.deviceId, replyKey: identity.replyKey, trust });
  const batch: HubClient['batch'] = async (request, ...rest) => {
    const reply = await client.batch(request, ...rest);
    if (reply.ok || reply.error.status !== 200) return reply;
    const verdicts = request.messages.map(({ id }) => ({ id, verdict: 'accepted' as const }));
    return ok({ hubTime: new Date(clock.wallMs()).toISOString(), verdicts, upTo: 0, highest: 0, gaps: [] });
  };
  const trusting = { ...client, batch };
  return {
    client: trusting,
    services: makeHubServices(trusting),
    sync: makeSync({ ...options, client: trusting, trust }),
  };
}

/** Thrown to undo a transaction; never leaves this file. */
class Undone extends Error {}

/** A hub instance that gives its answer before COMMIT, and every COMMIT fails. */
export async function startHastyHub(hub: ChaosHub): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { sql } = hub;
  const stop = new AbortController();
  const app = buildServer({
    sql: hasty(sql),
    clock: systemClock,
    log: silentHubLog,
    keys: hub.keys,
    wrapping: hub.wrapping,
    signals: await openSignals(sql),
    operatorToken,
    passwordCost: { ln: 10, r: 8, p: 1 },
    faults: noFaults(),
    calendar: cityCalendar,
    decisionDelayMs: 40,
    catalogue: new Map(),
    items: [],
    sms: demonstrationSms(),
    publicUrl: () => 'https://hub.example',
    releasesDir: '/nonexistent',
    stop: stop.signal,
    hostNames: [],
    isDraining: () => false,
    heartbeatPauseMs: 250,
    noncePauseMs: 50,
    gapLimitMs: 3_600_000,
    retentionMs: 400 * 24 * 3_600_000,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    port: Number(new URL(url).port),
    close: async () => {
      stop.abort();
      await app.close();
    },
  };
}

function hasty(sql: Sql): Sql {
  const begin = async (work: (tx: Tx) => Promise<unknown>): Promise<unknown> => {
    let answer: unknown;
    try {
      await sql.begin(async (tx) => {
        answer = await work(tx);
        throw new Undone();
      });
    } catch (cause) {
      if (!(cause instanceof Undone)) throw cause;
    }
    return answer;
  };
  return new Proxy(sql, {
    get: (target, name, receiver) => (name === 'begin' ? begin : Reflect.get(target, name, receiver)),
  });
}
