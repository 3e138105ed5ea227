import { targetNameOf } from '../../contract/release/target-name.ts';
import type { Tx } from '../database/pool.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';
import { addAssignments } from '../releases/assignments.ts';
import { findManifest } from '../releases/repository.ts';
import type { RolloutRow } from './rollout-store.ts';

/** Machines that one round offers to at most: a statement of some tenths of a second; the next round is seconds away. */
export const offersAtOnce = 2000;
const dayMs = 86_400_000;
/** A way back must be open for as long as it takes. */
const backMs = 180 * dayMs;

interface Offered {
  readonly device_id: string;
  readonly running: string | null;
  readonly last_target: string | null;
  readonly last_sha256: string | null;
}

interface Release {
  readonly target: string;
  readonly sha256: string;
}

const folderOf = ({ kind }: Pick<RolloutRow, 'kind'>): string => (kind === 'application' ? 'app/%' : `${kind}/%`);

/** A condition on `heartbeat_latest h`: it spoke within three of its own heartbeats, and nobody has taken it out of service since. */
export const isReachable = (tx: Tx, nowMs: number) => tx`h.at_ms >= ${nowMs}::bigint - 3 * h.pace_ms
  and ${hasKeyInForce(tx, nowMs, tx`h.device_id`)}`;

/** A condition on `rollout_machine m`: it was never offered the release, was away until the offer had run out, or was out of service meanwhile. */
export const isOwed = (tx: Tx) =>
  tx`(m.state = 'untouched' or (m.state = 'superseded' and m.cause in ('expired', 'revoked')))`;

/**
 * Assigns the release to owed, reachable machines of open rings, the first rings first; the hub signs it when a machine asks. What ran and what was assigned before is kept for the way back.
 * @returns how many
 */
export async function offer(tx: Tx, rollout: RolloutRow, releasesDir: string, nowMs: number): Promise<number> {
  const machines = await tx<Offered[]>`
    select m.device_id, ${rollout.kind === 'application' ? tx`h.release` : tx`null::text`} as running, a.target as last_target, a.sha256 as last_sha256
    from rollout_machine m join rollout_ring r on r.rollout_id = m.rollout_id and r.ring = m.ring
    join heartbeat_latest h on h.device_id = m.device_id
    left join lateral (select target, sha256 from assignment a where a.device_id = m.device_id and a.target like ${folderOf(rollout)}
      order by a.counter desc limit 1) a on true
    where m.rollout_id = ${rollout.id} and ${isOwed(tx)} and r.opened_ms is not null and ${isReachable(tx, nowMs)}
    order by m.ring, m.device_id limit ${offersAtOnce}`;
  if (machines.length === 0) return 0;
  const back = await waysBack(machines, releasesDir);
  const ids = await lockDevices(
    tx,
    machines.map(({ device_id }) => device_id),
  );
  const expiresMs = nowMs + (rollout.plan.days ?? 30) * dayMs;
  const { target, sha256 } = rollout;
  const counters = await addAssignments(tx, ids, { target, sha256, expiresMs, nowMs });
  await tx`
    update rollout_machine m set state = 'offered', since_ms = ${nowMs}, offered_ms = ${nowMs}, expires_ms = ${expiresMs}, counter = c.counter::bigint,
      cause = null, what = null, activated_ms = null, is_through = false, seen = null,
      before_release = c.running, before_target = coalesce(m.before_target, c.target), before_sha256 = coalesce(m.before_sha256, c.sha256)
    from unnest(${machines.map(({ device_id }) => device_id)}::text[], ${machines.map(({ device_id }) => counters.get(device_id) ?? 0)}::text[],
      ${machines.map(({ running }) => running)}::text[], ${machines.map((one) => back(one)?.target ?? null)}::text[],
      ${machines.map((one) => back(one)?.sha256 ?? null)}::text[]) as c(device_id, counter, running, target, sha256)
    where m.rollout_id = ${rollout.id} and m.device_id = c.device_id`;
  return machines.length;
}

