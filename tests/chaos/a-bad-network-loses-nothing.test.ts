import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHastyHub, trustingLink } from './rig/broken.ts';
import { type ChaosHub, startChaosHub } from './rig/chaos-hub.ts';
import { type Fault, linkFaults } from './rig/faults.ts';
import type { Rule } from './rig/judge.ts';
import { runChaos } from './rig/run-chaos.ts';
import { type RunOptions, runSchedule } from './rig/run-schedule.ts';
import type { KioskPlan, VisitKind } from './rig/schedule.ts';

/** One of these schedules kills one of two instances, some cut the database, many have kiosks that crash. `npm run test:chaos` runs thousands. */
const first = 1033;
const seeds = Array.from({ length: 42 }, (_, n) => first + n);

let hub: ChaosHub;
let folder: string;
beforeAll(async () => {
  hub = await startChaosHub();
  folder = mkdtempSync(join(tmpdir(), 'yitiji-chaos-'));
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a network that cuts, swallows, doubles, spoils and forges loses nothing, doubles nothing and makes nobody hear what is not so', async () => {
  const { counts, failures } = await runChaos({ hub, seeds, lanes: 4 });
  expect(failures.map(({ violations, faults, again }) => ({ violations, faults, again }))).toEqual([]);
  // A sample without a kind of trouble would prove nothing of it.
  expect(Object.keys(counts.faults)).toEqual(expect.arrayContaining([...linkFaults, 'crash', 'kill', 'database']));
  expect(Object.keys(counts.told)).toEqual(
    expect.arrayContaining(['accepted', 'duplicate', 'pending', 'storedOffline']),
  );
  expect(counts.asked).toBeGreaterThan(counts.wishes);
  expect(hub.second.kills).toBe(1);
}, 300_000);

describe('what these tests must find, else they are blind', () => {
  /** Which promises are broken when this happens to the first exchanges of one kiosk. */
  async function broken(
    plan: Pick<KioskPlan, 'faults'> & { readonly visit: VisitKind },
    options: Omit<RunOptions, 'hub' | 'folder'> = {},
  ): Promise<readonly Rule[]> {
    const kiosks = [{ visits: [{ kind: plan.visit, pauseMs: 0 }], faults: plan.faults }];
    const { violations, records } = await runSchedule(
      { seed: 7, kiosks, isTwoInstances: false, wallErrorMs: 0 },
      { hub, folder, ...options },
    );
    // A visit that came to nothing would show nothing.
    expect(records.cases.length + records.printed.length).toBeGreaterThan(0);
    return [...new Set(violations.map(({ rule }) => rule))];
  }
  const many = (fault: Fault) => Array.from({ length: 12 }, () => fault);
  const lostReply = many({ kind: 'cut', way: 'reply', at: 0, how: 'rst' });
  const forged = many({ kind: 'box', status: 200, says: 'accepted', delivered: false, retryAfterS: null });

  test('a kiosk that makes a new id after an unknown answer', async () => {
    for (const visit of ['loss', 'certificate'] as const) {
      expect(await broken({ visit, faults: lostReply })).toEqual([]);
      expect(await broken({ visit, faults: lostReply }, { habits: { newIdAfterUnknown: true } })).toContain('twice');
    }
  });

  test('a kiosk that deletes the body at the first 200, whoever says it', async () => {
    expect(await broken({ visit: 'loss', faults: forged })).toEqual([]);
    expect(await broken({ visit: 'loss', faults: forged }, { link: trustingLink })).toEqual(
      expect.arrayContaining(['lost', 'untrue']),
    );
  });

  test('a hub that answers before COMMIT, and COMMIT fails', async () => {
    const hasty = await startHastyHub(hub);
    try {
      const found = await broken({ visit: 'loss', faults: [] }, { upstreams: [{ port: hasty.port, kill: null }] });
      expect(found).toEqual(expect.arrayContaining(['lost', 'untrue']));
    } finally {
      await hasty.close();
    }
  });
});
