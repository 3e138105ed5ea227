import type { RolloutMachineState } from '../../contract/console/rollouts.ts';
import type { UpdatePhase } from '../../contract/heartbeat-facts.ts';
import type { RefusalCause, ReturnCause } from '../../contract/release/update-outcome.ts';
import type { Tx } from '../database/pool.ts';
import { isInForce } from '../fleet/in-force.ts';
import { hoursOf, openMsBetween } from '../fleet/open-hours.ts';
import { openSilentLimitMs, type Standing, type StandingFacts, silentLimitMs, standingOf } from './machine-standing.ts';
import { soakMsOf } from './rings.ts';
import { numberOrNull, type RolloutRow } from './rollout-store.ts';

/** A hub that has not looked for longer was away, and nobody can have spoken to it: silence is counted from its return. Half of the silence that makes a machine lost. */
const awayMs = openSilentLimitMs / 2;

interface LookedRow {
  readonly device_id: string;
  readonly kiosk: string;
  readonly ring: number;
  readonly state: RolloutMachineState;
  readonly cause: string | null;
  readonly is_in_force: boolean;
  readonly counter: string;
  readonly offered_ms: string;
  readonly expires_ms: string;
  readonly activated_ms: string | null;
  readonly is_through: boolean;
  readonly newest: string | null;
  readonly at_ms: string | null;
  readonly told_counter: string | null;
  readonly running: string | null;
  readonly is_healthy: boolean | null;
  readonly updating: { readonly counter: number; readonly phase: UpdatePhase } | null;
  readonly outcome: 'succeeded' | 'rolledBack' | 'refused' | null;
  readonly told_cause: ReturnCause | RefusalCause | null;
  readonly told_what: string | null;
  readonly told_ms: string | null;
}

/**
 * Judges every machine of a roll-out anew whose end is open, or of which something new was told, and keeps what has changed.
 * @returns how many stand elsewhere than before
 */
export async function lookAtMachines(
  tx: Tx,
  rollout: RolloutRow,
  { nowMs }: { readonly nowMs: number },
): Promise<number> {
  const wasAway = rollout.lookedMs === null || nowMs - rollout.lookedMs > awayMs;
  const listeningMs = wasAway ? nowMs : (rollout.listeningMs ?? nowMs);
  const changed = (await openRows(tx, rollout, nowMs)).flatMap((row) => {
    const facts = factsOf(row, rollout, listeningMs, nowMs);
    const standing = standingOf(facts);
    const isThrough = row.is_through || facts.outcome?.outcome === 'succeeded';
    const isSame =
      standing.state === row.state &&
      standing.activatedMs === facts.activatedMs &&
      standing.cause === row.cause &&
      isThrough === row.is_through;
    return isSame ? [] : [{ id: row.device_id, before: row.state, isThrough, ...standing }];
  });
  if (changed.length > 0) await keep(tx, rollout.id, changed, nowMs);
  await tx`update rollout set looked_ms = ${nowMs}, listening_ms = ${listeningMs} where id = ${rollout.id}`;
  return changed.length;
}