/** In one order, so that two who assign at once do not wait for each other for ever. */
async function lockDevices(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from device where id = any(${[...ids]}::text[]) order by id for update`;
  return rows.map(({ id }) => id);
}

/** What ran, where the assignment before or the repository knows its hash; else what was assigned before. */
async function waysBack(
  machines: readonly Offered[],
  releasesDir: string,
): Promise<(machine: Offered) => Release | null> {
  const known = new Map<string, Release | null>();
  for (const running of new Set(machines.map((machine) => machine.running)))
    if (running !== null) known.set(running, await publishedOf(running, releasesDir));
  return ({ running, last_target: target, last_sha256: sha256 }) => {
    const assigned = target === null || sha256 === null ? null : { target, sha256 };
    if (running === null || (sha256 !== null && running.endsWith(`-${sha256.slice(0, 16)}`))) return assigned;
    return known.get(running) ?? null;
  };
}

/** The target of a release that machines name, as the repository of this hub holds it; null = it does not. */
async function publishedOf(release: string, releasesDir: string): Promise<Release | null> {
  const dash = release.lastIndexOf('-');
  const target = targetNameOf('application', null, release.slice(0, dash));
  if (!target.ok) return null;
  const found = await findManifest(releasesDir, target.value, release.slice(dash + 1));
  return found.ok ? { target: target.value, sha256: found.value } : null;
}

/** States in which a machine has not begun to install. */
const notBegun = ['offered', 'downloading', 'staged', 'waitingIdle'] as const;

/** Takes the release back from machines that have not begun: what ran is assigned again, which ends what is under way there. @returns how many */
export async function takeBack(tx: Tx, rollout: RolloutRow, nowMs: number): Promise<number> {
  const rows = await tx<{ device_id: string }[]>`
    select device_id from rollout_machine where rollout_id = ${rollout.id} and state = any(${[...notBegun]}::text[]) and activated_ms is null`;
  const ids = rows.map(({ device_id }) => device_id);
  await assignBefore(tx, rollout, ids, nowMs);
  await tx`update rollout_machine set state = 'superseded', cause = 'takenBack', since_ms = ${nowMs}
    where rollout_id = ${rollout.id} and device_id = any(${ids}::text[])`;
  return ids.length;
}

/** Assigns the release before to every machine that was offered this one and given nothing else since. */
export async function goBack(
  tx: Tx,
  rollout: RolloutRow,
  nowMs: number,
): Promise<{ readonly machines: number; readonly without: number }> {
  const rows = await tx<{ device_id: string }[]>`
    select m.device_id from rollout_machine m where m.rollout_id = ${rollout.id} and m.offered_ms is not null and m.counter =
      (select a.counter from assignment a where a.device_id = m.device_id and a.target like ${folderOf(rollout)} order by a.counter desc limit 1)`;
  const ids = rows.map(({ device_id }) => device_id);
  const machines = await assignBefore(tx, rollout, ids, nowMs);
  await tx`update rollout_machine set state = 'superseded', cause = 'reverted', since_ms = ${nowMs}
    where rollout_id = ${rollout.id} and device_id = any(${ids}::text[]) and state not in ('rolledBack', 'refused', 'failed', 'lost', 'superseded')`;
  return { machines, without: ids.length - machines };
}

/** Where nothing is known to go back to, the assignment at least ends now: it is handed out no more. @returns how many have a way back */
async function assignBefore(tx: Tx, rollout: RolloutRow, ids: readonly string[], nowMs: number): Promise<number> {
  if (ids.length === 0) return 0;
  await lockDevices(tx, ids);
  const rows = await tx<{ device_id: string; target: string | null; sha256: string | null }[]>`
    select device_id, before_target as target, before_sha256 as sha256 from rollout_machine
    where rollout_id = ${rollout.id} and device_id = any(${[...ids]}::text[]) order by device_id`;
  const groups = Map.groupBy(rows, ({ target, sha256 }) => (target === null ? '' : `${target} ${sha256}`));
  let machines = 0;
  for (const [, group] of groups) {
    const [{ target = null, sha256 = null } = {}] = group;
    const members = group.map(({ device_id }) => device_id);
    if (target === null || sha256 === null) {
      await tx`update assignment a set expires_ms = least(a.expires_ms, ${nowMs}) from rollout_machine m
        where m.rollout_id = ${rollout.id} and m.device_id = any(${members}::text[]) and a.device_id = m.device_id and a.counter = m.counter`;
      continue;
    }
    await addAssignments(tx, members, { target, sha256, expiresMs: nowMs + backMs, nowMs });
    machines += members.length;
  }
  return machines;
}
