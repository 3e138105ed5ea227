import { transaction } from './database/pool.ts';
import type { HubDeps } from './deps.ts';

/** Name of a job that one instance does for all, at most once in `everyMs`. */
export type LeaderJob =
  | ('tidy' | 'partitions' | 'proof' | 'commands' | 'fleet')
  | ('samples' | 'signs' | 'alerts' | 'tasks' | 'rollouts' | 'audit');

/**
 * Does a job unless another instance is at it or did it less than `everyMs` ago. Whoever gets the advisory lock leads for this one run: no election, nothing to
 * hand over, and the lock of an instance that dies is free as soon as PostgreSQL notices the connection.
 *
 * The lock's own transaction stays open while `work` uses other connections, so that `last_ms` counts only what was done to its end.
 * @returns whether this instance did it
 */
export async function leadOnce(
  deps: Pick<HubDeps, 'sql' | 'clock'>,
  job: LeaderJob,
  everyMs: number,
  work: () => Promise<void>,
): Promise<boolean> {
  return await transaction(deps.sql, async (tx) => {
    const [lock] = await tx<{ mine: boolean }[]>`
      select pg_try_advisory_xact_lock(7149100, hashtext(${job})) as mine`;
    if (lock?.mine !== true) return false;
    const nowMs = Math.round(deps.clock.wallMs());
    const [last] = await tx<{ last_ms: string }[]>`select last_ms from leader_job where job = ${job}`;
    const agoMs = nowMs - Number(last?.last_ms ?? 0);
    // A last time in the future is a clock that was wrong: it must not stop the job for as long.
    if (agoMs >= 0 && agoMs < everyMs) return false;
    await work();
    await tx`insert into leader_job (job, last_ms, runs) values (${job}, ${nowMs}, 1)
      on conflict (job) do update set last_ms = excluded.last_ms, runs = leader_job.runs + 1`;
    return true;
  });
}
