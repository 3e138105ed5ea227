import { join } from 'node:path';
import type { Actor } from '../../contract/accounts.ts';
import { watchAlerts } from '../../hub/alerts/watch.ts';
import { noticeSilence, sampleStates } from '../../hub/fleet/watch-fleet.ts';
import { silentHubLog } from '../../hub/log.ts';
import { approveRollout } from '../../hub/rollouts/acts.ts';
import { rolloutRound } from '../../hub/rollouts/round.ts';
import { proposeRollout } from '../../hub/rollouts/start.ts';
import { nothingWrong, type Scenario } from '../../hub/simulate/scenario.ts';
import { openVirtualFleet } from '../../hub/simulate/testing/virtual-fleet.ts';
import { sampleMachines } from '../../hub/supplies/sample-machines.ts';
import { makeTasks } from '../../hub/tasks/keeper-tasks.ts';
import { byToken } from '../../hub/testing/hub-fixture.ts';
import { putManifest } from '../support/put-manifest.ts';

const minuteMs = 60_000;
const stepMs = 4 * minuteMs;
const bad = '2026.12.1';
const next = '2026.12.2';

/** A morning on which every page has something to tell: a release that does harm, a district without network, faults, wrong clocks, paper that ends. */
const morning: Scenario = {
  ...{ ...nothingWrong, seed: 'a morning for the console', lastsMs: 240 * minuteMs },
  ...{ silent: 0.05, badClocks: 0.06, faultsPerDay: 8, paper: 60, keeperMs: 240 * minuteMs },
  defects: [{ version: bad, fate: 'rollsBack', part: 0.6 }],
  outages: [{ district: 'YX', fromMs: 80 * minuteMs, toMs: 400 * minuteMs }],
};

const li: Actor = { kind: 'account', id: 'account-li', name: '李敏', roles: ['releaseManager'] };
const wu: Actor = { kind: 'account', id: 'account-wu', name: '吴强', roles: ['releaseManager'] };

export interface ConsoleFleet {
  readonly url: string;
  /** Wall clock of hub and fleet, milliseconds. */
  nowMs(): number;
  readonly rollouts: { readonly halted: number; readonly proposed: number };
  close(): Promise<void>;
}

/**
 * A real hub on a real PostgreSQL after two hours of a small simulated fleet: one roll-out that has stopped itself, another one that waits for its second person, accounts, a closed item, a muted alert.
 */
export async function openConsoleFleet(): Promise<ConsoleFleet> {
  const virtual = await openVirtualFleet({
    ...{ kiosks: 66, scenario: morning, visitsPerDay: 260, isSending: true, lose: 0.02 },
    startsMs: Date.parse('2026-11-30T09:00:00+08:00'),
    hub: { catalogueDir: join(import.meta.dirname, '../../kiosk-config/catalogue') },
  });
  const { f } = virtual;
  const files = [{ path: 'app/main.cjs', sha256: 'a'.repeat(64), size: 48_300_000, mode: '0644' as const }];
  for (const version of [bad, next]) putManifest(f.dataDir, version, files);
  const rounds = { sql: f.sql, clock: f.clock, log: silentHubLog, releasesDir: join(f.dataDir, 'releases') };
  const given = () => ({
    releasesDir: rounds.releasesDir,
    nowMs: Math.round(f.clock.wallMs()),
    actor: li,
  });
  const house = async () => {
    const nowMs = Math.round(f.clock.wallMs());
    while (await rolloutRound(rounds));
    await noticeSilence(f.sql, nowMs);
    await watchAlerts(f);
    await sampleStates(f.sql, nowMs);
    return false;
  };
  await virtual.live(16 * minuteMs, stepMs, house);
  const halted = await proposeRollout(f.sql, { target: `app/${bad}.json` }, given());
  if (!halted.ok) throw new Error(halted.error.detail);
  await approveRollout(f.sql, halted.value.id, {
    actor: wu,
    reason: '实验室已通过',
    ring: null,
    nowMs: Math.round(f.clock.wallMs()),
  });
  await virtual.live(96 * minuteMs, stepMs, house);
  // A hub that looks too seldom trusts no silence; before it says who is silent, it must have listened for some minutes.
  await virtual.live(9 * minuteMs, minuteMs, house);
  const proposed = await proposeRollout(f.sql, { target: `app/${next}.json`, approvals: [2] }, given());
  if (!proposed.ok) throw new Error(proposed.error.detail);
  await sampleMachines(f);
  await makeTasks(f.sql, Math.round(f.clock.wallMs()));
  await act(f.hub.url, 'switches', { off: [{ item: 'prop.search', reason: 'department' }] });
  await act(f.hub.url, 'accounts', { account: 'li.min', name: '李敏', roles: ['releaseManager'] });
  await act(f.hub.url, 'accounts', { account: 'wu.qiang', name: '吴强', roles: ['releaseManager', 'operator'] });
  await act(f.hub.url, 'accounts', { account: 'zhou.an', name: '周安', roles: ['auditor'] });
  return {
    url: f.hub.url,
    nowMs: () => f.clock.wallMs(),
    rollouts: { halted: halted.value.id, proposed: proposed.value.id },
    close: () => virtual.close(),
  };
}

async function act(url: string, path: string, body: object): Promise<void> {
  const reply = await fetch(`${url}/v1/operator/${path}`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', ...byToken } },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
}
