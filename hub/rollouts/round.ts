import { tellConsole } from '../console/tell.ts';
import { jsonText } from '../database/json-text.ts';
import { type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { causeCode } from '../log.ts';
import { type Decided, type Decisions, decide } from './decide.ts';
import { lookAtMachines } from './look.ts';
import { measure } from './measure.ts';
import { goBack, isOwed, isReachable, offer, offersAtOnce, takeBack } from './offers.ts';
import { lockRollout, noteDecision, type RolloutRow, ringRows, setState } from './rollout-store.ts';
import { viewOf } from './view.ts';

export type RolloutDeps = Pick<HubDeps, 'sql' | 'clock' | 'log' | 'releasesDir'>;

/**
 * One round over every roll-out that is on its way: judges machines, reads their counters, decides, offers. Each in a transaction of its own, so that what was decided and what was done are one;
 * may be called as often as one likes, also by several instances.
 * @returns true = a full helping was offered, and there may be more to do at once
 */
export async function rolloutRound(deps: RolloutDeps): Promise<boolean> {
  const rows = await deps.sql<{ id: string }[]>`
    select id from rollout where state in ('proposed', 'running', 'paused', 'halted', 'finished') order by id desc limit 100`;
  let isMore = false;
  for (const { id } of rows) {
    try {
      const offered = await transaction(deps.sql, (tx) => moveOne(tx, deps, Number(id)));
      if (offered >= offersAtOnce) isMore = true;
    } catch (cause) {
      // One that fails holds up no other: theirs are the rules that stop a bad release.
      deps.log('hub.housekeeping.failed', { cause: causeCode(cause) });
    }
  }
  return isMore;
}

/** @returns how many machines were offered it */
async function moveOne(tx: Tx, deps: RolloutDeps, id: number): Promise<number> {
  const nowMs = Math.round(deps.clock.wallMs());
  const rollout = await lockRollout(tx, id, true);
  // A person or another instance is at it.
  if (rollout === null) return 0;
  const isFollowed = rollout.state !== 'proposed';
  const moved = isFollowed ? await lookAtMachines(tx, rollout, { nowMs }) : 0;
  const isMeasured =
    rollout.state === 'running' || rollout.state === 'paused' ? await measure(tx, rollout, nowMs) : false;
  const rings = await ringRows(tx, id);
  const decisions = decide(await viewOf(tx, rollout, rings, await reachable(tx, id, nowMs), nowMs));
  await apply(tx, deps, rollout, decisions, nowMs);
  const offered = decisions.mayOffer ? await offer(tx, rollout, deps.releasesDir, nowMs) : 0;
  const isWaitNew = await keepWaiting(tx, rollout, decisions.waitingFor, nowMs);
  if (moved > 0 || offered > 0 || isMeasured || isWaitNew || decisions.decided.length > 0)
    await tellConsole(tx, 'rollouts', [id]);
  return offered;
}

/** Machines that are owed the release and speak, by open ring. */
async function reachable(tx: Tx, id: number, nowMs: number): Promise<ReadonlyMap<number, number>> {
  const rows = await tx<{ ring: number; machines: number }[]>`
    select m.ring, count(*)::int as machines from rollout_machine m
    join rollout_ring r on r.rollout_id = m.rollout_id and r.ring = m.ring join heartbeat_latest h on h.device_id = m.device_id
    where m.rollout_id = ${id} and ${isOwed(tx)} and r.opened_ms is not null and ${isReachable(tx, nowMs)} group by m.ring`;
  return new Map(rows.map(({ ring, machines }) => [ring, machines]));
}

async function apply(
  tx: Tx,
  deps: RolloutDeps,
  rollout: RolloutRow,
  decisions: Decisions,
  nowMs: number,
): Promise<void> {
  const { id, target } = rollout;
  for (const one of decisions.decided) {
    await noteDecision(tx, id, one, nowMs);
    deps.log('hub.rollout.decided', { rollout: id, target, code: one.code, ring: one.ring ?? -1 });
    if (one.code === 'ringPassed')
      await tx`update rollout_ring set passed_ms = ${nowMs} where rollout_id = ${id} and ring = ${one.ring}`;
  }
  if (decisions.open !== null)
    await tx`update rollout_ring set opened_ms = ${nowMs} where rollout_id = ${id} and ring = ${decisions.open}`;
  if (decisions.next === rollout.state) {
    if (decisions.decided.length > 0) await tx`update rollout set changed_ms = ${nowMs} where id = ${id}`;
    return;
  }
  await setState(tx, id, decisions.next, nowMs);
  if (decisions.next === 'halted') await afterHalt(tx, rollout, nowMs);
}

/** What has not begun is taken back; with `revert` the release before is assigned to everybody who has this one. */
export async function afterHalt(tx: Tx, rollout: RolloutRow, nowMs: number): Promise<void> {
  const machines = await takeBack(tx, rollout, nowMs);
  if (machines > 0) await noteDecision(tx, rollout.id, { code: 'takenBack', ring: null, numbers: { machines } }, nowMs);
  if (rollout.plan.onHalt === 'revert') await revertAll(tx, rollout, nowMs, null);
}

/** @param by the person and the reason given; null = follows from a rule */
export async function revertAll(
  tx: Tx,
  rollout: RolloutRow,
  nowMs: number,
  by: { readonly name: string; readonly reason: string | null } | null,
): Promise<void> {
  const { machines, without } = await goBack(tx, rollout, nowMs);
  await noteDecision(tx, rollout.id, { code: 'reverted', ring: null, numbers: { machines, without } }, nowMs, by);
  await setState(tx, rollout.id, 'reverted', nowMs);
}

/** The reason why it stands still is kept, not its every repetition. @returns whether it is another one than before */
async function keepWaiting(tx: Tx, { id, waiting }: RolloutRow, now: Decided | null, nowMs: number): Promise<boolean> {
  const isSame = waiting?.code === now?.code && waiting?.ring === now?.ring;
  const stored = now === null ? null : jsonText({ ...now, atMs: isSame && waiting !== null ? waiting.atMs : nowMs });
  await tx`update rollout set waiting = ${stored}::text::jsonb where id = ${id}`;
  return !isSame;
}
