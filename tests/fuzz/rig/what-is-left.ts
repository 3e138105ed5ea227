import { byToken } from '../../../hub/testing/hub-fixture.ts';
import type { World } from './world.ts';

/** Connections of the hub's pool (hub/database/pool.ts) and those that listen. */
const mostConnections = 16;
const soonMs = 10_000;

/** What a hub must not be after all that: unwell, in the middle of something, or full. */
export async function whatIsLeft({ url, fixture }: World): Promise<readonly string[]> {
  const found: string[] = [];
  const begunMs = performance.now();
  for (const path of ['/readyz', '/healthz', '/metrics']) {
    const reply = await fetch(url + path);
    await reply.text();
    if (reply.status !== 200) found.push(`${path} says ${reply.status}`);
  }
  const overview = await fetch(`${url}/v1/console/overview`, { headers: byToken });
  await overview.text();
  if (overview.status !== 200) found.push(`the console's first page says ${overview.status}`);
  if (performance.now() - begunMs > soonMs) found.push('it takes long to say that it is well');
  // The worker may be in the middle of something, but not for long.
  const connections = await fixture.sql<{ state: string; n: number; stuck: number }[]>`
    select coalesce(state, 'none') as state, count(*)::int as n,
      (count(*) filter (where now() - state_change > interval '5 s'))::int as stuck from pg_stat_activity
    where application_name = 'yitiji-hub' and datname = current_database() and pid <> pg_backend_pid() group by 1`;
  const all = connections.reduce((sum, { n }) => sum + n, 0);
  if (all > mostConnections) found.push(`${all} connections to the database`);
  for (const { state, stuck } of connections) {
    if (state.startsWith('idle in transaction') && stuck > 0) found.push(`${stuck} connections ${state}`);
  }
  return found;
}
