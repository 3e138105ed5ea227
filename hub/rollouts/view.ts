import {
  type RolloutFigure,
  type RolloutMachineState,
  rolloutMachineStates,
  type StateCounts,
} from '../../contract/console/rollouts.ts';
import type { Sql, Tx } from '../database/pool.ts';
import { isInForce } from '../fleet/in-force.ts';
import type { RingView, RolloutView } from './decide.ts';
import { type FigureName, figureNames, figureOf, type HourOfFigure, type Moments, noMoments } from './figures.ts';
import { innocentCauses } from './machine-standing.ts';
import type { RingRow, RolloutRow } from './rollout-store.ts';

/** Zero machines in each state. */
export const noCounts = (): Record<RolloutMachineState, number> =>
  Object.fromEntries(rolloutMachineStates.map((state) => [state, 0])) as Record<RolloutMachineState, number>;

/** What rings of one or more roll-outs hold. */
export interface RingCount {
  readonly rolloutId: number;
  readonly ring: number;
  readonly counts: StateCounts;
  readonly through: number;
  readonly blamed: number;
  readonly sessions: number | null;
}

interface CountRow {
  readonly rollout_id: string;
  readonly ring: number;
  readonly state: RolloutMachineState;
  readonly machines: number;
  readonly through: number;
  readonly blamed: number;
  readonly telling: number;
  readonly completed: number;
}

/** Machines by roll-out, ring and state. */
export async function ringCounts(sql: Sql | Tx, ids: readonly number[]): Promise<readonly RingCount[]> {
  const rows = await sql<CountRow[]>`
    select rollout_id, ring, state, count(*)::int as machines,
      (count(*) filter (where state = 'succeeded' or (state = 'probation' and is_through)))::int as through,
      (count(*) filter (where state = 'refused' and cause <> all(${[...innocentCauses]}::text[])))::int as blamed,
      (count(*) filter (where seen is not null and activated_ms is not null))::int as telling, sum(completed)::int as completed
    from rollout_machine where rollout_id = any(${[...ids]}::bigint[]) group by rollout_id, ring, state`;
  const groups = Map.groupBy(rows, ({ rollout_id, ring }) => `${rollout_id} ${ring}`);
  return [...groups.values()].map((group) => {
    const counts = noCounts();
    for (const { state, machines } of group) counts[state] = machines;
    const sum = (pick: (row: CountRow) => number) => group.reduce((total, row) => total + pick(row), 0);
    const [first] = group;
    return {
      ...{ rolloutId: Number(first?.rollout_id), ring: first?.ring ?? 0, counts },
      ...{ through: sum((row) => row.through), blamed: sum((row) => row.blamed) },
      sessions: sum((row) => row.telling) === 0 ? null : sum((row) => row.completed),
    };
  });
}

interface FigureRow extends Moments {
  readonly hour_ms: string;
  readonly name: FigureName;
  readonly is_touched: boolean;
}

/** Figures of a roll-out: with the new release against the untouched ones, in the same hours. */
export async function figuresOf(sql: Sql | Tx, id: number): Promise<readonly RolloutFigure[]> {
  const rows = await sql<FigureRow[]>`
    select hour_ms, name, is_touched, machines, x, y, xx, yy, xy from rollout_figure where rollout_id = ${id}`;
  const [sums] = await sql<Record<string, number>[]>`
    select count(*)::int as machines, coalesce(sum(hours), 0)::float8 as h, coalesce(sum(hours * hours), 0)::float8 as hh,
      coalesce(sum(completed), 0)::float8 as c, coalesce(sum(completed * completed), 0)::float8 as cc, coalesce(sum(hours * completed), 0)::float8 as hc,
      coalesce(sum(prints), 0)::float8 as p, coalesce(sum(prints * prints), 0)::float8 as pp, coalesce(sum(prints_failed), 0)::float8 as f,
      coalesce(sum(prints_failed * prints_failed), 0)::float8 as ff, coalesce(sum(prints * prints_failed), 0)::float8 as pf,
      coalesce(sum(crashes), 0)::float8 as k, coalesce(sum(crashes * crashes), 0)::float8 as kk, coalesce(sum(hours * crashes), 0)::float8 as hk
    from rollout_machine where rollout_id = ${id} and hours > 0`;
  const at = (name: string) => sums?.[name] ?? 0;
  const machines = at('machines');
  const touched: Readonly<Record<FigureName, Moments>> = {
    sessions: { machines, x: at('h'), y: at('c'), xx: at('hh'), yy: at('cc'), xy: at('hc') },
    prints: { machines, x: at('p'), y: at('f'), xx: at('pp'), yy: at('ff'), xy: at('pf') },
    crashes: { machines, x: at('h'), y: at('k'), xx: at('hh'), yy: at('kk'), xy: at('hk') },
  };
  return figureNames.map((name) => {
    const hours = Map.groupBy(
      rows.filter((row) => row.name === name),
      ({ hour_ms }) => hour_ms,
    );
    const pairs = [...hours.values()].map(
      (pair): HourOfFigure => ({
        touched: pair.find((row) => row.is_touched) ?? noMoments,
        controls: pair.find((row) => !row.is_touched) ?? noMoments,
      }),
    );
    return figureOf(name, pairs, touched[name]);
  });
}

/** Machines of a roll-out that were taken out of service before they came to an end, by ring: nobody waits for them, and they are no part of what is known of a ring. */
async function leftOut(
  tx: Tx,
  id: number,
  nowMs: number,
): Promise<
  readonly { readonly ring: number; readonly state: 'untouched' | 'superseded'; readonly machines: number }[]
> {
  return await tx<{ ring: number; state: 'untouched' | 'superseded'; machines: number }[]>`
    select m.ring, m.state, count(*)::int as machines from rollout_machine m join device d on d.id = m.device_id
    where m.rollout_id = ${id} and ((m.state = 'superseded' and m.cause = 'revoked') or (m.state = 'untouched' and not ${isInForce(tx, nowMs)}))
    group by 1, 2`;
}

/** Everything that `decide` asks for. @param offerable reachable untouched machines by ring */
export async function viewOf(
  tx: Tx,
  rollout: RolloutRow,
  rings: readonly RingRow[],
  offerable: ReadonlyMap<number, number>,
  nowMs: number,
): Promise<RolloutView> {
  const counts = await ringCounts(tx, [rollout.id]);
  const left = await leftOut(tx, rollout.id, nowMs);
  const views = rings.map((row): RingView => {
    const count = counts.find(({ ring }) => ring === row.ring);
    const own = { ...(count?.counts ?? noCounts()) };
    for (const { state, machines } of left.filter(({ ring }) => ring === row.ring)) own[state] -= machines;
    const machines = rolloutMachineStates.reduce((sum, state) => sum + own[state], 0);
    return {
      ...{ ring: row.ring, machines, openedMs: row.openedMs, passedMs: row.passedMs },
      ...{ isApproved: row.approver !== null, excused: row.excused, gateFromMs: row.gateMs ?? row.openedMs ?? nowMs },
      ...{ counts: own, through: count?.through ?? 0, blamed: count?.blamed ?? 0 },
      ...{ sessions: count?.sessions ?? null, offerable: offerable.get(row.ring) ?? 0 },
    };
  });
  const figures = await figuresOf(tx, rollout.id);
  return { state: rollout.state, plan: rollout.plan, rings: views, figures, nowMs };
}
