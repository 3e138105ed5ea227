import type { Actor } from '../../contract/accounts.ts';
import { type RolloutRequest, type RolloutState, rolloutsAtMost } from '../../contract/console/rollouts.ts';
import type { ReleaseKind } from '../../contract/release/manifest.ts';
import { jsonText } from '../database/json-text.ts';
import type { Sql, Tx } from '../database/pool.ts';
import type { Decided } from './decide.ts';

export type RolloutPlan = Omit<RolloutRequest, 'target' | 'sha256' | 'kiosks'>;

/** A row of `rollout`. */
export interface RolloutRow {
  readonly id: number;
  readonly target: string;
  readonly sha256: string;
  readonly release: string;
  readonly kind: ReleaseKind;
  readonly state: RolloutState;
  readonly plan: RolloutPlan;
  readonly starter: Pick<Actor, 'kind' | 'id' | 'name'>;
  readonly approver: string | null;
  readonly createdMs: number;
  readonly startedMs: number | null;
  readonly changedMs: number;
  readonly lookedMs: number | null;
  readonly listeningMs: number | null;
  readonly measuredMs: number | null;
  readonly waiting: (Decided & { readonly atMs: number }) | null;
}

export interface RingRow {
  readonly ring: number;
  readonly machines: number;
  readonly openedMs: number | null;
  readonly passedMs: number | null;
  readonly approver: string | null;
  readonly excused: { readonly finished: number; readonly failures: number; readonly lost: number };
  readonly gateMs: number | null;
}

interface StoredRollout {
  readonly id: string;
  readonly target: string;
  readonly sha256: string;
  readonly release: string;
  readonly kind: ReleaseKind;
  readonly state: RolloutState;
  readonly plan: RolloutPlan;
  readonly starter_kind: Actor['kind'];
  readonly starter_id: string;
  readonly starter_name: string;
  readonly approver_name: string | null;
  readonly created_ms: string;
  readonly started_ms: string | null;
  readonly changed_ms: string;
  readonly looked_ms: string | null;
  readonly listening_ms: string | null;
  readonly measured_ms: string | null;
  readonly waiting: RolloutRow['waiting'];
}

/** Number of a bigint column, which PostgreSQL's driver hands over as text. */
export const numberOrNull = (value: string | null): number | null => (value === null ? null : Number(value));

function toRow(row: StoredRollout): RolloutRow {
  return {
    ...{ id: Number(row.id), target: row.target, sha256: row.sha256, release: row.release, kind: row.kind },
    ...{ state: row.state, plan: row.plan, approver: row.approver_name, waiting: row.waiting },
    starter: { kind: row.starter_kind, id: row.starter_id, name: row.starter_name },
    ...{
      createdMs: Number(row.created_ms),
      startedMs: numberOrNull(row.started_ms),
      changedMs: Number(row.changed_ms),
    },
    ...{ lookedMs: numberOrNull(row.looked_ms), listeningMs: numberOrNull(row.listening_ms) },
    measuredMs: numberOrNull(row.measured_ms),
  };
}

/** Newest first. @param id null = the last `limit` */
export async function rolloutRows(sql: Sql, id: number | null, limit = rolloutsAtMost): Promise<readonly RolloutRow[]> {
  const rows = await sql<StoredRollout[]>`
    select * from rollout where ${id}::bigint is null or id = ${id} order by id desc limit ${limit}`;
  return rows.map(toRow);
}

/** The row, held until the transaction ends: rounds and people move a roll-out one after the other. Null = there is none, or with `skip` somebody is at it. */
export async function lockRollout(tx: Tx, id: number, skip = false): Promise<RolloutRow | null> {
  const [row] = skip
    ? await tx<StoredRollout[]>`select * from rollout where id = ${id} for update skip locked`
    : await tx<StoredRollout[]>`select * from rollout where id = ${id} for update`;
  return row === undefined ? null : toRow(row);
}

/** Rings of one roll-out in their order. */
export async function ringRows(sql: Sql | Tx, id: number): Promise<readonly RingRow[]> {
  const rows = await sql<
    {
      ring: number;
      machines: number;
      opened_ms: string | null;
      passed_ms: string | null;
      approver_name: string | null;
      excused: RingRow['excused'];
      gate_ms: string | null;
    }[]
  >`select * from rollout_ring where rollout_id = ${id} order by ring`;
  return rows.map((row) => ({
    ...{ ring: row.ring, machines: row.machines, approver: row.approver_name, excused: row.excused },
    ...{
      openedMs: numberOrNull(row.opened_ms),
      passedMs: numberOrNull(row.passed_ms),
      gateMs: numberOrNull(row.gate_ms),
    },
  }));
}

/** Writes down what was decided. @param by the person and the reason given; null = a rule */
export async function noteDecision(
  tx: Tx,
  id: number,
  { code, ring, numbers }: Decided,
  nowMs: number,
  by: { readonly name: string; readonly reason: string | null } | null = null,
): Promise<void> {
  await tx`insert into rollout_decision (rollout_id, at_ms, code, ring, numbers, actor_name, reason)
    values (${id}, ${nowMs}, ${code}, ${ring}, ${jsonText(numbers)}::text::jsonb, ${by?.name ?? null}, ${by?.reason ?? null})`;
}

/** The roll-out is in this state from now on and waits for nothing. */
export async function setState(tx: Tx, id: number, state: RolloutState, nowMs: number): Promise<void> {
  await tx`update rollout set state = ${state}, changed_ms = ${nowMs}, waiting = null where id = ${id}`;
}
