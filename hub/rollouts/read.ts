import {
  type RolloutDecision,
  type RolloutDetail,
  type RolloutMachine,
  type RolloutMachinePage,
  type RolloutMachineState,
  type RolloutSummary,
  rolloutMachineStates,
  type StateCounts,
} from '../../contract/console/rollouts.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { soakMsOf } from './rings.ts';
import { numberOrNull, type RolloutRow, ringRows, rolloutRows } from './rollout-store.ts';
import { figuresOf, noCounts, type RingCount, ringCounts } from './view.ts';
import { decisionWords } from './words.ts';

const decisionsAtMost = 200;
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

interface DecisionRow {
  readonly id: string;
  readonly rollout_id: string;
  readonly at_ms: string;
  readonly code: RolloutDecision['code'];
  readonly ring: number | null;
  readonly numbers: Readonly<Record<string, number>>;
  readonly actor_name: string | null;
  readonly reason: string | null;
}

const toDecision = (row: DecisionRow): RolloutDecision => ({
  ...{ id: Number(row.id), at: isoTime(Number(row.at_ms)), code: row.code, ring: row.ring, numbers: row.numbers },
  words: decisionWords(row.code, row.ring, row.numbers),
  ...{ actor: row.actor_name, reason: row.reason },
});

/** Newest first, with what their machines do now. */
export async function rolloutSummaries(sql: Sql): Promise<readonly RolloutSummary[]> {
  const rows = await rolloutRows(sql, null);
  return await withCounts(sql, rows);
}

async function withCounts(sql: Sql, rows: readonly RolloutRow[]): Promise<readonly RolloutSummary[]> {
  const ids = rows.map(({ id }) => id);
  const counts = Map.groupBy(await ringCounts(sql, ids), ({ rolloutId }) => rolloutId);
  const rings = await sql<{ rollout_id: string; rings: number; open: number | null }[]>`
    select rollout_id, count(*)::int as rings, max(ring) filter (where opened_ms is not null) as open
    from rollout_ring where rollout_id = any(${ids}::bigint[]) group by rollout_id`;
  const halts = await sql<DecisionRow[]>`
    select distinct on (rollout_id) * from rollout_decision
    where rollout_id = any(${ids}::bigint[]) and code like 'halt%' order by rollout_id, id desc`;
  return rows.map((row) => {
    const ring = rings.find(({ rollout_id }) => Number(rollout_id) === row.id);
    const halt = halts.find(({ rollout_id }) => Number(rollout_id) === row.id);
    return toSummary(row, counts.get(row.id) ?? [], ring, halt ?? null);
  });
}

function toSummary(
  row: RolloutRow,
  rings: readonly RingCount[],
  ring: { readonly rings: number; readonly open: number | null } | undefined,
  halt: DecisionRow | null,
): RolloutSummary {
  const counts = sumOf(rings.map((one) => one.counts));
  const machines = rolloutMachineStates.reduce((sum, state) => sum + counts[state], 0);
  const { waiting } = row;
  return {
    ...{ id: row.id, target: row.target, sha256: row.sha256, release: row.release, state: row.state },
    ...{ createdAt: isoTime(row.createdMs), startedAt: isoOrNull(row.startedMs), changedAt: isoTime(row.changedMs) },
    ...{ starter: row.starter.name, approver: row.approver, machines, exposed: machines - counts.untouched },
    ...{ rings: ring?.rings ?? 0, ring: ring?.open ?? null, counts, halt: halt === null ? null : toDecision(halt) },
    waitingFor:
      waiting === null
        ? null
        : {
            ...{ at: isoTime(waiting.atMs), code: waiting.code, ring: waiting.ring, numbers: waiting.numbers },
            words: decisionWords(waiting.code, waiting.ring, waiting.numbers),
          },
  };
}

function sumOf(all: readonly StateCounts[]): StateCounts {
  const sum = noCounts();
  for (const counts of all) for (const state of rolloutMachineStates) sum[state] += counts[state];
  return sum;
}

/** Null = there is none of this number. */
export async function rolloutDetail(sql: Sql, id: number): Promise<RolloutDetail | null> {
  const [row] = await rolloutRows(sql, id);
  if (row === undefined) return null;
  const [summary] = await withCounts(sql, [row]);
  if (summary === undefined) return null;
  const counts = await ringCounts(sql, [id]);
  const rings = await ringRows(sql, id);
  const decisions = await sql<DecisionRow[]>`
    select * from rollout_decision where rollout_id = ${id} order by id desc limit ${decisionsAtMost}`;
  const [back] = await sql<{ machines: number }[]>`
    select count(*)::int as machines from rollout_machine m join heartbeat_latest h on h.device_id = m.device_id
    where m.rollout_id = ${id} and ${row.state === 'reverted'} and m.offered_ms is not null and h.release is not null and h.release <> ${row.release}`;
  return {
    ...summary,
    plan: row.plan,
    ringList: rings.map((ring) => ({
      ...{ ring: ring.ring, machines: ring.machines, soakMs: soakMsOf(ring.ring), approver: ring.approver },
      ...{ openedAt: isoOrNull(ring.openedMs), passedAt: isoOrNull(ring.passedMs) },
      needsApproval: row.plan.approvals?.includes(ring.ring) === true,
      counts: counts.find((one) => one.ring === ring.ring)?.counts ?? noCounts(),
    })),
    decisions: decisions.map(toDecision),
    figures: [...(await figuresOf(sql, id))],
    isBack: back?.machines ?? 0,
  };
}

/** Machines of one roll-out by kiosk code. @param after kiosk code that the page before ended with, '' = from the start */
export async function rolloutMachines(
  sql: Sql,
  id: number,
  page: {
    readonly ring: number | null;
    readonly state: RolloutMachineState | null;
    readonly after: string;
    readonly limit: number;
  },
): Promise<RolloutMachinePage> {
  const rows = await sql<(Omit<RolloutMachine, 'since'> & { readonly since_ms: string | null })[]>`
    select d.kiosk, d.place, d.model, m.ring, m.state, m.since_ms, m.cause, m.what
    from rollout_machine m join device d on d.id = m.device_id
    where m.rollout_id = ${id} and d.kiosk > ${page.after} and (${page.ring}::int is null or m.ring = ${page.ring})
      and (${page.state}::text is null or m.state = ${page.state})
    order by d.kiosk limit ${page.limit + 1}`;
  const shown = rows.slice(0, page.limit);
  return {
    rows: shown.map(({ since_ms, ...row }) => ({ ...row, since: isoOrNull(numberOrNull(since_ms)) })),
    next: rows.length > page.limit ? (shown.at(-1)?.kiosk ?? null) : null,
  };
}