/** Ends that a later word of the machine can change are looked at again when there is one. */
async function openRows(
  tx: Tx,
  { id, release, kind, lookedMs }: RolloutRow,
  nowMs: number,
): Promise<readonly LookedRow[]> {
  const folder = kind === 'application' ? 'app/%' : `${kind}/%`;
  return await tx<LookedRow[]>`
    select m.device_id, d.kiosk, m.ring, m.state, m.cause, m.counter, m.offered_ms, m.expires_ms, m.activated_ms, m.is_through,
      ${isInForce(tx, nowMs)} as is_in_force,
      (select a.counter from assignment a where a.device_id = m.device_id and a.target like ${folder} order by a.counter desc limit 1) as newest,
      h.at_ms, h.told_counter, ${kind === 'application' ? tx`h.release` : tx`null::text`} as running,
      h.durability = 'ok' and h.reported <> 'outOfService' as is_healthy, h.facts -> 'updating' as updating,
      o.outcome, o.cause as told_cause, o.what as told_what, o.received_ms as told_ms
    from rollout_machine m join device d on d.id = m.device_id left join heartbeat_latest h on h.device_id = m.device_id
    left join lateral (
      select u.outcome, u.cause, u.what, u.received_ms from update_outcome u
      where u.device_id = m.device_id and u.release = ${release} and u.received_ms >= m.offered_ms order by u.number desc limit 1
    ) o on true
    where m.rollout_id = ${id} and m.offered_ms is not null
      and (m.state not in ('untouched', 'succeeded', 'refused', 'rolledBack', 'superseded')
        or m.device_id in (select device_id from update_outcome where release = ${release} and received_ms >= ${(lookedMs ?? 0) - awayMs}))`;
}

function factsOf(row: LookedRow, rollout: RolloutRow, listeningMs: number, nowMs: number): StandingFacts {
  const offeredMs = Number(row.offered_ms);
  const counter = Number(row.counter);
  const beatMs = numberOrNull(row.at_ms);
  const activatedMs = numberOrNull(row.activated_ms);
  const heardMs = Math.max(beatMs ?? 0, listeningMs, offeredMs);
  const silentMs = Math.max(0, nowMs - heardMs);
  const hours = hoursOf(row.kiosk);
  const openSince = (fromMs: number) => openMsBetween(hours, fromMs, nowMs);
  const soakedMs = activatedMs === null ? 0 : row.ring === 0 ? openSince(activatedMs) : nowMs - activatedMs;
  return {
    ...{ nowMs, state: row.state, cause: row.cause, isInForce: row.is_in_force, activatedMs, release: rollout.release },
    offer: { counter, atMs: offeredMs, expiresMs: Number(row.expires_ms) },
    newestCounter: Number(row.newest ?? counter),
    beat:
      beatMs === null
        ? null
        : {
            ...{ atMs: beatMs, release: row.running, toldCounter: Number(row.told_counter ?? 0) },
            phase: row.updating?.counter === counter ? row.updating.phase : null,
            isHealthy: row.is_healthy === true,
          },
    outcome:
      row.outcome === null || row.told_ms === null
        ? null
        : { outcome: row.outcome, cause: row.told_cause, what: row.told_what, atMs: Number(row.told_ms) },
    ...{ silentMs, openSilentMs: silentMs < silentLimitMs ? 0 : openSince(heardMs) },
    ...{ soakedMs, soakMs: soakMsOf(row.ring) },
  };
}

type Changed = Standing & { readonly id: string; readonly before: RolloutMachineState; readonly isThrough: boolean };

async function keep(tx: Tx, rolloutId: number, changed: readonly Changed[], nowMs: number): Promise<void> {
  await tx`
    update rollout_machine m set state = c.state, cause = c.cause, what = c.what, activated_ms = c.activated_ms::bigint, is_through = c.is_through::boolean,
      since_ms = case when m.state = c.state then m.since_ms else ${nowMs} end
    from unnest(${changed.map(({ id }) => id)}::text[], ${changed.map(({ state }) => state)}::text[],
      ${changed.map(({ cause }) => cause)}::text[], ${changed.map(({ what }) => what)}::text[],
      ${changed.map(({ activatedMs }) => activatedMs?.toString() ?? null)}::text[], ${changed.map(({ isThrough }) => String(isThrough))}::text[])
      as c(device_id, state, cause, what, activated_ms, is_through)
    where m.rollout_id = ${rolloutId} and m.device_id = c.device_id`;
  const lost = changed.filter(({ state, before }) => state === 'lost' && before !== 'lost').map(({ id }) => id);
  if (lost.length > 0) await tx`update heartbeat_latest set lost_ms = ${nowMs} where device_id = any(${lost}::text[])`;
}
