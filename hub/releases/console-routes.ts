import { type ReleaseRow, ReleasesReply } from '../../contract/console/releases.ts';
import { permit } from '../accounts/permit.ts';
import type { Sql } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures } from '../http.ts';
import { type HeldRelease, heldReleases } from './held-releases.ts';

/** What the repository holds, and how far each of it has come. */
export function releaseConsoleRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/console/releases',
    { onRequest: permit(deps, 'fleet.read'), schema: { response: { 200: ReleasesReply, ...failures } } },
    async () => {
      const { releases, unreadable } = await heldReleases(deps.releasesDir);
      const counts = await countsOf(deps.sql, releases);
      return { releases: releases.map((release) => ({ ...release, ...counts(release) })), unreadable };
    },
  );
}

const none = { assigned: 0, outcomes: { succeeded: 0, rolledBack: 0, refused: 0 } };
type Counts = Pick<ReleaseRow, 'assigned' | 'outcomes'>;

/** One look at the assignments for all of them; machines are counted by the newest assignment of a kind, and by what they last told of a release. */
async function countsOf(sql: Sql, releases: readonly HeldRelease[]): Promise<(release: HeldRelease) => Counts> {
  if (releases.length === 0) return () => none;
  const assigned = await sql<{ sha256: string; machines: number }[]>`
    select sha256, count(*)::int as machines from (
      select distinct on (device_id, split_part(target, '/', 1)) sha256 from assignment
      order by device_id, split_part(target, '/', 1), counter desc) newest
    where sha256 = any(${releases.map(({ sha256 }) => sha256)}::text[]) group by sha256`;
  const told = await sql<{ release: string; outcome: keyof Counts['outcomes']; machines: number }[]>`
    select release, outcome, count(*)::int as machines from (
      select distinct on (device_id, release) release, outcome from update_outcome
      where release = any(${releases.map(({ id }) => id)}::text[]) order by device_id, release, number desc) last
    group by release, outcome`;
  return ({ sha256, id }) => ({
    assigned: assigned.find((row) => row.sha256 === sha256)?.machines ?? 0,
    outcomes: {
      ...none.outcomes,
      ...Object.fromEntries(told.filter(({ release }) => release === id).map((row) => [row.outcome, row.machines])),
    },
  });
}
