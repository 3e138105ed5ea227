import { sleep } from '../contract/clock.ts';
import { tidyPeople } from './accounts/tidy-people.ts';
import { reconcileSigns, tidyAlerts, watchAlerts } from './alerts/watch.ts';
import { watchAudit } from './audit/watch-audit.ts';
import { bundleLifeMs } from './bundles/uploads.ts';
import { tidyCommands } from './commands/command-results.ts';
import { dropOldPartitions, ensurePartitions } from './database/partitions.ts';
import { transaction } from './database/pool.ts';
import type { HubDeps } from './deps.ts';
import { watchFleet } from './fleet/watch-fleet.ts';
import { type LeaderJob, leadOnce } from './leader.ts';
import { causeCode } from './log.ts';
import { watchMachines } from './machines/watch-machines.ts';
import { tidyServices } from './services/tidy-services.ts';
import { sampleMachines } from './supplies/sample-machines.ts';
import { makeTasks } from './tasks/keeper-tasks.ts';

const lookEveryMs = 60_000;
/** A little less than the look: two instances that look at the same moment do not skip a round together. */
const jobEveryMs = 55_000;
/** Jobs that look at every machine, or at all that people did: five minutes, an hour, less the same. */
const rarely: Partial<Record<LeaderJob, number>> = { samples: 295_000, signs: 295_000, audit: 3_595_000 };
/** Twice the signature window: a request older than the window is refused by its time alone. */
const nonceLifeMs = 10 * 60_000;
const wrongTryLifeMs = 15 * 60_000;
const oldEnrolmentMs = 7 * 24 * 3_600_000;

/** What one instance does for all, at the start and once a minute (`leadOnce`). Ends when the hub stops. */
export async function keepHouse(deps: HubDeps): Promise<void> {
  do await houseRound(deps);
  while (await sleep(deps.clock, lookEveryMs, deps.stop));
}

/** One round: a job that fails holds up no other. */
async function houseRound(deps: HubDeps): Promise<void> {
  const nowMs = () => Math.round(deps.clock.wallMs());
  const jobs = {
    tidy: () => tidy(deps),
    partitions: async () => {
      await ensurePartitions(deps.sql, nowMs(), deps.log);
      await dropOldPartitions(deps.sql, nowMs(), deps.retentionMs, deps.log);
    },
    proof: () => watchMachines(deps, deps.gapLimitMs),
    commands: () => tidyCommands(deps, nowMs()),
    fleet: () => watchFleet(deps),
    samples: () => sampleMachines(deps),
    signs: () => reconcileSigns(deps),
    alerts: () => watchAlerts(deps),
    tasks: () => makeTasks(deps.sql, nowMs()),
    audit: () => watchAudit(deps),
  } as const;
  for (const job of Object.keys(jobs) as (keyof typeof jobs)[]) {
    try {
      await leadOnce(deps, job, rarely[job] ?? jobEveryMs, jobs[job]);
    } catch (cause) {
      deps.log('hub.housekeeping.failed', { cause: causeCode(cause) });
    }
  }
}

/** Removes what has expired. */
export async function tidy(deps: Pick<HubDeps, 'sql' | 'clock'>): Promise<void> {
  const nowMs = Math.round(deps.clock.wallMs());
  await deps.sql`delete from nonce where seen_ms < ${nowMs - nonceLifeMs}`;
  await deps.sql`delete from enrolment_wrong_try where at_ms < ${nowMs - wrongTryLifeMs}`;
  await deps.sql`delete from enrolment_ask where at_ms < ${nowMs - wrongTryLifeMs}`;
  await deps.sql`delete from enrolment where device_id is null and expires_ms < ${nowMs - oldEnrolmentMs}`;
  await deps.sql`delete from bundle where received_ms < ${nowMs - bundleLifeMs}`;
  await tidyPeople(deps.sql, nowMs);
  await tidyAlerts(deps.sql, nowMs);
  await transaction(deps.sql, (tx) => tidyServices(tx, nowMs));
}
