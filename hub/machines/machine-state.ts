import { type Static, Type } from 'typebox';
import { nullable } from '../../contract/closed-shapes.ts';
import { ReportedOutcome } from '../../contract/release/fleet.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { gaps, type SequenceRanges, upTo } from '../ingest/sequence.ts';
import { type OutcomeRow, toOutcome } from '../releases/outcomes.ts';
import { hasKeyInForce } from './keys-in-force.ts';

const strict = { additionalProperties: false };

/** Gaps that are listed; a machine with more is in trouble that no list explains. `missing` counts them all. */
const gapsListed = 64;

/** What the hub can prove of one numbering of a machine (a restored store begins a new one). */
export const EpochProof = Type.Object(
  {
    storeEpoch: Type.String(),
    /** Nothing is missing at and below this number. */
    upTo: Type.Integer(),
    /** Highest number that has arrived. */
    highest: Type.Integer(),
    /** Numbers that have not arrived though a higher one has. */
    missing: Type.Integer(),
    /** The first gaps, as closed ranges. */
    gaps: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]), { maxItems: gapsListed }),
    /** When the lowest gap was first seen; null = none, or not looked at yet. */
    gapSince: nullable(Type.String()),
  },
  strict,
);
export type EpochProof = Static<typeof EpochProof>;

/** Open alarms of a machine; each is a work order of the same name. */
const alarmKinds = ['sync:gap', 'sync:dead', 'sync:clone'] as const;

export const MachineState = Type.Object(
  {
    deviceId: Type.String(),
    kiosk: Type.String(),
    place: Type.String(),
    version: nullable(Type.String()),
    lastHeartbeat: nullable(Type.String()),
    pending: nullable(Type.Integer()),
    dead: nullable(Type.Integer()),
    durability: nullable(Type.String()),
    epochs: Type.Array(EpochProof),
    /** True: in no numbering of this machine is anything missing below the highest number that came. */
    isWhole: Type.Boolean(),
    alarms: Type.Array(Type.String()),
    /** False: no key of this machine is valid; it was revoked. */
    hasKey: Type.Boolean(),
    /** The release that is assigned to it; null = none, or it was told too late. */
    assigned: nullable(Type.Object({ target: Type.String(), counter: Type.Integer() }, strict)),
    /** What it has told last of an update; null = nothing yet. */
    update: nullable(ReportedOutcome),
  },
  strict,
);
export type MachineState = Static<typeof MachineState>;

interface Row {
  readonly id: string;
  readonly kiosk: string;
  readonly place: string;
  readonly at_ms: string | null;
  readonly version: string | null;
  readonly pending: number | null;
  readonly dead: number | null;
  readonly durability: string | null;
  readonly epochs: readonly CursorRow[] | null;
  readonly alarms: readonly string[] | null;
  readonly has_key: boolean;
  readonly assigned: { readonly target: string; readonly counter: number } | null;
  readonly outcome: OutcomeRow | null;
}

export interface CursorRow {
  readonly store_epoch: string;
  readonly ranges: SequenceRanges;
  readonly gap_since_ms: number | null;
}

/**
 * Machines by kiosk code, with the proof of what has arrived. One statement, so that the answer is of one moment.
 * @param page `after` = kiosk code that the page before ended with, '' = from the start; `onlyAlarms` = those with an open alarm
 */
export async function machineStates(
  sql: Sql,
  nowMs: number,
  page: { readonly after: string; readonly limit: number; readonly onlyAlarms: boolean },
): Promise<readonly MachineState[]> {
  const rows = await sql<Row[]>`
    select * from (
      select d.id, d.kiosk, d.place, h.at_ms, h.version, h.pending, h.dead, h.durability,
        (select json_agg(json_build_object('store_epoch', c.store_epoch, 'ranges', c.ranges, 'gap_since_ms', c.gap_since_ms)
          order by c.store_epoch) from device_cursor c where c.device_id = d.id) as epochs,
        (select array_agg(w.kind order by w.kind) from maintenance_order w
          where w.device_id = d.id and w.closed_ms is null and w.kind = any(${[...alarmKinds]}::text[])) as alarms,
        ${hasKeyInForce(sql, nowMs, sql`d.id`)} as has_key,
        (select case when a.expires_ms > ${nowMs} then json_build_object('target', a.target, 'counter', a.counter) end
          from assignment a where a.device_id = d.id and a.target like 'app/%' order by a.counter desc limit 1) as assigned,
        (select to_json(u) from update_outcome u where u.device_id = d.id order by u.number desc limit 1) as outcome
      from device d left join heartbeat_latest h on h.device_id = d.id
      where d.kiosk > ${page.after}
    ) m where ${page.onlyAlarms} = false or m.alarms is not null
    order by kiosk limit ${page.limit}`;
  return rows.map(toState);
}

function toState(row: Row): MachineState {
  const epochs = (row.epochs ?? []).map(toProof);
  return {
    deviceId: row.id,
    kiosk: row.kiosk,
    place: row.place,
    version: row.version,
    lastHeartbeat: row.at_ms === null ? null : isoTime(Number(row.at_ms)),
    pending: row.pending,
    dead: row.dead,
    durability: row.durability,
    epochs,
    isWhole: epochs.every(({ missing }) => missing === 0),
    alarms: [...(row.alarms ?? [])],
    hasKey: row.has_key,
    assigned: row.assigned,
    update: row.outcome === null ? null : toOutcome(row.outcome),
  };
}

/** What the hub has of one epoch of a machine: up to where without a gap, highest number, how many are missing. */
export function toProof(row: CursorRow): EpochProof {
  const missing = gaps(row.ranges);
  return {
    storeEpoch: row.store_epoch,
    upTo: upTo(row.ranges),
    highest: row.ranges.at(-1)?.[1] ?? 0,
    missing: missing.reduce((count, [from, to]) => count + to - from + 1, 0),
    gaps: missing.slice(0, gapsListed).map(([from, to]) => [from, to]),
    gapSince: row.gap_since_ms === null ? null : isoTime(row.gap_since_ms),
  };
}
