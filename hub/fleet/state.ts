import type { PendingQuery, Row } from 'postgres';
import type { FleetState } from '../../contract/console/fleet-state.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { meaningOf } from '../../contract/technician/work-causes.ts';
import type { Sql, Tx } from '../database/pool.ts';
import { reportedWork } from '../services/work-orders/work-orders.ts';

/** So many heartbeats that do not come make a machine `offline` (docs/domain/technician-and-operations.md §10). */
const beatsMissed = 3;
/** Milliseconds between heartbeats that nobody asked to come faster or slower. */
export const usualPaceMs = 60_000;
/** What is no name of ours says nothing, and a database takes not every text. */
const reasonPattern = /^[A-Za-z0-9:._-]{1,120}$/;
/** Reasons that are kept; more of them say no more. */
const reasonsAtMost = 12;

/** What a machine is by its own words. */
export type ReportedState = Exclude<FleetState, 'offline' | 'lost'>;

export interface Reported {
  readonly state: ReportedState;
  /** Codes as `Reason` of contract/console/machines.ts says them, the gravest first. */
  readonly reasons: readonly string[];
}

/**
 * State of a machine by its heartbeat. Pure. A notice that a keeper has posted is maintenance; a trouble that stops the machine (severity `stop` of its work order) is `outOfService`, a
 * device that cannot be reached or does not work, and what limits it, is `limited`; what is only low is `ok`.
 */
export function reportedState(
  beat: Pick<HeartbeatRequest, 'devices' | 'durability' | 'intake' | 'selfTest' | 'notice'>,
): Reported {
  const troubles = [
    ...(beat.durability === 'failed' ? [{ reason: 'durability', severity: 'stop' as const }] : []),
    ...reportedWork(beat).opens.map((kind) => ({ reason: kind, severity: meaningOf(kind).severity })),
    ...beat.devices
      .filter((device) => !works(device))
      .map(({ id }) => ({
        reason: `device:${id}`,
        severity: id === 'touchPanel' ? ('stop' as const) : ('limit' as const),
      })),
  ];
  const of = (severity: 'stop' | 'limit' | 'watch') =>
    troubles.filter((trouble) => trouble.severity === severity).map(({ reason }) => reason);
  const [stop, limit, watch] = [of('stop'), of('limit'), of('watch')];
  const isNotice = beat.notice !== undefined && beat.notice !== null;
  const state = isNotice ? 'maintenance' : stop.length > 0 ? 'outOfService' : limit.length > 0 ? 'limited' : 'ok';
  const reasons = [...stop, ...limit, ...watch].filter((reason) => reasonPattern.test(reason));
  return { state, reasons: reasons.slice(0, reasonsAtMost) };
}

/** A device that is just being connected says nothing yet: a machine that starts is not a broken one. */
function works({ link, condition }: HeartbeatRequest['devices'][number]): boolean {
  if (link !== 'up') return link === 'connecting';
  return condition === 'ok';
}

/** What the hub has of a machine's last heartbeat; times in milliseconds of the hub's clock. */
export interface LastBeat {
  readonly atMs: number;
  readonly reported: ReportedState;
  readonly paceMs: number;
  readonly lostMs: number | null;
}

/**
 * State of a machine now. Pure; `stateSql` says the same. Silence counts by the pace that the machine was told, and never less than that of every machine: whoever was watched does not
 * fall away sooner. @param last null = it was never heard
 */
export function fleetState(last: LastBeat | null, nowMs: number): FleetState {
  if (last === null) return 'offline';
  if (last.lostMs !== null && last.lostMs >= last.atMs) return 'lost';
  return last.atMs + silentAfterMs(last.paceMs) < nowMs ? 'offline' : last.reported;
}

/** Milliseconds of silence after which a machine is offline. */
export const silentAfterMs = (paceMs: number): number => beatsMissed * Math.max(paceMs, usualPaceMs);

/**
 * `fleetState` as an expression of PostgreSQL over `heartbeat_latest` or `machine_now` joined as `h`. The time is a parameter: the driver and PostgreSQL keep every text of a statement that they
 * have met for as long as the connection lives, and one with the time in it is another text each time.
 */
export const stateSql = (sql: Sql | Tx, nowMs: number): PendingQuery<Row[]> =>
  sql`case when h.at_ms is null then 'offline' when h.lost_ms >= h.at_ms then 'lost'
    when h.at_ms + ${beatsMissed} * greatest(h.pace_ms, ${usualPaceMs}) < ${Math.round(nowMs)}::bigint then 'offline' else h.reported end`;
